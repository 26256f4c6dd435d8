package hover_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestLenses(t *testing.T) {
	packtest.RunFileArchives(t, "lens", func(_ *testing.T, o packtest.Opened) string {
		var b strings.Builder
		for _, l := range hover.Lenses(o.Snapshot, o.Path) {
			fmt.Fprintf(&b, "%s: %s: %s\n", packtest.Lines(o.Src, l.Range), l.Of(o.Src), l.Title)
			for _, p := range l.Places {
				fmt.Fprintf(&b, "  %s: %s\n", packtest.Rel(p.Path), p.Range.Of(p.Text.String()))
			}
		}
		return b.String()
	})
}
