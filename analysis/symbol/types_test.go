package symbol_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestDefineType runs each archive in testdata/types: "types" is the text at the cursor, then each place that says
// which values are allowed there.
func TestDefineType(t *testing.T) {
	packtest.RunCursorArchives(t, "types", func(t *testing.T, s packtest.Session) string {
		return definitions(t, s, symbol.DefineType(s.Snapshot, s.Path, s.Off))
	})
}
