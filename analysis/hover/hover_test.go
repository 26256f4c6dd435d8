package hover_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestHover asks at the cursor: "hover" is what is shown for the thing there, its own text first.
func TestHover(t *testing.T) {
	packtest.RunCursorArchives(t, "hover", func(_ *testing.T, s packtest.Session) string {
		h := hover.At(s.Snapshot, s.Path, s.Off)
		if h == nil {
			return "(nothing)"
		}
		return h.Of(s.Src) + "\n\n" + h.Markdown
	})
}
