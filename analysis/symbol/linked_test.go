package symbol_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestLinked asks at the cursor: "linked" is the file with the ranges in brackets.
func TestLinked(t *testing.T) {
	packtest.RunCursorArchives(t, "linked", func(t *testing.T, s packtest.Session) string {
		ranges := symbol.Linked(s.Snapshot, s.Path, s.Off)
		if ranges == nil {
			return "(nothing)"
		}
		var marks []text.Edit
		for _, r := range ranges {
			if r.Of(s.Src) != ranges[0].Of(s.Src) {
				t.Errorf("%q and %q", r.Of(s.Src), ranges[0].Of(s.Src))
			}
			marks = append(marks, text.Edit{Range: r, New: "[" + r.Of(s.Src) + "]"})
		}
		return text.Apply(s.Src, marks)
	})
}
