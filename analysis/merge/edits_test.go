package merge

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func TestLineEdits(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"", "a\n"}, {"a\n", ""}, {"a\nb\nc\n", "a\nc\n"}, {"a\nc\n", "a\nb\nc\nd"}, {"a\r\nb", "a\r\nb\r\n"},
		{"a\nb\na\nb\n", "b\na\nb\na\n"}, {"x\n", "y\n"},
	} {
		edits := LineEdits(c[0], c[1])
		if got := text.Apply(c[0], edits); got != c[1] {
			t.Errorf("%q -> %q: %q by %v", c[0], c[1], got, edits)
		}
	}
}
