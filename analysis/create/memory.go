package create

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// memory is a disk.FS with the files of a pack that is being made, below the folder dir.
type memory struct {
	dir   string
	files []File
}

// entry is a file or folder of a memory, open or not.
type entry struct {
	*bytes.Reader
	name   string
	size   int64
	folder bool
}

func (e entry) Name() string               { return e.name }
func (e entry) Size() int64                { return e.size }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) IsDir() bool                { return e.folder }
func (e entry) Sys() any                   { return nil }
func (e entry) Type() fs.FileMode          { return e.Mode().Type() }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }
func (e entry) Stat() (fs.FileInfo, error) { return e, nil }
func (e entry) Close() error               { return nil }

func (e entry) Mode() fs.FileMode {
	if e.folder {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

func (e entry) Read(p []byte) (int, error) {
	if e.Reader == nil {
		return 0, io.EOF
	}
	return e.Reader.Read(p)
}

// find is the file or folder at a path.
func (m memory) find(op, name string) (entry, error) {
	rel, err := filepath.Rel(m.dir, name)
	rel = filepath.ToSlash(rel)
	for _, f := range m.files {
		switch {
		case err != nil:
		case f.Path == rel:
			return entry{bytes.NewReader(f.Content), path.Base(rel), int64(len(f.Content)), false}, nil
		case rel == ".", strings.HasPrefix(f.Path, rel+"/"):
			return entry{name: filepath.Base(name), folder: true}, nil
		}
	}
	return entry{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

func (m memory) Stat(name string) (fs.FileInfo, error)    { return m.find("stat", name) }
func (m memory) Lstat(name string) (fs.FileInfo, error)   { return m.find("stat", name) }
func (m memory) EvalSymlinks(name string) (string, error) { return name, nil }
func (m memory) Open(name string) (fs.File, error)        { return m.find("open", name) }
func (m memory) ReadDir(name string) ([]fs.DirEntry, error) {
	folder, err := m.find("readdir", name)
	if err != nil || !folder.folder {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	rel, _ := filepath.Rel(m.dir, name) // find has looked
	prefix := strings.TrimPrefix(filepath.ToSlash(rel)+"/", "./")
	var entries []fs.DirEntry
	seen := map[string]bool{}
	for _, f := range m.files {
		rest, ok := strings.CutPrefix(f.Path, prefix)
		if name, _, inner := strings.Cut(rest, "/"); ok && !seen[name] {
			seen[name] = true
			entries = append(entries, entry{name: name, folder: inner, size: int64(len(f.Content))})
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}
