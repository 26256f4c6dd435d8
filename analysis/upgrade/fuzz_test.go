package upgrade

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// chartWith is a chart with values and a template that reads them all.
func chartWith(t testing.TB, version, values string) *chart.Chart {
	t.Helper()
	fsys := packtest.NewFS([]txtar.File{
		{Name: "a.tgz/Chart.yaml", Data: []byte("apiVersion: v2\nname: app\nversion: " + version + "\n")},
		{Name: "a.tgz/values.yaml", Data: []byte(values)},
	})
	data := fsys.Read(packtest.Path("a.tgz"))
	c, err := chart.Parse(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Skip(err)
	}
	return c
}

// indented is lines of YAML below charts.app, with n spaces before each.
func indented(section string, n int) string {
	var b strings.Builder
	b.WriteString("charts:\n" + strings.Repeat(" ", n/2) + "app:\n")
	for l := range strings.Lines(section) {
		if strings.TrimSpace(l) != "" {
			b.WriteString(strings.Repeat(" ", n))
		}
		b.WriteString(l)
	}
	return b.String()
}

// checkMerge tests what always holds.
func checkMerge(t *testing.T, values string, old, new *chart.Chart) {
	t.Helper()
	tree := valuesTree(values)
	pair := pairAt(tree.Root(), []string{"charts", "app"})
	if len(tree.Errors) > 0 || !pair.Exists() {
		return
	}
	if same := mergeSection(pair, old, old); len(same.edits) > 0 || len(same.orphans) > 0 {
		t.Fatalf("an upgrade to the same chart changes\n%s\nedits %v orphans %v", values, same.edits, same.orphans)
	}
	m := mergeSection(pair, old, new)
	out := text.Apply(m.src, m.edits)
	after := syntax.ParseYAML(out)
	show := func() string {
		defaults := func(c *chart.Chart) string { return c.Values().Text }
		return fmt.Sprintf("\n--- values\n%s\n--- old\n%s\n--- new\n%s\n--- merged\n%s",
			values, defaults(old), defaults(new), out)
	}
	if len(after.Errors) > 0 {
		t.Fatalf("the merged values have an error: %s%s", after.Errors[0].Message, show())
	}
	section := pairAt(after.Root(), []string{"charts", "app"}).Value()
	for _, path := range leaves(pair.Value(), nil) {
		v, w := pair.Value(), section
		for _, key := range path {
			v, w = v.Pair(key).Value(), w.Pair(key).Value()
		}
		if def := old.Lookup(path); hasDefault(def) && defaults.Same(v, def.Value()) || v.Kind() == syntax.Invalid {
			continue
		}
		if !defaults.Same(v, w) {
			t.Fatalf("the author's %s is lost%s", strings.Join(path, "."), show())
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add("a: 1\nb:\n  c: 2\n", "a: 2\nb:\n  c: 3\n  d: 4\n", "charts:\n  app:\n    a: 1\n    b:\n      c: 5\n")
	f.Add("# x\na: {}\n", "a:\n  # y\n  b: 1\n", "charts:\n  app:\n    # x\n    a: {}\n  # z\n")
	f.Add("a: |+\n  x\n\nb: 1\n", "a: |\n  y\nb: 2 # c\n", "charts: {app: {a: 1}}\n")
	f.Add("a: &x 1\nb: *x\n", "a: 1\nb: &y 2\nc: *y\n", "charts:\n  app:\n    a: &x 1\n    b: *x\n    <<: {c: 1}\n")
	f.Add("a:\n- 1\n# t\n", "a:\n- 2\n# u\nb: 'x\n  y'\n", "charts:\r\n app:\r\n  a:\r\n  - 1\r\n  # t\r\n")
	f.Fuzz(func(t *testing.T, old, new, values string) {
		if len(old)+len(new)+len(values) > 4000 {
			t.Skip("long")
		}
		o, n := chartWith(t, "1.0.0", old), chartWith(t, "2.0.0", new)
		for _, c := range []*chart.Chart{o, n} {
			if len(c.Values().Errors) > 0 {
				t.Skip("the defaults are not YAML")
			}
		}
		checkMerge(t, values, o, n)
	})
}

// generator makes YAML that authors could write.
type generator struct{ *rand.Rand }

func (g generator) pick(words ...string) string { return words[g.IntN(len(words))] }

// node is a value with the comments above it.
type node struct {
	key     string
	value   string // of a scalar or a list, as written after the colon; "" for a mapping
	comment string
	under   []node
}

func (g generator) nodes(depth int) []node {
	var all []node
	for _, key := range []string{"alpha", "beta", "gamma", "delta", "epsilon"} {
		if g.IntN(4) == 0 {
			continue
		}
		n := node{key: key}
		if g.IntN(2) == 0 {
			n.comment = g.pick("# one\n", "# two\n\n", "\n# three\n# four\n", "\n")
		}
		if depth < 3 && g.IntN(3) == 0 {
			n.under = g.nodes(depth + 1)
		}
		if n.under == nil {
			n.value = g.pick(" 1", " two # words", " {}", " []", " \"x\"", "\n- a\n- b: c", " |\n  text\n\n  more", " {a: 1}",
				" null", "", " >-\n  folded\n  text", " 'it''s'", "\n  - indented")
		}
		all = append(all, n)
	}
	return all
}

// changed is nodes with some values, comments and keys changed.
func (g generator) changed(nodes []node, depth int) []node {
	var all []node
	other := g.nodes(2)
	for _, n := range nodes {
		switch g.IntN(8) {
		case 0:
			continue
		case 1:
			n.comment = g.pick("", "# other\n", "# one\n# more\n")
		case 2:
			n.under, n.value = nil, g.pick(" 2", " changed", " {b: 2}", "\n- z")
		}
		n.under = g.changed(n.under, depth+1)
		if n.under == nil && n.value == "" {
			n.value = " {}"
		}
		all = append(all, n)
	}
	for _, n := range other {
		known := slices.ContainsFunc(nodes, func(o node) bool { return o.key == n.key })
		if !known && g.IntN(3) == 0 && len(n.under) == 0 {
			all = slices.Insert(all, g.IntN(len(all)+1), n)
		}
	}
	return all
}

func (g generator) text(nodes []node) string {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(n.comment + n.key + ":")
		if n.under == nil {
			b.WriteString(n.value + "\n")
			continue
		}
		b.WriteString("\n")
		for l := range strings.Lines(g.text(n.under)) {
			if strings.TrimSpace(l) != "" {
				l = "  " + l
			}
			b.WriteString(l)
		}
	}
	return b.String()
}

// doubled is a text with twice the indentation, unless that changes what it says.
func doubled(src string) string {
	var b strings.Builder
	for l := range strings.Lines(src) {
		b.WriteString(strings.Repeat(" ", indentOf(strings.TrimRight(l, "\n"))) + l)
	}
	if !defaults.Same(syntax.ParseYAML(b.String()).Root(), syntax.ParseYAML(src).Root()) {
		return src
	}
	return b.String()
}

func TestMergeProperties(t *testing.T) {
	for seed := range uint64(1000) {
		g := generator{rand.New(rand.NewPCG(seed, 1))}
		written := g.nodes(0)
		o, n := g.text(written), g.text(g.changed(written, 0))
		old, new := chartWith(t, "1.0.0", o), chartWith(t, "2.0.0", n)
		values := indented(g.text(g.changed(written, 0)), 2+2*g.IntN(3))
		if g.IntN(4) == 0 { // all of it with other steps of indentation
			values = doubled(values)
		}
		if g.IntN(4) == 0 {
			values = strings.ReplaceAll(values, "\n", "\r\n")
		}
		checkMerge(t, values, old, new)
		if t.Failed() {
			return
		}
		// A copy of all defaults becomes a copy of all new ones.
		if len(written) == 0 || !new.Defaults().Value().First().Exists() {
			continue
		}
		m := mergeSection(pairAt(valuesTree(indented(o, 4)).Root(), []string{"charts", "app"}), old, new)
		got := syntax.ParseYAML(text.Apply(m.src, m.edits)).Root().At("charts", "app")
		if !defaults.Same(got, new.Values().Root()) {
			t.Fatalf("seed %d\n--- old\n%s\n--- new\n%s\n--- merged\n%s", seed, o, n, text.Apply(m.src, m.edits))
		}
	}
}
