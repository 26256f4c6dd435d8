//go:build unix

package disk

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// swapped says of a pipe that it is the file that it was a moment ago.
type swapped struct {
	OS
	was fs.FileInfo
}

func (s swapped) Stat(string) (fs.FileInfo, error) { return s.was, nil }

func TestPipeInPlaceOfFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "values.yaml")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Skip(err)
	}
	if _, err := ReadText(swapped{was: info}, path); err == nil {
		t.Error("a pipe was read")
	}
}
