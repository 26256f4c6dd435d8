package hover_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestHover runs each archive in testdata/hover: "hover" is the text that the hover at the cursor is about, then the
// hover.
func TestHover(t *testing.T) {
	packtest.RunCursorArchives(t, "hover", func(t *testing.T, s packtest.Session) string {
		h := hover.At(t.Context(), s.Snapshot, s.Path, s.Off)
		if h == nil {
			return "(nothing)"
		}
		return h.Of(s.Src) + "\n\n" + h.Markdown
	})
}
