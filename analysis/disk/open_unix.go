//go:build unix && !linux

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

// openFile does not wait, as opening a pipe does that takes the place of a file.
func openFile(path string) (fs.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

func readDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }

// openUnlinked does not know here whether path is a link.
func openUnlinked(string) (fs.File, error) { return nil, errUnsure }
