package pack_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// countingFS counts what is asked of the machine's file system.
type countingFS struct {
	disk.OS
	asked map[string]int
}

func (c countingFS) ReadDir(path string) ([]fs.DirEntry, error) {
	c.asked["ReadDir"]++
	return c.OS.ReadDir(path)
}

func (c countingFS) Stat(path string) (fs.FileInfo, error) {
	c.asked["Stat"]++
	return c.OS.Stat(path)
}

func (c countingFS) Lstat(path string) (fs.FileInfo, error) {
	c.asked["Lstat"]++
	return c.OS.Lstat(path)
}

func (c countingFS) Open(path string) (fs.File, error) {
	c.asked["Open"]++
	return c.OS.Open(path)
}

// A pack that no editor has open is asked for once: each folder is listed once, and each text opened once. Nothing is
// asked about a file that the listing does not have, or that it says all about.
func TestPackIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	for name, content := range packgen.Files(0) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fsys := countingFS{asked: map[string]int{}}
	s := pack.NewSnapshot(fsys, chart.NewCache(), packtest.Today()).WithFolders([]string{dir})
	s.Excluded(dir) // the settings are read
	clear(fsys.asked)
	p, _ := s.PackOf(filepath.Join(dir, "pack.json"))
	if p == nil || len(p.AnalyzedFiles()) != 4 {
		t.Fatalf("%+v", p)
	}
	if p.Find("manifests/APP.yaml") != "manifests/app.yaml" || p.Has("charts/app.tgz") || len(p.List("charts")) > 0 ||
		len(p.Oversized()) > 0 || p.LeadsOut("manifests/app.yaml") {
		t.Error("the folder is not as it is on disk")
	}
	want := map[string]int{"ReadDir": 2, "Open": 4}
	for _, call := range []string{"ReadDir", "Open", "Stat", "Lstat"} {
		if fsys.asked[call] > want[call] {
			t.Errorf("%d calls of %s, want %d", fsys.asked[call], call, want[call])
		}
	}
}
