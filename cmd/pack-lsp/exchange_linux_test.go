package main

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A file that is replaced keeps its extended attributes.
func TestReplaceKeepsAttributes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	write(t, path, "old")
	if err := unix.Setxattr(path, "user.note", []byte("x"), 0); err != nil {
		t.Skipf("the file system has no extended attributes: %v", err)
	}
	for _, replace := range []func() error{
		func() error { return replaceFile(path, dir, "old", "new") },
		func() error { return writeOver(path, dir, []byte("newer")) },
	} {
		if err := replace(); err != nil {
			t.Fatal(err)
		}
		value := make([]byte, 8)
		if n, err := unix.Getxattr(path, "user.note", value); err != nil || string(value[:n]) != "x" {
			t.Errorf("the attribute is %q, %v", value, err)
		}
	}
	if got := read(t, path); got != "newer" {
		t.Errorf("%q", got)
	}
	onlyFiles(t, dir, "a")
}
