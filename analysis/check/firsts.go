package check

import (
	"cmp"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// firsts are the nodes of a collection by something that is the same for equal ones. Most collections are small, and
// looking through a list is quicker there than a map.
type firsts[K cmp.Ordered] struct {
	keys  []K
	nodes []syntax.Node
	more  map[K]syntax.Node // of those after fewFirsts
}

const fewFirsts = 12

func (f *firsts[K]) reset() { f.keys, f.nodes, f.more = f.keys[:0], f.nodes[:0], nil }

// first is the first node with the key: n if there was none before.
func (f *firsts[K]) first(key K, n syntax.Node) syntax.Node {
	if i := slices.Index(f.keys, key); i >= 0 {
		return f.nodes[i]
	}
	if len(f.keys) < fewFirsts {
		f.keys, f.nodes = append(f.keys, key), append(f.nodes, n)
		return n
	}
	if before, ok := f.more[key]; ok {
		return before
	}
	if f.more == nil {
		f.more = map[K]syntax.Node{}
	}
	f.more[key] = n
	return n
}
