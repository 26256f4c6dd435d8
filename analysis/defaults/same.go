package defaults

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxDepth is how deep values are compared. Real ones are not half as deep.
const maxDepth = 64

// Same reports whether two values are the same to Helm, however they are written.
func Same(a, b syntax.Node) bool { return equalTo(a, b, 0) }

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
