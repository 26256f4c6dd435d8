package merge

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// LineEdits are edits of whole lines that make after of before.
func LineEdits(before, after string) []text.Edit {
	a, b := slices.Collect(strings.Lines(before)), slices.Collect(strings.Lines(after))
	to := Match(a, b, func(l string) string { return l })
	var edits []text.Edit
	at, j := 0, 0 // in before, and in b
	for i := 0; i <= len(a); {
		start := at
		for i < len(a) && to[i] < 0 {
			at += len(a[i])
			i++
		}
		next := len(b)
		if i < len(a) {
			next = to[i]
		}
		if start < at || j < next {
			edits = append(edits, text.Edit{Range: text.Range{Start: start, End: at}, New: strings.Join(b[j:next], "")})
		}
		if i == len(a) {
			return edits
		}
		at += len(a[i])
		i, j = i+1, next+1
	}
	return edits
}
