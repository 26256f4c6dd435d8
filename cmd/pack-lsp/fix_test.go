package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// unfixed is a pack.json with CRLF line ends, two mistakes that have safe fixes, and one that has none.
const (
	unfixed = "{\r\n  \"name\": \"demo\",\r\n  \"displayName\": \"Demo\",\r\n  \"version\": \"1.0.0\",\r\n" +
		"  \"layer\": \"addons\",\r\n  \"cloudTypes\": [\"all\",],\r\n}\r\n"
	fixed = "{\r\n  \"name\": \"demo\",\r\n  \"displayName\": \"Demo\",\r\n  \"version\": \"1.0.0\",\r\n" +
		"  \"layer\": \"addons\",\r\n  \"cloudTypes\": [\"all\"]\r\n}\r\n"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

// onlyFiles fails the test if a folder holds anything else, for example a temporary file.
func onlyFiles(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		if len(entries) != len(names) || e.Name() != names[i] {
			t.Errorf("%s holds %v, want %v", dir, entries, names)
			break
		}
	}
}

func TestFix(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "demo", "pack.json")
	write(t, path, unfixed)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	code, stdout, stderr := packLSP(t, "check", "--fix", "demo")
	if got := read(t, path); got != fixed {
		t.Errorf("%q", got)
	}
	if mode := modeOf(t, path).Perm(); mode != 0o640 && runtime.GOOS != "windows" {
		t.Errorf("mode %o", mode)
	}
	onlyFiles(t, filepath.Join(dir, "demo"), "pack.json")
	if code != exitFindings || strings.Contains(stdout, "json/syntax") ||
		!strings.Contains(stdout, "demo/pack.json:5:12: error: unknown layer") {
		t.Errorf("exit code %d\n%s", code, stdout)
	}
	for _, want := range []string{
		"demo/pack.json:6:", ": fixed: ", "[json/syntax]\n", "2 problems fixed in 1 file\n", "1 pack checked: ",
	} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is not in\n%s", want, stderr)
		}
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, stderr := packLSP(t, "check", "--fix", "demo"); !strings.Contains(stderr, "no safe fixes found\n") {
		t.Errorf("%s", stderr)
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was written again: %v", err)
	}
}

// TestFixNothingUnasked holds that check without --fix writes nothing.
func TestFixNothingUnasked(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "pack.json"), unfixed)
	packLSP(t, "check", dir)
	if got := read(t, filepath.Join(dir, "pack.json")); got != unfixed {
		t.Errorf("%q", got)
	}
}

// TestFixAgain holds that problems that a fix reveals are fixed, too: the duplicate key shows when the tabs are gone.
func TestFixAgain(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "values.yaml")
	write(t, filepath.Join(dir, "pack.json"),
		`{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"]}`)
	write(t, path, "pack:\n\tnamespace: demo\n\tnamespace: demo\n")
	packLSP(t, "check", "--fix", dir)
	if got := read(t, path); got != "pack:\n  namespace: demo\n" {
		t.Errorf("%q", got)
	}
}

// TestFixOneFile holds that check --fix does not change files that were not named.
func TestFixOneFile(t *testing.T) {
	dir := t.TempDir()
	meta, values := filepath.Join(dir, "pack.json"), filepath.Join(dir, "values.yaml")
	write(t, meta, unfixed)
	write(t, values, "pack:\n\tnamespace: demo\n")
	packLSP(t, "check", "--fix", values)
	if read(t, meta) != unfixed || read(t, values) != "pack:\n  namespace: demo\n" {
		t.Errorf("%q, %q", read(t, meta), read(t, values))
	}
}

func TestFixReadOnly(t *testing.T) {
	dir := t.TempDir()
	locked, open := filepath.Join(dir, "a", "pack.json"), filepath.Join(dir, "b", "pack.json")
	write(t, locked, unfixed)
	write(t, open, unfixed)
	if err := os.Chmod(locked, 0o444); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := packLSP(t, "check", "--fix", "--fail-on=never", dir)
	if code != exitUsage || !strings.Contains(stderr, "a/pack.json cannot be fixed: the file is read-only\n") ||
		!strings.Contains(stderr, "2 problems fixed in 1 file\n") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
	if read(t, locked) != unfixed || read(t, open) != fixed {
		t.Errorf("%q, %q", read(t, locked), read(t, open))
	}
	onlyFiles(t, filepath.Join(dir, "a"), "pack.json")
}

func TestFixLinks(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "shared.json")
	write(t, outside, unfixed)
	write(t, filepath.Join(dir, "shared", "meta.json"), unfixed)
	link := func(target, pack string) string {
		path := filepath.Join(dir, pack, "pack.json")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		packtest.Symlink(t, target, path)
		return path
	}
	inner := link("../shared/meta.json", "inner")
	outer := link(outside, "outer")
	for _, path := range []string{inner, outer} {
		code, _, stderr := packLSP(t, "check", "--fix", path)
		if code != exitUsage || !strings.Contains(stderr, "a link that leads out of the pack's folder, so it is not read\n") {
			t.Errorf("exit code %d\n%s", code, stderr)
		}
	}
	err := replaceFile(outer, dir, unfixed, fixed)
	if err == nil || !strings.Contains(err.Error(), "a link leads out of the folder that is checked") {
		t.Errorf("a file elsewhere, by a link: %v", err)
	}
	if got := read(t, outside); got != unfixed {
		t.Errorf("a file elsewhere was written: %q", got)
	}
	for path, target := range map[string]string{inner: "../shared/meta.json", outer: outside} {
		if to, err := os.Readlink(path); err != nil || to != target {
			t.Errorf("%s leads to %q, %v", path, to, err)
		}
	}
	err = replaceFile(inner, dir, unfixed, fixed)
	if err != nil || read(t, filepath.Join(dir, "shared", "meta.json")) != fixed {
		t.Errorf("a file in the folder, by a link: %v", err)
	}
	if modeOf(t, inner)&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
}

// TestReplaceFile holds that a text that someone else wrote in the meantime is kept.
func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	write(t, path, "new")
	if err := replaceFile(path, dir, "old", "fixed"); err == nil || read(t, path) != "new" {
		t.Errorf("%v, %q", err, read(t, path))
	}
	onlyFiles(t, dir, "a")
	if err := replaceFile(filepath.Join(dir, "none"), dir, "", "x"); err == nil {
		t.Error("a file that is not there")
	}
	onlyFiles(t, dir, "a")
	if err := replaceFile(dir, filepath.Dir(dir), "", "x"); err == nil {
		t.Error("a folder was written")
	}
}

// savingFS is a disk on which an editor saves a file right after it has been read for the nth time.
type savingFS struct {
	disk.OS
	path string
	nth  int
	save func()
}

func (f *savingFS) Open(path string) (fs.File, error) {
	file, err := f.OS.Open(path)
	if path != f.path {
		return file, err
	}
	if f.nth--; f.nth == 0 {
		return closing{file, f.save}, err
	}
	return file, err
}

type closing struct {
	fs.File
	then func()
}

func (c closing) Close() error {
	defer c.then()
	return c.File.Close()
}

// TestFixDuringSave holds that edits are only made to the text that they are for, whenever an editor saves another one.
func TestFixDuringSave(t *testing.T) {
	texts := map[string]string{"pack.json": unfixed, "values.yaml": "pack:\n\tnamespace: demo\n"}
	for name, text := range texts {
		// fixWith returns what is left of text, and whether the editor has saved.
		fixWith := func(text string, nth int, save string) (left string, saved bool) {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			for other, text := range texts {
				write(t, filepath.Join(dir, other), text)
			}
			write(t, path, text)
			r, err := newRunner("")
			if err != nil {
				t.Fatal(err)
			}
			r.fsys = &savingFS{path: path, nth: nth, save: func() { saved = true; write(t, path, save) }}
			jobs, err := r.plan(t.Context(), names{paths: []string{dir}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := fix(t.Context(), jobs, true, false); err != nil {
				t.Fatal(err)
			}
			return read(t, path), saved
		}
		save := "\n\n\n\n\n\n\n" + text // so far that no other fix mends what an edit breaks
		whole, _ := fixWith(save, 0, "")
		for nth, more := 1, true; more; nth++ {
			var left string
			left, more = fixWith(text, nth, save)
			if more && left != save && left != whole {
				t.Errorf("%s, saved after read %d: %q", name, nth, left)
			}
		}
	}
}
