package main

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/account"
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
	pack     string // folder of its pack as shown; that of a settings file
	path     string // absolute path of the file
	text     string // what is marked, at most maxMarked bytes of it; the trimmed line if that is empty
	line     string // the line that it begins on, at most maxLine bytes of it
	fix      fixKind
	fixes    []fixChange // the likeliest first; kept if wanted
}

// Limits of what is kept of the text around a finding, in bytes.
const (
	maxMarked = 200
	maxLine   = 2000
)

// fixKind is how a finding can be fixed from the command line.
type fixKind uint8

const (
	noFix        fixKind = iota
	preferredFix         // by --fix=all
	safeFix              // by --fix
)

// fixChange is one way to fix a finding.
type fixChange struct {
	title   string
	changes []change
}

// change replaces the text at a place.
type change struct {
	place
	text string
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
	working := account.New(maxWorking, account.Light)
	err := parallel.Each(ctx, len(jobs), func(i int) {
		results[i], errs[i] = jobs[i].check(ctx, working)
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

// maxWorking is how many bytes the packs may take together that are checked at a time.
const maxWorking = 256 << 20

// check checks the pack. What that needs of the memory it takes from working, and waits for it if others need as much.
func (j job) check(ctx context.Context, working *account.Account) ([]finding, error) {
	p := j.snapshot.Pack(j.dir)
	give, ok := working.Try(account.Work{Bytes: p.Weight()})
	if !ok {
		weight, err := p.Weight(), error(nil)
		p = nil // what has been read of it would stay in memory
		if give, err = working.Take(ctx, account.Work{Bytes: weight}); err != nil {
			return nil, err
		}
		p = j.snapshot.Pack(j.dir)
	}
	defer give()
	files, err := check.DiagnoseAll(ctx, j.snapshot, p)
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
		found := finding{place: j.place(f, d.Range), severity: d.Severity, code: d.Code, message: d.Message,
			pack: j.show(cmp.Or(j.dir, filepath.Dir(f.Path))), path: f.Path, fix: fixOf(d)}
		src := f.Text.String()
		line := f.Text.Line(f.Text.LineAt(d.Start)).Of(src)
		found.line = strings.Clone(cut(line, maxLine))
		if found.text = strings.Clone(cut(d.Range.Of(src), maxMarked)); found.text == "" {
			found.text = strings.TrimSpace(cut(line, maxMarked))
		}
		for _, r := range d.Related {
			found.related = append(found.related, related{j.place(r.File, r.Range), r.Message})
		}
		if j.keepFixes {
			found.fixes = j.changesOf(f, d.Fixes)
		}
		out = append(out, found)
	}
	return out
}

// cut is the first n bytes of s, or a few less so that no character is cut.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// fixOf is how d can be fixed. Fixes that make files are left to the author, who writes what is in them.
func fixOf(d check.Diagnostic) fixKind {
	kind := noFix
	for i, f := range d.Fixes {
		switch {
		case slices.ContainsFunc(f.Edits, func(e edit.FileEdit) bool { return e.Create }):
		case f.Safe:
			return safeFix
		case i == 0 && !d.Choose:
			kind = preferredFix
		}
	}
	return kind
}

// changesOf are the fixes of a finding in f that change files that are there.
func (j job) changesOf(f *pack.File, fixes []check.Fix) []fixChange {
	var out []fixChange
	for _, fix := range fixes {
		c := fixChange{title: fix.Title}
		for _, e := range fix.Edits {
			in := f
			if e.Path != f.Path {
				_, in = j.snapshot.PackOf(e.Path)
			}
			if e.Create || in == nil {
				c.changes = nil
				break
			}
			c.changes = append(c.changes, change{j.place(in, e.Edit.Range), e.Edit.New})
		}
		if c.changes != nil {
			out = append(out, c)
		}
	}
	return out
}

func (j job) place(f *pack.File, r text.Range) place {
	return place{j.show(f.Path), f.Text.Position(r.Start, text.UTF16), f.Text.Position(r.End, text.UTF16)}
}
