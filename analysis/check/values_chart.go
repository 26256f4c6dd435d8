package check

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// valuesChartChecks are those of the values of charts, against what the charts know.
var valuesChartChecks = []Check{
	{Code: "values/inert-chart", Severity: pack.Warning, On: inValues, Run: inertChart,
		Summary: "a section whose chart has none of its keys"},
	{Code: "values/unknown-chart-value", Severity: pack.Hint, On: inValues, Tag: Unnecessary, Run: unknownChartValue,
		Summary: "a value that the chart does not have"},
	{Code: codeLostIndent, Severity: pack.Warning, On: inValues, Run: lostIndent,
		Summary: "keys that have lost their indentation under their parent"},
	{Code: codeNullOverMap, Severity: pack.Hint, On: inValues, Run: nullOverMap,
		Summary: "null in place of a mapping, which deletes the chart's defaults"},
	{Code: codeValueKind, Severity: pack.Warning, On: inValues, Run: valueKind,
		Summary: "a value whose kind differs from that of the chart's default"},
	{Code: "values/unread-value", Severity: pack.Hint, On: inValues, Tag: Unnecessary, Run: unreadValue,
		Summary: "a value that the chart has, but none of its templates reads"},
	{Code: "values/moved-value", Severity: pack.Information, On: inValues, Run: movedValue,
		Summary: "a value that the chart has one level higher or deeper"},
	{Code: codeChartSchema, Severity: pack.Warning, On: inValues, Run: chartSchema,
		Summary: "a value that violates the chart's values.schema.json"},
}

const (
	codeChartSchema = "values/chart-schema"
	codeLostIndent  = "values/lost-indent"
	codeNullOverMap = "values/null-over-map"
	codeValueKind   = "values/value-kind"
)

// chartPlace is a key of values.yaml that a chart does not know, or whose value is null over a mapping or of another
// kind than the chart's default.
type chartPlace struct {
	pair  syntax.Node
	chart *chart.Chart
	path  []string      // from the root of the chart's values to the pair
	scope chart.Scope   // what the chart knows around the pair
	under syntax.Node   // of a moved value: the pair that it should be directly below or, if there is none yet, absent
	to    []string      // of a moved value: the path it should have
	run   []syntax.Node // of a lost indentation: the siblings that belong below pair
}

// chartPlaces are the odd places in the values of the pack's charts. Each pair is only in one list.
type chartPlaces struct {
	inert, unknown, lost, nulls, moved, kinds []chartPlace
	// partly says that there is too much to compare, so that the lists are empty.
	partly bool
}

// reported are the pairs about which a warning speaks: sections without effect, and what belongs below a key that lost
// it.
func (c *chartPlaces) reported() map[syntax.Node]bool {
	pairs := map[syntax.Node]bool{}
	for _, at := range c.inert {
		pairs[at.pair] = true
	}
	for _, at := range c.lost {
		pairs[at.pair] = true
		for _, pair := range at.run {
			pairs[pair] = true
		}
	}
	return pairs
}

// better are the places of pairs for which there may be a better name or place.
func (c *chartPlaces) better() map[syntax.Node]chartPlace {
	places := map[syntax.Node]chartPlace{}
	for _, at := range slices.Concat(c.unknown, c.moved) {
		places[at.pair] = at
	}
	return places
}

// within says if n is one of pairs, or lies below one.
func within(n syntax.Node, pairs map[syntax.Node]bool) bool {
	for ; n.Exists(); n = n.Parent() {
		if pairs[n] {
			return true
		}
	}
	return false
}

var placesInCharts pack.Memo[*chartPlaces]

// chartPlaces compares the sections of charts with what the charts know, once for all checks.
func (p *Pass) chartPlaces() *chartPlaces {
	return placesInCharts.Of(p.Pack, p.File, func() *chartPlaces {
		w := &chartWalk{p: p, steps: maxChartSteps}
		charts, _ := p.charts()
		for _, name := range chartNames(charts) {
			c, section := chartNamed(charts, name), p.pairAt(pack.SectionCharts, name)
			if section.Value().Resolve().Kind() != syntax.Mapping || severalNamed(charts, name) {
				continue
			}
			w.section(c.Chart, section)
		}
		if w.steps < 0 {
			return &chartPlaces{partly: true}
		}
		return &w.chartPlaces
	})
}

// maxChartSteps limits the comparison of huge values with a huge chart. The largest values of a published pack need a
// hundredth of it.
const maxChartSteps = 10 << 20

// severalNamed says if more than one archive holds a chart of that name, so that their values are both in one section.
func severalNamed(charts []packChart, name string) bool {
	n := 0
	for _, c := range charts {
		if c.Name == name {
			n++
		}
	}
	return n > 1
}

// chartWalk walks over the values of one chart after the other.
type chartWalk struct {
	chartPlaces
	p     *Pass
	chart *chart.Chart
	steps int // that may yet be taken
	// defaults says that the chart has default values. Without any, what its templates read is all that it knows.
	defaults bool
}

func (w *chartWalk) section(c *chart.Chart, section syntax.Node) {
	w.chart, w.defaults = c, c.Defaults().Value().First().Exists()
	root, mapping := c.Defaults(), section.Value().Resolve()
	if !mapping.First().Exists() {
		return
	}
	if root.Open() {
		if !root.Value().Broken() && !c.UsesAll() {
			w.undefaulted(mapping, root, nil)
		}
		return
	}
	inert := true
	for pair := range mapping.Children() {
		name := pair.Key().Text()
		if inert = w.strange(root.Child(name), pair, []string{name}); !inert {
			break
		}
	}
	if inert && !mapping.Broken() && !w.nearKeys(mapping, root.Keys()) {
		w.inert = append(w.inert, chartPlace{pair: section, chart: c, scope: root})
		return
	}
	w.mapping(mapping, root, chart.Scope{}, nil)
}

// nearKeys says if a key of mapping is likely a slip of one of known. With more to compare than is reasonable, one may
// be.
func (w *chartWalk) nearKeys(mapping syntax.Node, known []string) bool {
	compared := 0
	return slices.ContainsFunc(keysOf(mapping), func(key string) bool {
		w.p.alive()
		compared += len(known)
		return compared > maxSuggested || nearest(key, known) != ""
	})
}

// strange says if the chart does not know the pair at path; child is what the chart has there.
func (w *chartWalk) strange(child chart.Scope, pair syntax.Node, path []string) bool {
	key := pair.Key()
	name := key.Text()
	switch {
	case child.Status > chart.Free, child.Status == chart.Free && w.defaults, pair.IsMerge(),
		name == "global", name == "tags", strings.Contains(strings.ToLower(name), "nameoverride"):
		return false
	case pair.Kind() != syntax.Pair, pair.Broken(), key.Kind() == syntax.Invalid, holdsMacro(key):
		return false
	}
	// Last, since reading all templates costs more than everything else, and is not needed if the defaults have all keys.
	return !w.inSchema(path) && !inSchemas(w.chart.Subcharts, name) && !w.p.stores(pair) &&
		w.chart.Uses(path) == chart.Unused
}

// inSchema says if the chart's schema describes the value at path or, if the schema cannot be used, has a value of that
// name anywhere.
func (w *chartWalk) inSchema(path []string) bool {
	name := path[len(path)-1]
	if !mentions(w.chart.Schema, name) {
		return false
	}
	rules := value.ChartSchema(w.chart)
	if rules == nil || rules.At(path) != nil {
		return true
	}
	around := rules.At(path[:len(path)-1])
	return around != nil && slices.ContainsFunc(around.Properties, func(p schema.Property) bool { return p.Name == name })
}

// inSchemas says if a schema of one of the charts, or of one inside them, mentions the key.
func inSchemas(charts []*chart.Chart, key string) bool {
	return slices.ContainsFunc(charts, func(c *chart.Chart) bool {
		return mentions(c.Schema, key) || inSchemas(c.Subcharts, key)
	})
}

func mentions(schema, key string) bool { return strings.Contains(schema, strconv.Quote(key)) }

// mapping walks over a mapping at path. scope is what the chart knows there, outer what it knows one level higher.
func (w *chartWalk) mapping(mapping syntax.Node, scope, outer chart.Scope, path []string) {
	defaults := defaultsIn(scope)
	w.steps -= defaults.len()
	var belongs syntax.Node // the pair, last skipped, to which what follows belongs
	left := 0               // how many pairs do
	holders := map[string][]string(nil)
	for pair := range mapping.Entries() {
		if left > 0 {
			left--
			continue
		}
		name, v := pair.Key().Text(), pair.Value()
		if v.Kind() != syntax.Mapping && v.Kind() != syntax.Null && v.Kind() != syntax.Alias {
			if def := defaults.of(name); def.Exists() {
				belongs = pair
				if otherKind(v, def) {
					w.kinds = append(w.kinds, chartPlace{pair: pair, chart: w.chart, path: pathTo(path, name), scope: scope})
				}
				continue // nearly all are like this, and need no more
			}
		}
		if w.steps--; w.steps < 0 {
			return
		}
		w.p.alive()
		here := pathTo(path, name)
		child := scope.Child(name)
		if w.strange(child, pair, here) {
			if holders == nil && len(w.unknown) <= maxMoved {
				holders = w.holders(scope)
			}
			w.odd(pair, belongs, scope, outer, here, holders[name])
			continue
		}
		belongs = pair
		if !pair.Broken() {
			left = w.known(pair, child, scope, here)
		}
	}
}

// undefaulted walks over a mapping at path for which the chart has no defaults, so that what its templates read is all
// that it knows.
func (w *chartWalk) undefaulted(mapping syntax.Node, scope chart.Scope, path []string) {
	for pair := range mapping.Entries() {
		if w.steps--; w.steps < 0 {
			return
		}
		w.p.alive()
		here := pathTo(path, pair.Key().Text())
		child := scope.Child(pair.Key().Text())
		switch v := pair.Value().Resolve(); {
		case pair.Broken() || len(here) > maxChartDepth:
		case child.Status > chart.Free:
			w.known(pair, child, scope, here)
		case w.strange(child, pair, here):
			w.unknown = append(w.unknown, chartPlace{pair: pair, chart: w.chart, path: here, scope: scope})
		case v.Kind() == syntax.Mapping && w.chart.Uses(here) != chart.Whole:
			w.undefaulted(v, child, here)
		}
	}
}

// known looks at a pair of which the chart knows child and returns how many of the pairs after it belong below it.
func (w *chartWalk) known(pair syntax.Node, child, scope chart.Scope, path []string) int {
	v := pair.Value().Resolve()
	if child.Status == chart.Known && otherKind(v, child.Value()) {
		w.kinds = append(w.kinds, chartPlace{pair: pair, chart: w.chart, path: path, scope: scope})
	}
	switch v.Kind() {
	case syntax.Mapping:
		if child.Status != chart.Unknown && !child.Open() && len(path) < maxChartDepth {
			w.mapping(v, child, scope, path)
		}
	case syntax.Null:
		def := child.Value()
		if child.Status != chart.Known || def.Kind() != syntax.Mapping || !def.First().Exists() || v.Broken() ||
			pair.Parent().Broken() {
			break
		}
		at := chartPlace{pair: pair, chart: w.chart, path: path, scope: scope}
		if v.Empty() {
			at.run = w.lostBelow(pair, child, scope, path)
		}
		if len(at.run) > 0 {
			w.lost = append(w.lost, at)
			return len(at.run)
		}
		w.nulls = append(w.nulls, at)
	}
	return 0
}

// maxChartDepth is how deep values are compared.
const maxChartDepth = 100

// holders returns the keys of scope, by the names that the chart knows directly below them.
func (w *chartWalk) holders(scope chart.Scope) map[string][]string {
	found := map[string][]string{}
	for _, key := range scope.Keys() {
		child := scope.Child(key)
		if w.steps--; child.Status != chart.Known || child.Open() {
			continue
		}
		names := child.Keys()
		w.steps -= len(names)
		for _, name := range names {
			if child.Child(name).Status == chart.Known {
				found[name] = append(found[name], key)
			}
		}
	}
	return found
}

// odd looks at a pair at path that the chart does not know, after the sibling before. It knows its key below the keys
// deeper.
func (w *chartWalk) odd(pair, before syntax.Node, scope, outer chart.Scope, path, deeper []string) {
	at := chartPlace{pair: pair, chart: w.chart, path: path, scope: scope}
	if followsError(pair) {
		return // it has a report, and may not be where it belongs
	}
	name := pair.Key().Text()
	last := len(path) - 1
	if len(w.unknown) > maxMoved {
		w.unknown = append(w.unknown, at)
		return
	}
	if last > 0 && outer.Child(name).Status == chart.Known {
		at.to = append(path[:last-1:last-1], name)
		w.moved = append(w.moved, at)
		return
	}
	// The one right above is meant, if there are several.
	if i := slices.Index(deeper, before.Key().Text()); i >= 0 && before.Exists() {
		at.under, deeper = before, deeper[i:i+1]
	}
	if len(deeper) != 1 {
		w.unknown = append(w.unknown, at)
		return
	}
	if !at.under.Exists() {
		at.under = pair.Parent().Pair(deeper[0])
	}
	at.to = append(path[:last:last], deeper[0], name)
	w.moved = append(w.moved, at)
}

// followsError says if a syntax error ends where pair begins, such as a tab in its indentation.
func followsError(pair syntax.Node) bool {
	errors := pair.Tree().Errors
	i, _ := slices.BinarySearchFunc(errors, pair.Start(), func(e syntax.Error, off int) int { return e.Start - off })
	return i > 0 && errors[i-1].End == pair.Start()
}

// maxMoved is for how many unknown values a better place is looked for.
const maxMoved = 500

func inertChart(p *Pass) {
	for _, at := range p.chartPlaces().inert {
		mapping := at.pair.Value().Resolve()
		keys := keysOf(mapping)
		// Keys that every chart has are none to nest under.
		known := slices.DeleteFunc(at.scope.Keys(), func(key string) bool {
			return at.scope.Child(key).Status != chart.Known
		})
		under := slices.DeleteFunc(slices.Clone(known), func(key string) bool { return !belowKey(at, key, keys) })
		if len(under) == 1 {
			p.Report(at.pair.Key().Range(), "chart %s has none of these values; indent them under %s.%s",
				quote(at.chart.Name), strings.Join(at.pair.Path(), "."), under[0]).
				Fix(p.File, "Indent under "+under[0], edit.Nest(mapping.First(), mapping.Last(), under[0])...)
			continue
		}
		p.Report(at.pair.Key().Range(), "chart %s has none of these values (%s), so this section has no effect; it has %s",
			quote(at.chart.Name), few(keys), few(known))
	}
}

// belowKey says if the chart knows all keys below key.
func belowKey(at chartPlace, key string, keys []string) bool {
	child := at.scope.Child(key)
	return !slices.ContainsFunc(keys, func(k string) bool {
		s := child.Child(k).Status
		return s == chart.Unknown && at.chart.Uses([]string{key, k}) == chart.Unused || s == chart.Free
	})
}

// few lists names for a message, the first ones if there are many.
func few(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

func unknownChartValue(p *Pass) {
	frees := map[syntax.Node][]string{} // what the chart knows in each mapping that it does not have
	forbidden := p.forbiddenKeys()
	for _, at := range p.chartPlaces().unknown {
		if forbidden[at.pair] || spacelessKey(at) != "" && p.reports(codeKeyWithSpace) {
			continue // values/chart-schema, values/key-with-space
		}
		key := at.pair.Key()
		if _, other := keyReadByHelm(key); other && p.reports(codeRetypedKey) {
			continue
		}
		around := at.pair.Parent()
		free, known := frees[around]
		if !known {
			keys := at.scope.Keys()
			if len(keys) == 0 || at.scope.Open() {
				keys = append(keys, at.chart.ReadKeys(at.path[:len(at.path)-1])...)
			}
			if free = missing(keys, keysOf(around)); len(free) > maxKeys {
				free = nil
			}
			frees[around] = free
		}
		s := p.slip(key.Text(), free)
		p.Report(key.Range(), "chart %s has no value %s, so this has no effect%s",
			quote(at.chart.Name), strings.Join(at.path, "."), s.hint()).rename(p, key, s.meant).asWarning(p, s)
	}
}

func nullOverMap(p *Pass) {
	for _, at := range p.chartPlaces().nulls {
		keys := at.scope.Child(at.pair.Key().Text()).Keys()
		p.Report(at.pair.Key().Range(),
			"%s is null, which deletes the chart's defaults under it (%s)", quote(at.pair.Key().Text()), few(keys))
	}
}

func movedValue(p *Pass) {
	forbidden := p.forbiddenKeys()
	for _, at := range p.chartPlaces().moved {
		if forbidden[at.pair] {
			continue // values/chart-schema
		}
		d := p.Report(at.pair.Key().Range(),
			"chart %s has no value %s; it has %s", quote(at.chart.Name), strings.Join(at.path, "."), strings.Join(at.to, "."))
		d.move(p, at)
	}
}

// move offers to move a value to its place, unless that has one already.
func (d *Diagnostic) move(p *Pass, at chartPlace) {
	key := at.pair.Key()
	switch under := at.under; {
	case len(at.to) < len(at.path):
		if !at.pair.Parent().Parent().Parent().Pair(key.Text()).Exists() {
			d.Fix(p.File, "Move out of "+at.path[len(at.path)-2], edit.Lift(at.pair)...)
		}
	case !under.Exists():
		d.Fix(p.File, "Indent under "+at.to[len(at.to)-2], edit.Nest(at.pair, at.pair, at.to[len(at.to)-2])...)
	case !under.Value().Pair(key.Text()).Exists():
		d.Fix(p.File, "Move to "+under.Key().Text(), edit.Move(at.pair, under, false)...)
	}
}
