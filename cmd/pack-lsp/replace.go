package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

var (
	errReadOnly  = errors.New("the file is read-only")
	errOutside   = errors.New("a link leads out of the folder that is checked")
	errChanged   = errors.New("the file has changed in the meantime")
	errIrregular = errors.New("not a regular file")
)

// replaceFile replaces before, the text of the file at path, with after, all at once: readers see one or the other. The
// file keeps its owner, mode and other names. If path is a link, it stays one; it must not lead out of root.
func replaceFile(path, root, before, after string) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return err
	}
	if !strings.HasPrefix(target, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator)) {
		return errOutside
	}
	info, err := writable(target)
	if err != nil {
		return err
	}
	unchanged := func(path string) error {
		if now, err := os.ReadFile(path); err != nil || string(now) != before {
			return errors.Join(errChanged, err)
		}
		return nil
	}
	if err := unchanged(target); err != nil {
		return err
	}
	if otherNames(info) || hasAttributes(target) {
		return writeInPlace(target, after, unchanged)
	}
	err = writeAtomically(target, info, after, unchanged)
	if errors.Is(err, errNotOwner) {
		return writeInPlace(target, after, unchanged)
	}
	return err
}

// writable returns information about the file at path, or an error that says why it must not be written. It tests for
// write permission, which replacing the file would not need.
func writable(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errIrregular
	case info.Mode().Perm()&0o200 == 0:
		return nil, errReadOnly
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrPermission) {
		return nil, errReadOnly
	} else if err != nil {
		return nil, err
	}
	return info, f.Close()
}

// writeInPlace writes a file that has other names or attributes, or an owner that a new file cannot be given; a new
// file would lose them. It calls unchanged with path right before it writes.
func writeInPlace(path, content string, unchanged func(path string) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := unchanged(path); err != nil {
		return errors.Join(err, f.Close())
	}
	_, err = f.WriteString(content)
	if err == nil {
		err = f.Truncate(int64(len(content)))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// writeAtomically replaces the file at path, which info describes, by a new file with content. It calls unchanged with
// the path of the file to be replaced, right before that and, if the system can exchange files, right after it.
func writeAtomically(
	path string, info fs.FileInfo, content string, unchanged func(path string) error,
) error {
	fill := func(f *os.File) error {
		_, err := f.WriteString(content)
		err = errors.Join(err, keepOwner(f, info))
		// After the owner: a change of owner clears the setuid and setgid bits.
		mode := info.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky)
		return errors.Join(err, f.Chmod(mode))
	}
	return byTemporary(filepath.Dir(path), fill, func(temp string) error {
		if err := unchanged(path); err != nil {
			return err
		}
		return putInPlace(temp, path, content, unchanged)
	})
}

// byTemporary makes a file in folder, which fill fills and put gives its name. It is removed if one of them fails, or
// if the process is interrupted before.
func byTemporary(folder string, fill func(*os.File) error, put func(temp string) error) (err error) {
	f, err := os.CreateTemp(folder, ".pack-lsp-*")
	if err != nil {
		return err
	}
	temporary.add(f.Name())
	defer func() {
		temporary.done(f.Name())
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(fill(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return put(f.Name())
}

// putInPlace renames temp, a file with content, to path. A save in the moment between the last look and the renaming
// would be lost, so the two files are exchanged, if the system can do that, and what was there is looked at once more.
func putInPlace(temp, path, content string, unchanged func(path string) error) error {
	temporary.done(temp) // from now on it may hold what somebody has saved
	err := exchange(temp, path)
	if errors.Is(err, errors.ErrUnsupported) {
		return os.Rename(temp, path)
	} else if err != nil {
		return err
	}
	if err := unchanged(temp); err != nil {
		return errors.Join(err, putBack(temp, path, content))
	}
	return os.Remove(temp)
}

// putBack takes back the exchange of temp and path. If somebody has saved again in the meantime, so that not the file
// with content was at path, the newer file stays. What is left at temp is for the caller to remove.
func putBack(temp, path, content string) error {
	if err := exchange(temp, path); err != nil {
		return err
	}
	if now, err := os.ReadFile(temp); err == nil && string(now) != content {
		return exchange(temp, path)
	}
	return nil
}

// errNotOwner says that a file cannot be given the owner of another file.
var errNotOwner = errors.New("the file belongs to somebody else")

// temporaries are the files to remove if the process ends early.
type temporaries struct {
	mu    sync.Mutex
	paths map[string]bool
}

var temporary temporaries

func (t *temporaries) add(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.paths == nil {
		t.paths = map[string]bool{}
	}
	t.paths[path] = true
}

func (t *temporaries) done(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.paths, path)
}

// remove removes them all. It keeps the lock, so that no file is put in place afterward.
func (t *temporaries) remove() {
	t.mu.Lock()
	for path := range t.paths {
		_ = os.Remove(path) // it may be in place already
	}
}
