package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// outlineText is the nodes of a tree as nested text: mappings in braces, absent values as nothing, decoded
// scalars quoted unless plain.
func outlineText(n Node) string {
	var parts []string
	for c := range n.Children() {
		parts = append(parts, outlineText(c))
	}
	switch n.Kind() {
	case Mapping:
		return "{" + strings.Join(parts, ", ") + "}"
	case Sequence:
		return "[" + strings.Join(parts, ", ") + "]"
	case Pair:
		return strings.Join(parts, ": ")
	case Alias:
		return "*" + n.Text()
	}
	if n.Style() != Plain || strings.ContainsAny(n.Text(), " \n") {
		return fmt.Sprintf("%q", n.Text())
	}
	return n.Text()
}

func docsText(tree *Tree) string {
	var docs []string
	for d := range tree.Docs() {
		docs = append(docs, outlineText(d))
	}
	return strings.Join(docs, " --- ")
}

func TestYAMLTree(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"empty", "", ""},
		{"comments only", "# a\n\n# b\n", ""},
		{"mapping", "a: 1\nb: two\n", "{a: 1, b: two}"},
		{"nested", "a:\n  b:\n    c: 1\n  d: 2\n", "{a: {b: {c: 1}, d: 2}}"},
		{"absent values", "a:\nb:\n  c:\n", "{a: , b: {c: }}"},
		{"sequence", "- a\n-\n- b\n", "[a, , b]"},
		{"sequence at the key's column", "a:\n- b\n- c: 1\n  d: 2\ne: 3\n", "{a: [b, {c: 1, d: 2}], e: 3}"},
		{"items alone at the key's column", "a:\n- x: 1\n-\nb: 1\n", "{a: [{x: 1}, ], b: 1}"},
		{"compact nesting", "- - a\n  - b: 1\n    c: 2\n- d\n", "[[a, {b: 1, c: 2}], d]"},
		{"plain over lines", "a: b\n  c\n\n  d\ne: 1\n", `{a: "b c\nd", e: 1}`},
		{"plain with signs", "a: b:c d#e -f\n", `{a: "b:c d#e -f"}`},
		{"dash in a plain scalar", "a: b\n  - c\n", `{a: "b - c"}`},
		{"quotes", `a: "x\ty\u00e9\x41\/"` + "\nb: 'it''s'\n", `{a: "x\tyéA/", b: "it's"}`},
		{"quotes over lines", "a: \"x\n  y\\\n  z\n\n  w\"\nb: 'p\n  q'\n", `{a: "x yz\nw", b: "p q"}`},
		{"quote at its key's column", "a: \"x\nyz\"\nb: 1\n", `{a: "x yz", b: 1}`},
		{"literal", "a: |\n  x\n   y\n\n  z\nb: |-\n  x\nc: |+\n  x\n\nd: 1\n", `{a: "x\n y\n\nz\n", b: "x", c: "x\n\n", d: 1}`},
		{"folded", "a: >\n  x\n  y\n\n  z\n    w\n  v\n", `{a: "x y\nz\n  w\nv\n"}`},
		{"indentation given", "a: |2\n    x\n  y\n", `{a: "  x\ny\n"}`},
		{"no line end after a literal", "a: |\n  x", `{a: "x"}`},
		{"empty literal before a comment", "a:\n  k: |\n\n  # c\n  j: 1\n", `{a: {k: "", j: 1}}`},
		{"literal in a sequence", "- |\n x\n- >-\n y\n", `["x\n", "y"]`},
		{"flow", "a: [1, 'b', {c: d, e: }, [ ]]\nf: {}\n", `{a: [1, "b", {c: d, e: }, []], f: {}}`},
		{"flow over lines", "a: [\n  b,\n  c d\n   e,\n]\n", `{a: [b, "c d e"]}`},
		{"flow like JSON", `{"a":[1,2],"b":{"c":null}}`, `{"a": [1, 2], "b": {"c": null}}`},
		{"pairs in a flow sequence", "[a: b, {c: d}: e, \"f\":g]", `[{a: b}, {{c: d}: e}, {"f": g}]`},
		{"keys without values in flow", "{a, b: , ? c}", "{a: , b: , c: }"},
		{"explicit keys", "? a\n: b\n? [c]\n? - d\n: - e\n", "{a: b, [c]: , [d]: [e]}"},
		{"flow as a key", "[a, b]: c\n{d: e}: f\n", "{[a, b]: c, {d: e}: f}"},
		{"anchors and aliases", "a: &x\n  b: 1\nc: *x\nd: &y [*x]\n*y : e\n", "{a: {b: 1}, c: *x, d: [*x], *y: e}"},
		{"tags", "a: !!str 1\nb: !<tag:yaml.org,2002:int> 2\nc: !x\n  d: 1\n", "{a: 1, b: 2, c: {d: 1}}"},
		{"anchor on a mapping and its key", "&a\n&b c: 1\n", "{c: 1}"},
		{"merge key", "<<: *x\n", "{<<: *x}"},
		{"documents", "a: 1\n---\nb: 2\n...\n--- c\n---\n", "{a: 1} --- {b: 2} --- c --- "},
		{"directive", "%YAML 1.2\n---\na: 1\n", "{a: 1}"},
		{"byte order mark", "\ufeffa: 1\n", "{a: 1}"},
		{"CRLF", "a: \"x\r\n  y\"\r\nb: |\r\n  z\r\nc: 1\r\n", `{a: "x y", b: "z\n", c: 1}`},
		{"lone CR", "a: 1\rb: 2\r", "{a: 1, b: 2}"},
		{"trailing spaces", "a: 1  \nb:  \n  c: 2 \n", "{a: 1, b: {c: 2}}"},
		{"tabs between tokens", "a:\t1\t# x\nb:\n-\tc\n", "{a: 1, b: [c]}"},
		{"duplicate keys", "a: 1\na: 2\n", "{a: 1, a: 2}"},
		{"root scalar", "just text\nover lines\n", `"just text over lines"`},
		{"root indented", "  a: 1\n  b: 2\n", "{a: 1, b: 2}"},
		{"astral letters in keys", "𝒂😀: 1\nb: 😀\n", "{𝒂😀: 1, b: 😀}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := ParseYAML(tt.src)
			checkTree(t, tree)
			if got := docsText(tree); got != tt.want {
				t.Errorf("%q:\n got %s\nwant %s", tt.src, got, tt.want)
			}
		})
	}
}

// Ranges of the value at a.
func TestYAMLRanges(t *testing.T) {
	tests := []struct{ src, want string }{
		{"a: one two  # c\n", "one two"},
		{"a: one\n  two\n\nb: 1\n", "one\n  two"},
		{"a: \"x\n  y\"  \n", "\"x\n  y\""},
		{"a:   'x' # c\n", "'x'"},
		{"a: |\n  x\n  y\n\nb: 1\n", "|\n  x\n  y"},
		{"a: >- # c\n  x\n\n", ">- # c\n  x"},
		{"a: |\nb: 1\n", "|"},
		{"a: [1,\n  2 ] # c\n", "[1,\n  2 ]"},
		{"a:\n  b: 1\n  c: 2 \n\nd: 1\n", "b: 1\n  c: 2"},
		{"a:\n- b\n- c # x\n", "- b\n- c"},
		{"a: &x !!str y\n", "y"},
		{"a: *x\n", "*x"},
		{"é: 😀 \n", ""},
		{"a: 1 \r\n", "1"},
		{"\ufeffa: 1 \n", "1"},
	}
	for _, tt := range tests {
		if got := ParseYAML(tt.src).Root().Pair("a").Value().Source(); got != tt.want {
			t.Errorf("%q: value is %q, want %q", tt.src, got, tt.want)
		}
	}
	empty := ParseYAML("k :  # c\nb: 1\n").Root().First()
	if v := empty.Value(); !v.Empty() || v.Kind() != Null || v.Start() != 3 || empty.End() != 3 {
		t.Errorf("absent value: %v %v in %v", v.Kind(), v.Range(), empty.Range())
	}
}

func TestYAMLComments(t *testing.T) {
	src := "# one\na: 1 # two\nb: 'x # no' #three\nc: |\n  # no\n # four\nd: [ # five\n  x] # six\ne: @ # seven\nf: x#no\n"
	tree := ParseYAML(src)
	var got []string
	for _, c := range tree.Comments {
		got = append(got, fmt.Sprintf("%s %v", c.Of(src), c.Own))
	}
	want := "# one true|# two false|#three false|# four true|# five false|# six false|# seven false"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf(" got %s\nwant %s", s, want)
	}
}

func TestYAMLAliases(t *testing.T) {
	tree := ParseYAML("a: &x {k: 1, l: 2}\nb: &x {k: 3}\nc: *x\nd:\n  <<: [*x, {m: 4}]\n  n: 5\n---\ne: *x\n")
	for path, want := range map[string]string{"c k": "3", "d k": "3", "d m": "4", "d n": "5", "a l": "2", "c l": ""} {
		if got := tree.Root().At(strings.Fields(path)...).Text(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if len(tree.Errors) != 1 || tree.Errors[0].Of(tree.Text) != "*x" {
		t.Errorf("an anchor of another document must not count: %v", tree.Errors)
	}
	cycle := ParseYAML("a: &x\n  b: *x\n")
	if len(cycle.Errors) != 1 || cycle.Root().At("a", "b").Exists() {
		t.Errorf("a node that holds itself: %v", cycle.Errors)
	}
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x]\n")
	for i := range 60 {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i+1, i+1,
			strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "))
	}
	if tree := ParseYAML(bomb.String()); len(tree.Errors) > 0 || !tree.Root().At("a60", "0", "0", "0").Exists() {
		t.Errorf("nested aliases: %v", tree.Errors)
	}
}

func TestYAMLFixes(t *testing.T) {
	tests := []struct{ src, want string }{
		{"a:\n\tb: 1\n", "a:\n  b: 1\n"},
		{"a:\n\tb:\n\t\tc: 1\n\td: 2\n", "a:\n  b:\n    c: 1\n  d: 2\n"},
		{"a: 1\n\tb: 2\n", "a: 1\nb: 2\n"},
		{"a:\n    b: 1\n\tc: 2\n", "a:\n    b: 1\n    c: 2\n"},
		{"a:\n    b:\n\t\tc: 1\n        d: 2\n", "a:\n    b:\n        c: 1\n        d: 2\n"},
		{"a:\n    b:\n        c: 1\n\td: 2\n", "a:\n    b:\n        c: 1\n        d: 2\n"},
		{"a:\n  b:\n    c: 1\n\tf:\n    g: 2\n", "a:\n  b:\n    c: 1\n  f:\n    g: 2\n"},
		{"a:\n  b:\n    c:\n      d: 1\n\t\te: 2\n", "a:\n  b:\n    c:\n      d: 1\n    e: 2\n"},
		{"a:\n  - b: 1\n\t\tc: 2\n  - d: 3\n", "a:\n  - b: 1\n    c: 2\n  - d: 3\n"},
		{"a:\n    - b: 1\n\tc: 2\n\t- d: 3\n", "a:\n    - b: 1\n      c: 2\n    - d: 3\n"},
		{"a:\n\t- b: 1\n\t  c: 2\n\t- d:\n\t\t\te: 3\nf:\n\tg: 4\n", "a:\n  - b: 1\n    c: 2\n  - d:\n      e: 3\nf:\n  g: 4\n"},
		{"a:\r\n\tb:\r\n\t\tc: 1\r\n\td: 2\r\n", "a:\r\n  b:\r\n    c: 1\r\n  d: 2\r\n"},
		{"x: 1\na:b\n", "x: 1\na: b\n"},
		{"a: {{ .x }}\n", "a: \"{{ .x }}\"\n"},
		{"a: {{ .x | default \"y\" }}\n", "a: '{{ .x | default \"y\" }}'\n"},
		{"a: \"x\nb: 1\n", "a: \"x\"\nb: 1\n"},
		{"a: [1, 2\nb: 1\n", "a: [1, 2]\nb: 1\n"},
		{"a: [{b: 1}, {c: 2]\n", "a: [{b: 1}, {c: 2}]\n"},
		{"a: @x\n", "a: '@x'\n"},
		{"a: b: c\n", "a: 'b: c'\n"},
		{"a: \"x\\d\"\n", "a: \"x\\\\d\"\n"},
		{"a: [\"b\" \"c\"]\n", "a: [\"b\", \"c\"]\n"},
		{"a: 'b'# c\n", "a: 'b' # c\n"},
	}
	for _, tt := range tests {
		tree := ParseYAML(tt.src)
		var edits []text.Edit
		for _, e := range tree.Errors {
			edits = append(edits, e.Fix...)
		}
		if len(tree.Errors) == 0 {
			t.Errorf("%q has no error", tt.src)
			continue
		}
		got := text.Apply(tt.src, edits)
		if got != tt.want || len(edits) > 0 && len(ParseYAML(got).Errors) > 0 {
			t.Errorf("%q fixed: %q, want %q; then %v", tt.src, got, tt.want, ParseYAML(got).Errors)
		}
	}
}
