package format

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// rewrites are what a Rewriter does with a node: all edits that it offers for the value or item n.
func rewrites(w *Rewriter, n syntax.Node) (edits []text.Edit) {
	add := func(e text.Edit, ok bool) {
		if ok {
			edits = append(edits, e)
		}
	}
	add(w.ToBlock(n))
	add(w.ToBlockScalar(n))
	if pair := n.Parent(); pair.Kind() == syntax.Pair && pair.Value() == n {
		add(w.ToFlow(pair))
		add(w.SortKeys(pair))
	}
	return edits
}

func TestRewrite(t *testing.T) {
	for _, tt := range []struct{ name, src, path, want string }{ // want "": nothing is offered
		{"a list", "a: [b, {c: 1, d: [x]}, []]\n", "a", "a:\n  - b\n  - c: 1\n    d:\n      - x\n  - []\n"},
		{"a mapping", "a: {b: 1, \"c\": {d: }} # e\nf:\n- 1\n", "a",
			"a: # e\n  b: 1\n  \"c\":\n    d:\nf:\n- 1\n"},
		{"a list in the key's column", "a: [b]\nc:\n- d\n", "a", "a:\n- b\nc:\n- d\n"},
		{"several lines", "a: [\n  b,\n  c\n]\n", "a", "a:\n  - b\n  - c\n"},
		{"an item", "- {a: 1, b: 2} # c\n", "0", "- a: 1 # c\n  b: 2\n"},
		{"in an item", "- a: 1\n  b: {c: 1}\n", "0.b", "- a: 1\n  b:\n    c: 1\n"},
		{"a pair in a list", "a: [b: 1]\n", "a", "a:\n  - b: 1\n"},
		{"a comment inside", "a: [\n  b # c\n]\n", "a", ""},
		{"an anchor", "a: [&x b]\n", "a", ""},
		{"a tag", "a: [!!str 1]\n", "a", ""},
		{"nothing", "a: {}\n", "a", ""},
		{"a block list", "a:\n  - b\n  - c: \"1\"\n    d: e,f\n", "a", "a: [b, {c: \"1\", d: \"e,f\"}]\n"},
		{"a block with a comment", "a:\n  # b\n  - c\n", "a", ""},
		{"a block with an empty value", "a:\n  b:\n", "a", "a: {b: null}\n"},
		{"a wide block", "a:\n  - " + strings.Repeat("b", 100) + "\n  - c\n", "a", ""},
		{"a tagged block", "a:\n  - !!str 1\n", "a", ""},
		{"line ends", "a: \"b\\nc\\n\" # d\n", "a", "a: | # d\n  b\n  c\n"},
		{"line ends inside", "a:\n    b: \"c\\n\\nd\"\n", "a.b", "a:\n    b: |-\n        c\n\n        d\n"},
		{"several at the end", "a: \"b\\n\\n\"\n", "a", ""},
		{"a space first", "a: \" b\\nc\"\n", "a", ""},
		{"long", "a: " + strings.Repeat("word ", 20) + "end\n", "a",
			"a: >-\n  " + strings.Repeat("word ", 14) + "word\n  " + strings.Repeat("word ", 5) + "end\n"},
		{"long, an item", "- '" + strings.Repeat("it''s ", 20) + "end'", "0",
			"- >-\n  " + strings.Repeat("it's ", 14) + "it's\n  " + strings.Repeat("it's ", 5) + "end\n"},
		{"short", "a: b\n", "a", ""},
		{"sort", "a:\n  # of c\n  c: 1 # c\n\n  b:\n    - 1\n    # of b\n  B: 2\nd: 1\n", "a",
			"a:\n  B: 2\n\n  b:\n    - 1\n    # of b\n  # of c\n  c: 1 # c\nd: 1\n"},
		{"sorted", "a:\n  b: 1\n  c: 2\n", "a", "a: {b: 1, c: 2}\n"},
		{"sort with aliases", "a:\n  c: &x " + strings.Repeat("1", 90) + "\n  b: *x\n", "a", ""},
		{"sort with an alias to the outside", "x: &x 1\na:\n  c: *x\n  b: 2\n", "a", "x: &x 1\na:\n  b: 2\n  c: *x\n"},
		{"sort duplicates", "a:\n  b: " + strings.Repeat("1", 90) + "\n  a: 1\n  b: 2\n", "a", ""},
		{"sort, text at the end", "a:\n  b: |\n    x\n  a: |\n    y", "a", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tree := syntax.ParseYAML(tt.src)
			n := tree.Root().At(strings.Split(tt.path, ".")...)
			got := ""
			for _, e := range rewrites(NewRewriter(text.New(tt.src), tree), n) {
				got = text.Apply(tt.src, []text.Edit{e}) // the last one
			}
			if got != tt.want {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

// TestRewritePublishedPacks rewrites all that can be rewritten in published packs: the values stay the same.
func TestRewritePublishedPacks(t *testing.T) {
	count := 0
	for path, src := range corpusTexts(t) {
		if len(src) > 40_000 {
			continue
		}
		tree := syntax.ParseYAML(src)
		w := NewRewriter(text.New(src), tree)
		before := meaning(tree.Root())
		for n := range tree.Root().All() {
			for _, e := range rewrites(w, n) {
				count++
				out := text.Apply(src, []text.Edit{e})
				after := syntax.ParseYAML(out)
				if len(after.Errors) > len(tree.Errors) || meaning(after.Root()) != before {
					t.Fatalf("%s: %v became\n%s", path, n.Path(), e.New)
				}
				if len(after.Comments) != len(tree.Comments) {
					t.Fatalf("%s: %v: a comment is lost:\n%s", path, n.Path(), e.New)
				}
			}
		}
	}
	if count < 1000 {
		t.Errorf("only %d rewrites", count)
	}
}

// meaning is what n is when it is deployed, whatever its style and the order of its keys.
func meaning(n syntax.Node) string {
	var parts []string
	for c := range n.Children() {
		if c.Kind() == syntax.Pair {
			parts = append(parts, c.Key().Text()+":"+meaning(c.Value()))
		} else {
			parts = append(parts, meaning(c))
		}
	}
	if n.Kind() == syntax.Mapping {
		slices.SortStableFunc(parts, cmp.Compare)
	}
	s := n.Text()
	if n.Kind() == syntax.Null {
		s = ""
	}
	return n.Kind().String() + " " + s + "(" + strings.Join(parts, ",") + ")"
}

func FuzzRewrite(f *testing.F) {
	for _, src := range []string{
		"a: [b, {c: 1}] # d\n", "a: \"b\\nc\"\n- b\n", "a:\n  c: 1\n  # x\n  b: [1]\n", "- {a: b}\r\n",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		tree := syntax.ParseYAML(src)
		if len(src) > 1000 || len(tree.Errors) > 0 {
			return
		}
		w := NewRewriter(text.New(src), tree)
		before := meaning(tree.Root())
		for n := range tree.Root().All() {
			for _, e := range rewrites(w, n) {
				after := syntax.ParseYAML(text.Apply(src, []text.Edit{e}))
				if len(after.Errors) > 0 || meaning(after.Root()) != before || len(after.Comments) != len(tree.Comments) {
					t.Errorf("%q became %q", src, text.Apply(src, []text.Edit{e}))
				}
			}
		}
	})
}
