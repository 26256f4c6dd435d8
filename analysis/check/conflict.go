package check

import (
	"context"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

const (
	codeJSONConflict = "json/merge-conflict"
	codeYAMLConflict = "yaml/merge-conflict"
)

const (
	conflictMessage = "this is a merge conflict; keep one side and remove the markers"
	markerMessage   = "this is a marker of a merge conflict; remove it"
)

// mergeConflict reports each merge conflict once, at its first marker, and each marker that is left of one.
func mergeConflict(p *Pass) {
	for _, c := range p.File.Tree().Conflicts {
		first := p.File.Text.Line(p.File.Text.LineAt(c.Start))
		if c.Lone {
			p.Report(first, markerMessage).Fix(p.File, "Remove the marker", text.Edit{Range: c.Range}).Choose = true
			continue
		}
		keep := func(parts ...text.Range) text.Edit {
			kept := ""
			for _, r := range parts {
				kept += r.Of(p.File.Text.String())
			}
			return text.Edit{Range: c.Range, New: kept}
		}
		p.Report(first, conflictMessage).
			Fix(p.File, "Keep ours", keep(c.Ours)).
			Fix(p.File, "Keep theirs", keep(c.Theirs)).
			Fix(p.File, "Keep both", keep(c.Ours, c.Theirs)).Choose = true
	}
}

func isConflict(d Diagnostic) bool {
	return d.Code == codeJSONConflict || d.Code == codeYAMLConflict ||
		d.Message == conflictMessage || d.Message == markerMessage
}

// besideConflicts is all, found in f as if our side of all merge conflicts had been kept, without findings that reach
// beyond that side, and without fixes that change a conflict: what is right there is known only when it is resolved.
// p is nil for a Config file.
func besideConflicts(p *pack.Pack, f *pack.File, all []Diagnostic) []Diagnostic {
	if len(f.Tree().Conflicts) > 0 {
		all = slices.DeleteFunc(all, func(d Diagnostic) bool {
			c, in := f.Tree().ConflictAt(d.Range)
			return in && !isConflict(d) && !c.Ours.Covers(d.Range)
		})
	}
	inConflict := func(e edit.FileEdit) bool {
		in := f
		if e.Path != f.Path && p != nil {
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

var theirFindings pack.Memo[[]Diagnostic]

// onTheirSide are the findings in the other side of the merge conflicts of f, a file of p, as if that side of all of
// them had been kept. They have no fixes. Checks of the workspace are left out, since other packs see our side.
func onTheirSide(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File) ([]Diagnostic, error) {
	if len(f.Tree().Conflicts) == 0 {
		return nil, nil
	}
	return theirFindings.Try(p, f, func() ([]Diagnostic, error) {
		other := withTheirSide(s, f)
		q, g := other.PackOf(f.Path)
		if q == nil || len(g.Tree().Conflicts) > 0 { // conflicts in conflicts
			return nil, nil
		}
		found, err := diagnose(ctx, nil, q, g)
		for i, d := range found {
			for j, r := range d.Related {
				if own := p.File(r.File.Path); own != nil {
					found[i].Related[j].File = own
				}
			}
		}
		return amongTheirs(f.Tree(), found), err
	})
}

// withTheirSide is s with the other side of each merge conflict in f.
func withTheirSide(s *pack.Snapshot, f *pack.File) *pack.Snapshot {
	return s.WithOpen(f.Path, f.Version, text.New(syntax.TheirSide(f.Text.String(), f.Tree().Conflicts)))
}

// amongTheirs are the findings in the other side of the conflicts of t, without fixes.
func amongTheirs(t *syntax.Tree, found []Diagnostic) []Diagnostic {
	var theirs []Diagnostic
	for _, d := range found {
		if c, in := t.ConflictAt(d.Range); in && c.Theirs.Covers(d.Range) {
			d.Fixes = nil
			theirs = append(theirs, d)
		}
	}
	return theirs
}
