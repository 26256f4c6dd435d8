package edit

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxFlow is how deep Flow goes.
const maxFlow = 64

// Flow is a value as YAML on one line, with aliases resolved.
func Flow(n syntax.Node) string { return flow(n, 0) }

func flow(n syntax.Node, depth int) string {
	n = n.Resolve()
	var parts []string
	switch n.Kind() {
	case syntax.Mapping:
		for pair := range n.Entries() {
			if depth < maxFlow {
				parts = append(parts, Quote(pair.Key().Text())+": "+flow(pair.Value(), depth+1))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case syntax.Sequence:
		for item := range n.Children() {
			if depth < maxFlow {
				parts = append(parts, flow(item, depth+1))
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case syntax.Null:
		return "null"
	case syntax.String:
		return Scalar(n.Text())
	}
	return n.Text()
}
