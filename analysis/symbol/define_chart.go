package symbol

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ChartDocument returns the text of a file in a chart archive of a pack; false if there is none.
func ChartDocument(s *pack.Snapshot, at pack.ChartFile) (string, bool) {
	c := chartOf(s, at.Archive)
	if c == nil {
		return "", false
	}
	return c.Inner(at.Inner)
}

// chartOf is the chart in an archive of a pack; nil if there is none.
func chartOf(s *pack.Snapshot, archive string) *chart.Chart {
	for dir := filepath.Dir(archive); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		p := s.PackIn(dir)
		if p == nil {
			continue
		}
		rel, err := filepath.Rel(dir, archive)
		if err != nil {
			return nil
		}
		c, err := p.Chart(filepath.ToSlash(rel))
		if err != nil {
			return nil
		}
		return c
	}
	return nil
}

// DefineInChart returns the places that define what the cursor in a template of a chart archive is on, and the text of
// that template, in which offset says where the cursor is. A place is the template that include names, anywhere in the
// archive, the declaration of a variable, or the default of a value. There are none if none is known; the text is nil
// if there is no such file.
func DefineInChart(s *pack.Snapshot, at pack.ChartFile, offset func(*text.Text) int) ([]pack.Location, *text.Text) {
	top := chartOf(s, at.Archive)
	if top == nil {
		return nil, nil
	}
	src, ok := top.Inner(at.Inner)
	if !ok {
		return nil, nil
	}
	d := chartDefiner{top: top, archive: at.Archive, text: text.New(src), actions: macro.Parse(src, text.Verbatim)}
	off := offset(d.text)
	for _, sym := range macro.Symbols(d.actions) {
		if sym.Touches(off) {
			d.origin = sym.Range
			d.symbol(at, sym)
			return d.found, d.text
		}
	}
	d.value(ownerOf(top, at.Inner), off)
	return d.found, d.text
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

// chartDefiner collects the places that define a part of a template in a chart archive.
type chartDefiner struct {
	top     *chart.Chart
	archive string
	text    *text.Text // of the template
	actions []macro.Action
	origin  text.Range // of the part
	found   []pack.Location
}

func (d *chartDefiner) add(inner string, t *text.Text, r text.Range) {
	at := pack.ChartFile{Archive: d.archive, Inner: inner}
	d.found = append(d.found, pack.Location{Origin: d.origin, ChartFile: at, Text: t, Range: r})
}

// symbol adds the declarations of sym, a symbol of the file at.
func (d *chartDefiner) symbol(at pack.ChartFile, sym macro.Symbol) {
	switch {
	case sym.Kind == macro.TemplateName:
		d.template(d.top, sym.Name)
	case sym.Target >= 0:
		d.add(at.Inner, d.text, macro.Symbols(d.actions)[sym.Target].Range)
	}
}

// template adds where c and the charts in it define a template.
func (d *chartDefiner) template(c *chart.Chart, name string) {
	for file, src := range c.Sources() {
		if !strings.HasPrefix(file, "templates/") || !strings.Contains(src, name) {
			continue
		}
		for _, sym := range macro.Symbols(macro.Parse(src, text.Verbatim)) {
			if sym.Kind == macro.TemplateName && sym.Declares && sym.Name == name {
				d.add(path.Join(c.Path, file), text.New(src), sym.Range)
			}
		}
	}
	for _, sub := range c.Subcharts {
		d.template(sub, name)
	}
}

// value adds the default of the value of c that is used at byte offset off.
func (d *chartDefiner) value(c *chart.Chart, off int) {
	for _, ref := range macro.ValuesRefs(d.actions) {
		n := ref.Inherited
		for n < len(ref.Path) && ref.Path[n].End < off {
			n++
		}
		if !ref.Touches(off) || n == len(ref.Path) {
			continue
		}
		scope := c.Lookup(template.Names(ref.Path[:n+1]))
		r, ok := scope.Place()
		if owner := scope.Chart(); ok && owner != nil {
			if src, ok := owner.File(pack.ValuesName); ok {
				d.origin = text.Range{Start: ref.Start, End: ref.Path[n].End}
				d.add(path.Join(owner.Path, pack.ValuesName), text.New(src), r)
			}
		}
		return
	}
}
