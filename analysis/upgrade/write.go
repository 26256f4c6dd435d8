package upgrade

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// flow is a value as YAML on one line, with aliases resolved.
func flow(n syntax.Node, depth int) string {
	n = n.Resolve()
	var parts []string
	switch n.Kind() {
	case syntax.Mapping:
		for pair := range n.Entries() {
			if depth < maxDepth {
				parts = append(parts, edit.Quote(pair.Key().Text())+": "+flow(pair.Value(), depth+1))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case syntax.Sequence:
		for item := range n.Children() {
			if depth < maxDepth {
				parts = append(parts, flow(item, depth+1))
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case syntax.Null:
		return "null"
	case syntax.String:
		return edit.Scalar(n.Text())
	}
	return n.Text()
}

// maxShort is how many characters of a value a report shows.
const maxShort = 60

// short is a value for a report; "" if it is absent.
func short(n syntax.Node) string {
	if !n.Exists() {
		return ""
	}
	s := []rune(flow(n, 0))
	if len(s) > maxShort {
		return string(s[:maxShort-1]) + "…"
	}
	return string(s)
}
