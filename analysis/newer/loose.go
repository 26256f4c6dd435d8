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

// around yields the folders above dir, up to the workspace folder that holds it, and the folders right in these that
// belong to no pack, with their entries, the nearest first.
func around(s *pack.Snapshot, dir string) iter.Seq2[string, []fs.DirEntry] {
	return func(yield func(string, []fs.DirEntry) bool) {
		looked := 0
		for up := filepath.Dir(dir); inWorkspace(s, up); up = filepath.Dir(up) {
			entries, err := s.FS().ReadDir(up)
			if err == nil && !yield(up, entries) {
				return
			}
			for _, inner := range foldersIn(s, up, entries) {
				if looked == maxBeside {
					break
				}
				if disk.Within(dir, inner) { // it is yielded itself
					continue
				}
				looked++
				entries, err := s.FS().ReadDir(inner)
				if err != nil || holdsMeta(entries) || s.Excluded(inner) {
					continue
				}
				if !yield(inner, entries) {
					return
				}
			}
			if up == filepath.Dir(up) {
				return
			}
		}
	}
}

func inWorkspace(s *pack.Snapshot, dir string) bool {
	return slices.ContainsFunc(s.Folders, func(folder string) bool { return disk.Within(dir, folder) })
}

// foldersIn are the folders among the entries of a folder that are not known to be packs; none of a pack, whose they
// are.
func foldersIn(s *pack.Snapshot, up string, entries []fs.DirEntry) []string {
	if holdsMeta(entries) {
		return nil
	}
	var all []string
	index := s.Index()
	for _, e := range entries {
		dir := filepath.Join(up, e.Name())
		if e.IsDir() && e.Name()[0] != '.' && (index == nil || index.Pack(dir) == nil) {
			all = append(all, dir)
		}
	}
	return all
}

// looseManifests are the YAML files that pack.json does not list: those in the pack's folder, except in charts and
// hidden folders, and those in the folders around it that belong to no pack. They are absolute paths, the nearest
// first.
func looseManifests(s *pack.Snapshot, p *pack.Pack) []string {
	all := looseIn(p)
	for dir, entries := range around(s, p.Dir) {
		if !holdsMeta(entries) {
			all = appendFiles(all, dir, entries, isManifest)
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
	own := map[string]bool{pack.ValuesName: true, pack.SchemaName: true, pack.PresetsName: true}
	for _, rel := range p.Facts().Manifests {
		own[path.Clean(rel)] = true
	}
	rels := p.Files(".", func(rel string) bool {
		top, _, _ := strings.Cut(rel, "/")
		return isManifest(path.Base(rel)) && !own[rel] && top != pack.ChartsDir && top[0] != '.' &&
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

func holdsMeta(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == pack.MetaName })
}

func isManifest(name string) bool {
	return name[0] != '.' && (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml"))
}
