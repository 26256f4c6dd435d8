package upgrade

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// Newer are the archives in the folder of p, and in those above it in the workspace, that hold a newer version of the
// chart in the archive at entry, the newest first: requests to change p in place. Archives that a pack lists are not
// among them.
func Newer(s *pack.Snapshot, p *pack.Pack, entry string) []Request {
	old, err := p.Chart(entry)
	if err != nil {
		return nil
	}
	from, ok := version.Parse(old.Version)
	if !ok {
		return nil
	}
	type candidate struct {
		Request
		version version.Version
	}
	var all []candidate
	add := func(c *chart.Chart, r Request) {
		if v, ok := version.Parse(c.Version); c.Name == old.Name && ok && v.Compare(from) > 0 {
			r.Chart, r.Dir = c, p.Dir
			all = append(all, candidate{r, v})
		}
	}
	for _, rel := range p.Files(".", pack.IsArchiveName) {
		if slices.Contains(p.Facts().Charts, rel) {
			continue
		}
		if c, err := p.Chart(rel); err == nil {
			add(c, Request{Entry: rel})
		}
	}
	for _, loose := range s.ArchivesAbove(p.Dir) {
		name := filepath.Base(loose)
		if p.Stat(path.Join(path.Dir(entry), name)) != nil {
			continue
		}
		if c, err := s.ChartIn(loose); err == nil {
			add(c, Request{Name: name, Loose: loose})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.version.Compare(a.version) })
	requests := make([]Request, len(all))
	for i, c := range all {
		requests[i] = c.Request
	}
	return requests
}

// Edits are the edits of the texts of p for an upgrade in place to one of Newer. The error is that of Plan, or says why
// the archive cannot be read.
func Edits(ctx context.Context, s *pack.Snapshot, p *pack.Pack, r Request) ([]edit.FileEdit, error) {
	var edits []edit.FileEdit
	if r.Loose != "" {
		content, err := s.ArchiveContent(r.Loose)
		if err != nil {
			return nil, err
		}
		r.Data = content
	}
	u := newUpgrade(ctx, s, p, r)
	if err := u.begin(); err != nil {
		return nil, err
	}
	if err := u.run(); err != nil {
		return nil, err
	}
	if r.Loose != "" {
		to := filepath.Join(p.Dir, filepath.FromSlash(u.newEntry))
		edits = append(edits, edit.FileEdit{Path: to, From: r.Loose})
	}
	u.dropUnchanged()
	for _, rel := range (&Result{Files: u.files}).Paths() {
		f := p.File(filepath.Join(p.Dir, filepath.FromSlash(rel)))
		if f == nil || u.files[rel] == nil {
			continue
		}
		for _, e := range lineEdits(f.Text.String(), string(u.files[rel])) {
			edits = append(edits, edit.FileEdit{Path: f.Path, Edit: e})
		}
	}
	return edits, nil
}

// lineEdits are edits of whole lines that make after of before.
func lineEdits(before, after string) []text.Edit {
	a, b := slices.Collect(strings.Lines(before)), slices.Collect(strings.Lines(after))
	to := matches(a, b, func(l string) string { return l })
	var edits []text.Edit
	at, j := 0, 0 // in before, and in b
	for i := 0; i <= len(a); {
		start := at
		for i < len(a) && to[i] < 0 {
			at += len(a[i])
			i++
		}
		next := len(b)
		if i < len(a) {
			next = to[i]
		}
		if start < at || j < next {
			edits = append(edits, text.Edit{Range: text.Range{Start: start, End: at}, New: strings.Join(b[j:next], "")})
		}
		if i == len(a) {
			return edits
		}
		at += len(a[i])
		i, j = i+1, next+1
	}
	return edits
}
