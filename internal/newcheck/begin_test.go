package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// TestBegin begins a check in a copy of the repository, sees its test fail, fills it in, and sees it pass.
func TestBegin(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a copy of the analysis; run it without -short")
	}
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		copyFile(t, filepath.Join(root, name), filepath.Join(dir, name))
	}
	for _, name := range []string{"analysis", "docs", "internal"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("in a group", func(t *testing.T) { fillInCheck(t, dir, "values/made-up", 4) })
	t.Run("in a new group", func(t *testing.T) { fillInCheck(t, dir, "made/up", 5) })
}

// fillInCheck begins a check, which writes some files, in the repository at dir, and fills it in.
func fillInCheck(t *testing.T, dir, code string, files int) {
	written, err := begin(dir, code)
	if err != nil {
		t.Fatal(err)
	}
	if len(written) != files {
		t.Errorf("wrote %q", written)
	}
	if _, err := begin(dir, code); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("a second time: %v", err)
	}

	out, err := goTest(dir, code)
	if err == nil || !strings.Contains(out, "nothing reported") || !strings.Contains(out, "filled in") {
		t.Fatalf("the stubs must build, and their test must fail: %v\n%s", err, out)
	}

	source, archive := written[0], written[1]
	replaceIn(t, source, "\t// FILL IN: find", "\tif n := p.Root().Get(\"madeUp\"); n.Exists() {\n"+
		"\t\tp.Report(n.Range(), \"madeUp has no effect; remove it\")\n\t}\n\t// find")
	replaceIn(t, written[3], "FILL IN: what it reports, a noun phrase", "a made-up value")
	good := "pack:\n  namespace: demo\n"
	replaceIn(t, archive, "FILL IN: what a finding means", "What a finding means")
	replaceIn(t, archive, "FILL IN: a file that the check reports\n", good+"madeUp: 1\n")
	replaceIn(t, archive, "FILL IN: the same file, corrected\n", good)
	if out, err := goTest(dir, code, "-update"); err != nil {
		t.Fatalf("filled in: %v\n%s", err, out)
	}
	if out, err := goTest(dir, code); err != nil {
		t.Fatalf("updated: %v\n%s", err, out)
	}
	page, err := os.ReadFile(written[2])
	if err != nil {
		t.Fatal(err)
	}
	want := "Reports a made-up value.\n\nSeverity: warning. In: values.yaml. Quick fix: none."
	if !bytes.Contains(page, []byte(want)) {
		t.Errorf("the page is\n%s", page)
	}
}

func TestBeginRefuses(t *testing.T) {
	for code, want := range map[string]string{
		"made-up":            "not a code",
		"pack/Made":          "not a code",
		"deploy/made-up":     "not literals",
		"enum/made-up":       "exists already",
		"pack/unknown-layer": "exists already",
	} {
		if _, err := begin(root, code); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
}

// goTest runs the test of one check in the module at dir.
func goTest(dir, code string, flags ...string) (string, error) {
	args := append([]string{"test", "./analysis/check", "-run", "TestCatalogue/" + code + "$"}, flags...)
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func replaceIn(t *testing.T, file, old, text string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(old)) {
		t.Fatalf("%s has no %q:\n%s", file, old, b)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(b, []byte(old), []byte(text)), 0o644); err != nil {
		t.Fatal(err)
	}
}
