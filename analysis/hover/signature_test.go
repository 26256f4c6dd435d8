package hover_test

import (
	"fmt"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestSignature runs each archive in testdata/signature: "signature" is how what the cursor is in is called, with the
// active parameter in brackets; * marks the active one of several ways.
func TestSignature(t *testing.T) {
	packtest.RunCursorArchives(t, "signature", func(_ *testing.T, s packtest.Session) string {
		all, active := hover.Signatures(s.Snapshot, s.Path, s.Off)
		shown := ""
		for i, sig := range all {
			mark := " "
			if i == active {
				mark = "*"
			}
			label := sig.Label
			if sig.Active >= 0 {
				r := sig.Params[sig.Active]
				label = label[:r.Start] + "[" + r.Of(label) + "]" + label[r.End:]
			}
			shown += fmt.Sprintf("%s %s: %s\n", mark, label, sig.Markdown)
		}
		return shown
	})
}
