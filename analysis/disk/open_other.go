//go:build !unix && !windows

package disk

import (
	"io/fs"
	"os"
)

func openFile(path string) (fs.File, error) { return os.Open(path) }

func readDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }

// openUnlinked does not know here whether path is a link.
func openUnlinked(string) (fs.File, error) { return nil, errUnsure }
