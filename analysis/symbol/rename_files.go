package symbol

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// FileRename is a file or folder that gets another path. Both are absolute.
type FileRename struct{ Old, New string }

// of is the new path of path; false if r does not rename it.
func (r FileRename) of(path string) (string, bool) {
	if path == r.Old {
		return r.New, true
	}
	if rest, below := strings.CutPrefix(path, r.Old+string(filepath.Separator)); below {
		return filepath.Join(r.New, rest), true
	}
	return path, false
}

// RenameFiles returns the edits to make before files or folders of packs get other paths: in the charts and
// kubeManifests of pack.json, and wherever the sections of renamed manifests are named, in macros of other packs too.
// It makes none for a file that leaves its pack, and none in a merge conflict. If ctx ends first, it returns ctx.Err().
func RenameFiles(ctx context.Context, s *pack.Snapshot, renames []FileRename) ([]edit.FileEdit, error) {
	var dirs []string
	for _, r := range renames {
		for dir := filepath.Dir(r.Old); ; dir = filepath.Dir(dir) {
			if s.PackIn(dir) != nil && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	var edits []edit.FileEdit
	for _, dir := range dirs {
		edits = append(edits, renameInPack(ctx, s, s.PackIn(dir), renames)...)
	}
	inConflict := func(e edit.FileEdit) bool { return s.InConflict(e.Path, e.Edit.Range) }
	return slices.DeleteFunc(edits, inConflict), ctx.Err()
}

func renameInPack(ctx context.Context, s *pack.Snapshot, p *pack.Pack, renames []FileRename) []edit.FileEdit {
	var edits []edit.FileEdit
	sections := map[string]string{} // from old to new names of manifests' sections; "" if one stays
	for _, list := range []string{pack.KeyCharts, pack.KeyManifests} {
		for n := range p.Root().Get(list).Children() {
			if n.Kind() != syntax.String {
				continue
			}
			to, moved := renamedEntry(p, n.Text(), renames)
			if moved {
				edits = append(edits, edit.FileEdit{Path: p.JSON.Path, Edit: edit.Replace(n, edit.Quote(to))})
			}
			if from := pack.ManifestKey(n.Text()); list == pack.KeyManifests {
				sections[from] = sectionAfter(sections, from, pack.ManifestKey(to))
			}
		}
	}
	for _, from := range slices.Sorted(maps.Keys(sections)) {
		to := sections[from]
		if to != "" && to != from && !takesSection(p, sections, to) {
			edits = append(edits, renameSection(ctx, s, p, from, to)...)
		}
	}
	slices.SortStableFunc(edits, func(a, b edit.FileEdit) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return a.Edit.Start - b.Edit.Start
	})
	return edits
}

// renamedEntry is the entry rel of pack.json after renames; rel and false if it stays.
func renamedEntry(p *pack.Pack, rel string, renames []FileRename) (string, bool) {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return rel, false
	}
	full := filepath.Join(p.Dir, filepath.FromSlash(rel))
	for _, r := range renames {
		next, moved := r.of(full)
		if !moved || !strings.HasPrefix(r.Old, p.Dir+string(filepath.Separator)) {
			continue
		}
		if to, err := filepath.Rel(p.Dir, next); err == nil && filepath.IsLocal(to) {
			return filepath.ToSlash(to), true
		}
	}
	return rel, false
}

// sectionAfter is the new name of the section from, one of whose manifests now has the section to; "" if another of
// its manifests has another section.
func sectionAfter(sections map[string]string, from, to string) string {
	if before, seen := sections[from]; seen && before != to {
		return ""
	}
	return to
}

// takesSection reports whether a section that keeps its name has this one.
func takesSection(p *pack.Pack, sections map[string]string, name string) bool {
	if to, of := sections[name]; of && to != name && to != "" {
		return false // it gets another name
	}
	return value.Get(p, []string{pack.SectionManifests, name}).Exists()
}

// renameSection renames the section of a manifest everywhere but in pack.json, whose entries are paths. If a pack has
// a place that cannot have this name, such as a path with dots, only the section itself is renamed in that pack.
func renameSection(ctx context.Context, s *pack.Snapshot, p *pack.Pack, from, to string) []edit.FileEdit {
	all, err := occurrencesToRename(ctx, s, p, p.JSON, valueAtPath(pack.SectionManifests, from))
	if err != nil {
		return nil
	}
	byPack := map[string][]fileOccurrences{}
	for _, in := range all {
		byPack[in.dir] = append(byPack[in.dir], in)
	}
	var edits []edit.FileEdit
	for _, dir := range slices.Sorted(maps.Keys(byPack)) {
		in := byPack[dir]
		changed, err := renameOccurrences(in, to)
		if err != nil {
			refers := func(o occurrence) bool { return !o.declares }
			for i := range in {
				in[i].occurrences = slices.DeleteFunc(in[i].occurrences, refers)
			}
			if changed, err = renameOccurrences(in, to); err != nil {
				continue
			}
		}
		edits = append(edits, changed...)
	}
	return edits
}
