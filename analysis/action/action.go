// Package action is the code actions at a place: the fixes of problems, one or all of a kind, comments and settings
// that ignore a check, and rewrites that are not about a problem.
//
// The edits of an action are computed when it is chosen. This package decides which fixes can be combined; package
// check makes them.
//
// What always holds: what an action changes can be applied to the text of the snapshot, and no two of its edits
// overlap.
//
// Deliberately absent: fixes of its own. A fix comes with the finding that it is for.
package action

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Kind is the kind of a code action (LSP 3.17, CodeActionKind).
type Kind uint8

const (
	QuickFix        Kind = iota // fixes problems
	SourceFixAll                // fixes all problems with safe fixes
	RefactorRewrite             // changes something that is not a problem
)

// Action is a change that an author can choose.
type Action struct {
	Title       string
	Kind        Kind
	Diagnostics []check.Diagnostic // the problems at the range that it is offered for; none of a SourceFixAll
	Fixed       int                // how many problems in the file it makes go away
	Preferred   bool               // of the fixes of one problem, the likeliest
	Creates     bool               // it makes a file
	Moves       bool               // it moves a file
	// Edits computes the change; nil if there is none after all.
	Edits func() []edit.FileEdit
}

// At returns the actions for a range of the file at path, and those for the whole file: fixes first, then fixes of all
// problems of a kind, comments and settings, rewrites, and all safe fixes. If ctx ends first, the error is that of the
// context.
func At(ctx context.Context, s *pack.Snapshot, path string, at text.Range) ([]Action, error) {
	found, err := check.Diagnose(ctx, s, path)
	if err != nil {
		return nil, err
	}
	var here []check.Diagnostic
	for _, d := range found {
		if d.Start <= at.End && at.Start <= d.End {
			here = append(here, d)
		}
	}
	actions := append(fixes(here), fixesOfAKind(s, here, found)...)
	if p, f := s.PackOf(path); p != nil {
		other := append(ignoring(s, p, f, here), making(ctx, p, f)...)
		if f.Kind == pack.Values {
			other = append(other, constraining(p, f, at.Start)...)
			other = append(other, arrangingImages(p, f, at)...)
			other = append(other, changingDefaults(p, f, at.Start)...)
		}
		other = append(other, rewriting(f, at.Start)...)
		if f.Kind == pack.Meta {
			other = append(other, upgrading(ctx, s, p, f, at)...)
		}
		actions = append(actions, outsideConflicts(s, p, f, other)...)
	}
	if fixed, edits := SafeFixes(found); len(fixed) > 0 {
		all := func() []edit.FileEdit { return edits }
		actions = append(actions, Action{
			Title: "Apply all safe fixes in this file", Kind: SourceFixAll, Fixed: len(fixed), Edits: all,
		})
	}
	return actions, nil
}

// outsideConflicts are those of actions for f, a file of p, that change no merge conflict. Package check sees to it
// that fixes change none except to resolve it.
func outsideConflicts(s *pack.Snapshot, p *pack.Pack, f *pack.File, actions []Action) []Action {
	conflicted := func(f *pack.File) bool { return f != nil && len(f.Tree().Conflicts) > 0 }
	if !slices.ContainsFunc([]*pack.File{f, p.Schema, s.ConfigFile(p.Dir)}, conflicted) {
		return actions // their edits are computed when one is chosen
	}
	return slices.DeleteFunc(actions, func(a Action) bool {
		return slices.ContainsFunc(a.Edits(), func(e edit.FileEdit) bool {
			return !e.Create && s.InConflict(e.Path, e.Edit.Range)
		})
	})
}

// fixes are the fixes that checks offer for the problems here.
func fixes(here []check.Diagnostic) []Action {
	var actions []Action
	for _, d := range here {
		for i, fix := range d.Fixes {
			actions = append(actions, Action{
				Title: fix.Title, Diagnostics: []check.Diagnostic{d}, Fixed: 1,
				Preferred: i == 0 && !d.Choose,
				Creates:   slices.ContainsFunc(fix.Edits, func(e edit.FileEdit) bool { return e.Create }),
				Edits:     func() []edit.FileEdit { return fix.Edits },
			})
		}
	}
	return actions
}

// fixesOfAKind apply the first fix of every problem in the file with the code of a problem here, if there are several.
func fixesOfAKind(s *pack.Snapshot, here, found []check.Diagnostic) []Action {
	var actions []Action
	for _, code := range codesOf(here) {
		choose := func(d check.Diagnostic) *check.Fix {
			if d.Code != code || d.Choose || len(d.Fixes) == 0 {
				return nil
			}
			return &d.Fixes[0]
		}
		fixed, edits := combine(found, choose, func(e edit.FileEdit) text.Range { return takenBy(s, e) })
		atHand := slices.DeleteFunc(slices.Clone(here), func(d check.Diagnostic) bool { return choose(d) == nil })
		if len(fixed) > 1 && len(atHand) > 0 {
			actions = append(actions, Action{
				Title: fmt.Sprintf("Fix all: %s (%d)", code, len(fixed)), Diagnostics: atHand, Fixed: len(fixed),
				Creates: slices.ContainsFunc(edits, func(e edit.FileEdit) bool { return e.Create }),
				Edits:   func() []edit.FileEdit { return edits },
			})
		}
	}
	return actions
}

// codesOf are the codes of problems, each once.
func codesOf(found []check.Diagnostic) []string {
	var codes []string
	for _, d := range found {
		if !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// SafeFixes returns the edits of as many safe fixes as can be applied together, and the problems that they fix. To
// apply the others, call it again after that.
func SafeFixes(found []check.Diagnostic) ([]check.Diagnostic, []edit.FileEdit) {
	return combine(found, func(d check.Diagnostic) *check.Fix {
		if i := slices.IndexFunc(d.Fixes, func(f check.Fix) bool { return f.Safe }); i >= 0 {
			return &d.Fixes[i]
		}
		return nil
	}, func(e edit.FileEdit) text.Range { return e.Edit.Range })
}

// PreferredFixes returns the edits of as many first fixes of problems as can be applied together, and the problems that
// they fix. To apply the others, call it again after that.
func PreferredFixes(s *pack.Snapshot, found []check.Diagnostic) ([]check.Diagnostic, []edit.FileEdit) {
	return combine(found, func(d check.Diagnostic) *check.Fix {
		if d.Choose || len(d.Fixes) == 0 {
			return nil
		}
		return &d.Fixes[0]
	}, func(e edit.FileEdit) text.Range { return takenBy(s, e) })
}

// takenBy is the text that no other fix may touch if e is applied: what e replaces. If e changes how lines of YAML are
// indented, or how many there are, it is these whole lines, since another fix may rely on their structure.
func takenBy(s *pack.Snapshot, e edit.FileEdit) text.Range {
	r := e.Edit.Range
	_, f := s.PackOf(e.Path)
	if e.Create || f == nil || f.Kind == pack.Meta {
		return r
	}
	src, first := f.Text.String(), f.Text.Line(f.Text.LineAt(r.Start))
	if strings.Trim(src[first.Start:r.Start], " ") != "" && !strings.Contains(e.Edit.New+r.Of(src), "\n") {
		return r
	}
	last := f.Text.Line(f.Text.LineAt(r.End))
	if r.End == last.Start && r.Len() > 0 { // up to the line end before
		last.End = r.End
	}
	return text.Range{Start: first.Start, End: last.End}
}

// combine applies the fixes that choose returns together, except those that touch what an earlier fix takes.
func combine(
	found []check.Diagnostic, choose func(check.Diagnostic) *check.Fix, takes func(edit.FileEdit) text.Range,
) (fixed []check.Diagnostic, edits []edit.FileEdit) {
	taken := takenTexts{}
	for _, d := range found {
		if fix := choose(d); fix != nil && taken.take(fix.Edits, takes) {
			fixed, edits = append(fixed, d), append(edits, fix.Edits...)
		}
	}
	return fixed, edits
}

// takenTexts are the ranges that edits take, by path: sorted, and none touches another.
type takenTexts map[string][]text.Range

// take adds the ranges of edits, unless one of them touches a range that was taken before.
func (taken takenTexts) take(edits []edit.FileEdit, takes func(edit.FileEdit) text.Range) bool {
	for _, e := range edits {
		if from, to := taken.touching(e.Path, takes(e)); from < to || e.Create && len(taken[e.Path]) > 0 {
			return false
		}
	}
	for _, e := range edits {
		ranges, r := taken[e.Path], takes(e)
		from, to := taken.touching(e.Path, r)
		if from < to {
			r.Start, r.End = min(r.Start, ranges[from].Start), max(r.End, ranges[to-1].End)
		}
		taken[e.Path] = slices.Replace(ranges, from, to, r)
	}
	return true
}

// touching are the indices of the ranges that r touches: the first one, and the one after the last.
func (taken takenTexts) touching(path string, r text.Range) (from, to int) {
	ranges := taken[path]
	from = sort.Search(len(ranges), func(i int) bool { return ranges[i].End >= r.Start })
	to = from + sort.Search(len(ranges)-from, func(i int) bool { return ranges[from+i].Start > r.End })
	return from, to
}
