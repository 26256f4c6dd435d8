package check_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// TestCorpusValues runs the checks of values.yaml on published packs. They work, so that errors are wrong, and what is
// grave in more than one in twenty of them is no mistake.
func TestCorpusValues(t *testing.T) {
	root := corpus.Packs(t)
	dirs, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	s := pack.NewSnapshot(disk.OS{}, chart.NewCache(), today).WithFolders([]string{root})
	warned := map[string]bool{}
	for _, dir := range dirs {
		p := s.Pack(filepath.Join(root, dir.Name()))
		if p.Values == nil {
			continue
		}
		found, err := runChecks(p, p.Values)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found {
			if group := check.ByCode(d.Code).Group(); group != "values" && group != "yaml" {
				continue
			}
			if d.Severity == pack.Error {
				t.Errorf("%s:%d: %s: %s", p.Values.Path, p.Values.Text.LineAt(d.Start)+1, d.Code, d.Message)
			}
			if d.Severity == pack.Warning {
				warned[dir.Name()] = true
			}
		}
	}
	if len(warned) == 0 || len(warned)*20 > len(dirs) {
		t.Errorf("%d of %d packs have warnings: %v", len(warned), len(dirs), warned)
	}
}
