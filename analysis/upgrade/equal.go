package upgrade

import (
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxDepth is how deep values are compared. Real ones are not half as deep.
const maxDepth = 64

// hasDefault reports whether a chart has a default at a place. Commented-out ones are none.
func hasDefault(s chart.Scope) bool {
	return s.Value().Exists() && (s.Status == chart.Known || s.Status == chart.Implied)
}

// copied reports whether v, at the place s of a chart's values, is a copy of the defaults there, or of a part of them.
func copied(v syntax.Node, s chart.Scope, depth int) bool {
	if !hasDefault(s) || depth > maxDepth {
		return false
	}
	if defaults.Same(v, s.Value()) {
		return true
	}
	if v.Kind() != syntax.Mapping || v.Broken() || !v.First().Exists() || s.Value().Kind() != syntax.Mapping {
		return false
	}
	for pair := range v.Children() {
		if pair.IsMerge() || !copied(pair.Value(), s.Child(pair.Key().Text()), depth+1) {
			return false
		}
	}
	return true
}

// anchored reports whether anchors or aliases are in n, so that its text means something only where it is.
func anchored(n syntax.Node) bool {
	for m := range n.All() {
		if m.Kind() == syntax.Alias {
			return true
		}
	}
	for _, a := range n.Tree().Anchors() {
		if n.Start() <= a.Start && a.Start < n.End() {
			return true
		}
	}
	return false
}
