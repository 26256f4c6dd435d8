package pack

import (
	"io"
	"io/fs"
	"path/filepath"
	"sync"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// folder is what is on disk in one pack's folder. Each thing is read when first asked for and then stays as it was, so
// that all who share the folder see the same; a change on disk makes a new folder.
type folder struct {
	fsys    disk.FS
	dir     string
	folders []string // of the workspace
	// brief says that the folder is read for a moment only, so that the system need not be asked again about a file after
	// its folder has been listed. In a folder that is kept, a link may come in its place before it is read.
	brief bool
	files sync.Map // path -> func() (*File, error)
	dirs  sync.Map // path -> func() listing
	stats sync.Map // path -> func() fs.FileInfo
	links sync.Map // path -> path that it leads to, of those looked at that a link leads to
}

func once[T any](m *sync.Map, key string, f func() T) T {
	v, ok := m.Load(key)
	if !ok {
		v, _ = m.LoadOrStore(key, sync.OnceValue(f))
	}
	return v.(func() T)()
}

// listing is what is in a folder.
type listing struct {
	entries []fs.DirEntry
	names   *disk.Names
	ok      bool // it could be listed
}

// file reads a text file; nil if it cannot be read, or a link leads out.
func (d *folder) file(path string, kind Kind) *File {
	return once(&d.files, path, func() *File {
		e, known := d.entry(path)
		if known && e == nil || !d.holds(path) {
			return nil
		}
		read := disk.ReadText
		if known && e.Type().IsRegular() {
			read = disk.ReadListed
		}
		s, err := read(d.fsys, path)
		if err != nil {
			return nil
		}
		return newFile(path, kind, text.New(s), nil)
	})
}

// head is file for a pack.json of which only the first limit bytes are looked at.
func (d *folder) head(path string, limit int64) *File {
	if info := d.stat(path); info == nil || !info.Mode().IsRegular() || info.Size() <= limit {
		return d.file(path, Meta)
	}
	f, err := d.fsys.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() { // something else may have taken its place
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil
	}
	return newFile(path, Meta, text.New(string(b)), nil)
}

// list returns the entries of a folder by name; nil likewise.
func (d *folder) list(path string) []fs.DirEntry { return d.listing(path).entries }

func (d *folder) listing(path string) listing {
	return once(&d.dirs, path, func() listing {
		e, known := d.entry(path)
		if known && (e == nil || e.Type().IsRegular()) || !d.holds(path) {
			return listing{names: disk.NamesOf(nil)}
		}
		entries, err := d.fsys.ReadDir(path)
		if err != nil {
			entries = nil
		}
		return listing{entries, disk.NamesOf(entries), err == nil}
	})
}

// entry is what the listing of its folder says of path, nil if there is nothing; known is false if it does not tell.
// Systems that ignore case, or how letters are encoded, find files by other names than those in the listing.
func (d *folder) entry(path string) (e fs.DirEntry, known bool) {
	if !d.brief || path == d.dir || !disk.Within(path, d.dir) {
		return nil, false
	}
	in := d.listing(filepath.Dir(path))
	if !in.ok {
		return nil, false
	}
	name := filepath.Base(path)
	if e = in.names.Entry(name); e == nil {
		known = isASCII(name) && in.names.Find(name) == ""
		return nil, known
	}
	return e, true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// stat returns a file's information, links followed; nil if there is none.
func (d *folder) stat(path string) fs.FileInfo {
	return once(&d.stats, path, func() fs.FileInfo {
		if e, known := d.entry(path); known && e == nil || !d.holds(path) {
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
	if d.isListed(path) {
		return true
	}
	target, ok := disk.Follow(d.fsys, d.dir, path, d.folders)
	if target != "" {
		d.links.Store(path, target)
	}
	return ok
}

// isListed reports whether listings say that path is in the folder, and no link leads to it.
func (d *folder) isListed(path string) bool {
	for ; path != d.dir; path = filepath.Dir(path) {
		if e, known := d.entry(path); !known || e == nil || e.Type()&disk.LinkModes != 0 {
			return false
		}
	}
	return true
}

// abs is the path of rel, which uses slashes, below the folder.
func (d *folder) abs(rel string) string { return filepath.Join(d.dir, filepath.FromSlash(rel)) }

// named is the name that step has in the folder at path, see disk.Names; "" if there is none.
func (d *folder) named(path, step string) string {
	return d.listing(path).names.Find(step)
}
