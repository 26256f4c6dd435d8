package disk

import (
	"io/fs"
	"path/filepath"
	"sync"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/internal/memo"
)

// Folder is what is on disk in one folder and below it. Each thing is looked at when first asked for and then stays as
// it was, so that all who share a Folder see the same.
type Folder struct {
	FS   FS
	Dir  string
	Also []string // other folders that links may lead to
	// Brief says that the folder is read for a moment only, so that the system need not be asked again about a file after
	// its folder has been listed. In a folder that is kept, a link may come in its place before it is read.
	Brief bool

	dirs  sync.Map // path -> func() listing
	stats sync.Map // path -> func() fs.FileInfo
	links sync.Map // path -> path that it leads to, of those looked at that a link leads to
}

// listing is what is in a folder.
type listing struct {
	entries []fs.DirEntry
	names   *Names
	ok      bool // it could be listed
}

// List returns the entries of a folder by name; nil likewise.
func (d *Folder) List(path string) []fs.DirEntry { return d.listing(path).entries }

func (d *Folder) listing(path string) listing {
	return memo.Once(&d.dirs, path, func() listing {
		e, known := d.Entry(path)
		if known && (e == nil || e.Type().IsRegular()) || !d.Holds(path) {
			return listing{names: NamesOf(nil)}
		}
		entries, err := d.FS.ReadDir(path)
		if err != nil {
			entries = nil
		}
		return listing{entries, NamesOf(entries), err == nil}
	})
}

// Entry is what the listing of its folder says of path, nil if there is nothing; known is false if it does not tell.
// Systems that ignore case, or how letters are encoded, find files by other names than those in the listing.
func (d *Folder) Entry(path string) (e fs.DirEntry, known bool) {
	if !d.Brief || path == d.Dir || !Within(path, d.Dir) {
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

// Stat returns a file's information, links followed; nil if there is none.
func (d *Folder) Stat(path string) fs.FileInfo {
	return memo.Once(&d.stats, path, func() fs.FileInfo {
		if e, known := d.Entry(path); known && e == nil || !d.Holds(path) {
			return nil
		}
		info, err := d.FS.Stat(path)
		if err != nil {
			return nil
		}
		return info
	})
}

// Holds reports whether path is in the folder and no link leads from it to if nothing is read.
func (d *Folder) Holds(path string) bool {
	if d.isListed(path) {
		return true
	}
	target, ok := Follow(d.FS, d.Dir, path, d.Also)
	if target != "" {
		d.links.Store(path, target)
	}
	return ok
}

// isListed reports whether listings say that path is in the folder, and no link leads to it.
func (d *Folder) isListed(path string) bool {
	for ; path != d.Dir; path = filepath.Dir(path) {
		if e, known := d.Entry(path); !known || e == nil || e.Type()&LinkModes != 0 {
			return false
		}
	}
	return true
}

// Abs is the path of rel, which uses slashes, below the folder.
func (d *Folder) Abs(rel string) string { return filepath.Join(d.Dir, filepath.FromSlash(rel)) }

// Named is the name that step has in the folder at path, see Names; "" if there is none.
func (d *Folder) Named(path, step string) string {
	return d.listing(path).names.Find(step)
}

// Links are the paths looked at that a link leads to, with what they lead to.
func (d *Folder) Links() map[string]string {
	links := map[string]string{}
	d.links.Range(func(path, target any) bool {
		links[path.(string)] = target.(string)
		return true
	})
	return links
}
