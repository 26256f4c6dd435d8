package embedded_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// TestEmbeddedCorpus: what published presets add is YAML, of which every scalar is found in the outer file.
func TestEmbeddedCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(corpus.Packs(t), "*", pack.PresetsName))
	if files == nil {
		t.Skip("skipped: no pack of the corpus has presets")
	}
	s := pack.NewSnapshot(disk.OS{}, chart.NewCache(), time.Time{})
	scalars := 0
	for _, file := range files {
		p := s.Pack(filepath.Dir(file))
		for _, preset := range p.PresetList() {
			if preset.Add == nil || !preset.Add.Exact() || len(preset.Add.Tree.Errors) > 0 {
				t.Errorf("%s: preset %s cannot be read", file, preset.Name)
				continue
			}
			for n := range preset.Add.Tree.All() {
				if !n.IsScalar() || n.Source() == "" || n.Style() == syntax.Literal || n.Style() == syntax.Folded {
					continue
				}
				scalars++
				if got := preset.Add.OuterRange(n.Range()).Of(p.Presets.Text.String()); got != n.Source() {
					t.Errorf("%s: preset %s: %q is found as %q", file, preset.Name, n.Source(), got)
				}
			}
		}
	}
	t.Logf("%d scalars of %d files", scalars, len(files))
}
