package disk

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Copy is fsys with a copy of the folder from in the folder to. files are those of the copy that are new or changed, by
// their paths below to, and nil for those that are gone. Nothing is written.
func Copy(fsys FS, from, to string, files map[string][]byte) FS { return copyFS{fsys, from, to, files} }

// copyFS is a file system with a copy of a folder.
type copyFS struct {
	FS
	from, to string
	files    map[string][]byte // by path below to
}

// rel is path below the copy; false if it is elsewhere.
func (c copyFS) rel(path string) (string, bool) {
	rel, err := filepath.Rel(c.to, path)
	return rel, err == nil && filepath.IsLocal(rel)
}

// source is where the file at path is on disk.
func (c copyFS) source(path string) string {
	if rel, ok := c.rel(path); ok {
		return filepath.Join(c.from, rel)
	}
	return path
}

// made are the files of the copy in the folder at path that differ from the source: name to content, nil for folders.
func (c copyFS) made(path string) map[string]fs.FileInfo {
	rel, ok := c.rel(path)
	if !ok {
		return nil
	}
	found := map[string]fs.FileInfo{}
	for file, content := range c.files {
		below := file
		if rel != "." {
			if below, ok = strings.CutPrefix(file, rel+string(filepath.Separator)); !ok {
				continue
			}
		}
		name, _, deeper := strings.Cut(below, string(filepath.Separator))
		switch {
		case deeper && content != nil:
			found[name] = memoryInfo{name: name, folder: true}
		case !deeper && content != nil:
			found[name] = memoryInfo{name: name, content: content}
		case !deeper:
			found[name] = nil
		}
	}
	return found
}

func (c copyFS) ReadDir(path string) ([]fs.DirEntry, error) {
	entries, err := c.FS.ReadDir(c.source(path))
	made := c.made(path)
	if len(made) == 0 {
		return entries, err
	}
	byName := map[string]fs.DirEntry{}
	for _, e := range entries {
		byName[e.Name()] = e
	}
	for name, info := range made {
		switch {
		case info == nil:
			delete(byName, name)
		case !info.IsDir() || byName[name] == nil:
			byName[name] = fs.FileInfoToDirEntry(info)
		}
	}
	all := make([]fs.DirEntry, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		all = append(all, byName[name])
	}
	return all, nil
}

// info is what is known of a file of the copy that differs from its source; ok is false if none does.
func (c copyFS) info(op, path string) (info fs.FileInfo, ok bool, err error) {
	rel, inside := c.rel(path)
	if !inside {
		return nil, false, nil
	}
	content, known := c.files[rel]
	switch {
	case known && content == nil:
		return nil, true, &fs.PathError{Op: op, Path: path, Err: fs.ErrNotExist}
	case known:
		return memoryInfo{name: filepath.Base(rel), content: content}, true, nil
	}
	if info := c.made(filepath.Dir(path))[filepath.Base(path)]; info != nil {
		if _, err := c.FS.Stat(c.source(path)); err != nil {
			return info, true, nil // a folder that only the copy has
		}
	}
	return nil, false, nil
}

func (c copyFS) Stat(path string) (fs.FileInfo, error) {
	if info, ok, err := c.info("stat", path); ok {
		return info, err
	}
	return c.FS.Stat(c.source(path))
}

func (c copyFS) Lstat(path string) (fs.FileInfo, error) {
	if info, ok, err := c.info("lstat", path); ok {
		return info, err
	}
	return c.FS.Lstat(c.source(path))
}

// EvalSymlinks says that a link that stays in the source stays in the copy.
func (c copyFS) EvalSymlinks(path string) (string, error) {
	if _, ok, err := c.info("lstat", path); ok {
		return path, err
	}
	rel, inside := c.rel(path)
	if !inside || rel == "." {
		return path, nil
	}
	target, err := c.FS.EvalSymlinks(c.source(path))
	if err != nil {
		return "", err
	}
	root, err := c.FS.EvalSymlinks(c.from)
	if err != nil {
		return "", err
	}
	if rel, err := filepath.Rel(root, target); err == nil && filepath.IsLocal(rel) {
		return filepath.Join(c.to, rel), nil
	}
	return target, nil
}

func (c copyFS) Open(path string) (fs.File, error) {
	info, ok, err := c.info("open", path)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return c.FS.Open(c.source(path))
	}
	m := info.(memoryInfo)
	return memoryFile{bytes.NewReader(m.content), m}, nil
}

// memoryInfo is about a file in memory. It is its own identity: time and size tell contents apart.
type memoryInfo struct {
	name    string
	content []byte
	folder  bool
}

func (m memoryInfo) Name() string { return m.name }
func (m memoryInfo) Size() int64  { return int64(len(m.content)) }
func (m memoryInfo) IsDir() bool  { return m.folder }
func (m memoryInfo) Sys() any     { return nil }

func (m memoryInfo) Mode() fs.FileMode {
	if m.folder {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

// ModTime is made of the content, by FNV-1a: readers take a file with another time for another file.
func (m memoryInfo) ModTime() time.Time {
	hash := uint64(14695981039346656037)
	for _, b := range m.content {
		hash = (hash ^ uint64(b)) * 1099511628211
	}
	return time.Unix(int64(hash>>32), int64(hash&0xffffff))
}

type memoryFile struct {
	io.Reader
	info memoryInfo
}

func (m memoryFile) Stat() (fs.FileInfo, error) { return m.info, nil }
func (m memoryFile) Close() error               { return nil }
