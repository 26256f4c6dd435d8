package disk

import (
	"cmp"
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// openFile opens a file or folder so that others can remove and rename it meanwhile, which os.Open prevents: an editor
// or git would fail while it is read.
func openFile(path string) (fs.File, error) {
	f, err := openShared(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func openShared(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	const sharing = syscall.FILE_SHARE_READ | syscall.FILE_SHARE_WRITE | syscall.FILE_SHARE_DELETE
	const attributes = syscall.FILE_ATTRIBUTE_NORMAL | syscall.FILE_FLAG_BACKUP_SEMANTICS // which a folder needs
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ, sharing, nil, syscall.OPEN_EXISTING, attributes, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}

// readDir is os.ReadDir, which others do not notice either.
func readDir(path string) ([]fs.DirEntry, error) {
	f, err := openShared(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}

// openUnlinked does not know here whether path is a link.
func openUnlinked(string) (fs.File, error) { return nil, errUnsure }
