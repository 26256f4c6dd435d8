package newer

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// Archives are the archives in the folder of p, in those above it in the workspace, and in folders right in these that
// belong to no pack, that hold a newer version of the chart in the archive at entry, the newest first. Archives that a
// pack lists are not among them.
func Archives(s *pack.Snapshot, p *pack.Pack, entry string) []upgrade.Archive {
	old, err := p.Chart(entry)
	if err != nil {
		return nil
	}
	from, ok := version.Parse(old.Version)
	if !ok {
		return nil
	}
	type candidate struct {
		upgrade.Archive
		version version.Version
	}
	var all []candidate
	add := func(c *chart.Chart, a upgrade.Archive) {
		if v, ok := version.Parse(c.Version); c.Name == old.Name && ok && v.Compare(from) > 0 {
			a.Chart = c
			all = append(all, candidate{a, v})
		}
	}
	listed := map[string]bool{}
	for _, rel := range p.Facts().Charts {
		listed[rel] = true
	}
	for _, rel := range p.Files(".", pack.IsArchiveName) {
		if listed[rel] {
			continue
		}
		if c, err := p.Chart(rel); err == nil {
			add(c, upgrade.Archive{Entry: rel})
		}
	}
	for _, loose := range looseArchives(s, p.Dir, old.Name) {
		name := filepath.Base(loose)
		if p.Stat(path.Join(path.Dir(entry), name)) != nil {
			continue
		}
		if c, err := s.ChartIn(loose); err == nil {
			add(c, upgrade.Archive{Name: name, Loose: loose})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.version.Compare(a.version) })
	archives := make([]upgrade.Archive, len(all))
	for i, c := range all {
		archives[i] = c.Archive
	}
	return archives
}

// looseArchives are the chart archives in the folders above the pack in dir, and those in the other folders around it
// that are called after a chart: absolute paths, the nearest first. They belong to no pack.
func looseArchives(s *pack.Snapshot, dir, chart string) []string {
	var all []string
	for at, entries := range around(s, dir) {
		isAbove := disk.Within(dir, at)
		all = appendFiles(all, at, entries, func(name string) bool {
			return pack.IsArchiveName(name) && (isAbove || strings.HasPrefix(name, chart))
		})
	}
	return all
}

// ChartEdits are the edits of p for an upgrade in place to one of Archives. The error is that of upgrade.ChartInPlace,
// or says why the archive cannot be read.
func ChartEdits(ctx context.Context, s *pack.Snapshot, p *pack.Pack, a upgrade.Archive) ([]edit.FileEdit, error) {
	if a.Loose != "" {
		content, err := readArchive(s.FS(), a.Loose)
		if err != nil {
			return nil, err
		}
		a.Data = content
	}
	return upgrade.ChartInPlace(ctx, s, p, a)
}

// readArchive is the content of an archive, of at most disk.MaxText bytes.
func readArchive(fsys disk.FS, path string) ([]byte, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, disk.MaxText+1))
	if err == nil && len(content) > disk.MaxText {
		err = fmt.Errorf("%s: %w", path, disk.ErrTooLarge)
	}
	return content, err
}

// appendFiles appends the paths of the regular files among the entries of a folder whose names keep accepts.
func appendFiles(all []string, dir string, entries []fs.DirEntry, keep func(name string) bool) []string {
	for _, e := range entries {
		if e.Type().IsRegular() && keep(e.Name()) {
			all = append(all, filepath.Join(dir, e.Name()))
		}
	}
	return all
}
