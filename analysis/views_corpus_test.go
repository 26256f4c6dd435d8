package analysis_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestViewsOfPublishedPacks asks for all views of the files of published packs, also of their first halves.
func TestViewsOfPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	for _, dir := range dirs {
		for _, f := range s.Pack(dir).AnalyzedFiles() {
			src := f.Text.String()
			for _, src := range []string{src, src[:len(src)/2], strings.ReplaceAll(src, "\n", "\r\n")} {
				o := packtest.Opened{Snapshot: s.WithOpen(f.Path, 1, text.New(src)), Path: f.Path, Src: src}
				checkViews(t, o, len(src)/3)
			}
		}
	}
}
