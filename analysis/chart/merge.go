package chart

import (
	"iter"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxMerged is how many mappings can be merged into one; hostile aliases would have millions.
const maxMerged = 64

// pairOf is the pair of key in the mapping n, including merge keys (<<).
func pairOf(n syntax.Node, key string) syntax.Node {
	for m := range mappings(n) {
		if pair := m.Pair(key); pair.Exists() {
			return pair
		}
	}
	return syntax.Node{}
}

// eachKey calls add with the keys of the mapping n, including merge keys.
func eachKey(n syntax.Node, add func(string)) {
	for m := range mappings(n) {
		for pair := range m.Entries() {
			add(pair.Key().Text())
		}
	}
}

// mappings yields n, if it is a mapping, and the mappings that it merges with <<, in order of precedence.
func mappings(n syntax.Node) iter.Seq[syntax.Node] {
	return func(yield func(syntax.Node) bool) {
		left := maxMerged
		var visit func(n syntax.Node) bool
		visit = func(n syntax.Node) bool {
			n = n.Resolve()
			if left--; left < 0 || n.Kind() != syntax.Mapping {
				return left >= 0
			}
			if !yield(n) {
				return false
			}
			from := n.Pair(syntax.MergeKey).Value().Resolve()
			if from.Kind() != syntax.Sequence {
				return visit(from)
			}
			for m := range from.Children() {
				if !visit(m) {
					return false
				}
			}
			return true
		}
		visit(n)
	}
}
