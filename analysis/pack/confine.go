package pack

import (
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// Links are the files of the pack that were looked at and that a link leads to, each with the path that it leads to.
// More may follow when more is asked for.
func (p *Pack) Links() map[string]string { return p.folder.Links() }

// newFolder is what is on disk in the pack's folder dir, none of it read yet.
func (s *Snapshot) newFolder(dir string) *folder {
	return &folder{Folder: &disk.Folder{FS: s.fsys, Dir: dir, Also: s.Folders}}
}

// briefFolder is newFolder for a pack that is not kept.
func (s *Snapshot) briefFolder(dir string) *folder {
	d := s.newFolder(dir)
	d.Brief = true
	return d
}

// LeadsOut reports whether a file of the pack, rel with slashes, is, or is reached by, a link that leads out of the
// pack's folder and of the workspace. It is not read then, as if it were absent.
func (p *Pack) LeadsOut(rel string) bool {
	rel = filepath.FromSlash(rel)
	return filepath.IsLocal(rel) && !p.folder.Holds(p.folder.Abs(rel))
}
