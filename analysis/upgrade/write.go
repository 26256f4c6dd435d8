package upgrade

import (
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxShort is how many characters of a value a report shows.
const maxShort = 60

// short is a value for a report; "" if it is absent.
func short(n syntax.Node) string {
	if !n.Exists() {
		return ""
	}
	s := []rune(edit.Flow(n))
	if len(s) > maxShort {
		return string(s[:maxShort-1]) + "…"
	}
	return string(s)
}
