package check

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// schemaFault is a value that breaks the schema of a chart.
type schemaFault struct {
	schema.Violation
	chart *chart.Chart
	pair  syntax.Node // in values.yaml
	at    syntax.Node // the value of pair, or the item of a list in it, that is wrong
}

// forbidden reports whether the chart's schema does not allow the key in its place.
func (f schemaFault) forbidden() bool {
	switch f.Keyword {
	case "additionalProperties", "unevaluatedProperties", "false":
		return true
	}
	return false
}

func chartSchema(p *Pass) {
	faults := p.schemaFaults()
	if len(faults) == 0 {
		return
	}
	mismatched, places := mismatchedValues(p), p.chartPlaces()
	reported, better := places.reported(), places.better()
	for _, f := range faults {
		v := f.at.Resolve()
		if mismatchedIn(f, mismatched) || within(f.pair, reported) {
			continue // one mistake, one report; that of schema.yaml has the author's hint
		}
		if f.forbidden() {
			forbiddenKey(p, f, better[f.pair])
			continue
		}
		r := faultRange(p, f)
		d := p.Report(r, refusal, quote(f.chart.Name), f.Message)
		if f.Keyword == "type" && slices.Contains(f.Want, "string") &&
			(v.Kind() == syntax.Bool || v.Kind() == syntax.Number) && f.at == v {
			d.Fix(p.File, "Quote "+v.Source(), edit.QuoteScalar(v))
		}
	}
}

// mismatchedIn reports whether the value that breaks the schema, or one around it, is among mismatched.
func mismatchedIn(f schemaFault, mismatched map[int]bool) bool {
	return mismatched[f.at.Resolve().Start()] || mismatched[f.pair.Value().Resolve().Start()]
}

// faultRange is where a fault is shown: at a scalar, at the key of a collection, or at the start of an item.
func faultRange(p *Pass, f schemaFault) text.Range {
	switch item := f.at != f.pair.Value(); {
	case f.at.IsScalar() && !f.at.Empty():
		return firstLine(p, f.at)
	case item && f.at.First().Key().Exists():
		return f.at.First().Key().Range()
	case item && f.at.Len() > 0:
		return firstLine(p, f.at)
	}
	return f.pair.Key().Range()
}

const refusal = "chart %s does not accept this: %s (its values.schema.json)"

// forbiddenKey reports a key that a schema forbids, with what the chart knows instead: at is the zero place if it knows
// nothing.
func forbiddenKey(p *Pass, f schemaFault, at chartPlace) {
	key := f.pair.Key()
	d := p.Report(key.Range(), refusal, quote(f.chart.Name), f.Message)
	switch {
	case !at.pair.Exists():
	case at.to != nil:
		d.Message += "; chart " + quote(at.chart.Name) + " has " + strings.Join(at.to, ".")
		d.move(p, at)
	default:
		s := p.slip(key.Text(), missing(at.scope.Keys(), keysOf(at.pair.Parent())))
		d.Message += s.hint()
		d.rename(p, key, s.meant)
	}
}

// forbiddenKeys are the pairs whose keys a chart's schema forbids, if that is reported.
func (p *Pass) forbiddenKeys() map[syntax.Node]bool {
	if !p.reports(codeChartSchema) {
		return nil
	}
	keys := map[syntax.Node]bool{}
	for _, f := range p.schemaFaults() {
		keys[f.pair] = keys[f.pair] || f.forbidden()
	}
	return keys
}

var schemaFaults pack.Memo[[]schemaFault]

// schemaFaults validates each chart's values with the pack's over them, as Helm does before it installs, once for all
// checks. What the chart's own defaults break is not the pack's mistake.
func (p *Pass) schemaFaults() []schemaFault {
	return schemaFaults.Of(p.Pack, p.File, func() (faults []schemaFault) {
		charts, _ := p.charts()
		named := byName(charts)
		for _, name := range chartNames(charts) {
			c, section := named[name], p.at(pack.SectionCharts, name)
			if section.Kind() == syntax.Mapping && !section.Broken() && !c.several {
				faults = append(faults, p.faultsOf(c.Chart, section)...)
			}
		}
		return faults
	})
}

// faultsOf validates the values of c, which values.yaml holds in section, and those of the charts inside it that are
// not switched off.
func (p *Pass) faultsOf(c *chart.Chart, section syntax.Node) (faults []schemaFault) {
	if c.Schema != "" {
		faults = p.sectionFaults(c, section)
	}
	if len(c.Subcharts) == 0 {
		return faults
	}
	for pair := range section.Children() {
		key, v := pair.Key().Text(), pair.Value().Resolve()
		if sub := c.Subchart(key); sub != nil && v.Kind() == syntax.Mapping && !switchedOff(c, section, key) {
			faults = append(faults, p.faultsOf(sub, v)...)
		}
	}
	return faults
}

// switchedOff reports whether the chart that has its values in c's under key is not installed, as the first of its
// conditions that has a value says or, else, its tags (Helm, "Tags and Condition fields in dependencies"). Own are the
// pack's values over those of c.
func switchedOff(c *chart.Chart, own syntax.Node, key string) bool {
	valueAt := func(path ...string) syntax.Node {
		if v := own.At(path...); v.Exists() {
			return v
		}
		return c.Lookup(path).Value()
	}
	for i := range c.Dependencies {
		d := &c.Dependencies[i]
		if d.Section() != key {
			continue
		}
		for condition := range strings.SplitSeq(d.Condition, ",") {
			if v := valueAt(strings.Split(strings.TrimSpace(condition), ".")...); v.Kind() == syntax.Bool {
				return !isTrue(v)
			}
		}
		off := false
		for _, tag := range d.Tags {
			if v := valueAt("tags", tag); v.Kind() == syntax.Bool {
				if isTrue(v) {
					return false
				}
				off = true
			}
		}
		return off
	}
	return false
}

// isTrue is the value of a boolean, which has many forms in YAML 1.1.
func isTrue(n syntax.Node) bool {
	return strings.ContainsRune("tyTY", rune(n.Text()[0])) || strings.EqualFold(n.Text(), "on")
}

var faultsOfDefaults chart.View[map[string]bool]

// defaultFaults is what the chart's own defaults break in its schema, by violationKey.
func defaultFaults(c *chart.Chart, rules *schema.Schema) map[string]bool {
	return faultsOfDefaults.Of(c, func() map[string]bool {
		defaults := merger{left: maxMergedValues}
		defaults.write(c.Defaults(), syntax.Node{})
		known := map[string]bool{}
		found, _ := rules.Validate(defaults.root())
		for _, v := range found {
			known[violationKey(v)] = true
		}
		return known
	})
}

// mismatchedValues are the byte offsets of the values that are reported for breaking their constraint in schema.yaml.
func mismatchedValues(p *Pass) map[int]bool {
	offsets := map[int]bool{}
	if !p.reports(codeDefaultMismatch) {
		return offsets
	}
	for _, m := range mismatches(p) {
		offsets[m.value.Start()] = true
	}
	return offsets
}

// sectionFaults validates the values of c, without those of its subcharts.
func (p *Pass) sectionFaults(c *chart.Chart, section syntax.Node) (faults []schemaFault) {
	rules := value.ChartSchema(c)
	if rules == nil {
		return nil
	}
	m := merger{left: maxMergedValues}
	m.write(c.Defaults(), section)
	if m.left < 0 {
		p.partly()
		return nil
	}
	known := defaultFaults(c, rules)
	found, complete := rules.Validate(m.root())
	if !complete {
		p.partly()
	}
	for _, v := range found {
		pair, at, exact := follow(section, v.Path)
		set := at.Resolve()
		switch {
		case known[violationKey(v)], !pair.Exists(), holdsMacro(at), holdsMacro(pair.Key()), set.Broken():
			// the chart's own mistake, or a value that must be filled in; or nobody knows
		case v.Keyword == "required":
			if null := nullAmong(set, v.Missing); exact && null.Exists() {
				faults = append(faults, schemaFault{v, c, null, null.Value()})
			} else if exact && at != pair.Value() && !moreKeys(set) { // nothing but the pack sets what is in a list
				faults = append(faults, schemaFault{v, c, pair, at})
			}
		case exact && (v.Keyword == "type" || set.Kind() != syntax.String || set.Text() != ""):
			faults = append(faults, schemaFault{v, c, pair, at})
		}
	}
	return faults
}

// violationKey names a rule of a schema and the value that breaks it.
func violationKey(v schema.Violation) string { return v.Keyword + " " + strings.Join(v.Path, "\x00") }

// follow is the value that path leads to and the pair that it is in, or the last ones on the way; exact says that it
// is the path's end.
func follow(section syntax.Node, path []string) (pair, at syntax.Node, exact bool) {
	n := section
	for _, step := range path {
		var next syntax.Node
		if n.Kind() == syntax.Sequence {
			if i, err := strconv.Atoi(step); err == nil {
				next = n.Index(i)
			}
		} else if p := n.Pair(step); p.Exists() {
			pair, next = p, p.Value()
		}
		if !next.Exists() {
			return pair, at, false
		}
		at, n = next, next.Resolve()
	}
	return pair, at, true
}

// moreKeys reports whether the mapping n may get keys that its text does not name: from a merge key or a macro.
func moreKeys(n syntax.Node) bool {
	for pair := range n.Children() {
		if pair.IsMerge() || holdsMacro(pair.Key()) {
			return true
		}
	}
	return false
}

// nullAmong is the pair of the mapping n that sets one of the keys to null, which takes away the chart's default;
// absent if there is none.
func nullAmong(n syntax.Node, keys []string) syntax.Node {
	for _, key := range keys {
		if pair := n.Pair(key); pair.Exists() && pair.Value().Resolve().Kind() == syntax.Null {
			return pair
		}
	}
	return syntax.Node{}
}

// maxMergedValues bounds how many values one chart's are merged to.
const maxMergedValues = 200_000

// merger writes values as JSON, those of a pack over the defaults of a chart, null deleting the default (Helm,
// "Deleting a default key").
type merger struct {
	b    strings.Builder
	left int
}

// write writes the value of a place: s is that of the chart, own that of the pack, which may be absent.
func (m *merger) write(s chart.Scope, own syntax.Node) {
	if m.left--; m.left < 0 {
		m.b.WriteString("null")
		return
	}
	own = own.Resolve()
	def := s.Value()
	switch {
	case own.Exists() && holdsMacroItself(own) && def.Exists() && def.Kind() != syntax.Mapping:
		m.value(def) // unknown, so assume that it is right
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
	given := map[string]syntax.Node{} // the last of duplicate keys
	for c := range own.Entries() {
		given[c.Key().Text()] = c
	}
	for c := range own.Children() {
		if key := c.Key().Text(); given[key] == c && c.Value().Resolve().Kind() != syntax.Null {
			pair(key, s.Child(key), c.Value())
		}
	}
	for _, key := range s.Keys() {
		child := s.Child(key)
		if given[key].Exists() || child.Status != chart.Known && child.Status != chart.Implied || !child.Value().Exists() ||
			child.Value().Kind() == syntax.Null && own.Exists() {
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
		m.b.WriteString(strconv.FormatBool(isTrue(n)))
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
