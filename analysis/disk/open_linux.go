package disk

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// openFile does not wait, as opening a pipe does that takes the place of a file.
//
// Of the files of a large workspace, most time goes to the system. An os.File asks it twice as often, as it can also
// wait for pipes and sockets.
func openFile(path string) (fs.File, error) { return open(path, 0) }

// openUnlinked is openFile, and fails if path is a link. Links above it are followed.
func openUnlinked(path string) (fs.File, error) { return open(path, syscall.O_NOFOLLOW) }

func open(path string, flags int) (fs.File, error) {
	fd, err := again(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY|syscall.O_CLOEXEC|flags, 0)
	})
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return &file{path: path, fd: fd}, nil
}

// again calls a function of the system until no signal interrupts it.
func again(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); err != syscall.EINTR {
			return n, err
		}
	}
}

// file is an open file.
type file struct {
	path string
	fd   int
	size int64 // as last told by the system
	read int64 // bytes so far
}

func (f *file) Stat() (fs.FileInfo, error) {
	info := &fileInfo{name: filepath.Base(f.path)}
	if _, err := again(func() (int, error) { return 0, syscall.Fstat(f.fd, &info.stat) }); err != nil {
		return nil, &fs.PathError{Op: "stat", Path: f.path, Err: err}
	}
	f.size = info.stat.Size
	return info, nil
}

func (f *file) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := again(func() (int, error) { return syscall.Read(f.fd, b) })
	switch {
	case err != nil:
		return 0, &fs.PathError{Op: "read", Path: f.path, Err: err}
	case n == 0:
		return 0, io.EOF
	}
	if f.read += int64(n); n < len(b) && f.read == f.size {
		return n, io.EOF // there was room for more, so the system need not be asked again
	}
	return n, nil
}

func (f *file) Close() error {
	if f.fd < 0 {
		return os.ErrClosed
	}
	err := syscall.Close(f.fd)
	f.fd = -1
	return err
}

// fileInfo is what the system says about an open file.
type fileInfo struct {
	name string
	stat syscall.Stat_t
}

func (i *fileInfo) Name() string { return i.name }
func (i *fileInfo) Size() int64  { return i.stat.Size }
func (i *fileInfo) IsDir() bool  { return i.Mode().IsDir() }
func (i *fileInfo) Sys() any     { return &i.stat }

func (i *fileInfo) ModTime() time.Time { return time.Unix(i.stat.Mtim.Unix()) }

// Mode is that of os.Stat for regular files and folders. All others are irregular.
func (i *fileInfo) Mode() fs.FileMode {
	mode := fs.FileMode(i.stat.Mode & 0o777)
	switch i.stat.Mode & syscall.S_IFMT {
	case syscall.S_IFREG:
	case syscall.S_IFDIR:
		mode |= fs.ModeDir
	default:
		mode |= fs.ModeIrregular
	}
	if i.stat.Mode&syscall.S_ISUID != 0 {
		mode |= fs.ModeSetuid
	}
	if i.stat.Mode&syscall.S_ISGID != 0 {
		mode |= fs.ModeSetgid
	}
	if i.stat.Mode&syscall.S_ISVTX != 0 {
		mode |= fs.ModeSticky
	}
	return mode
}

func readDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }
