package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

const (
	codeJSONConflict = "json/merge-conflict"
	codeYAMLConflict = "yaml/merge-conflict"
)

// mergeConflict reports each merge conflict once, at its first marker.
func mergeConflict(p *Pass) {
	for _, c := range p.File.Tree().Conflicts {
		first := p.File.Text.Line(p.File.Text.LineAt(c.Start))
		keep := func(parts ...text.Range) text.Edit {
			kept := ""
			for _, r := range parts {
				kept += r.Of(p.File.Text.String())
			}
			return text.Edit{Range: c.Range, New: kept}
		}
		p.Report(first, "this is a merge conflict; keep one side and remove the markers").
			Fix(p.File, "Keep ours", keep(c.Ours)).
			Fix(p.File, "Keep theirs", keep(c.Theirs)).
			Fix(p.File, "Keep both", keep(c.Ours, c.Theirs))
	}
}

// outsideConflicts is all without findings in a merge conflict of f, and without fixes that change one: what is right
// there is known only when it is resolved.
func outsideConflicts(p *pack.Pack, f *pack.File, all []Diagnostic) []Diagnostic {
	isConflict := func(d Diagnostic) bool { return d.Code == codeJSONConflict || d.Code == codeYAMLConflict }
	if len(f.Tree().Conflicts) > 0 {
		all = slices.DeleteFunc(all, func(d Diagnostic) bool { return !isConflict(d) && f.Tree().InConflict(d.Range) })
	}
	inConflict := func(e edit.FileEdit) bool {
		in := f
		if e.Path != f.Path {
			in = p.File(e.Path)
		}
		return in != nil && in.Tree().InConflict(e.Edit.Range)
	}
	for i, d := range all {
		touches := func(fix Fix) bool { return slices.ContainsFunc(fix.Edits, inConflict) }
		if !isConflict(d) && slices.ContainsFunc(d.Fixes, touches) {
			all[i].Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), touches)
		}
	}
	return all
}
