package pack

import (
	"path/filepath"
)

// Links are the files of the pack that were looked at and that a link leads to, each with the path that it leads to.
// More may follow when more is asked for.
func (p *Pack) Links() map[string]string {
	links := map[string]string{}
	p.folder.links.Range(func(path, target any) bool {
		links[path.(string)] = target.(string)
		return true
	})
	return links
}

// newFolder is what is on disk in the pack's folder dir, none of it read yet.
func (s *Snapshot) newFolder(dir string) *folder {
	return &folder{fsys: s.fsys, dir: dir, folders: s.Folders}
}

// briefFolder is newFolder for a pack that is not kept.
func (s *Snapshot) briefFolder(dir string) *folder {
	d := s.newFolder(dir)
	d.brief = true
	return d
}

// LeadsOut reports whether a file of the pack, rel with slashes, is, or is reached by, a link that leads out of the
// pack's folder and of the workspace. It is not read then, as if it were absent.
func (p *Pack) LeadsOut(rel string) bool {
	rel = filepath.FromSlash(rel)
	return filepath.IsLocal(rel) && !p.folder.holds(p.folder.abs(rel))
}
