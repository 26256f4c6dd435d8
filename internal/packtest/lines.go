package packtest

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Lines is the line or lines, from 1, that r spans.
func Lines(src string, r text.Range) string {
	t := text.New(src)
	first, last := t.LineAt(r.Start)+1, t.LineAt(r.End)+1
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}
