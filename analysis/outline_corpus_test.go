package analysis_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TestPublishedPacks asks for everything that is shown of the files of published packs, also cut off in their middle. Folds of whole files
// must nest, since editors drop those that cross; and formatting must touch white space alone.
func TestPublishedPacks(t *testing.T) {
	s, dirs := corpusPacks(t)
	for _, dir := range dirs {
		for _, f := range s.Pack(dir).AnalysedFiles() {
			src := f.Text.String()
			for n, src := range []string{src, src[:len(src)/2], strings.ReplaceAll(src, "\n", "\r\n")} {
				o := opened{s.WithOpen(f.Path, 1, text.New(src)), f.Path, src}
				checkViews(t, o, len(src)/3)
				if n != 1 {
					checkNested(t, o)
				}
			}
			if f.Kind == pack.Meta {
				o := packJSON(src)
				checkFormatted(t, src, format(o, text.Range{End: len(src)}, tabs))
			}
		}
	}
}

func checkNested(t *testing.T, o opened) {
	t.Helper()
	var around []analysis.Fold
	for _, f := range analysis.Folding(o.Snapshot, o.path, 0) {
		for len(around) > 0 && around[len(around)-1].End < f.Start {
			around = around[:len(around)-1]
		}
		if len(around) > 0 && f.End > around[len(around)-1].End {
			t.Errorf("%s: lines %d-%d and %d-%d cross", o.path, around[len(around)-1].Start+1, around[len(around)-1].End+1, f.Start+1, f.End+1)
		}
		around = append(around, f)
	}
}
