//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A file that is fixed keeps its owner, mode bits and other names.
func TestReplaceKeepsIdentity(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	write(t, path, "old")
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = 65534, 65533
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(path, 0o640|os.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	mode := modeOf(t, path)
	if err := replaceFile(path, dir, "old", "new"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if st := info.Sys().(*syscall.Stat_t); int(st.Uid) != uid || int(st.Gid) != gid || info.Mode() != mode {
		t.Errorf("owner %d:%d, mode %v; want %d:%d, %v", st.Uid, st.Gid, info.Mode(), uid, gid, mode)
	}
	if err := os.Link(path, other); err != nil {
		t.Skip(err)
	}
	if err := replaceFile(path, dir, "new", "x"); err != nil || read(t, other) != "x" {
		t.Errorf("the other name: %v, %q", err, read(t, other))
	}
	onlyFiles(t, dir, "a", "b")
}

// What fmt writes, and what an upgrade writes over, keeps its mode and other names.
func TestAllWritersKeepIdentity(t *testing.T) {
	writers := map[string]func(t *testing.T, dir, path string){
		"fmt": func(t *testing.T, dir, path string) {
			if code, stdout, stderr := packLSP(t, "fmt", dir); code != exitOK {
				t.Fatalf("%d\n%s%s", code, stdout, stderr)
			}
		},
		"upgrade": func(t *testing.T, dir, path string) {
			if err := writeOver(path, dir, []byte("a: 1\n")); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, run := range writers {
		for _, linked := range []bool{false, true} {
			t.Run(fmt.Sprint(name, linked), func(t *testing.T) {
				dir := t.TempDir()
				path, other := filepath.Join(dir, "values.yaml"), filepath.Join(dir, "other")
				write(t, filepath.Join(dir, "pack.json"), `{"layer": "addon"}`+"\n")
				write(t, path, "a:   1  \n\n\n")
				if linked {
					if err := os.Link(path, other); err != nil {
						t.Skip(err)
					}
				}
				if err := os.Chmod(path, 0o640); err != nil {
					t.Fatal(err)
				}
				run(t, dir, path)
				if got := read(t, path); got == "a:   1  \n\n\n" || modeOf(t, path) != 0o640 {
					t.Errorf("%q with mode %v, want another text and the mode of before", got, modeOf(t, path))
				}
				if linked && read(t, other) != read(t, path) {
					t.Error("the other name has the old text")
				}
			})
		}
	}
}

// A save while the new text is being written is kept.
func TestReplaceAtTheLastMoment(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	write(t, path, "old")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	saved := func(string) error {
		write(t, path, "saved")
		return errChanged
	}
	for _, err := range []error{writeAtomically(path, info, "fixed", saved), writeInPlace(path, "fixed", saved)} {
		if !errors.Is(err, errChanged) || read(t, path) != "saved" {
			t.Errorf("%v, %q", err, read(t, path))
		}
	}
	onlyFiles(t, dir, "a")
}

// A save between the last look and the renaming is kept, whether the editor writes the file or renames another to it,
// and also the next one, in the moment in which the first is put back.
func TestReplaceAfterTheLastMoment(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	write(t, path, "x")
	write(t, path+"b", "x")
	if err := exchange(path, path+"b"); err != nil {
		t.Skip(err)
	}
	for _, again := range []bool{false, true} {
		write(t, path, "old")
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		want := "saved"
		err = writeAtomically(path, info, "fixed", func(at string) error {
			if at == path {
				write(t, path+"b", "saved")
				return os.Rename(path+"b", path)
			}
			if again {
				want = "saved again"
				write(t, path, want)
			}
			return errChanged
		})
		if !errors.Is(err, errChanged) || read(t, path) != want {
			t.Errorf("%v, %q; want %q", err, read(t, path), want)
		}
		onlyFiles(t, dir, "a")
	}
}

// Temporary files of an interrupted run are removed.
func TestTemporaries(t *testing.T) {
	dir := t.TempDir()
	var files temporaries
	for _, name := range []string{"a", "b"} {
		write(t, filepath.Join(dir, name), "")
		files.add(filepath.Join(dir, name))
	}
	files.done(filepath.Join(dir, "a"))
	files.remove()
	onlyFiles(t, dir, "a")
}
