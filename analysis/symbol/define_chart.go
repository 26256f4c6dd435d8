package symbol

import (
	"context"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ChartDocument returns the text of a file in a chart archive of a pack; false if there is none.
func ChartDocument(s *pack.Snapshot, at pack.ChartFile) (string, bool) {
	_, c := template.ChartOf(s, at.Archive)
	if c == nil {
		return "", false
	}
	return c.Inner(at.Inner)
}

// DefineInChart returns the places that define what the cursor in a template of a chart archive is on, and the text of
// that template, in which offset says where the cursor is. A place is the template that include names, anywhere in the
// archive, the declaration of a variable, or the default of a value. There are none if none is known; the text is nil
// if there is no such file.
func DefineInChart(s *pack.Snapshot, at pack.ChartFile, offset func(*text.Text) int) ([]pack.Location, *text.Text) {
	f := template.InChart(s, at)
	if f == nil {
		return nil, nil
	}
	off := offset(f.Text)
	var found []pack.Location
	sym := f.SymbolAt(off)
	switch {
	case sym == nil:
		return defaultAt(f, off), f.Text
	case sym.Kind == macro.VariableName && sym.Target >= 0:
		to := f.Symbols[sym.Target]
		found = append(found, pack.Location{Origin: sym.Range, ChartFile: at, Text: f.Text, Range: to.Range})
	case sym.Kind == macro.TemplateName:
		for o := range f.Naming(sym) {
			if o.Declares {
				found = append(found, pack.Location{Origin: sym.Range, ChartFile: o.At, Text: o.Text, Range: o.Range})
			}
		}
	}
	return found, f.Text
}

// defaultAt is the default of the value that is used at byte offset off of f.
func defaultAt(f *template.ChartFile, off int) []pack.Location {
	rel, origin, ok := f.ValueAt(off)
	if !ok {
		return nil
	}
	var found []pack.Location
	for _, full := range f.Full(f.Owner, rel) { // charts around it may have another default
		if d, ok := f.Default(full); ok {
			found = []pack.Location{inChart(origin, d)}
		}
	}
	return found
}

// inChart is the location of a value in a chart.
func inChart(origin text.Range, use template.ValueUse) pack.Location {
	return pack.Location{Origin: origin, ChartFile: use.At, Text: use.Text, Range: use.Range}
}

// maxChartUses is how many places in the templates of charts one answer has.
const maxChartUses = 1000

// usesInCharts are the places in the templates of the charts of p that use the value at a path, and its default if
// defaults is true. If ctx ends first, the error is the context's.
func usesInCharts(
	ctx context.Context, p *pack.Pack, full []string, origin text.Range, defaults bool,
) ([]pack.Location, error) {
	var found []pack.Location
	if defaults {
		for d := range template.Defaults(p, full) {
			found = append(found, inChart(origin, d))
		}
	}
	for use := range template.Uses(p, full) {
		if found = append(found, inChart(origin, use)); len(found) == maxChartUses || ctx.Err() != nil {
			break
		}
	}
	return found, ctx.Err()
}

// ReferencesInChart returns the places that name what the cursor in a template of a chart archive is on: a variable in
// the file, a template in all charts of the archive, and a value also in the files of the pack. The default of a value,
// and what defines a template or variable, is among them if declarations is true. offset says where the cursor is. If
// ctx ends first, the error is the context's.
func ReferencesInChart(
	ctx context.Context, s *pack.Snapshot, at pack.ChartFile, offset func(*text.Text) int, declarations bool,
) ([]pack.Location, error) {
	f := template.InChart(s, at)
	if f == nil {
		return nil, nil
	}
	off := offset(f.Text)
	var found []pack.Location
	if sym := f.SymbolAt(off); sym != nil {
		for o := range f.Naming(sym) {
			if declarations || !o.Declares {
				found = append(found, pack.Location{Origin: sym.Range, ChartFile: o.At, Text: o.Text, Range: o.Range})
			}
		}
		return found, ctx.Err()
	}
	rel, origin, ok := f.ValueAt(off)
	if !ok {
		return nil, nil
	}
	if declarations {
		found = defaultAt(f, off)
	}
	for _, full := range f.Full(f.Owner, rel) {
		for use := range f.Uses(full) {
			if l := inChart(origin, use); !slices.Contains(found, l) {
				found = append(found, l)
			}
			if len(found) == maxChartUses || ctx.Err() != nil {
				break
			}
		}
		told := spots{known: true, declarations: declarations}
		all, err := occurrencesEverywhere(ctx, s, f.Pack, nil, valueAtPath(full...), told)
		if err != nil {
			return nil, err
		}
		for _, in := range all {
			for _, o := range in.occurrences {
				if declarations || !o.declares {
					found = append(found, pack.Location{Origin: origin, Path: in.path, Text: in.file.Text, Range: o.Range})
				}
			}
		}
	}
	return found, ctx.Err()
}

// HighlightsInChart returns the places in a template of a chart archive that name what the cursor is on, in the order
// of the text, and that text; the text is nil if there is no such file. offset says where the cursor is.
func HighlightsInChart(s *pack.Snapshot, at pack.ChartFile, offset func(*text.Text) int) ([]Highlight, *text.Text) {
	f := template.InChart(s, at)
	if f == nil {
		return nil, nil
	}
	off := offset(f.Text)
	var found []Highlight
	if sym := f.SymbolAt(off); sym != nil {
		for _, o := range f.Symbols {
			if template.SameSymbol(o, *sym) {
				found = append(found, Highlight{o.Range, o.Declares})
			}
		}
		return found, f.Text
	}
	rel, _, ok := f.ValueAt(off)
	if !ok {
		return nil, f.Text
	}
	n := len(rel) - 1
	for _, ref := range macro.ValuesRefs(f.Actions) {
		if n >= ref.Inherited && n < len(ref.Path) && slices.Equal(template.Names(ref.Path[:n+1]), rel) {
			found = append(found, Highlight{Range: ref.Path[n].Range})
		}
	}
	slices.SortFunc(found, func(a, b Highlight) int { return a.Start - b.Start })
	return slices.Compact(found), f.Text // a path in a variable comes again with each use of it
}
