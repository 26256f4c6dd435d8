package edit_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// pair is the pair at a path of keys and indices with dots between.
func pair(root syntax.Node, path string) syntax.Node {
	steps := strings.Split(path, ".")
	return root.At(steps[:len(steps)-1]...).Pair(steps[len(steps)-1])
}

func one(e text.Edit) []text.Edit { return []text.Edit{e} }

func TestYAML(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		edits     func(root syntax.Node) []text.Edit
		want      string // "" means that no edit is offered
	}{
		{"rename plain", "a: 1\n", func(r syntax.Node) []text.Edit { return one(edit.Rewrite(pair(r, "a").Key(), "b")) }, "b: 1\n"},
		{"rename quoted", "'a': 1\n", func(r syntax.Node) []text.Edit { return one(edit.Rewrite(pair(r, "a").Key(), "it's")) }, "'it''s': 1\n"},
		{"rename double-quoted", "\"a\": 1\n", func(r syntax.Node) []text.Edit { return one(edit.Rewrite(pair(r, "a").Key(), `b"c`)) }, "\"b\\\"c\": 1\n"},
		{"rename needs quotes", "a: 1\n", func(r syntax.Node) []text.Edit { return one(edit.Rewrite(pair(r, "a").Key(), "yes")) }, "\"yes\": 1\n"},
		{"quote", "a: 1 # one\n", func(r syntax.Node) []text.Edit { return one(edit.QuoteScalar(r.Get("a"))) }, "a: \"1\" # one\n"},
		{"set value", "a: 1 # one\n", func(r syntax.Node) []text.Edit { return one(edit.SetValue(pair(r, "a"), "2")) }, "a: 2 # one\n"},
		{"set empty value", "a:\nb: 1\n", func(r syntax.Node) []text.Edit { return one(edit.SetValue(pair(r, "a"), "2")) }, "a: 2\nb: 1\n"},
		{"set value over mapping", "a:\n  b: 1\n  c: 2\nd: 3\n", func(r syntax.Node) []text.Edit { return one(edit.SetValue(pair(r, "a"), "2")) }, "a: 2\nd: 3\n"},

		{"remove pair", "a: 1\nb: 2 # two\nc: 3\n", remove("b"), "a: 1\nc: 3\n"},
		{"remove last pair", "a: 1\nb:\n  c: 2", remove("b"), "a: 1"},
		{"remove last pair, line end", "a: 1\nb:\n  c: 2\n", remove("b"), "a: 1\n"},
		{"remove block scalar", "a: |\n  one\n\n  two\nb: 2\n", remove("a"), "b: 2\n"},
		{"remove CRLF", "a: 1\r\nb: 2\r\nc: 3\r\n", remove("b"), "a: 1\r\nc: 3\r\n"},
		{"remove first pair of item", "l:\n  - a: 1\n    b: 2\n", remove("l.0.a"), "l:\n  - b: 2\n"},
		{"remove second pair of item", "l:\n  - a: 1\n    b: 2\n", remove("l.0.b"), "l:\n  - a: 1\n"},
		{"remove only pair", "a:\n  b: 1\nc: 2\n", remove("a.b"), "a: {}\nc: 2\n"},
		{"remove only pair of item", "l:\n  - a: 1\n  - b: 2\n", remove("l.0.a"), "l:\n  - b: 2\n"},
		{"remove in flow", "a: {b: 1, c: 2}\n", remove("a.b"), "a: {c: 2}\n"},
		{"remove item", "l:\n- a\n- b # b\n- c\n", item("l", 1), "l:\n- a\n- c\n"},
		{"remove empty item", "l:\n  - a\n  -\n  - c\n", item("l", 1), "l:\n  - a\n  - c\n"},
		{"remove only item", "l:\n  - a\nb: 1\n", item("l", 0), "l: []\nb: 1\n"},
		{"remove first inner item", "l:\n  - - a\n    - b\n", func(r syntax.Node) []text.Edit { return edit.RemoveEntry(r.At("l", "0", "0")) }, "l:\n  - - b\n"},

		{"prepend", "pack:\n  # of content\n  content: {}\n", add(edit.Prepend, "pack", "namespace: a"), "pack:\n  namespace: a\n  # of content\n  content: {}\n"},
		{"prepend four columns", "pack: # p\n    content: {}\n", add(edit.Prepend, "pack", "a:\n  b: 1"), "pack: # p\n    a:\n      b: 1\n    content: {}\n"},
		{"prepend in item", "l:\n  - m: {a: 1}\n    n: 2\n", add(edit.Prepend, "l.0.m", "b: 2"), "l:\n  - m: {a: 1, b: 2}\n    n: 2\n"},
		{"append", "a:\n  b: 1 # one\n# end\nc: 2\n", add(edit.AppendEntry, "a", "d: 2"), "a:\n  b: 1 # one\n  d: 2\n# end\nc: 2\n"},
		{"append after block scalar", "a:\n  b: |\n    text\n\nc: 2\n", add(edit.AppendEntry, "a", "d: 2"), "a:\n  b: |\n    text\n  d: 2\n\nc: 2\n"},
		{"append CRLF", "a:\r\n  b: 1\r\nc: 2\r\n", add(edit.AppendEntry, "a", "d:\n  e: 2"), "a:\r\n  b: 1\r\n  d:\r\n    e: 2\r\nc: 2\r\n"},
		{"append at end of text", "a:\n  b: 1", add(edit.AppendEntry, "a", "d: 2"), "a:\n  b: 1\n  d: 2"},
		{"append to nothing", "a: # c\nb: 1\n", add(edit.AppendEntry, "a", "d: 2"), "a: # c\n  d: 2\nb: 1\n"},
		{"append to {}", "a: {} # c\nb: 1\n", add(edit.AppendEntry, "a", "d: 2"), "a: # c\n  d: 2\nb: 1\n"},
		{"append to null", "a: null\n", add(edit.AppendEntry, "a", "d: 2"), "a:\n  d: 2\n"},
		{"append to flow in flow", "x: {a: {}}\n", add(edit.AppendEntry, "x.a", "d: 2"), "x: {a: {d: 2}}\n"},
		{"append lines to flow", "a: {b: 1}\n", add(edit.AppendEntry, "a", "d:\n  e: 2"), ""},
		{"append to text", "a: b\n", add(edit.AppendEntry, "a", "d: 2"), ""},
		{"append to anchored {}", "a: &x {}\n", add(edit.AppendEntry, "a", "d: 2"), ""},
		{"append item", "l:\n- a: 1\nb: 2\n", add(edit.AppendItem, "l", "a: 2\nc: 3"), "l:\n- a: 1\n- a: 2\n  c: 3\nb: 2\n"},
		{"append item to []", "p:\n  l: []\n", add(edit.AppendItem, "p.l", "a: 2"), "p:\n  l:\n    - a: 2\n"},
		{"append items to []", "p:\r\n  l: []\r\n", func(r syntax.Node) []text.Edit { return edit.AppendItems(pair(r, "p.l"), []string{"a: 2\nb: 3", "c"}) },
			"p:\r\n  l:\r\n    - a: 2\r\n      b: 3\r\n    - c\r\n"},
		{"append item to flow", "l: [a]\n", add(edit.AppendItem, "l", "b"), ""},
		{"root, first", "# head\na: 1\n", func(r syntax.Node) []text.Edit { return edit.PrependRoot(r.Tree(), "p:\n  q: 1") }, "# head\np:\n  q: 1\na: 1\n"},
		{"root, last", "a: 1", func(r syntax.Node) []text.Edit { return edit.AppendRoot(r.Tree(), "p: 1") }, "a: 1\np: 1"},

		{"nest", "a: 1\n\n# of b\nb:\n  - |\n    text\nc: 3\n", nest("b", "c", "x", "z"), "a: 1\n\nx:\n  z:\n    # of b\n    b:\n      - |\n        text\n    c: 3\n"},
		{"nest at the head of the file", "# head\na: 1\n", nest("a", "a", "x"), "# head\nx:\n  a: 1\n"},
		{"nest CRLF", "a: 1\r\nb: 2\r\n", nest("a", "b", "x"), "x:\r\n  a: 1\r\n  b: 2\r\n"},
		{"nest in flow", "m: {a: 1}\n", nest("m.a", "m.a", "x"), ""},
		{"nest after dash", "l:\n  - a: 1\n", nest("l.0.a", "l.0.a", "x"), ""},
		{"indent", "p:\n  a:\n  b: 1\n  # of c\n  c: 2\n  d: 3\n", func(r syntax.Node) []text.Edit { return edit.Indent(pair(r, "p.b"), pair(r, "p.c")) }, "p:\n  a:\n    b: 1\n    # of c\n    c: 2\n  d: 3\n"},
		{"lift last", "p:\n  a: 1\n  b:\n    # of c\n    c: 2\nq: 1\n", lift("p.b"), "p:\n  a: 1\nb:\n  # of c\n  c: 2\nq: 1\n"},
		{"lift first", "p:\n  b:\n    c: 2\n  a: 1\nq: 1\n", lift("p.b"), "p:\n  a: 1\nb:\n  c: 2\nq: 1\n"},
		{"lift at end of text", "p:\n  b: 2\n  a: 1", lift("p.b"), "p:\n  a: 1\nb: 2"},
		{"lift from root", "a: 1\n", lift("a"), ""},
		{"move", "x:\n    a:\n        b: 1\n    k: 0\ny:\n  c: 2\n", move("x.a", "y", false), "x:\n    k: 0\ny:\n  c: 2\n  a:\n      b: 1\n"},
		{"move to what follows it", "a: 1\ny:\n  c: 2\n", move("a", "y", true), "y:\n  a: 1\n  c: 2\n"},
		{"move CRLF", "a: 1\r\ny:\r\n  c: 2\r\n", move("a", "y", false), "y:\r\n  c: 2\r\n  a: 1\r\n"},
		{"move to the mapping before it", "y:\n  c: 2\na: 1\n", move("a", "y", false), "y:\n  c: 2\n  a: 1\n"},
		{"move only one", "x:\n  a: 1\ny:\n  c: 2\n", move("x.a", "y", false), "x: {}\ny:\n  c: 2\n  a: 1\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tree := syntax.ParseYAML(tt.src)
			edits := tt.edits(tree.Root())
			got := ""
			if edits != nil {
				got = text.Apply(tt.src, edits)
			}
			if got != tt.want {
				t.Errorf("got\n%q\nwant\n%q", got, tt.want)
			}
			if errs := syntax.ParseYAML(got).Errors; len(errs) > 0 {
				t.Errorf("the result does not parse: %v", errs[0].Message)
			}
		})
	}
}

func remove(path string) func(syntax.Node) []text.Edit {
	return func(r syntax.Node) []text.Edit { return edit.RemoveEntry(pair(r, path)) }
}

func item(path string, i int) func(syntax.Node) []text.Edit {
	return func(r syntax.Node) []text.Edit { return edit.RemoveEntry(r.At(path).Index(i)) }
}

func add(how func(syntax.Node, string) []text.Edit, path, entry string) func(syntax.Node) []text.Edit {
	return func(r syntax.Node) []text.Edit { return how(pair(r, path), entry) }
}

func nest(first, last string, keys ...string) func(syntax.Node) []text.Edit {
	return func(r syntax.Node) []text.Edit { return edit.Nest(pair(r, first), pair(r, last), keys...) }
}

func lift(path string) func(syntax.Node) []text.Edit {
	return func(r syntax.Node) []text.Edit { return edit.Lift(pair(r, path)) }
}

func move(path, owner string, first bool) func(syntax.Node) []text.Edit {
	return func(r syntax.Node) []text.Edit { return edit.Move(pair(r, path), pair(r, owner), first) }
}

func TestScalar(t *testing.T) {
	for _, s := range []string{
		"plain", "a-b.c/d:1.0", "1.2.3", "v1.2.3-rc.1", "", "yes", "No", "null", "~", "1", "1.5", "0x1f", "1e3", "a: b",
		"a #b", " a", "a ", "{a}",
		"[a]", "*a", "&a", "!a", "- a", "?", "a\nb", `"`, "'", "{{ .x }}", "12:30", "ä", "<<", "=", ".5",
		"docker.io/a/b@sha256:00",
	} {
		n := syntax.ParseYAML("k: " + edit.Scalar(s) + "\n").Root().Get("k")
		if n.Kind() != syntax.String || n.Text() != s {
			t.Errorf("%q is written %s, which reads as %v %q", s, edit.Scalar(s), n.Kind(), n.Text())
		}
	}
}

// FuzzYAML removes, lifts, nests and moves entries of any text: nothing panics, and all edits are inside the text.
func FuzzYAML(f *testing.F) {
	for _, s := range []string{"a: 1\nb:\n  c: |\n    x\n  d: [1, {e: 2}]\n", "- a\n- - b\n  - c: 1\n    d: 2\n",
		"? a\n: b\n", "a:\r\n  b: &x {}\r\nc: *x", "a:\n\tb: 1\n", "{a: {b: 1}}", "a: 1\n---\nb: 2", "- :0-\n000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 2000 {
			return
		}
		tree := syntax.ParseYAML(src)
		count := 0
		for n := range tree.All() {
			if count++; count > 60 {
				break
			}
			all := [][]text.Edit{edit.AppendRoot(tree, "x: 1"), edit.PrependRoot(tree, "x: 1")}
			if n.Parent().Exists() && n.Parent().Kind() != syntax.Pair {
				all = append(all, edit.RemoveEntry(n))
			}
			if n.Kind() == syntax.Pair {
				all = append(all, edit.Lift(n), edit.Nest(n, n, "x", "y"), edit.Indent(n, n), edit.Prepend(n, "x:\n  y: 1"),
					edit.AppendEntry(n, "x: 1"), edit.AppendItem(n, "x"))
				if next := n.Next(); next.Exists() {
					all = append(all, edit.Move(n, next, true), edit.Move(next, n, false))
				}
			}
			for _, edits := range all {
				for _, e := range edits {
					if e.Start < 0 || e.End < e.Start || e.End > len(src) {
						t.Fatalf("edit %v outside %q", e, src)
					}
				}
			}
		}
	})
}

// The indentation of a file is looked for at its beginning only, since each of very many fixes asks for it.
func TestUnitOfLongFile(t *testing.T) {
	for _, entries := range []int{10, 10_000} {
		src := strings.Repeat("flat: 1\n", entries) + "nested:\n    a: 1\n"
		tree := syntax.ParseYAML(src)
		got := text.Apply(src, edit.WrapValue(tree.Root().First(), "value"))
		want := "flat:\n    value: 1\n"
		if entries > 1000 {
			want = "flat:\n  value: 1\n"
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%d entries: %.40q, want %q", entries, got, want)
		}
	}
}
