package hover_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestHints runs each archive in testdata/hints: "hints" is the file with the hints in angle brackets, then their
// tooltips.
func TestHints(t *testing.T) {
	packtest.RunFileArchives(t, "hints", func(_ *testing.T, o packtest.Opened) string {
		var marks []text.Edit
		var tooltips strings.Builder
		for _, h := range hover.Hints(o.Snapshot, o.Path, text.Range{End: len(o.Src)}) {
			marks = append(marks, text.Edit{Range: text.Range{Start: h.Offset, End: h.Offset}, New: "<" + h.Label + ">"})
			fmt.Fprintf(&tooltips, "%s: %s\n", h.Label, h.Tooltip)
		}
		return text.Apply(o.Src, marks) + tooltips.String()
	})
}
