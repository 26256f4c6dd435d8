package defaults_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// chartOf is a chart with the given values; nil if it cannot be read.
func chartOf(t testing.TB, values string) *chart.Chart {
	t.Helper()
	fsys := packtest.NewFS([]txtar.File{
		{Name: "web.tgz/Chart.yaml", Data: []byte("apiVersion: v2\nname: web\nversion: 1.0.0\n")},
		{Name: "web.tgz/values.yaml", Data: []byte(values)},
	})
	archive := fsys.Read(packtest.Path("web.tgz"))
	c, err := chart.Parse(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil
	}
	return c
}

// An entry has the comments of its key and what belongs to its value, without the indentation of the chart.
func TestEntry(t *testing.T) {
	const values = `# About the file.

first: &a
  x: 1 # one
# About second,
# on two lines.
second:
    # inner
    y:
      - 1
      # - 2
    # z: 3
# third: off
flow: {m: 1, "n o": [a, {b: c}], 8080: "x"}
alias: *a
merged:
  <<: *a
  w: ''
block: |-
  one

   two
`
	c := chartOf(t, values)
	for key, want := range map[string]string{
		"first":  "first:\n  x: 1",
		"second": "# About second,\n# on two lines.\nsecond:\n    # inner\n    y:\n      - 1\n      # - 2\n    # z: 3",
		"flow":   "# third: off\nflow: {m: 1, \"n o\": [a, {b: c}], 8080: \"x\"}",
		"alias":  "alias:\n  x: 1",
		"merged": "merged:\n  x: 1\n  w: \"\"",
		"block":  "block: |-\n  one\n\n   two",
	} {
		if got := defaults.Entry(c.Values().Root().Pair(key)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", key, got, want)
		}
	}
	inner := c.Values().Root().Get("flow").Pair("n o")
	if got, want := defaults.Entry(inner), "\"n o\":\n  - a\n  - b: c"; got != want {
		t.Errorf("in a flow mapping:\n%s\nwant\n%s", got, want)
	}
}

// Line ends are those of the file, and the last line may have none.
func TestLineEnds(t *testing.T) {
	c := chartOf(t, "a: 1\nb:\n  c: 2\n  d: 3\n")
	values := "charts:\r\n  web:\r\n    b:\r\n      d: 4"
	owner := syntax.ParseYAML(values).Root().Get("charts").Pair("web")
	edits, n := defaults.Take(owner, c.Defaults())
	want := "charts:\r\n  web:\r\n    a: 1\r\n    b:\r\n      c: 2\r\n      d: 4"
	if got := text.Apply(values, edits); got != want || n != 2 {
		t.Errorf("%d taken: %q, want %q", n, got, want)
	}
	values = "charts:\r\n  web:\r\n    a: 2\r\n    b:\r\n      d: 3"
	owner = syntax.ParseYAML(values).Root().Get("charts").Pair("web")
	edits, n = defaults.Drop(owner, c.Defaults(), func([]string) bool { return false })
	want = "charts:\r\n  web:\r\n    a: 2\r\n"
	if got := text.Apply(values, edits); got != want || n != 1 {
		t.Errorf("%d dropped: %q, want %q", n, got, want)
	}
}

// Whatever the texts, taking over and dropping defaults leave YAML that means the same with the chart.
func FuzzSameValues(f *testing.F) {
	f.Add("a: 1\nb: {c: 2}\n", "a: 1\nb:\n  # x\n  c: 2\n  d: 3\n")
	f.Add("a: &x {b: [1, 2]}\nc: *x\n", "a:\n  b:\n    - 1\n    - 2\n\nc: {}\n")
	f.Add("# c\na: |\n  x\n\n  y\nb:\n  - c: 1\n    d:\n", "b:\n- c: 1\n  d:\n# end")
	f.Add("a:\n  b:\n    c: 1 # d\n  # e\nf: \"g\"\n", "a: {}\n")
	f.Fuzz(func(t *testing.T, chartValues, values string) {
		c := chartOf(t, chartValues)
		whole := "web:\n" + "  " + strings.ReplaceAll(values, "\n", "\n  ")
		tree := syntax.ParseYAML(whole)
		owner := tree.Root().Pair("web")
		if c == nil || c.Values() == nil || len(c.Values().Errors) > 0 || odd(c.Values()) || len(tree.Errors) > 0 ||
			odd(tree) {
			t.Skip()
		}
		before := merged(c, tree)
		taken, _ := defaults.Take(owner, c.Defaults())
		dropped, _ := defaults.Drop(owner, c.Defaults(), func([]string) bool { return false })
		for what, edits := range map[string][]text.Edit{"taken": taken, "dropped": dropped} {
			after := text.Apply(whole, edits)
			next := syntax.ParseYAML(after)
			if len(next.Errors) > 0 {
				t.Errorf("%s: %v in\n%s", what, next.Errors[0], after)
			} else if got := merged(c, next); !reflect.DeepEqual(got, before) {
				t.Errorf("%s: %s, before %s in\n%s", what, shown(got), shown(before), after)
			}
		}
	})
}

// odd reports whether a text has what Helm reads in ways of its own: several documents, duplicate keys and those that
// are no texts, null, which deletes defaults, and anchors, whose aliases may be elsewhere.
func odd(tree *syntax.Tree) bool {
	docs := 0
	for range tree.Docs() {
		docs++
	}
	for n := range tree.All() {
		if n.Kind() == syntax.Null || n.Kind() == syntax.Alias || n.IsMerge() || n.Kind() == syntax.Pair &&
			(n.Key().Kind() != syntax.String || n.Parent().Pair(n.Key().Text()) != n) {
			return true
		}
	}
	return docs > 1 || len(tree.Anchors()) > 0 || strings.ContainsAny(tree.Text, "\t!%\ufeff")
}

// merged are the values that Helm makes of the chart's defaults and those below web.
func merged(c *chart.Chart, values *syntax.Tree) map[string]any {
	return merge(render.FromNode(c.Values().Root(), nil), render.FromNode(values.Root().Get("web"), nil))
}

func merge(under, over map[string]any) map[string]any {
	for key, v := range over {
		a, isMap := under[key].(map[string]any)
		b, both := v.(map[string]any)
		if isMap && both {
			under[key] = merge(a, b)
		} else {
			under[key] = v
		}
	}
	return under
}

func shown(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}
