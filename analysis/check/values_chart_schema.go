package check

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// chartSchema validates each chart's values with the pack's over them, as Helm does before it installs. What the chart's own defaults
// break is not the pack's mistake.
func chartSchema(p *Pass) {
	reported := sync.OnceValue(func() map[int]bool { return mismatchedValues(p) })
	charts, _ := p.charts()
	for _, name := range chartNames(charts) {
		c, section := chartNamed(charts, name), p.at(sectionCharts, name)
		if section.Kind() == syntax.Mapping && !section.Broken() && !severalNamed(charts, name) {
			chartSchemas(p, c.Chart, section, name, reported)
		}
	}
}

// chartSchemas validates the values of c, which values.yaml holds in section, and those of the charts inside it. The archive is that of the chart
// called top. What is wrong with the values at the offsets reported is said already.
func chartSchemas(p *Pass, c *chart.Chart, section syntax.Node, top string, reported func() map[int]bool) {
	if c.Schema != "" {
		validateSection(p, c, section, top, reported)
	}
	for _, sub := range c.Subcharts {
		for pair := range section.Children() {
			if v := pair.Value().Resolve(); v.Kind() == syntax.Mapping && c.Subchart(pair.Key().Text()) == sub {
				chartSchemas(p, sub, v, top, reported)
			}
		}
	}
}

// chartRules is the schema of a chart.
type chartRules struct {
	*schema.Schema                 // nil where it cannot be used: the chart's mistake, or one that refers to other files
	known          map[string]bool // what the chart's own defaults break, by violationKey
}

// chartRules compiles the schema of c. That takes long and does not depend on values.yaml, so it is kept with the pack.
func (p *Pass) chartRules(c *chart.Chart, top string) chartRules {
	return pack.Memo(p.Pack, nil, "schema of "+top+" "+c.Path, func() chartRules {
		rules, err := schema.Load("values.schema.json", []byte(c.Schema))
		if err != nil {
			return chartRules{}
		}
		defaults := merger{left: maxMergedValues}
		defaults.write(c.Defaults(), syntax.Node{})
		known := map[string]bool{}
		for _, v := range rules.Validate(defaults.root()) {
			known[violationKey(v)] = true
		}
		return chartRules{rules, known}
	})
}

// mismatchedValues are the byte offsets of the values that are reported for breaking their constraint in schema.yaml.
func mismatchedValues(p *Pass) map[int]bool {
	offsets := map[int]bool{}
	if p.Pack.Settings.Severity(codeDefaultMismatch, p.File.Path, ByCode(codeDefaultMismatch).Severity) == pack.Off {
		return offsets
	}
	for _, m := range mismatches(p) {
		offsets[m.value.Start()] = true
	}
	return offsets
}

func validateSection(p *Pass, c *chart.Chart, section syntax.Node, top string, reported func() map[int]bool) {
	rules := p.chartRules(c, top)
	m := merger{left: maxMergedValues}
	m.write(c.Defaults(), section)
	if rules.Schema == nil || m.left < 0 {
		return
	}
	found := rules.Validate(m.root())
	for _, v := range found {
		at, exact := follow(section, v.Path)
		value := at.Value().Resolve()
		switch {
		case rules.known[violationKey(v)], !at.Exists(), holdsMacro(at.Value()), value.Broken():
			continue // the chart's own mistake, or a value that must be filled in; or nobody knows
		case v.Keyword == "required":
			if !exact || !setsToNull(value, v.Missing) {
				continue
			}
		case !exact, value.Kind() == syntax.String && value.Text() == "" && v.Keyword != "type":
			continue
		case reported()[value.Start()]:
			continue // one mistake, one report; that of schema.yaml has the author's hint
		}
		r := at.Key().Range()
		if written := at.Value(); !written.Empty() && written.IsScalar() {
			r = firstLine(p, written)
		}
		d := p.Report(r, "chart %s does not accept this: %s (its values.schema.json)", quote(c.Name), v.Message)
		if v.Keyword == "type" && slices.Contains(v.Want, "string") && (value.Kind() == syntax.Bool || value.Kind() == syntax.Number) && at.Value() == value {
			d.Fix(p.File, "Quote "+value.Source(), edit.QuoteScalar(value))
		}
	}
}

// violationKey names a rule of a schema and the value that breaks it.
func violationKey(v schema.Violation) string { return v.Keyword + " " + strings.Join(v.Path, "\x00") }

// follow is the pair that path leads to, or the last one on the way; exact says that it is the path's end, the items of lists aside.
func follow(section syntax.Node, path []string) (pair syntax.Node, exact bool) {
	n := section
	for _, step := range path {
		if n.Kind() == syntax.Sequence {
			return pair, true
		}
		next := n.Pair(step)
		if !next.Exists() {
			return pair, false
		}
		pair, n = next, next.Value().Resolve()
	}
	return pair, true
}

// setsToNull reports whether one of the keys is null in the mapping n, which takes away the chart's default.
func setsToNull(n syntax.Node, keys []string) bool {
	for _, key := range keys {
		if pair := n.Pair(key); pair.Exists() && pair.Value().Resolve().Kind() == syntax.Null {
			return true
		}
	}
	return false
}

// maxMergedValues bounds how many values one chart's are merged to.
const maxMergedValues = 200_000

// merger writes values as JSON, those of a pack over the defaults of a chart, null deleting the default (Helm, "Deleting a default key").
type merger struct {
	b    strings.Builder
	left int
}

// write writes what is at a place where the chart has s and the pack has own, which may be absent.
func (m *merger) write(s chart.Scope, own syntax.Node) {
	if m.left--; m.left < 0 {
		m.b.WriteString("null")
		return
	}
	own = own.Resolve()
	def := s.Value()
	switch {
	case own.Exists() && holdsMacroItself(own) && def.Exists() && def.Kind() != syntax.Mapping:
		m.value(def) // unknown, so it counts as right
	case own.Exists() && own.Kind() != syntax.Mapping:
		m.value(own)
	case own.Kind() == syntax.Mapping, def.Kind() == syntax.Mapping, !def.Exists():
		m.mapping(s, own)
	default:
		m.value(def)
	}
}

func holdsMacroItself(n syntax.Node) bool { return n.IsScalar() && holdsMacro(n) }

func (m *merger) mapping(s chart.Scope, own syntax.Node) {
	m.b.WriteByte('{')
	sep := ""
	pair := func(key string, s chart.Scope, own syntax.Node) {
		m.b.WriteString(sep)
		m.text(key)
		m.b.WriteByte(':')
		m.write(s, own)
		sep = ","
	}
	given := map[string]syntax.Node{} // of several equal keys the last one counts
	for c := range own.Children() {
		if key := c.Key().Text(); c.Kind() == syntax.Pair && key != "<<" {
			given[key] = c
		}
	}
	for c := range own.Children() {
		if key := c.Key().Text(); given[key] == c && c.Value().Resolve().Kind() != syntax.Null {
			pair(key, s.Child(key), c.Value())
		}
	}
	for _, key := range s.Keys() {
		child := s.Child(key)
		if given[key].Exists() || child.Status != chart.Known && child.Status != chart.Implied || !child.Value().Exists() || child.Value().Kind() == syntax.Null && own.Exists() {
			continue
		}
		pair(key, child, syntax.Node{})
	}
	m.b.WriteByte('}')
}

// value writes n without anything under it.
func (m *merger) value(n syntax.Node) {
	if m.left--; m.left < 0 {
		m.b.WriteString("null")
		return
	}
	n = n.Resolve()
	switch n.Kind() {
	case syntax.Mapping:
		m.b.WriteByte('{')
		sep := ""
		for c := range n.Children() {
			m.b.WriteString(sep)
			m.text(c.Key().Text())
			m.b.WriteByte(':')
			m.value(c.Value())
			sep = ","
		}
		m.b.WriteByte('}')
	case syntax.Sequence:
		m.b.WriteByte('[')
		sep := ""
		for c := range n.Children() {
			m.b.WriteString(sep)
			m.value(c)
			sep = ","
		}
		m.b.WriteByte(']')
	case syntax.String:
		m.text(n.Text())
	case syntax.Bool:
		m.b.WriteString(strconv.FormatBool(strings.ContainsRune("tyTY", rune(n.Text()[0])) || strings.EqualFold(n.Text(), "on")))
	case syntax.Number:
		if text := n.Text(); json.Valid([]byte(text)) {
			m.b.WriteString(text)
		} else {
			m.b.WriteString("1") // octal, hexadecimal, infinite: a number in any case
		}
	default:
		m.b.WriteString("null")
	}
}

// root is the root of what was written.
func (m *merger) root() syntax.Node { return syntax.ParseJSON(m.b.String()).Root() }

func (m *merger) text(s string) { m.b.WriteString(edit.Quote(s)) }
