package upgrade

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxDepth is how deep values are compared. Real ones are not half as deep.
const maxDepth = 64

// equal reports whether two values are the same to Helm, however they are written.
func equal(a, b syntax.Node) bool { return equalTo(a, b, 0) }

func equalTo(a, b syntax.Node, depth int) bool {
	a, b = a.Resolve(), b.Resolve()
	if a.Kind() != b.Kind() || depth > maxDepth {
		return false
	}
	switch a.Kind() {
	case syntax.Null:
		return true
	case syntax.Bool:
		return truth(a) == truth(b)
	case syntax.Number:
		return sameNumber(a.Text(), b.Text())
	case syntax.String:
		return a.Text() == b.Text()
	case syntax.Sequence:
		x, y := a.First(), b.First()
		for x.Exists() && y.Exists() && equalTo(x, y, depth+1) {
			x, y = x.Next(), y.Next()
		}
		return !x.Exists() && !y.Exists()
	case syntax.Mapping:
		return equalMappings(a, b, depth)
	}
	return false
}

func equalMappings(a, b syntax.Node, depth int) bool {
	if a.Broken() || b.Broken() || a.Len() != b.Len() {
		return false
	}
	for pair := range a.Children() {
		if pair.IsMerge() {
			return a.Source() == b.Source()
		}
		other := b.Pair(pair.Key().Text())
		if !other.Exists() || !equalTo(pair.Value(), other.Value(), depth+1) {
			return false
		}
	}
	return true
}

// truth is the value of a boolean of YAML 1.1.
func truth(n syntax.Node) bool {
	switch strings.ToLower(n.Text()) {
	case "true", "yes", "on", "y":
		return true
	}
	return false
}

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// hasDefault reports whether a chart has a default at a place. Commented-out ones are none.
func hasDefault(s chart.Scope) bool {
	return s.Value().Exists() && (s.Status == chart.Known || s.Status == chart.Implied)
}

// copied reports whether v, at the place s of a chart's values, is a copy of the defaults there, or of a part of them.
func copied(v syntax.Node, s chart.Scope, depth int) bool {
	if !hasDefault(s) || depth > maxDepth {
		return false
	}
	if equal(v, s.Value()) {
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
