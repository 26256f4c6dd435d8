package analysis

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// FileRename is a file or folder that gets another path. Both are absolute.
type FileRename struct{ Old, New string }

// of is the path that renaming gives to path; false where it leaves it alone.
func (r FileRename) of(path string) (string, bool) {
	if path == r.Old {
		return r.New, true
	}
	if rest, below := strings.CutPrefix(path, r.Old+string(filepath.Separator)); below {
		return filepath.Join(r.New, rest), true
	}
	return path, false
}

// RenameFiles returns the edits that keep packs as they are when files or folders in them get other paths, to be made before that: the entries
// of charts and kubeManifests in pack.json, and the names of the sections of renamed manifests wherever they stand. What leaves its pack is left
// alone.
func RenameFiles(s *pack.Snapshot, renames []FileRename) []check.FileEdit {
	var dirs []string
	for _, r := range renames {
		for dir := filepath.Dir(r.Old); ; dir = filepath.Dir(dir) {
			if packIn(s, dir) != nil && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	var edits []check.FileEdit
	for _, dir := range dirs {
		edits = append(edits, renameInPack(s, packIn(s, dir), renames)...)
	}
	return edits
}

func renameInPack(s *pack.Snapshot, p *pack.Pack, renames []FileRename) []check.FileEdit {
	var edits []check.FileEdit
	sections := map[string]string{} // new names of manifests' sections; "" where one stays
	for _, list := range []string{"charts", "kubeManifests"} {
		for n := range p.Root().Get(list).Children() {
			if n.Kind() != syntax.String {
				continue
			}
			to, moved := renamedEntry(p, n.Text(), renames)
			if moved {
				edits = append(edits, check.FileEdit{Path: p.JSON.Path, Edit: edit.Replace(n, edit.Quote(to))})
			}
			if from := pack.ManifestKey(n.Text()); list == "kubeManifests" {
				sections[from] = sectionAfter(sections, from, pack.ManifestKey(to))
			}
		}
	}
	for from, to := range sections {
		if to != "" && to != from && !takesSection(p, sections, to) {
			edits = append(edits, renameSection(s, p, from, to)...)
		}
	}
	slices.SortFunc(edits, func(a, b check.FileEdit) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return a.Edit.Start - b.Edit.Start
	})
	return edits
}

// renamedEntry is the entry rel of pack.json after renames; false, and rel, where it stays.
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

// sectionAfter is what the section from is called after one of its manifests has become that of section to; "" where another of its manifests
// wants another name.
func sectionAfter(sections map[string]string, from, to string) string {
	if before, seen := sections[from]; seen && before != to {
		return ""
	}
	return to
}

// takesSection reports whether a section that stays has the name.
func takesSection(p *pack.Pack, sections map[string]string, name string) bool {
	if to, of := sections[name]; of && to != name && to != "" {
		return false // it is about to be called otherwise
	}
	return valueAt(p, []string{sectionManifests, name}).Exists()
}

// renameSection gives the section of a manifest another name everywhere but in pack.json, whose entries are paths.
func renameSection(s *pack.Snapshot, p *pack.Pack, from, to string) []check.FileEdit {
	all := mentionsInPack(s, p, p, valueAtPath(sectionManifests, from))
	if edits, err := renameMentions(all, to); err == nil {
		return edits
	}
	// Some place cannot be written with this name, such as a path with dots: the section itself follows its file all the same.
	for i := range all {
		all[i].mentions = slices.DeleteFunc(all[i].mentions, func(m mention) bool { return !m.declares })
	}
	edits, err := renameMentions(all, to)
	if err != nil {
		return nil
	}
	return edits
}
