package check

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesStructureChecks are those of the sections that values.yaml consists of.
var valuesStructureChecks = []Check{
	{Code: "values/root-not-map", Severity: pack.Error, On: inValues, Run: rootNotMap,
		Summary: "a values.yaml that is not a mapping"},
	{Code: "values/section-not-map", Severity: pack.Error, On: inValues, Run: sectionNotMap,
		Summary: "a section of values.yaml that is not a mapping"},
	{Code: "values/chart-section-missing", Severity: pack.Warning, On: inValues, Run: chartSectionMissing,
		Summary: "chart values outside the section charts"},
	{Code: "values/unknown-chart", Severity: pack.Warning, On: inValues, Run: unknownChart,
		Summary: "a section under charts for an unknown chart"},
	{Code: "values/chart-without-section", Severity: pack.Hint, On: inValues, Run: chartWithoutSection,
		Summary: "a chart without a section, if other charts have one"},
	{Code: "values/charts-under-pack", Severity: pack.Warning, On: inValues, Run: chartsUnderPack,
		Summary: "the sections charts, manifests, or images, or that of a chart, under pack"},
	{Code: "values/unknown-manifest", Severity: pack.Warning, On: inValues, Run: unknownManifest,
		Summary: "a section under manifests for an unknown manifest"},
}

func rootNotMap(p *Pass) {
	root := p.Root().Resolve()
	if root.Broken() || len(p.File.Tree().Errors) > 0 || holdsMacro(root) {
		return
	}
	switch root.Kind() {
	case syntax.String, syntax.Number, syntax.Bool, syntax.Sequence:
		p.Report(firstLine(p, root),
			"values.yaml holds a %s; write a mapping with keys such as pack, charts, manifests", kindName(root))
	}
}

// firstLine is the part of n on its first line.
func firstLine(p *Pass, n syntax.Node) text.Range { return firstLineIn(p.File, n) }

// firstLineIn is firstLine for a node of f.
func firstLineIn(f *pack.File, n syntax.Node) text.Range {
	r := n.Range()
	r.End = max(r.Start, min(r.End, f.Text.Line(f.Text.LineAt(r.Start)).End))
	return r
}

// kindName is the kind of a YAML node in YAML's words.
func kindName(n syntax.Node) string {
	switch n.Kind() {
	case syntax.Mapping:
		return "mapping"
	case syntax.Sequence:
		return "list"
	}
	return n.Kind().String()
}

func sectionNotMap(p *Pass) {
	var sections []syntax.Node
	for _, name := range []string{pack.SectionPack, pack.SectionCharts, pack.SectionManifests} {
		sections = append(sections, p.pairAt(name))
	}
	charts, complete := p.charts()
	names := set(chartNames(charts))
	for pair := range p.at(pack.SectionCharts).Children() {
		if name := pair.Key().Text(); names[name] || !complete && name != syntax.MergeKey {
			sections = append(sections, pair)
		}
	}
	loose := 0 // scalars that may be values of a chart whose archive cannot be read
	for _, pair := range sections {
		v := pair.Value().Resolve()
		switch v.Kind() {
		case syntax.String, syntax.Number, syntax.Bool, syntax.Sequence:
		default:
			continue
		}
		if key := pair.Key().Text(); !complete && len(pair.Path()) > 1 && !names[key] {
			if loose++; loose > 1 {
				continue
			}
		}
		if v.Broken() || pair.Broken() || holdsMacro(v) {
			continue
		}
		name := quote(strings.Join(pair.Path(), "."))
		if m := colonWithoutSpace.FindStringSubmatchIndex(v.Source()); m != nil && v.Style() == syntax.Plain &&
			v == pair.Value() {
			colon := v.Start() + m[2]
			p.Report(firstLine(p, v), "%s is a string, since a key needs a space after its colon; write %s: %s",
				name, v.Source()[:m[2]], v.Source()[m[2]+1:]).
				Fix(p.File, "Insert the space", text.Edit{Range: text.Range{Start: colon + 1, End: colon + 1}, New: " "})
			continue
		}
		d := p.Report(firstLine(p, pair.Value()), "%s is a %s; it must be a mapping", name, kindName(v))
		if v.Source() == `""` || v.Source() == "''" || v.Source() == "[]" {
			d.Fix(p.File, "Replace with {}", edit.Replace(v, "{}"))
		}
	}
}

// colonWithoutSpace matches what is meant as an entry of a mapping, of one line, and finds its colon.
var colonWithoutSpace = regexp.MustCompile(`^[A-Za-z][\w./-]*(:)[^\s:/][^\n]*$`)

// strayKeys are the pairs at the root that have no meaning there and look like values of a chart. If there is a section
// charts, they are those that a chart knows.
func strayKeys(p *Pass) []syntax.Node {
	root, section := p.Root().Resolve(), p.at(pack.SectionCharts)
	beside := section.Kind() == syntax.Mapping && section.First().Exists()
	if root.Kind() != syntax.Mapping || len(p.Pack.Facts().Charts) == 0 || p.incomplete() ||
		section.Exists() && section.Kind() != syntax.Null && section.Kind() != syntax.Mapping {
		return nil
	}
	charts, _ := p.charts()
	var stray []syntax.Node
	known := false
	for pair := range root.Entries() {
		key := pair.Key().Text()
		if holdsMacro(pair.Key()) || slices.Contains(rootKeys, key) || p.nearest(key, sections) != "" ||
			p.referredTo(key) || p.stores(pair) {
			continue
		}
		knows := slices.ContainsFunc(charts, func(c packChart) bool {
			return key == c.Name || key != "global" && knowsKey(c.Chart, key)
		})
		if !knows && beside && key != "global" {
			continue
		}
		stray, known = append(stray, pair), known || knows
	}
	if !known {
		return nil // nothing of it means anything to a chart that can be read
	}
	return stray
}

// knowsKey says if a chart has a value of that name at the root of its values, or uses one. That it uses all its values
// as a whole, for a checksum perhaps, says nothing of any.
func knowsKey(c *chart.Chart, key string) bool {
	return c.Lookup([]string{key}).Status > chart.Free || !c.UsesAll() && c.Uses([]string{key}) != chart.Unused
}

func chartSectionMissing(p *Pass) {
	stray := strayKeys(p)
	if len(stray) == 0 {
		return
	}
	charts, _ := p.charts()
	names := chartNames(charts)
	first := stray[0].Key()
	if slices.Contains(names, first.Text()) {
		d := p.Report(first.Range(), "no chart reads %s here; put the section of a chart under charts", quote(first.Text()))
		fixUnderCharts(d, p, stray)
		return
	}
	what := quote(first.Text())
	if len(stray) > 1 {
		var keys []string
		for _, pair := range stray {
			keys = append(keys, pair.Key().Text())
		}
		what = few(keys)
	}
	d := p.Report(first.Range(), "no chart reads %s here; put the values of a chart under charts.%s",
		what, strings.Join(names, " or charts."))
	if len(names) == 1 {
		fixUnderCharts(d, p, stray, names[0])
	}
}

// fixUnderCharts offers to put pairs of the root under charts and keys, whatever there is of that.
func fixUnderCharts(d *Diagnostic, p *Pass, pairs []syntax.Node, keys ...string) {
	section := p.pairAt(pack.SectionCharts)
	path := append([]string{pack.SectionCharts}, keys...)
	owner := p.pairAt(path...)
	switch {
	case !section.Exists():
		fixNest(d, p, pairs, path...)
	case len(keys) == 0 && section.Next() == pairs[0] && section.Value().Empty() && areNeighbors(pairs):
		d.Fix(p.File, "Indent under "+pack.SectionCharts, edit.Indent(pairs[0], pairs[len(pairs)-1])...)
	case owner.Exists() && areNeighbors(pairs) && !slices.ContainsFunc(pairs, func(pair syntax.Node) bool {
		return owner.Value().Pair(pair.Key().Text()).Exists()
	}):
		d.Fix(p.File, "Move to "+strings.Join(path, "."), edit.MoveAll(pairs[0], pairs[len(pairs)-1], owner)...)
	}
}

func areNeighbors(pairs []syntax.Node) bool {
	for i := 1; i < len(pairs); i++ {
		if pairs[i-1].Next() != pairs[i] {
			return false
		}
	}
	return true
}

// fixNest offers to indent pairs, if they are neighbors, under new keys.
func fixNest(d *Diagnostic, p *Pass, pairs []syntax.Node, keys ...string) {
	if !areNeighbors(pairs) {
		return
	}
	d.Fix(p.File, "Indent under "+strings.Join(keys, "."), edit.Nest(pairs[0], pairs[len(pairs)-1], keys...)...)
}

// strangeCharts are the pairs below charts that belong to no chart of the pack.
func strangeCharts(p *Pass) (strange []syntax.Node, charts []packChart) {
	charts, complete := p.charts()
	if !complete || len(charts) == 0 {
		return nil, nil
	}
	names := set(chartNames(charts))
	section := p.at(pack.SectionCharts)
	if section.Kind() != syntax.Mapping || p.twice(pack.SectionCharts) {
		return nil, charts
	}
	for pair := range section.Entries() {
		key := pair.Key().Text()
		if names[key] || holdsMacro(pair.Key()) || pair.Broken() || p.stores(pair) {
			continue
		}
		strange = append(strange, pair)
	}
	return strange, charts
}

func unknownChart(p *Pass) {
	if hasNoCharts(p) {
		for pair := range p.at(pack.SectionCharts).Entries() {
			if key := pair.Key(); key.Exists() && !holdsMacro(key) && !pair.Broken() && !p.stores(pair) {
				p.Report(pair.Key().Range(), "the pack has no chart %s; pack.json lists none", quote(pair.Key().Text()))
			}
		}
		return
	}
	strange, charts := strangeCharts(p)
	names := chartNames(charts)
	free := missing(names, keysOf(p.at(pack.SectionCharts)))
	if len(names) == 1 && len(free) == 1 && areValuesOf(charts[0], strange) {
		d := p.Report(strange[0].Key().Range(), "no chart reads %s here; put the values of chart %s under charts.%s",
			few(keysOf(strange[0].Parent())), quote(names[0]), names[0])
		fixNest(d, p, strange, names[0])
		return
	}
	const many = 3
	if len(names) == 1 && len(strange) >= many && areValuesOf(charts[0], strange) {
		var keys []string
		for _, pair := range strange {
			keys = append(keys, pair.Key().Text())
		}
		p.Report(strange[0].Key().Range(), "no chart reads %s here; move them under charts.%s", few(keys), names[0])
		return
	}
	for _, pair := range strange {
		key := pair.Key()
		if c := chartOfArchive(charts, key.Text()); c != nil {
			p.Report(key.Range(), "%s is the name of the archive, but its chart is named %s; no chart reads this section",
				quote(key.Text()), quote(c.Name)).
				rename(p, key, c.Name)
			continue
		}
		inside := chartsWith(charts, key.Text())
		if len(inside) == 1 && len(free) == 0 {
			d := p.Report(key.Range(), "no chart of the pack is named %s; chart %s has such a value, so put it under charts.%s",
				quote(key.Text()), quote(inside[0]), inside[0])
			if section := p.pairAt(pack.SectionCharts, inside[0]); section.Exists() &&
				!p.at(pack.SectionCharts, inside[0]).Pair(key.Text()).Exists() {
				d.Fix(p.File, "Move to charts."+inside[0], edit.Move(pair, section, false)...)
			}
			continue
		}
		s := p.slip(key.Text(), names)
		to := s.meant
		d := p.Report(key.Range(), "no chart of the pack is named %s%s", quote(s.word), s.fewChoices())
		if to == "" && len(free) == 1 && len(strange) == 1 {
			to = free[0]
		}
		d.rename(p, key, to)
	}
}

// hasNoCharts says if the pack neither lists charts nor holds archives that it could have forgotten to list.
func hasNoCharts(p *Pass) bool {
	charts, complete := p.charts()
	return p.Pack.Root().Kind() == syntax.Mapping && complete && len(charts) == 0 && len(p.Pack.List(pack.ChartsDir)) == 0
}

// chartOfArchive is the chart whose archive's file name, with or without the version, is name; nil if there is none.
func chartOfArchive(charts []packChart, name string) *packChart {
	for i, c := range charts {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(c.archive), ".tgz"), ".tar.gz")
		if name != "" && (name == base || name == strings.TrimSuffix(base, "-"+c.Version)) {
			return &charts[i]
		}
	}
	return nil
}

// chartsWith are the names of the charts that know a value of that name.
func chartsWith(charts []packChart, key string) []string {
	var names []string
	for _, c := range charts {
		if c.Lookup([]string{key}).Status > chart.Commented {
			names = append(names, c.Name)
		}
	}
	return names
}

// areValuesOf says if pairs, which are in the place of the section of c, are values of c: there are several or c knows
// the one, and no key is close to the name of c or its archive.
func areValuesOf(c packChart, pairs []syntax.Node) bool {
	known := len(pairs) > 1
	for _, pair := range pairs {
		key := pair.Key().Text()
		if nearest(key, []string{c.Name}) != "" || chartOfArchive([]packChart{c}, key) != nil {
			return false
		}
		known = known || len(chartsWith([]packChart{c}, key)) > 0
	}
	return known
}

func chartWithoutSection(p *Pass) {
	strange, charts := strangeCharts(p)
	section := p.pairAt(pack.SectionCharts)
	if len(strange) > 0 || p.incomplete(pack.SectionCharts) || p.at(pack.SectionCharts).Kind() != syntax.Mapping ||
		p.at(pack.SectionCharts).Pair(syntax.MergeKey).Exists() {
		return
	}
	have := keysOf(section.Value())
	left := missing(chartNames(charts), have)
	if len(left) == len(chartNames(charts)) {
		return
	}
	for _, name := range left {
		p.Report(section.Key().Range(), "chart %s has no section, but the pack's other charts have one", quote(name)).
			Fix(p.File, "Add charts."+name, edit.AppendEntry(section, edit.Scalar(name)+": {}")...)
	}
}

// displaced are the keys that is below pack though they belong elsewhere.
var displaced = []string{pack.SectionCharts, pack.SectionManifests, "images"}

func chartsUnderPack(p *Pass) {
	attributes := p.at(pack.SectionPack)
	for _, name := range displaced {
		pair := attributes.Pair(name)
		if !pair.Exists() || pair.Broken() || p.referredTo(pack.SectionPack, name) {
			continue
		}
		// A list under charts can only be the one of the sources of charts.
		if name == "images" || name == pack.SectionCharts && pair.Value().Kind() == syntax.Sequence {
			d := p.Report(pair.Key().Range(), "Palette does not read pack.%s; move it under pack.content", name)
			if content := p.pairAt(pack.SectionPack, palette.AttrContent); !content.Exists() {
				d.Fix(p.File, "Indent under content", edit.Nest(pair, pair, palette.AttrContent)...)
			} else if !p.pairAt(pack.SectionPack, palette.AttrContent, name).Exists() {
				d.Fix(p.File, "Move to pack.content", edit.Move(pair, content, false)...)
			}
			continue
		}
		d := p.Report(pair.Key().Range(),
			"Palette does not read pack.%s; move %s to the top level of values.yaml", name, quote(name))
		if !p.pairAt(name).Exists() {
			d.Fix(p.File, "Move to the top level", edit.Lift(pair)...)
		}
	}
	for _, pair := range chartsInPack(p) {
		name := pair.Key().Text()
		d := p.Report(pair.Key().Range(), "Palette does not read pack.%s; move the section of the chart under charts", name)
		if charts := p.pairAt(pack.SectionCharts); charts.Exists() && !p.pairAt(pack.SectionCharts, name).Exists() {
			d.Fix(p.File, "Move to charts", edit.Move(pair, charts, false)...)
		}
	}
}

// chartsInPack are the sections of charts that are under pack.
func chartsInPack(p *Pass) (pairs []syntax.Node) {
	charts, _ := p.charts()
	named := byName(charts)
	for pair := range p.at(pack.SectionPack).Entries() {
		if name := pair.Key().Text(); named[name] != nil && palette.AttributeAt(name) == nil &&
			pair.Value().Resolve().Kind() == syntax.Mapping && !pair.Broken() && !p.referredTo(pack.SectionPack, name) &&
			!slices.Contains(displaced, name) {
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

func unknownManifest(p *Pass) {
	keys := p.manifestKeys()
	section := p.at(pack.SectionManifests)
	if section.Kind() != syntax.Mapping || p.twice(pack.SectionManifests) || p.Pack.Root().Broken() ||
		p.Pack.Root().Get(pack.KeyManifests).Broken() {
		return
	}
	if len(keys) == 0 && len(p.Pack.List("manifests")) > 0 {
		return // what is missing is the list in pack.json
	}
	given := keysOf(section)
	known, free := set(keys), missing(keys, given)
	for pair := range section.Entries() {
		key := pair.Key()
		if known[key.Text()] || holdsMacro(key) || pair.Broken() || p.stores(pair) || undeclared(p, key.Text()) {
			continue
		}
		if len(keys) == 0 {
			p.Report(key.Range(), "the pack has no manifest %s; pack.json lists none", quote(key.Text()))
			continue
		}
		s := p.slip(key.Text(), keys)
		to := s.meant
		if to == "" && len(free) == 1 && len(given) == len(keys) {
			to = free[0]
		}
		p.Report(key.Range(), "no manifest of the pack is named %s%s", quote(s.word), s.fewChoices()).rename(p, key, to)
	}
}

// undeclared says if a manifest of that key is on disk though pack.json does not list it, which is the mistake then.
func undeclared(p *Pass, key string) bool {
	return p.Pack.Has("manifests/"+key+".yaml") || p.Pack.Has("manifests/"+key+".yml")
}
