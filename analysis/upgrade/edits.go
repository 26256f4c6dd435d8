package upgrade

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// Newer are the archives in the folder of p that hold a newer version of the chart in the archive at entry, the newest
// first: requests to change p in place. Archives that pack.json lists are not among them.
func Newer(p *pack.Pack, entry string) []Request {
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
	for _, rel := range p.Files(".", pack.IsArchiveName) {
		if slices.Contains(p.Facts().Charts, rel) {
			continue
		}
		c, err := p.Chart(rel)
		if err != nil || c.Name != old.Name {
			continue
		}
		if v, ok := version.Parse(c.Version); ok && v.Compare(from) > 0 {
			all = append(all, candidate{Request{Entry: rel, Chart: c, Dir: p.Dir}, v})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.version.Compare(a.version) })
	requests := make([]Request, len(all))
	for i, c := range all {
		requests[i] = c.Request
	}
	return requests
}

// Edits are the edits of the texts of p for an upgrade in place to an archive that is in its folder. The error is that
// of Plan.
func Edits(ctx context.Context, s *pack.Snapshot, p *pack.Pack, r Request) ([]edit.FileEdit, error) {
	u := newUpgrade(ctx, s, p, r)
	if err := u.begin(); err != nil {
		return nil, err
	}
	if err := u.run(); err != nil {
		return nil, err
	}
	u.dropUnchanged()
	var edits []edit.FileEdit
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
