package symbol_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestUsedValues runs each archive in testdata/used: "used" has the values of a file that are referred to, and from
// where.
func TestUsedValues(t *testing.T) {
	packtest.RunFileArchives(t, "used", func(t *testing.T, o packtest.Opened) string {
		used, err := symbol.UsedValues(t.Context(), o.Snapshot, o.Path)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, u := range used {
			fmt.Fprintf(&b, "%s: %s\n", packtest.Lines(o.Src, u.Range), u.Of(o.Src))
			for _, p := range u.Places {
				line := p.Text.Line(p.Text.LineAt(p.Range.Start)).Of(p.Text.String())
				fmt.Fprintf(&b, "  %s: %s: %s\n",
					packtest.Rel(p.Path), p.Range.Of(p.Text.String()), strings.TrimSpace(line))
			}
		}
		return b.String()
	})
}
