package deploy_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestSetsInCorpus looks at some values of published packs: most set something, and whatever they set is in the preview
// where they say.
func TestSetsInCorpus(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	values, setting := 0, 0
	for i := 0; i < len(dirs); i += 5 {
		p, _ := s.PackOf(filepath.Join(dirs[i], pack.MetaName))
		if p == nil {
			continue
		}
		v, err := deploy.PreviewOf(t.Context(), s, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range somePaths(p) {
			fields, err := deploy.Sets(t.Context(), s, p, path)
			if err != nil {
				t.Fatal(err)
			}
			values++
			for _, f := range fields {
				r, ok := v.Place(f)
				if line := r.Of(v.Text.String()); ok != (f.Index >= 0) || strings.Contains(line, "\n") {
					t.Errorf("%s: %s: %s of %s %s at %q", dirs[i], strings.Join(path, "."), f.Words(), f.ID, f.Name, line)
				}
			}
			if len(fields) > 0 {
				setting++
			}
		}
	}
	if values < 50 || setting < values/2 {
		t.Errorf("%d of %d values set anything", setting, values)
	}
}

// somePaths are the paths of a few scalars of the values of p.
func somePaths(p *pack.Pack) [][]string {
	const step, most = 5, 6
	var paths [][]string
	seen := 0
	for n := range p.Values.Root().All() {
		if path := n.Path(); n.IsScalar() && n.Owner().Key() != n && len(path) > 2 && path[0] != pack.SectionPack {
			if seen++; seen%step == 0 && len(paths) < most {
				paths = append(paths, path)
			}
		}
	}
	return paths
}
