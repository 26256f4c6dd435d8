package symbol

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Linked returns the ranges, in bytes, of the names of the YAML anchor at byte offset off and of its aliases, without
// & and *. All have the same text. It is nil if there are fewer than two.
func Linked(s *pack.Snapshot, path string, off int) []text.Range {
	_, f := s.PackOf(path)
	if f == nil || len(f.Tree().Anchors()) == 0 {
		return nil
	}
	tree := f.Tree()
	target := anchoredAt(tree, off)
	if !target.Exists() {
		return nil
	}
	var ranges []text.Range
	for _, a := range tree.Anchors() {
		if tree.AnchorNode(a) == target {
			ranges = append(ranges, value.AnchorName(a.Range))
		}
	}
	for n := range tree.All() {
		if n.Kind() == syntax.Alias && n.Resolve() == target {
			ranges = append(ranges, value.AnchorName(n.Range()))
		}
	}
	if len(ranges) < 2 {
		return nil
	}
	return ranges
}

// anchoredAt is the node whose anchor or alias has its name at byte offset off; absent if there is none.
func anchoredAt(tree *syntax.Tree, off int) syntax.Node {
	for _, a := range tree.Anchors() {
		if value.AnchorName(a.Range).Touches(off) {
			return tree.AnchorNode(a)
		}
	}
	if n := tree.NodeAt(off); n.Kind() == syntax.Alias && value.AnchorName(n.Range()).Touches(off) {
		return n.Resolve()
	}
	return syntax.Node{}
}
