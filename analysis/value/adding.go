package value

import (
	"iter"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// words are the parts between dots of all keys of what presets add, each with the numbers of the additions that have
// it, in their order.
type words map[string][]int32

var addedWords pack.View[words]

// Adding returns the roots of those additions of presets that may have a value at a path of keys or of segments of a
// dotted path, in their order. It spares many lookups in many presets.
func Adding(p *pack.Pack, path ...string) []syntax.Node { return slices.Collect(adding(p, path)) }

// adding is Adding for who may need only the first ones.
func adding(p *pack.Pack, path []string) iter.Seq[syntax.Node] {
	roots := p.Additions()
	if len(roots) < 2 {
		return slices.Values(roots)
	}
	index := addedWords.Of(p.Presets, func() words { return wordsIn(roots) })
	var fewest []int32
	narrowed := false
	for _, key := range path {
		if IsIndex(key) || key == EachElement {
			continue
		}
		for word := range strings.SplitSeq(key, ".") {
			if in := index[word]; !narrowed || len(in) < len(fewest) {
				fewest, narrowed = in, true
			}
		}
	}
	if !narrowed {
		return slices.Values(roots)
	}
	return func(yield func(syntax.Node) bool) {
		for _, k := range fewest {
			if !yield(roots[k]) {
				return
			}
		}
	}
}

func wordsIn(roots []syntax.Node) words {
	index := words{}
	for i, root := range roots {
		for n := range root.All() {
			if n.Kind() != syntax.Pair {
				continue
			}
			for word := range strings.SplitSeq(n.Key().Text(), ".") {
				if in := index[word]; len(in) == 0 || in[len(in)-1] != int32(i) {
					index[word] = append(in, int32(i))
				}
			}
		}
	}
	return index
}

// hasAt reports whether a dotted path leads somewhere from root.
func hasAt(root syntax.Node, segments []string) bool {
	found, _ := Walk(root, segments)
	return len(found) > 0
}

// Has reports whether values.yaml, or what a preset adds to it, has a value at a dotted path.
func Has(p *pack.Pack, path string) bool {
	if path == "" {
		return false
	}
	segments := strings.Split(path, ".")
	if hasAt(p.Values.Root(), segments) {
		return true
	}
	for root := range adding(p, segments) {
		if hasAt(root, segments) {
			return true
		}
	}
	return false
}
