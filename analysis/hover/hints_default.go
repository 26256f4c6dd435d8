package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// defaultHints returns the defaults of p's charts that differ from the values in values.yaml, in the order of the text,
// each after the value; after the key if the value has lines of its own.
func defaultHints(p *pack.Pack, in text.Range) []Hint {
	w := defaultWalk{in: in, compared: comparison{maxCompared}}
	sections := p.Values.Root().Get(pack.SectionCharts)
	for section := range sections.Children() {
		c := p.ChartNamed(section.Key().Text())
		if c == nil || sections.Pair(c.Name) != section {
			continue
		}
		w.tooltip = "default of the chart " + markdown.Line(strings.TrimSpace(c.Name+" "+c.Version))
		w.mapping(section.Value(), c.Defaults())
	}
	return w.hints
}

type defaultWalk struct {
	in       text.Range
	tooltip  string
	compared comparison
	hints    []Hint
}

// mapping adds the hints for the pairs of the mapping m, whose place in the chart's values is at.
func (w *defaultWalk) mapping(m syntax.Node, at chart.Scope) {
	if m.Kind() != syntax.Mapping {
		return
	}
	for pair := range m.Children() {
		key := pair.Key().Text()
		if pair.End() < w.in.Start || pair.Start() > w.in.End || pair.IsMerge() || m.Pair(key) != pair {
			continue
		}
		child, v := at.Child(key), pair.Value()
		def := child.Value()
		switch {
		case child.Status == chart.Implied || def.Kind() == syntax.Mapping && def.Len() > 0 && v.Kind() == syntax.Mapping:
			w.mapping(v, child)
		case child.Status != chart.Known || pair.Broken() || v.Broken() || w.compared.same(def, v):
		default:
			w.add(pair, def)
		}
	}
}

func (w *defaultWalk) add(pair, def syntax.Node) {
	off := hintPlace(pair)
	if w.in.Touches(off) {
		w.hints = append(w.hints, Hint{off, "default: " + defaultLabel(def), w.tooltip})
	}
}

// hintPlace is the end of a value that is on the line of its key; otherwise where what follows the key on that line
// ends.
func hintPlace(pair syntax.Node) int {
	key, v := pair.Key(), pair.Value()
	src := pair.Tree().Text
	switch {
	case v.Style() == syntax.Literal || v.Style() == syntax.Folded:
		return v.Start() + strings.IndexAny(src[v.Start():]+"\n", " \r\n")
	case v.Exists() && !v.Empty() && v.Style() != syntax.Block && !strings.Contains(src[key.End():v.End()], "\n"):
		return v.End()
	}
	colon := strings.IndexByte(src[key.End():pair.End()], ':')
	return key.End() + colon + 1
}

// defaultLabel is a default in a few words.
func defaultLabel(def syntax.Node) string {
	const most = 40 // characters of a list
	switch {
	case !def.Exists() || def.Kind() == syntax.Null:
		return "null"
	case def.Kind() == syntax.Sequence && def.Len() > 0:
		list := ""
		for item := range def.Children() {
			if list += ", " + markdown.Line(markdown.Short(item)); len(list) > most || !item.Resolve().IsScalar() {
				return markdown.Short(def)
			}
		}
		return "[" + list[len(", "):] + "]"
	case def.Style() == syntax.Literal || def.Style() == syntax.Folded:
		return markdown.Line(def.Text())
	}
	return markdown.Line(markdown.Short(def))
}
