package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestFixAllOfEveryCheck applies --fix=all to the bad packs in the archives of all checks: it ends, leaves no more
// syntax errors than there were, and a second run has nothing to do.
func TestFixAllOfEveryCheck(t *testing.T) {
	archives, err := filepath.Glob("../../analysis/check/testdata/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	dir := t.TempDir()
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var bad []txtar.File
		for _, f := range archive.Files {
			if strings.HasPrefix(f.Name, "bad/") && !strings.HasSuffix(f.Name, packtest.Absent) {
				bad = append(bad, f)
			}
		}
		if len(bad) == 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		unpackInto(t, filepath.Join(dir, filepath.Base(filepath.Dir(path)), name), packtest.Complete("bad", bad))
	}
	t.Chdir(dir)
	syntax := func() (n int) {
		_, stdout, _ := packLSP(t, "check", "--format=json", ".")
		var found []jsonFinding
		if err := json.Unmarshal([]byte(stdout), &found); err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if strings.HasSuffix(f.Code, "/syntax") {
				n++
			}
		}
		return n
	}
	before := syntax()
	_, _, stderr := packLSP(t, "check", "--fix=all", ".")
	if after := syntax(); after > before {
		t.Errorf("%d syntax errors before, %d after", before, after)
	}
	if !strings.Contains(stderr, " problems fixed in ") {
		t.Errorf("nothing was fixed: %s", stderr)
	}
	if _, stdout, stderr := packLSP(t, "check", "--fix=all", "--diff", "."); stdout != "" {
		t.Errorf("a second run fixes more:\n%s%s", stdout, stderr)
	}
}
