package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// fixes is what --fix did.
type fixes struct {
	fixed  []finding // with their places when they were fixed
	files  int       // number of files written
	failed []error   // why files could not be written
	diff   []string  // for each file, if nothing is to be written
	more   bool      // fixes that are not safe were made, too
}

// fix applies the safe fixes to the files of jobs, on disk; with more, also the preferred ones of the other problems.
// It writes all files that it can, even if others of the same pack cannot be written. With dry it writes nothing, and
// makes diffs. The error is ctx's.
func fix(ctx context.Context, jobs []job, more, dry bool) (fixes, error) {
	all := fixes{more: more}
	for _, j := range jobs {
		w := fixer{job: j, more: more, snapshot: j.snapshot, before: map[string]string{}, tried: map[string]int{}}
		if err := w.run(ctx); err != nil {
			return all, err
		}
		w.write(&all, dry)
	}
	return all, nil
}

// fixer fixes the files of one pack, first in memory.
type fixer struct {
	job
	more     bool // also the preferred fixes of problems without safe ones
	snapshot *pack.Snapshot
	before   map[string]string // texts on disk of the changed files, by path
	tried    map[string]int    // the round in which a problem was fixed, by preferredKey
	fixed    []fixedProblem
}

type fixedProblem struct {
	finding
	path string
}

// maxRounds limits how often a pack is checked again after fixes, which may reveal other problems. No pack needs more
// than a few rounds.
const maxRounds = 10

func (w *fixer) run(ctx context.Context) error {
	w.snapshot = kept(w.snapshot, w.dir)
	files, err := check.DiagnosePack(ctx, w.snapshot, w.dir)
	if err != nil || !slices.ContainsFunc(files, w.canFix) {
		return err
	}
	for round := range maxRounds {
		before := len(w.fixed)
		for _, f := range w.snapshot.Pack(w.dir).AnalyzedFiles() {
			if err := w.fixFile(ctx, f.Path); err != nil {
				return err
			}
		}
		if len(w.fixed) > before {
			continue
		}
		if !w.more {
			return nil
		}
		if err := w.fixMore(ctx, round); err != nil || len(w.fixed) == before {
			return err
		}
	}
	return nil
}

// fixMore applies preferred fixes to all files. Rendering may have found the problems, so each time the whole pack is
// checked.
func (w *fixer) fixMore(ctx context.Context, round int) error {
	for _, f := range w.snapshot.Pack(w.dir).AnalyzedFiles() {
		files, err := check.DiagnosePack(ctx, w.snapshot, w.dir)
		if err != nil {
			return err
		}
		for _, now := range files {
			if now.File.Path != f.Path || !w.canFix(now) {
				continue
			}
			untried := slices.DeleteFunc(w.ours(now.Diagnostics), func(d check.Diagnostic) bool {
				last, ok := w.tried[w.preferredKey(f.Path, d)]
				return ok && last < round
			})
			fixed, edits := action.PreferredFixes(w.snapshot, untried)
			for _, d := range fixed {
				w.tried[w.preferredKey(f.Path, d)] = round
			}
			w.applyAll(f.Path, fixed, edits)
		}
	}
	return nil
}

// preferredKey names a problem. One that is still there after its fix is not fixed again: some fixes are a beginning,
// and would otherwise be applied over and over.
func (w *fixer) preferredKey(path string, d check.Diagnostic) string {
	return path + "\x00" + d.Code + "\x00" + d.Message
}

func (w *fixer) canFix(f check.FileFindings) bool {
	return w.has(f.File.Path) && slices.ContainsFunc(w.ours(f.Diagnostics), func(d check.Diagnostic) bool {
		kind := fixOf(d)
		return kind == safeFix || w.more && kind == preferredFix
	})
}

// ours returns the problems in found, without fixes that create files or change files that the user did not name. If
// the first fix is one of these, only safe ones are left: none of the others is preferred.
func (w *fixer) ours(found []check.Diagnostic) []check.Diagnostic {
	var ours []check.Diagnostic
	for _, d := range found {
		foreign := func(f check.Fix) bool {
			return slices.ContainsFunc(f.Edits, func(e edit.FileEdit) bool { return e.Create || !w.has(e.Path) })
		}
		first := len(d.Fixes) > 0 && foreign(d.Fixes[0])
		d.Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), func(f check.Fix) bool {
			return foreign(f) || first && !f.Safe
		})
		ours = append(ours, d)
	}
	return ours
}

// fixFile applies the safe fixes of the problems in the file at path, in memory.
func (w *fixer) fixFile(ctx context.Context, path string) error {
	if !w.has(path) {
		return nil
	}
	found, err := check.Diagnose(ctx, w.snapshot, path)
	if err != nil {
		return err
	}
	fixed, edits := action.SafeFixes(w.ours(found))
	w.applyAll(path, fixed, edits)
	return nil
}

// applyAll applies edits, which fix problems in the file at path, in memory.
func (w *fixer) applyAll(path string, fixed []check.Diagnostic, edits []edit.FileEdit) {
	if len(edits) == 0 {
		return
	}
	_, f := w.snapshot.PackOf(path)
	for _, found := range w.findings(f, fixed) {
		w.fixed = append(w.fixed, fixedProblem{found, path})
	}
	byPath := map[string][]text.Edit{}
	for _, e := range edits {
		byPath[e.Path] = append(byPath[e.Path], e.Edit)
	}
	for path, edits := range byPath {
		w.apply(path, edits)
	}
}

func (w *fixer) apply(path string, edits []text.Edit) {
	_, f := w.snapshot.PackOf(path)
	if f == nil {
		return
	}
	src := f.Text.String()
	if _, changed := w.before[path]; !changed {
		w.before[path] = src
	}
	w.snapshot = w.snapshot.WithOpen(path, f.Version+1, text.New(text.Apply(src, edits)))
}

// write writes the changed files to disk, unless dry, and adds the results to all.
func (w *fixer) write(all *fixes, dry bool) {
	failed := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(w.before)) {
		after := w.snapshot.Open(path).Text.String()
		if after == w.before[path] {
			continue
		}
		if dry {
			all.diff = append(all.diff, unifiedDiff(w.show(path), w.before[path], after))
			all.files++
			continue
		}
		if err := replaceFile(path, w.root, w.before[path], after); err != nil {
			failed[path] = true
			all.failed = append(all.failed, fmt.Errorf("%s cannot be fixed: %w", w.show(path), err))
			continue
		}
		all.files++
	}
	for _, f := range w.fixed {
		if !failed[f.path] {
			all.fixed = append(all.fixed, f.finding)
		}
	}
}

// show prints what would be fixed, and returns the exit code.
func (f *fixes) show(s streams) (int, error) {
	for _, diff := range f.diff {
		if _, err := io.WriteString(s.out, diff); err != nil {
			return 0, fmt.Errorf("cannot write the diff: %w", err)
		}
	}
	if len(f.fixed) == 0 {
		advice := ""
		if !f.more {
			advice = " safely; --fix=all makes other fixes, too"
		}
		fmt.Fprintln(s.err, "nothing to fix"+advice)
		return exitOK, nil
	}
	fmt.Fprintf(s.err, "would fix %s in %s\n", plural(len(f.fixed), "problem"), plural(f.files, "file"))
	return exitFindings, nil
}

// report prints what was fixed, and what could not be.
func (f *fixes) report(w io.Writer, more bool) {
	for _, p := range f.fixed {
		fmt.Fprintf(w, "%s: fixed: %s [%s]\n", visibleLine(p.place.String()), visible(p.message), p.code)
	}
	for _, err := range f.failed {
		fmt.Fprintf(w, "pack-lsp: check: %s\n", visible(err.Error()))
	}
	switch {
	case len(f.fixed) > 0:
		fmt.Fprintf(w, "%s fixed in %s\n", plural(len(f.fixed), "problem"), plural(f.files, "file"))
	case len(f.failed) == 0 && more:
		fmt.Fprintln(w, "no fixes found")
	case len(f.failed) == 0:
		fmt.Fprintln(w, "no safe fixes found")
	}
}
