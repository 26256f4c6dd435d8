package symbol

import (
	"context"
	"path"
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
	scope := f.Owner.Lookup(rel)
	for _, full := range f.Full(f.Owner, rel) { // charts around it may have another default
		scope = f.Top.Lookup(full[2:])
	}
	r, ok := scope.Place()
	owner := scope.Chart()
	if !ok || owner == nil {
		return nil
	}
	src, ok := owner.File(pack.ValuesName)
	if !ok {
		return nil
	}
	to := pack.ChartFile{Archive: f.At.Archive, Inner: path.Join(owner.Path, pack.ValuesName)}
	return []pack.Location{{Origin: origin, ChartFile: to, Text: text.New(src), Range: r}}
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
			l := pack.Location{Origin: origin, ChartFile: use.At, Text: use.Text, Range: use.Range}
			if !slices.Contains(found, l) {
				found = append(found, l)
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
