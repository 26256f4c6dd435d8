// Package disk is how files are read: regular ones of a bounded size, and none that a link leads to outside the places
// that may be read.
//
// Deliberately absent: writing, watching, and keeping what was read.
package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"
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

func (OS) ReadDir(path string) ([]fs.DirEntry, error) { return readDir(path) }
func (OS) Stat(path string) (fs.FileInfo, error)      { return os.Stat(path) }
func (OS) Lstat(path string) (fs.FileInfo, error)     { return os.Lstat(path) }
func (OS) EvalSymlinks(path string) (string, error)   { return filepath.EvalSymlinks(path) }
func (OS) Open(path string) (fs.File, error)          { return openFile(path) }

// MaxText is the size in bytes up to which a text file is read from disk; values files in the field stay below 1 MiB.
const MaxText = 64 << 20

// ErrTooLarge says that a file is larger than MaxText.
var ErrTooLarge = errors.New("file too large")

// ErrIrregular says that what is there is no regular file.
var ErrIrregular = errors.New("not a regular file")

// ReadText reads a regular text file of at most MaxText bytes.
func ReadText(fsys FS, path string) (string, error) {
	info, err := fsys.Stat(path)
	if err != nil {
		return "", err
	}
	return readText(fsys, path, info.Mode())
}

// ReadHead reads the first limit bytes of a regular text file; all of it if it has no more.
func ReadHead(fsys FS, path string, limit int64) (string, error) {
	info, err := fsys.Stat(path)
	if err != nil {
		return "", err
	}
	f, _, err := openRegular(fsys, path, info.Mode())
	if err != nil {
		return "", err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, limit))
	return string(head), err
}

// openRegular opens a file that has just been seen to have the given mode, apart from links. size is in bytes.
func openRegular(fsys FS, path string, mode fs.FileMode) (f fs.File, size int64, err error) {
	if !mode.IsRegular() { // opening a pipe or device would wait or never end
		return nil, 0, fmt.Errorf("%s: %w", path, ErrIrregular)
	}
	if f, err = fsys.Open(path); err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() { // something else may have taken its place
		_ = f.Close()
		return nil, 0, errors.Join(err, fmt.Errorf("%s: %w", path, ErrIrregular))
	}
	return f, info.Size(), nil
}

// readText is ReadText of a file that has just been seen to have the given mode, apart from links.
func readText(fsys FS, path string, mode fs.FileMode) (string, error) {
	return readInto(new(bytes.Buffer), fsys, path, mode)
}

// readInto is readText. The text is in the buffer content, which must be empty.
func readInto(content *bytes.Buffer, fsys FS, path string, mode fs.FileMode) (string, error) {
	f, size, err := openRegular(fsys, path, mode)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return readAll(content, f, path, size)
}

// readAll reads f, a file of about size bytes.
func readAll(content *bytes.Buffer, f fs.File, path string, size int64) (string, error) {
	if size > MaxText {
		return "", fmt.Errorf("%s: %w: %d bytes", path, ErrTooLarge, size)
	}
	content.Grow(int(size) + bytes.MinRead)
	_, err := content.ReadFrom(io.LimitReader(f, MaxText+1))
	if content.Len() > MaxText {
		return "", fmt.Errorf("%s: %w: more than %d bytes", path, ErrTooLarge, MaxText)
	}
	b := content.Bytes()
	return unsafe.String(unsafe.SliceData(b), len(b)), err
}

// ErrOutside says that a path leads, itself or by a link, to where the server does not read.
var ErrOutside = errors.New("is outside the workspace")

// Confined reports whether path, which is in dir, may be read: links on the way lead to places in dir or in one of
// folders only. A path that does not exist, or whose links cannot be followed, is for whoever opens it to report. The
// folder dir itself may be a link.
func Confined(fsys FS, dir, path string, folders []string) bool {
	_, ok := Follow(fsys, dir, path, folders)
	return ok
}

// Follow is Confined, and returns where links on the way lead to; "" if there are none, or they lead nowhere.
func Follow(fsys FS, dir, path string, folders []string) (real string, ok bool) {
	if !Within(path, dir) {
		return "", false
	}
	if _, linked, _ := look(fsys, dir, path, map[string]bool{}); path == dir || !linked {
		return "", true // dir itself may be a link
	}
	real, err := fsys.EvalSymlinks(path)
	if err != nil {
		return "", errors.Is(err, fs.ErrNotExist)
	}
	for _, root := range append([]string{dir}, folders...) {
		if root, err := fsys.EvalSymlinks(root); err == nil && Within(real, root) {
			return real, true
		}
	}
	return "", false
}

// LinkModes are those of links. Windows has more kinds of them than symbolic ones, which Go calls irregular.
const LinkModes = fs.ModeSymlink | fs.ModeIrregular

// ReadConfined reads a text file in dir that no link leads away from dir and folders.
func ReadConfined(fsys FS, dir, path string, folders []string) (string, error) {
	text, _, err := ReadSeen(fsys, dir, path, folders, MaxText)
	return text, err
}

// ReadSeen is ReadConfined for a file of at most limit bytes. It returns what was known of the file, or of what a link
// leads to, before it was read.
func ReadSeen(fsys FS, dir, path string, folders []string, limit int64) (string, fs.FileInfo, error) {
	return readSeen(new(bytes.Buffer), fsys, dir, path, folders, limit, map[string]bool{})
}

// readSeen is ReadSeen. The text is in the buffer content, which must be empty. For plain see look.
func readSeen(
	content *bytes.Buffer, fsys FS, dir, path string, folders []string, limit int64, plain map[string]bool,
) (string, fs.FileInfo, error) {
	f, info, err := openPlain(fsys, dir, path, plain)
	switch {
	case err == nil:
		defer f.Close()
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, err
	default:
		if info, err = confined(fsys, dir, path, folders, plain); err != nil {
			return "", nil, err
		}
	}
	if info.Size() > limit {
		return "", info, fmt.Errorf("%s: %w: %d bytes", path, ErrTooLarge, info.Size())
	}
	var text string
	if f != nil {
		text, err = readAll(content, f, path, info.Size())
	} else {
		text, err = readInto(content, fsys, path, info.Mode())
	}
	return text, info, err
}

// openPlain opens a regular file in dir that is reached by no link, on systems that can tell while they open it. If it
// cannot, whatever the reason, more has to be known.
func openPlain(fsys FS, dir, path string, plain map[string]bool) (fs.File, fs.FileInfo, error) {
	if _, ok := fsys.(OS); !ok || !Within(path, dir) || path == dir || isReached(fsys, dir, path, plain) {
		return nil, nil, errUnsure
	}
	f, err := openUnlinked(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		_ = f.Close()
		return nil, nil, errUnsure
	}
	return f, info, nil
}

var errUnsure = errors.New("the system does not tell links from files")

// buffers are those of texts that are looked at for a moment.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxBuffer is from how many bytes on a buffer is not used again.
const maxBuffer = 1 << 20

// EachConfined calls do with the text of each of the files in dir with the given names that ReadConfined can read. do
// must not keep the text, whose bytes become others after it returns. Each folder in dir is looked at once.
func EachConfined(fsys FS, dir string, names, folders []string, do func(text string)) {
	plain := map[string]bool{}
	content := buffers.Get().(*bytes.Buffer)
	for _, name := range names {
		content.Reset()
		text, _, err := readSeen(content, fsys, dir, filepath.Join(dir, name), folders, MaxText, plain)
		if err == nil {
			do(text)
		}
	}
	if content.Cap() <= maxBuffer {
		content.Reset()
		buffers.Put(content)
	}
}

// confined is what is known of the file at path, links followed, if it may be read: no link leads away from dir and
// folders. For plain see look.
func confined(fsys FS, dir, path string, folders []string, plain map[string]bool) (fs.FileInfo, error) {
	if !Within(path, dir) {
		return nil, ErrOutside
	}
	info, linked, err := look(fsys, dir, path, plain)
	switch {
	case linked && !Confined(fsys, dir, path, folders):
		return nil, ErrOutside
	case linked:
		return fsys.Stat(path)
	}
	return info, err
}

// look is what is known of path, which is in dir, and whether it is a link or is reached by one from dir. The error is
// that of looking at path. Folders that were looked at and are no links are in plain.
func look(fsys FS, dir, path string, plain map[string]bool) (info fs.FileInfo, linked bool, err error) {
	info, err = fsys.Lstat(path)
	linked = err == nil && info.Mode()&LinkModes != 0
	return info, linked || path != dir && isReached(fsys, dir, path, plain), err
}

// isReached reports whether path, which is in dir, is reached from there by a link. For plain see look.
func isReached(fsys FS, dir, path string, plain map[string]bool) bool {
	for p := filepath.Dir(path); p != dir; p = filepath.Dir(p) {
		if plain[p] {
			continue
		}
		if up, err := fsys.Lstat(p); err == nil && up.Mode()&LinkModes != 0 {
			return true
		}
		plain[p] = true
	}
	return false
}

// ReadListed is ReadText of a file that a listing of its folder has just said to be a regular one.
func ReadListed(fsys FS, path string) (string, error) { return readText(fsys, path, 0) }

// Within reports whether path is dir or is below it.
func Within(path, dir string) bool {
	const separator = string(filepath.Separator)
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, separator)+separator)
}
