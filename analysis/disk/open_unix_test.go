//go:build unix

package disk

import (
	"errors"
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

// What an open file tells is what the system tells of its path, whatever its mode, and links are not opened unless they
// may be followed.
func TestOpenFileTells(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "values.yaml"), filepath.Join(dir, "link.yaml")
	if err := os.WriteFile(path, []byte("a: 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []fs.FileMode{0o600, 0o755 | fs.ModeSetuid, 0o644 | fs.ModeSetgid, 0o644 | fs.ModeSticky} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		want, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := OS{}.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		got, err := f.Stat()
		if err != nil || got.Mode() != want.Mode() || got.Size() != want.Size() || got.Name() != want.Name() ||
			!got.ModTime().Equal(want.ModTime()) || got.IsDir() {
			t.Errorf("%v: %v, %v", want, got, err)
		}
	}
	for _, name := range []string{"values.yaml", "link.yaml", "none.yaml"} {
		text, info, err := ReadSeen(OS{}, dir, filepath.Join(dir, name), nil, MaxText)
		if name == "none.yaml" {
			if !os.IsNotExist(err) {
				t.Errorf("%s: %v", name, err)
			}
		} else if err != nil || text != "a: 1" || info.Size() != 4 {
			t.Errorf("%s: %q, %v, %v", name, text, info, err)
		}
	}
	if f, err := openUnlinked(link); err == nil {
		_ = f.Close()
		t.Error("a link was opened")
	}
	if _, _, err := ReadSeen(OS{}, dir, path, nil, 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("beyond the limit: %v", err)
	}
}
