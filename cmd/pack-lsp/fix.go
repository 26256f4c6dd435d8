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
}

// fixAll applies the safe fixes for jobs, the plan for names. If it changed files, it plans again.
func (r *runner) fixAll(ctx context.Context, names names, jobs []job) (fixes, []job, error) {
	did, err := fix(ctx, jobs)
	if err == nil && did.files > 0 {
		jobs, err = r.plan(ctx, names)
		index(ctx, jobs)
	}
	return did, jobs, err
}

// fix applies the safe fixes to the files of jobs, on disk. It writes all files that it can, even if others of the same
// pack cannot be written. The error is ctx's.
func fix(ctx context.Context, jobs []job) (fixes, error) {
	var all fixes
	for _, j := range jobs {
		w := fixer{job: j, snapshot: j.snapshot, before: map[string]string{}}
		if err := w.run(ctx); err != nil {
			return all, err
		}
		w.write(&all)
	}
	return all, nil
}

// fixer fixes the files of one pack, first in memory.
type fixer struct {
	job
	snapshot *pack.Snapshot
	before   map[string]string // texts on disk of the changed files, by path
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
	files, err := check.DiagnosePack(ctx, w.snapshot, w.dir)
	if err != nil || !slices.ContainsFunc(files, w.canFix) {
		return err
	}
	for range maxRounds {
		before := len(w.fixed)
		for _, f := range w.snapshot.Pack(w.dir).AnalyzedFiles() {
			if err := w.fixFile(ctx, f.Path); err != nil {
				return err
			}
		}
		if len(w.fixed) == before {
			return nil
		}
	}
	return nil
}

func (w *fixer) canFix(f check.FileFindings) bool {
	_, edits := action.SafeFixes(w.ours(f.Diagnostics))
	return len(edits) > 0
}

// ours returns the problems in found, without fixes that create files or change files that the user did not name.
func (w *fixer) ours(found []check.Diagnostic) []check.Diagnostic {
	var ours []check.Diagnostic
	for _, d := range found {
		d.Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), func(f check.Fix) bool {
			return slices.ContainsFunc(f.Edits, func(e edit.FileEdit) bool {
				return e.Create || !w.has(e.Path)
			})
		})
		ours = append(ours, d)
	}
	return ours
}

// fixFile applies the safe fixes of the problems in the file at path, in memory.
func (w *fixer) fixFile(ctx context.Context, path string) error {
	found, err := check.Diagnose(ctx, w.snapshot, path)
	if err != nil {
		return err
	}
	fixed, edits := action.SafeFixes(w.ours(found))
	if len(edits) == 0 {
		return nil
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
	return nil
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

// write writes the changed files to disk, and adds the results to all.
func (w *fixer) write(all *fixes) {
	failed := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(w.before)) {
		after := w.snapshot.Open(path).Text.String()
		if after == w.before[path] {
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

// report prints what was fixed, and what could not be.
func (f *fixes) report(w io.Writer) {
	for _, p := range f.fixed {
		fmt.Fprintf(w, "%s: fixed: %s [%s]\n", visibleLine(p.place.String()), visible(p.message), p.code)
	}
	for _, err := range f.failed {
		fmt.Fprintf(w, "pack-lsp: check: %s\n", visible(err.Error()))
	}
	switch {
	case len(f.fixed) > 0:
		fmt.Fprintf(w, "%s fixed in %s\n", plural(len(f.fixed), "problem"), plural(f.files, "file"))
	case len(f.failed) == 0:
		fmt.Fprintln(w, "no safe fixes found")
	}
}
