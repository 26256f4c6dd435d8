package main

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// place is a range in a file, in lines and UTF-16 code units from 0 as in LSP.
type place struct {
	file       string // as the user would write it, slash-separated
	start, end text.Position
}

// finding is one problem.
type finding struct {
	place
	severity pack.Severity
	code     string
	message  string
	related  []related
}

type related struct {
	place
	message string
}

// run checks the packs of jobs. It returns the findings of settings files first, then those of the jobs in their order,
// sorted by file and place within each job.
func (r *runner) run(ctx context.Context, jobs []job, progress *progress) ([]finding, error) {
	results := make([][]finding, len(jobs))
	errs := make([]error, len(jobs))
	unread := make([][]pack.Unread, len(jobs))
	err := parallel.Each(ctx, len(jobs), func(i int) {
		results[i], errs[i] = jobs[i].check(ctx)
		unread[i] = jobs[i].snapshot.Unread(jobs[i].dir)
		progress.step()
	})
	progress.end()
	if err != nil {
		return nil, err
	}
	all := r.configFindings(jobs)
	for i := range jobs {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all = append(all, results[i]...)
		for _, u := range unread[i] {
			if jobs[i].has(u.Path) {
				r.unread = append(r.unread, shownUnread{u, jobs[i]})
			}
		}
	}
	return all, nil
}

// index makes one index of the packs of all jobs, and has every job use it.
func index(ctx context.Context, jobs []job) {
	if len(jobs) == 0 {
		return
	}
	var dirs []string
	for _, j := range jobs {
		dirs = append(dirs, j.dir)
	}
	slices.Sort(dirs)
	x := jobs[0].snapshot.BuildIndex(ctx, slices.Compact(dirs), nil)
	indexed := map[*pack.Snapshot]*pack.Snapshot{}
	for i, j := range jobs {
		if indexed[j.snapshot] == nil {
			indexed[j.snapshot] = j.snapshot.WithIndex(x)
		}
		jobs[i].snapshot = indexed[j.snapshot]
	}
}

func (j job) check(ctx context.Context) ([]finding, error) {
	files, err := check.DiagnosePack(ctx, j.snapshot, j.dir)
	if err != nil {
		return nil, err
	}
	for _, path := range j.files { // those that pack.json does not list
		if !slices.ContainsFunc(files, func(f check.FileFindings) bool { return f.File.Path == path }) {
			found, err := check.Diagnose(ctx, j.snapshot, path)
			if err != nil {
				return nil, err
			}
			_, f := j.snapshot.PackOf(path)
			files = append(files, check.FileFindings{File: f, Diagnostics: found})
		}
	}
	var all []finding
	for _, f := range files {
		if f.File != nil && j.has(f.File.Path) {
			all = append(all, j.findings(f.File, f.Diagnostics)...)
		}
	}
	return all, nil
}

// configFindings are the problems of the settings files that jobs use.
func (r *runner) configFindings(jobs []job) []finding {
	var all []finding
	seen := map[string]bool{}
	for _, j := range jobs {
		f := r.config
		if f == nil {
			f = j.snapshot.ConfigFile(j.dir)
		}
		if f == nil || seen[f.Path] {
			continue
		}
		seen[f.Path] = true
		shown := job{}
		if rel, err := filepath.Rel(r.cwd, f.Path); err == nil && filepath.IsLocal(rel) {
			shown.base = r.cwd
		}
		all = append(all, shown.findings(f, check.DiagnoseConfig(j.snapshot, f))...)
	}
	return all
}

func (j job) findings(f *pack.File, ds []check.Diagnostic) []finding {
	var out []finding
	for _, d := range ds {
		found := finding{place: j.place(f, d.Range), severity: d.Severity, code: d.Code, message: d.Message}
		for _, r := range d.Related {
			found.related = append(found.related, related{j.place(r.File, r.Range), r.Message})
		}
		out = append(out, found)
	}
	return out
}

func (j job) place(f *pack.File, r text.Range) place {
	return place{j.show(f.Path), f.Text.Position(r.Start, text.UTF16), f.Text.Position(r.End, text.UTF16)}
}
