package pack

import (
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// folder is what is on disk in one pack's folder. Each thing is read when first asked for and then stays as it was, so
// that all who share the folder see the same; a change on disk makes a new folder.
type folder struct {
	fsys    disk.FS
	dir     string
	folders []string // of the workspace
	files   sync.Map // path -> func() (*File, error)
	dirs    sync.Map // path -> func() []fs.DirEntry
	names   sync.Map // path -> func() *disk.Names
	stats   sync.Map // path -> func() fs.FileInfo
	links   sync.Map // path -> path that it leads to, of those looked at that a link leads to
}

func once[T any](m *sync.Map, key string, f func() T) T {
	v, ok := m.Load(key)
	if !ok {
		v, _ = m.LoadOrStore(key, sync.OnceValue(f))
	}
	return v.(func() T)()
}

// file reads a text file; nil if it cannot be read, or a link leads out.
func (d *folder) file(path string, kind Kind) *File {
	return once(&d.files, path, func() *File {
		if !d.holds(path) {
			return nil
		}
		s, err := disk.ReadText(d.fsys, path)
		if err != nil {
			return nil
		}
		return newFile(path, kind, text.New(s), nil)
	})
}

// list returns the entries of a folder by name; nil likewise.
func (d *folder) list(path string) []fs.DirEntry {
	return once(&d.dirs, path, func() []fs.DirEntry {
		if !d.holds(path) {
			return nil
		}
		entries, err := d.fsys.ReadDir(path)
		if err != nil {
			return nil
		}
		return entries
	})
}

// stat returns a file's information, links followed; nil if there is none.
func (d *folder) stat(path string) fs.FileInfo {
	return once(&d.stats, path, func() fs.FileInfo {
		if !d.holds(path) {
			return nil
		}
		info, err := d.fsys.Stat(path)
		if err != nil {
			return nil
		}
		return info
	})
}

// holds reports whether path is in the folder and no link leads from it to if nothing is read.
func (d *folder) holds(path string) bool {
	target, ok := disk.Follow(d.fsys, d.dir, path, d.folders)
	if target != "" {
		d.links.Store(path, target)
	}
	return ok
}

// abs is the path of rel, which uses slashes, below the folder.
func (d *folder) abs(rel string) string { return filepath.Join(d.dir, filepath.FromSlash(rel)) }

// named is the name that step has in the folder at path, see disk.Names; "" if there is none.
func (d *folder) named(path, step string) string {
	return once(&d.names, path, func() *disk.Names { return disk.NamesOf(d.list(path)) }).Find(step)
}
