package newer

import (
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

const (
	// maxBeside is how many folders next to a pack and above it are looked into.
	maxBeside = 1000
	// maxLoose is how many manifests are listed.
	maxLoose = 5000
)

// above yields the folders above dir, up to the workspace folder that holds it, with their entries, the nearest first.
func above(s *pack.Snapshot, dir string) iter.Seq2[string, []fs.DirEntry] {
	return func(yield func(string, []fs.DirEntry) bool) {
		for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
			if !slices.ContainsFunc(s.Folders, func(folder string) bool { return disk.Within(up, folder) }) {
				return
			}
			entries, err := s.FS().ReadDir(up)
			if err == nil && !yield(up, entries) || up == filepath.Dir(up) {
				return
			}
		}
	}
}

// looseManifests are the YAML files that pack.json does not list: those in the pack's folder, except in charts and
// hidden folders, and those in the folders above it, and in folders right in these that belong to no pack. They are
// absolute paths, the nearest first.
func looseManifests(s *pack.Snapshot, p *pack.Pack) []string {
	all, looked := looseIn(p), 0
	for up, entries := range above(s, p.Dir) {
		if holdsMeta(entries) { // what is in a pack is that pack's
			continue
		}
		all = appendFiles(all, up, entries, isManifest)
		for _, e := range entries {
			dir := filepath.Join(up, e.Name())
			if !e.IsDir() || e.Name()[0] == '.' || looked == maxBeside || isIndexed(s, dir) {
				continue
			}
			looked++
			if inner, err := s.FS().ReadDir(dir); err == nil && !holdsMeta(inner) && !s.Excluded(dir) {
				all = appendFiles(all, dir, inner, isManifest)
			}
		}
	}
	return all[:min(len(all), maxLoose)]
}

// looseIn are those in the folder of p that are in no other pack.
func looseIn(p *pack.Pack) []string {
	inner := map[string]bool{".": false} // whether a folder is or is in another pack
	var inPack func(dir string) bool
	inPack = func(dir string) bool {
		is, known := inner[dir]
		if !known {
			is = inPack(path.Dir(dir)) || p.Has(path.Join(dir, pack.MetaName))
			inner[dir] = is
		}
		return is
	}
	own := []string{pack.ValuesName, pack.SchemaName, pack.PresetsName}
	for _, rel := range p.Facts().Manifests {
		own = append(own, path.Clean(rel))
	}
	rels := p.Files(".", func(rel string) bool {
		top, _, _ := strings.Cut(rel, "/")
		return isManifest(path.Base(rel)) && !slices.Contains(own, rel) && top != pack.ChartsDir && top[0] != '.' &&
			!inPack(path.Dir(rel))
	})
	for i, rel := range rels {
		rels[i] = filepath.Join(p.Dir, filepath.FromSlash(rel))
	}
	return rels
}

// readLoose is the text of one of looseManifests of p, the editor's before the disk's.
func readLoose(s *pack.Snapshot, p *pack.Pack, file string) (string, error) {
	if f := s.Open(file); f != nil {
		return f.Text.String(), nil
	}
	if rel, err := filepath.Rel(p.Dir, file); err == nil && filepath.IsLocal(rel) {
		f := p.DiskFile(filepath.ToSlash(rel))
		if f == nil {
			return "", fs.ErrNotExist
		}
		return f.Text.String(), nil
	}
	return disk.ReadText(s.FS(), file)
}

// isIndexed reports whether dir is the folder of a pack that is known already.
func isIndexed(s *pack.Snapshot, dir string) bool {
	x := s.Index()
	return x != nil && x.Pack(dir) != nil
}

func holdsMeta(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == pack.MetaName })
}

func isManifest(name string) bool {
	return name[0] != '.' && (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml"))
}
