package outline_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestPublishedPacks: the folds of published packs must nest, since editors drop those that overlap.
func TestPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	for _, dir := range dirs {
		for _, f := range s.Pack(dir).AnalyzedFiles() {
			src := f.Text.String()
			for _, src := range []string{src, strings.ReplaceAll(src, "\n", "\r\n")} {
				checkNested(t, packtest.Opened{Snapshot: s.WithOpen(f.Path, 1, text.New(src)), Path: f.Path, Src: src})
			}
		}
	}
}

func checkNested(t *testing.T, o packtest.Opened) {
	t.Helper()
	var around []outline.Fold
	for _, f := range outline.Folding(o.Snapshot, o.Path, 0) {
		for len(around) > 0 && around[len(around)-1].End < f.Start {
			around = around[:len(around)-1]
		}
		if len(around) > 0 && f.End > around[len(around)-1].End {
			outer := around[len(around)-1]
			t.Errorf("%s: lines %d-%d and %d-%d overlap", o.Path, outer.Start+1, outer.End+1, f.Start+1, f.End+1)
		}
		around = append(around, f)
	}
}
