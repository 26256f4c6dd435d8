package syntax

import (
	"slices"
	"testing"
)

var yamlSeeds = []string{
	"", "a: 1\n", "a:\n  b: [1, {c: d}]\n- x\n", "a: \"x\\q\n  y\" z\n", "? a\n: - b\n  - c\n", "a: |2-\n   x\n\n b\n",
	"a: {{ .x }}\n{{ .y }}: 1\n",
	"\ufeffa: &x 1\r\nb: *x\r\nc: *y\r\n", "- - - a: 1\n      b: 2\n   c\n", "a:\n\t- b\n\tc: 1\n",
	"---\na\n...\n%YAML 1.2\n---\n? [a]: b\n", "a: 'it''s\n\n  b'\n",
	"a:\n    b: 1\n  c: 2\n d: 3\n", "a: b: c\nd:e\n@x: 1\n", "[a: b, ? c : d, \"e\":f, g\n h]", "{a: [b, c: {d}, e: f",
	"!!str &a \n  k: v\n", "a: x\n  b: 1\n  c: 2\n",
	"k: >+\n\n  a\n   b\n\n  c\n\n", "charts:\nfoo\n  a: 1\n", "a: [[[\n", "\"a\n b: 1\nc: 2",
	"[a #c\n #d\n, b]\n", "[a #c\n",
	"a:\n- b\nc:\n  - d\n e: f\n", ": a\n? \n: :\n", "a: *\n&: b\n! c\n",
}

// checkTree reports what is wrong with the shape of tree: nodes must be inside their parents, in order, and in
// the text.
func checkTree(t *testing.T, tree *Tree) {
	t.Helper()
	for n := range tree.All() {
		if n.Start() < 0 || n.End() < n.Start() || n.End() > len(tree.Text) {
			t.Fatalf("%q: %v %d-%d is outside the text", tree.Text, n.Kind(), n.Start(), n.End())
		}
		before, sibling := n.Start(), Node{}
		for c := range n.Children() {
			if c.Parent() != n || c.Prev() != sibling || c.Start() < before || c.End() > n.End() {
				t.Fatalf("%q: %v %d-%d does not fit in %v %d-%d after %d", tree.Text, c.Kind(), c.Start(), c.End(), n.Kind(),
					n.Start(), n.End(), before)
			}
			before, sibling = c.End(), c
		}
		if sibling != n.Last() {
			t.Fatalf("%q: the last child of %v %d-%d is not the last one", tree.Text, n.Kind(), n.Start(), n.End())
		}
		if n.Kind() == Pair && (n.Len() != 2 || n.Parent().Kind() != Mapping) || n.Kind() == Mapping && n.Len() > 0 &&
			n.First().Kind() != Pair {
			t.Fatalf("%q: %v %d-%d has %d children in %v", tree.Text, n.Kind(), n.Start(), n.End(), n.Len(), n.Parent().Kind())
		}
		if n.Kind() == Alias {
			n.Resolve()
		}
	}
	var walked []Node
	var walk func(n Node)
	walk = func(n Node) {
		walked = append(walked, n)
		for c := range n.Children() {
			walk(c)
		}
	}
	for root := range tree.Docs() {
		if root.Exists() {
			walk(root)
		}
	}
	if all := slices.Collect(tree.All()); !slices.Equal(all, walked) {
		t.Fatalf("%q: %d nodes by their order, %d by their children", tree.Text, len(all), len(walked))
	}
	if !slices.IsSortedFunc(tree.nodes, func(a, b node) int { return int(a.start - b.start) }) { // CursorAt searches them
		t.Fatalf("%q: nodes do not stand in the order of the text", tree.Text)
	}
	for i, e := range tree.Errors {
		if e.Start < 0 || e.End < e.Start || e.End > len(tree.Text) || i > 0 && e.Start < tree.Errors[i-1].Start ||
			e.Message == "" {
			t.Fatalf("%q: error %+v", tree.Text, e)
		}
	}
	for i, c := range tree.Comments {
		if c.Start >= c.End || tree.Text[c.Start] != '#' || i > 0 && c.Start < tree.Comments[i-1].End {
			t.Fatalf("%q: comment %+v", tree.Text, c)
		}
	}
	for _, a := range tree.Anchors() {
		if a.Of(tree.Text) != "&"+a.Name || !tree.AnchorNode(a).Exists() {
			t.Fatalf("%q: anchor %+v", tree.Text, a)
		}
	}
}

func FuzzYAML(f *testing.F) {
	for _, s := range yamlSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		tree := ParseYAML(src)
		checkTree(t, tree)
		for off := 0; off <= len(src); off += 1 + len(src)/50 {
			tree.CursorAt(off)
		}
	})
}
