package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FS is how disk is read. Paths are absolute. Errors are those of the os package (fs.ErrNotExist and so on).
type FS interface {
	ReadDir(path string) ([]fs.DirEntry, error)
	Stat(path string) (fs.FileInfo, error)    // follows links
	Lstat(path string) (fs.FileInfo, error)   // does not
	EvalSymlinks(path string) (string, error) // the path without links, as of filepath
	Open(path string) (fs.File, error)
}

// OS is the machine's file system.
type OS struct{}

func (OS) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }
func (OS) Stat(path string) (fs.FileInfo, error)      { return os.Stat(path) }
func (OS) Lstat(path string) (fs.FileInfo, error)     { return os.Lstat(path) }
func (OS) EvalSymlinks(path string) (string, error)   { return filepath.EvalSymlinks(path) }
func (OS) Open(path string) (fs.File, error)          { return openFile(path) }

// MaxText is the size in bytes up to which a text file is read from disk; values files in the field stay below 1 MiB.
const MaxText = 64 << 20

// ErrTooLarge says that a file is larger than MaxText.
var ErrTooLarge = errors.New("file too large")

var errIrregular = errors.New("not a regular file")

// ReadText reads a regular text file of at most MaxText bytes.
func ReadText(fsys FS, path string) (string, error) {
	info, err := fsys.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() { // opening a pipe or device would wait or never end
		return "", fmt.Errorf("%s: %w", path, errIrregular)
	}
	if info.Size() > MaxText {
		return "", fmt.Errorf("%s: %w: %d bytes", path, ErrTooLarge, info.Size())
	}
	f, err := fsys.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() { // something else may have taken its place
		return "", errors.Join(err, fmt.Errorf("%s: %w", path, errIrregular))
	}
	content := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	_, err = content.ReadFrom(io.LimitReader(f, MaxText+1))
	s := content.String()
	if len(s) > MaxText {
		return "", fmt.Errorf("%s: %w: more than %d bytes", path, ErrTooLarge, MaxText)
	}
	return s, err
}

// folder is what is on disk in one pack's folder. Each thing is read when first asked for and then stays as it was, so
// that all who share the folder see the same; a change on disk makes a new folder.
type folder struct {
	fsys    FS
	dir     string
	folders []string // of the workspace
	files   sync.Map // path -> func() (*File, error)
	dirs    sync.Map // path -> func() []fs.DirEntry
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
		s, err := ReadText(d.fsys, path)
		if err != nil {
			return nil
		}
		return newFile(path, kind, text.New(s))
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
	target, ok := follow(d.fsys, d.dir, path, d.folders)
	if target != "" {
		d.links.Store(path, target)
	}
	return ok
}

// abs is the path of rel, which uses slashes, below the folder.
func (d *folder) abs(rel string) string { return filepath.Join(d.dir, filepath.FromSlash(rel)) }
