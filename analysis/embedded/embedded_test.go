package embedded_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// embeddedOf is the value of the key add in the first mapping of a list.
func embeddedOf(t *testing.T, src string) *embedded.Content {
	t.Helper()
	n := syntax.ParseYAML(src).Root().At("0", "add")
	if n.Kind() != syntax.String {
		t.Fatalf("add is a %s in %q", n.Kind(), src)
	}
	return embedded.YAML(n)
}

func TestEmbeddedPlaces(t *testing.T) {
	for _, c := range []struct{ name, src string }{
		{"literal", "- add: |\n    charts:\n      web:\n        port: 80\n"},
		{"indented, with blank lines and comments", "- name: x\n  add: |-\n\n      charts:\n\n        # none\n        web:\n  \n          port: 80\n  group: y\n"},
		{"indentation indicator", "- add: |2\n      charts:\n        web:\n          port: 80\n"},
		{"carriage returns", "- add: |\r\n    charts:\r\n      web:\r\n        port: 80\r\n  name: x\r\n"},
		{"no line end", "- add: |\n    charts:\n      web:\n        port: 80"},
		{"beyond ASCII", "- add: |\n    charts:\n      web:\n        näme: ü\n        port: 80\n"},
		{"double quotes", `- add: "charts:\n  web:\n    \"port\": 80\n"`},
		{"single quotes", `- add: 'charts: {web: {''port'': 80}}'`},
		{"plain", "- add: charts\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := embeddedOf(t, c.src)
			if !f.Exact() || len(f.Tree.Errors) > 0 {
				t.Fatalf("exact %t, errors %v in %q", f.Exact(), f.Tree.Errors, f.Text)
			}
			for n := range f.Tree.All() {
				if !n.IsScalar() || n.Empty() {
					continue
				}
				outer := f.OuterRange(n.Range())
				got := outer.Of(c.src)
				if strings.ReplaceAll(strings.ReplaceAll(got, `\"`, `"`), "''", "'") != n.Source() {
					t.Errorf("%q of the fragment is at %q of the file", n.Source(), got)
				}
				if back, ok := f.Inner(outer.Start); !ok || back != n.Start() {
					t.Errorf("%q: the way back leads to %d, %t, not to %d", n.Source(), back, ok, n.Start())
				}
			}
		})
	}
}

func TestEmbeddedIndentationBelongsToTheLine(t *testing.T) {
	src := "- add: |\n    a: 1\n    b: 2\n    \n  name: x\n"
	f := embeddedOf(t, src)
	for off, want := range map[int]int{
		strings.Index(src, "a:"):         0,
		strings.Index(src, "a:") - 3:     0,
		strings.Index(src, "b:") - 2:     5,
		strings.Index(src, "b:"):         5,
		strings.Index(src, "2\n") + 1:    9,
		strings.Index(src, "  name") - 1: 10, // the blank line, where the next key would be typed
	} {
		if got, ok := f.Inner(off); !ok || got != want {
			t.Errorf("offset %d is %d, %t in the fragment; want %d", off, got, ok, want)
		}
	}
	for _, off := range []int{0, 5, strings.Index(src, "name") + 1, len(src)} {
		if got, ok := f.Inner(off); ok {
			t.Errorf("offset %d is outside, but becomes %d", off, got)
		}
	}
}

func TestEmbeddedEdits(t *testing.T) {
	whole := func(f *embedded.Content, old, new string) []text.Edit {
		i := strings.Index(f.Text, old)
		return []text.Edit{{Range: text.Range{Start: i, End: i + len(old)}, New: new}}
	}
	for _, c := range []struct{ name, src, old, new, want string }{
		{"replace", "- add: |\n    a: 1\n    b: 2\n", "1", "9", "- add: |\n    a: 9\n    b: 2\n"},
		{"lines in between", "- add: |\n    a: 1\n    b: 2\n", "a: 1", "a: 1\nc:\n  d: 3", "- add: |\n    a: 1\n    c:\n      d: 3\n    b: 2\n"},
		{"remove a line", "- add: |\n    a: 1\n    b: 2\n    c: 3\n", "b: 2\n", "", "- add: |\n    a: 1\n    c: 3\n"},
		{"double quotes", `- add: "a: 1\n"`, "1", "\"x\"\nb: 2", `- add: "a: \"x\"\nb: 2\n"`},
		{"single quotes", `- add: 'a: 1'`, "1", "'x'", `- add: 'a: ''x'''`},
		{"single quotes cannot hold lines", `- add: 'a: 1'`, "1", "1\nb: 2", `- add: 'a: 1'`},
		{"folded", "- add: >\n    {a: 1}\n", "1", "2", "- add: >\n    {a: 1}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := embeddedOf(t, c.src)
			if got := text.Apply(c.src, f.OuterEdits(whole(f, c.old, c.new))); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// FuzzEmbedded puts texts into scalars of all styles: places are inside the scalar, keep their order, and lead back.
func FuzzEmbedded(f *testing.F) {
	for _, s := range []string{"|\n  a: 1\n  b:\n    c: d\n", "|2-\n    x\n\n  y", "\"a: \\\"b\\\"\\n\"", "'it''s'",
		">\n  a\n  b", "|\n\n \n", "x", "|\r\n  a: 1\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, scalar string) {
		src := "- add: " + scalar
		n := syntax.ParseYAML(src).Root().At("0", "add")
		if n.Kind() != syntax.String {
			return
		}
		fr := embedded.YAML(n)
		last := 0
		for i := 0; i <= len(fr.Tree.Text); i++ {
			outer := fr.Outer(i)
			if outer < last || outer > len(src) {
				t.Fatalf("offset %d of %q is %d of %q, after %d", i, fr.Tree.Text, outer, src, last)
			}
			last = outer
		}
		for n := range fr.Tree.All() {
			if r := fr.OuterRange(n.Range()); r.Start < 0 || r.End < r.Start || r.End > len(src) {
				t.Fatalf("%v of %q is %v of %q", n.Range(), fr.Tree.Text, r, src)
			}
		}
		for off := range len(src) + 1 {
			if inner, ok := fr.Inner(off); ok && (inner < 0 || inner > len(fr.Tree.Text)) {
				t.Fatalf("offset %d of %q is %d of %q", off, src, inner, fr.Tree.Text)
			}
		}
	})
}
