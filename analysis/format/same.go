package format

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// same reports whether two trees say the same: values, their styles and order, comments, anchors, and mistakes.
func same(a, b *syntax.Tree) bool {
	equalErrors := slices.EqualFunc(a.Errors, b.Errors, func(x, y syntax.Error) bool {
		return x.Code == y.Code && x.Message == y.Message
	})
	equalComments := slices.EqualFunc(a.Comments, b.Comments, func(x, y syntax.Comment) bool {
		return x.Own == y.Own && strings.TrimRight(x.Of(a.Text), " \t") == strings.TrimRight(y.Of(b.Text), " \t")
	})
	equalAnchors := slices.EqualFunc(a.Anchors(), b.Anchors(), func(x, y syntax.Anchor) bool { return x.Name == y.Name })
	return equalErrors && equalComments && equalAnchors && len(a.Conflicts) == len(b.Conflicts) &&
		slices.EqualFunc(slices.Collect(a.Docs()), slices.Collect(b.Docs()), sameNode)
}

// sameNode reports whether two nodes and all in them say the same.
func sameNode(a, b syntax.Node) bool {
	if a.Exists() != b.Exists() || a.Kind() != b.Kind() || a.Style() != b.Style() || a.Text() != b.Text() ||
		a.Broken() != b.Broken() {
		return false
	}
	x, y := a.First(), b.First()
	for x.Exists() && y.Exists() {
		if !sameNode(x, y) {
			return false
		}
		x, y = x.Next(), y.Next()
	}
	return x.Exists() == y.Exists()
}
