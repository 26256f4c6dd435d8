package template

import (
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ChartFile is a file in the archive of a chart, as a template.
type ChartFile struct {
	Pack    *pack.Pack
	At      pack.ChartFile
	Top     *chart.Chart // of the archive
	Owner   *chart.Chart // that has the file: Top, or one inside it
	Text    *text.Text
	Actions []macro.Action
	Symbols []macro.Symbol
}

// ChartOf is the pack that has a chart archive in its folder, and the chart in it; nil if there is none.
func ChartOf(s *pack.Snapshot, archive string) (*pack.Pack, *chart.Chart) {
	for dir := filepath.Dir(archive); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		p := s.PackIn(dir)
		if p == nil {
			continue
		}
		rel, err := filepath.Rel(dir, archive)
		if err != nil {
			return nil, nil
		}
		c, err := p.Chart(filepath.ToSlash(rel))
		if err != nil {
			return nil, nil
		}
		return p, c
	}
	return nil, nil
}

// InChart is a file in a chart archive of a pack; nil if there is none.
func InChart(s *pack.Snapshot, at pack.ChartFile) *ChartFile {
	p, top := ChartOf(s, at.Archive)
	if top == nil {
		return nil
	}
	src, ok := top.Inner(at.Inner)
	if !ok {
		return nil
	}
	actions := macro.Parse(src, text.Verbatim)
	return &ChartFile{Pack: p, At: at, Top: top, Owner: ownerOf(top, at.Inner), Text: text.New(src), Actions: actions,
		Symbols: macro.Symbols(actions)}
}

// ownerOf is the chart in the archive of c that has the file at a path in the archive.
func ownerOf(c *chart.Chart, inner string) *chart.Chart {
	for _, sub := range c.Subcharts {
		if strings.HasPrefix(inner, sub.Path+"/") {
			return ownerOf(sub, inner)
		}
	}
	return c
}

// Cursor is the action around byte offset off; false outside of one.
func (f *ChartFile) Cursor(off int) (Cursor, bool) {
	whole := embedded.At(f.Text.String(), 0, text.Verbatim, nil)
	c := Cursor{Cursor: macro.At(f.Actions, off), In: whole, Manifest: true}
	return c, c.Place != macro.Outside
}

// SymbolAt is the template or variable that is named at byte offset off; nil if there is none.
func (f *ChartFile) SymbolAt(off int) *macro.Symbol {
	for i := range f.Symbols {
		if f.Symbols[i].Touches(off) {
			return &f.Symbols[i]
		}
	}
	return nil
}

// ChartSymbol is a place in a chart archive that names a template or variable.
type ChartSymbol struct {
	macro.Symbol
	At   pack.ChartFile
	Text *text.Text // of the file
}

// Naming yields the places that name s, a symbol of f: of a variable those in f, of a template those in all charts of
// the archive, in the order of their paths.
func (f *ChartFile) Naming(s *macro.Symbol) iter.Seq[ChartSymbol] {
	return func(yield func(ChartSymbol) bool) {
		if s.Kind == macro.TemplateName {
			f.templates(f.Top, s.Name, yield)
			return
		}
		for _, o := range f.Symbols {
			if SameSymbol(o, *s) && !yield(ChartSymbol{o, f.At, f.Text}) {
				return
			}
		}
	}
}

// SameSymbol reports whether two places in one file name the same template or variable.
func SameSymbol(a, b macro.Symbol) bool {
	if a.Kind != b.Kind {
		return false
	}
	if a.Kind == macro.TemplateName {
		return a.Name == b.Name
	}
	return a.Target == b.Target && a.Target >= 0
}

// templates yields the places in c, and in the charts inside it, that name a template; false if it was told to stop.
func (f *ChartFile) templates(c *chart.Chart, name string, yield func(ChartSymbol) bool) bool {
	for file, src := range c.Sources() {
		if !strings.HasPrefix(file, "templates/") || !strings.Contains(src, name) {
			continue
		}
		at := pack.ChartFile{Archive: f.At.Archive, Inner: path.Join(c.Path, file)}
		t := text.New(src)
		for _, o := range macro.Symbols(macro.Parse(src, text.Verbatim)) {
			if o.Kind == macro.TemplateName && o.Name == name && !yield(ChartSymbol{o, at, t}) {
				return false
			}
		}
	}
	for _, sub := range c.Subcharts {
		if !f.templates(sub, name, yield) {
			return false
		}
	}
	return true
}

// ValueAt is the use of a value at byte offset off: its path from the root of the values of the chart that has the
// file, up to the name at off, and the range of that path. It is false if there is none.
func (f *ChartFile) ValueAt(off int) (path []string, r text.Range, ok bool) {
	for _, ref := range macro.ValuesRefs(f.Actions) {
		n := ref.Inherited
		for n < len(ref.Path) && ref.Path[n].End < off {
			n++
		}
		if ref.Touches(off) && n < len(ref.Path) {
			return Names(ref.Path[:n+1]), text.Range{Start: ref.Start, End: ref.Path[n].End}, true
		}
	}
	return nil, text.Range{}, false
}

// Full are the paths, from the root of the pack's values, of the value at a path of the values of c, a chart in the
// archive: a chart with several aliases has several.
func (f *ChartFile) Full(c *chart.Chart, path []string) [][]string {
	top := []string{pack.SectionCharts, f.Top.Name}
	if len(path) > 0 && path[0] == "global" { // all charts of a release share it
		return [][]string{slices.Concat(top, path)}
	}
	var full [][]string
	for _, section := range sectionsOf(f.Top, c, top) {
		full = append(full, slices.Concat(section, path))
	}
	return full
}

// sectionsOf are the paths of the sections of c, which is chart or in it; at is that of chart.
func sectionsOf(in, c *chart.Chart, at []string) [][]string {
	if in == c {
		return [][]string{at}
	}
	var all [][]string
	for _, sub := range in.Subcharts {
		if sub == c || strings.HasPrefix(c.Path, sub.Path+"/") {
			for _, key := range sub.Sections() {
				all = append(all, sectionsOf(sub, c, slices.Concat(at, []string{key}))...)
			}
		}
	}
	return all
}

// ValueUse is a place in a template of a chart archive that uses a value.
type ValueUse struct {
	At    pack.ChartFile
	Text  *text.Text
	Range text.Range // of the last name of the value's path
}

// Uses yields the places in the templates of the charts of p that use the value at a path from the root of its values,
// or a value in it. No chart is read unless the path is below its section.
func Uses(p *pack.Pack, full []string) iter.Seq[ValueUse] {
	return func(yield func(ValueUse) bool) {
		for f := range archivesWith(p, full) {
			if !f.uses(f.Top, full, yield) {
				return
			}
		}
	}
}

// Defaults yields the defaults, in the values.yaml of charts of p, of the value at a path from the root of its values.
func Defaults(p *pack.Pack, full []string) iter.Seq[ValueUse] {
	return func(yield func(ValueUse) bool) {
		for f := range archivesWith(p, full) {
			if d, ok := f.Default(full); ok && !yield(d) {
				return
			}
		}
	}
}

// archivesWith yields the archives of the chart whose section of the values of p has a value at a path in it.
func archivesWith(p *pack.Pack, full []string) iter.Seq[*ChartFile] {
	return func(yield func(*ChartFile) bool) {
		if len(full) < 3 || full[0] != pack.SectionCharts {
			return
		}
		for _, rel := range p.Facts().Charts {
			c, err := p.Chart(rel)
			if err != nil || c.Name != full[1] {
				continue
			}
			at := pack.ChartFile{Archive: filepath.Join(p.Dir, filepath.FromSlash(rel))}
			if !yield(&ChartFile{Pack: p, At: at, Top: c, Owner: c}) {
				return
			}
		}
	}
}

// Default is the default, in the values.yaml of a chart in the archive, of the value at a path from the root of the
// pack's values; false if there is none.
func (f *ChartFile) Default(full []string) (ValueUse, bool) {
	scope := f.Top.Lookup(full[2:])
	r, ok := scope.Place()
	owner := scope.Chart()
	if !ok || owner == nil {
		return ValueUse{}, false
	}
	src, ok := owner.File(pack.ValuesName)
	at := pack.ChartFile{Archive: f.At.Archive, Inner: path.Join(owner.Path, pack.ValuesName)}
	return ValueUse{At: at, Text: text.New(src), Range: r}, ok
}

// Uses yields the places in the templates of the archive that use the value at a path from the root of the pack's
// values, or a value in it.
func (f *ChartFile) Uses(full []string) iter.Seq[ValueUse] {
	return func(yield func(ValueUse) bool) { f.uses(f.Top, full, yield) }
}

func (f *ChartFile) uses(c *chart.Chart, full []string, yield func(ValueUse) bool) bool {
	last := full[len(full)-1]
	for file, src := range c.Sources() {
		if !strings.HasPrefix(file, "templates/") || !strings.Contains(src, last) {
			continue
		}
		use := ValueUse{At: pack.ChartFile{Archive: f.At.Archive, Inner: path.Join(c.Path, file)}, Text: text.New(src)}
		seen := map[text.Range]bool{} // a path in a variable comes again with each use of it
		for _, ref := range macro.ValuesRefs(macro.Parse(src, text.Verbatim)) {
			r, ok := f.rangeIn(c, ref, full)
			if use.Range = r; !ok || seen[r] {
				continue
			}
			if seen[r] = true; !yield(use) {
				return false
			}
		}
	}
	for _, sub := range c.Subcharts {
		if !f.uses(sub, full, yield) {
			return false
		}
	}
	return true
}

// rangeIn is the name in ref, in a template of c, that stands for the value at a path from the root of the pack's
// values; false if none does.
func (f *ChartFile) rangeIn(c *chart.Chart, ref macro.ValuesRef, full []string) (text.Range, bool) {
	for n := ref.Inherited; n < len(ref.Path); n++ {
		for _, path := range f.Full(c, Names(ref.Path[:n+1])) {
			if slices.Equal(path, full) {
				return ref.Path[n].Range, true
			}
		}
	}
	return text.Range{}, false
}
