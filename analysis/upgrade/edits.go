package upgrade

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// Newer are the archives in the folder of p, and in those above it in the workspace, that hold a newer version of the
// chart in the archive at entry, the newest first. Archives that a pack lists are not among them.
func Newer(s *pack.Snapshot, p *pack.Pack, entry string) []Archive {
	old, err := p.Chart(entry)
	if err != nil {
		return nil
	}
	from, ok := version.Parse(old.Version)
	if !ok {
		return nil
	}
	type candidate struct {
		Archive
		version version.Version
	}
	var all []candidate
	add := func(c *chart.Chart, a Archive) {
		if v, ok := version.Parse(c.Version); c.Name == old.Name && ok && v.Compare(from) > 0 {
			a.Chart = c
			all = append(all, candidate{a, v})
		}
	}
	for _, rel := range p.Files(".", pack.IsArchiveName) {
		if slices.Contains(p.Facts().Charts, rel) {
			continue
		}
		if c, err := p.Chart(rel); err == nil {
			add(c, Archive{Entry: rel})
		}
	}
	for _, loose := range s.ArchivesAbove(p.Dir) {
		name := filepath.Base(loose)
		if p.Stat(path.Join(path.Dir(entry), name)) != nil {
			continue
		}
		if c, err := s.ChartIn(loose); err == nil {
			add(c, Archive{Name: name, Loose: loose})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.version.Compare(a.version) })
	archives := make([]Archive, len(all))
	for i, c := range all {
		archives[i] = c.Archive
	}
	return archives
}

// Edits are the edits of the texts of p for an upgrade in place to one of Newer. The error is that of Plan, or says why
// the archive cannot be read.
func Edits(ctx context.Context, s *pack.Snapshot, p *pack.Pack, a Archive) ([]edit.FileEdit, error) {
	var edits []edit.FileEdit
	if a.Loose != "" {
		content, err := s.ArchiveContent(a.Loose)
		if err != nil {
			return nil, err
		}
		a.Data = content
	}
	u := newUpgrade(ctx, deployable{s, p}, &Request{Dir: p.Dir}, newReport(p))
	u.archive, u.new, u.lead = a, a.Chart, true
	if err := u.begin(); err != nil {
		return nil, err
	}
	if err := u.run(); err != nil {
		return nil, err
	}
	if a.Loose != "" {
		to := filepath.Join(p.Dir, filepath.FromSlash(u.newEntry))
		edits = append(edits, edit.FileEdit{Path: to, From: a.Loose})
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
	to := merge.Match(a, b, func(l string) string { return l })
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
