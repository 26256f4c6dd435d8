package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	unformatted = "pack:\n    content:\n        images:\n        - image:  a   \n\n\n\n\nx:   1"
	formatted   = "pack:\n    content:\n        images:\n        - image: a\n\n\nx: 1\n"
)

func TestFmt(t *testing.T) {
	dir := t.TempDir()
	values := filepath.Join(dir, "demo", "values.yaml")
	write(t, filepath.Join(dir, "demo", "pack.json"), "{\n  \"name\":\"demo\"}")
	write(t, values, unformatted)
	t.Chdir(dir)
	const both = "demo/pack.json\ndemo/values.yaml\n"

	code, stdout, stderr := packLSP(t, "fmt", "--check", "demo")
	if code != exitFindings || stdout != both || stderr != "2 files read, 2 not formatted\n" {
		t.Errorf("--check: exit code %d\n%s%s", code, stdout, stderr)
	}
	if got := read(t, values); got != unformatted {
		t.Errorf("--check has written %q", got)
	}
	code, stdout, stderr = packLSP(t, "fmt", ".")
	if code != exitOK || stdout != both || stderr != "2 files read, 2 formatted\n" {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if got := read(t, values); got != formatted {
		t.Errorf("%q", got)
	}
	if got := read(t, filepath.Join(dir, "demo", "pack.json")); got != "{\n  \"name\": \"demo\"\n}\n" {
		t.Errorf("%q", got)
	}
	code, stdout, _ = packLSP(t, "fmt", "--check", "demo")
	if code != exitOK || stdout != "" {
		t.Errorf("after formatting: exit code %d\n%s", code, stdout)
	}
}

// TestFmtOneFile formats a file alone, and leaves what is broken in it.
func TestFmtOneFile(t *testing.T) {
	dir := t.TempDir()
	meta, values := filepath.Join(dir, "pack.json"), filepath.Join(dir, "values.yaml")
	write(t, meta, "{\"name\":\"demo\"}")
	write(t, values, "a:\n   b\n   c:   1\nx:\n   y:   1\n")
	code, _, stderr := packLSP(t, "fmt", values)
	if code != exitOK || !strings.Contains(stderr, "values.yaml has 1 syntax error; ") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
	if got := read(t, values); got != "a:\n   b\n   c:   1\nx:\n   y: 1\n" {
		t.Errorf("%q", got)
	}
	if got := read(t, meta); got != "{\"name\":\"demo\"}" {
		t.Errorf("another file was formatted: %q", got)
	}
}

func TestFmtCannotWrite(t *testing.T) {
	dir := t.TempDir()
	values := filepath.Join(dir, "values.yaml")
	write(t, filepath.Join(dir, "pack.json"), "{}\n")
	write(t, values, unformatted)
	if err := os.Chmod(values, 0o444); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := packLSP(t, "fmt", dir)
	const want = "values.yaml cannot be written: the file is read-only"
	if code != exitUsage || stdout != "" || !strings.Contains(stderr, want) {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if code, _, _ := packLSP(t, "fmt"); code != exitUsage {
		t.Errorf("without a path: exit code %d", code)
	}
}
