package analysis

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// chartPlace is a place in the values of one of the pack's charts, and what the chart says of it.
type chartPlace struct {
	chart *chart.Chart
	path  []string      // from the root of the chart's values
	scope chart.Scope   // of path, or of the first list that it leads into
	items []syntax.Node // of a path into a list: what elements of the chart's default hold there
	list  bool          // path leads into a list
}

// chartAt is the place at a path from the root of the pack's values; false where it leads to no chart.
func chartAt(p *pack.Pack, path []string) (chartPlace, bool) {
	if len(path) < 2 || path[0] != pack.SectionCharts {
		return chartPlace{}, false
	}
	c := p.ChartNamed(path[1])
	if c == nil {
		return chartPlace{}, false
	}
	at := chartPlace{chart: c, scope: c.Defaults()}
	for _, step := range path[2:] {
		at = at.child(step)
	}
	return at, true
}

// child is the place below at under a key, or at an index of a list.
func (at chartPlace) child(key string) chartPlace {
	_, err := strconv.Atoi(key)
	element := err == nil && !at.list && at.scope.Value().Kind() == syntax.Sequence
	at.path = append(slices.Clip(at.path), key)
	switch {
	case element:
		at.list = true
		at.items = resolved(at.scope.Value())
	case at.list:
		var items []syntax.Node
		for _, n := range at.items {
			if v := n.Get(key); v.Exists() {
				items = append(items, v)
			} else if n.Kind() == syntax.Sequence && err == nil {
				items = append(items, resolved(n)...)
			}
		}
		at.items = items
	default:
		at.scope = at.scope.Child(key)
	}
	return at
}

// resolved are the children of a sequence, aliases followed.
func resolved(list syntax.Node) []syntax.Node {
	var items []syntax.Node
	for n := range list.Children() {
		items = append(items, n.Resolve())
	}
	return items
}

// keys are the keys that the chart knows below at.
func (at chartPlace) keys() []string {
	var keys []string
	seen := map[string]bool{}
	add := func(key string) {
		if key != "" && key != syntax.MergeKey && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	if at.list {
		for _, n := range at.items {
			for pair := range n.Children() {
				add(pair.Key().Text())
			}
		}
	} else {
		for _, key := range at.scope.Keys() {
			add(key)
		}
	}
	if sub := at.schema(); sub != nil {
		for _, p := range sub.Properties {
			add(p.Name)
		}
	}
	return keys
}

// value is the default at the place, or an example of it in a list; absent where there is none.
func (at chartPlace) value() syntax.Node {
	if !at.list {
		return at.scope.Value()
	}
	if len(at.items) > 0 {
		return at.items[0]
	}
	return syntax.Node{}
}

// doc is what the chart's comments, or its values.schema.json, say of the place.
func (at chartPlace) doc() string {
	doc := ""
	if !at.list {
		doc = at.scope.Doc()
	} else if len(at.items) > 0 {
		doc = chart.Doc(at.items[0].Owner())
	}
	if sub := at.schema(); doc == "" && sub != nil {
		doc = subDoc(sub)
	}
	return doc
}

// types are the words for the type of the value: of values.schema.json, or else of the default.
func (at chartPlace) types() string {
	if sub := at.schema(); sub != nil && len(sub.Types) > 0 {
		return typeWords(sub)
	}
	if v := at.value(); v.Exists() && v.Kind() != syntax.Null {
		return kindWord(v.Kind())
	}
	return ""
}

// kindWord is what YAML calls a value of the kind.
func kindWord(k syntax.Kind) string {
	switch k {
	case syntax.Mapping:
		return "mapping"
	case syntax.Sequence:
		return "list"
	}
	return k.String()
}

// schema is what the values.schema.json of the chart, or of the subchart that the place belongs to, says of it; nil where it says nothing.
func (at chartPlace) schema() *schema.Sub {
	c, path := at.chart, at.path
	for c != nil {
		if s := chartSchema(c); s != nil {
			if sub := s.At(path); sub != nil {
				return sub
			}
		}
		if len(path) == 0 {
			return nil
		}
		c, path = c.Subchart(path[0]), path[1:]
	}
	return nil
}

// chartSchema is the chart's values.schema.json; nil where there is none or it cannot be read.
func chartSchema(c *chart.Chart) *schema.Schema {
	if c.Schema == "" {
		return nil
	}
	return chart.View(c, "values schema", func() *schema.Schema {
		s, err := schema.Load("values.schema.json", []byte(c.Schema))
		if err != nil {
			return nil // the chart's mistake, or a reference to another file
		}
		return s
	})
}

// short is a value on a few columns of one line.
func short(n syntax.Node) string {
	const most = 40
	switch n = n.Resolve(); {
	case !n.Exists() || n.Empty():
		return ""
	case n.Kind() == syntax.Mapping && n.Len() == 0:
		return "{}"
	case n.Kind() == syntax.Sequence && n.Len() == 0:
		return "[]"
	case n.Kind() == syntax.Mapping:
		return "mapping"
	case n.Kind() == syntax.Sequence:
		return "list of " + strconv.Itoa(n.Len())
	}
	s := []rune(strings.Join(strings.Fields(n.Source()), " "))
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}

// maxShown is how many lines of a value are shown.
const maxShown = 15

// yamlBlock is a pair, or a value, as YAML in Markdown, without the indentation that it has where it stands; "" where n is absent.
func yamlBlock(n syntax.Node) string {
	if !n.Exists() {
		return ""
	}
	src := n.Tree().Text
	column := n.Start() - (strings.LastIndexByte(src[:n.Start()], '\n') + 1)
	lines := strings.SplitN(strings.TrimRight(n.Source(), " \r\n"), "\n", maxShown+1)
	more := len(lines) > maxShown
	if more {
		lines = lines[:maxShown]
	}
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		if i > 0 {
			line = line[min(column, len(line)-len(strings.TrimLeft(line, " "))):]
		}
		lines[i] = line
	}
	if more {
		lines = append(lines, "# …")
	}
	return fenced("yaml", strings.Join(lines, "\n"))
}

// fenced is code in Markdown.
func fenced(lang, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + lang + "\n" + code + "\n" + fence
}
