package value_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// FuzzPath follows any path in any values, and back: the canonical path of a value leads to it, if its keys are not
// empty.
func FuzzPath(f *testing.F) {
	f.Add("a:\n  b.c: &x [1, {d: 2}]\n  <<: *x\ne: *x\n", "a.b.c.$[].d")
	f.Add("a: &a {b: *a, <<: *a}\n", "a.b.b.b.b.c")
	f.Add("a..b: 1\n'': {'': 2}\n0: [3]\n", "..0")
	f.Fuzz(func(t *testing.T, src, path string) {
		if len(src) > 2000 || len(path) > 2000 {
			return
		}
		tree := syntax.ParseYAML(src)
		root := tree.Root()
		found, way := value.Walk(root, strings.Split(path, "."))
		if len(found) > 0 && way.Reached() != strings.Count(path, ".")+1 {
			t.Errorf("%q leads to %d values of %q, but reaches only %d", path, len(found), src, way.Reached())
		}
		for _, n := range found {
			if n.Exists() && n.Tree() != tree {
				t.Fatal("a value of another text")
			}
		}
		budget := 50
		for n := range tree.All() {
			if budget--; budget < 0 {
				return
			}
			keys := value.CanonicalPath(n)
			if n.Kind() != syntax.Pair || len(keys) == 0 || len(keys) > value.MaxDepth || slices.Contains(keys, "") ||
				strings.Contains(strings.Join(keys, ""), ".") || len(tree.Errors) > 0 || n.IsMerge() {
				continue
			}
			if _, way := value.Walk(root, keys); way.Reached() == 0 {
				t.Errorf("%q leads nowhere in %q", keys, src)
			}
		}
	})
}
