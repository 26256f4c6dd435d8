package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesShapeChecks are those of mappings that are something else, and of keys that are split.
var valuesShapeChecks = []Check{
	{Code: "values/content-not-map", Severity: pack.Warning, On: inValues, Run: contentNotMap,
		Summary: "a pack.content that is not a mapping, so that its images are lost"},
	{Code: "values/chart-section-empty", Severity: pack.Information, On: inValues, Run: chartSectionEmpty,
		Summary: "a chart whose section in values.yaml is null or missing"},
	{Code: codeKeyWithSpace, Severity: pack.Warning, On: inValues, Run: keyWithSpace,
		Summary: "a key with spaces that the chart has without them"},
}

const codeKeyWithSpace = "values/key-with-space"

func contentNotMap(p *Pass) {
	pair := p.pairAt(pack.SectionPack, palette.AttrContent)
	v := pair.Value().Resolve()
	if pair.Broken() || v.Broken() || holdsMacro(v) {
		return
	}
	switch v.Kind() {
	case syntax.String, syntax.Number, syntax.Bool, syntax.Sequence:
	default:
		return
	}
	d := p.Report(firstLine(p, pair.Value()),
		"pack.content is a %s, so its images are lost; write a mapping with the keys images and charts", kindName(v))
	if isImageList(v) && v == pair.Value() && v.Style() == syntax.Block {
		d.Fix(p.File, "Indent under images", nestList(p.File, pair, image.ListPath()[2])...)
	}
}

// isImageList reports whether all items of a list have the key image.
func isImageList(list syntax.Node) bool {
	for item := range list.Children() {
		if !item.Get(image.Key).Exists() {
			return false
		}
	}
	return list.Kind() == syntax.Sequence && list.First().Exists()
}

// nestList puts the block sequence that is the value of pair under a new key. nil if it is not on lines of its own.
func nestList(f *pack.File, pair syntax.Node, key string) []text.Edit {
	list, unit := pair.Value(), edit.Unit(f.Tree())
	first, last := f.Text.LineAt(list.Start()), f.Text.LineAt(list.End())
	if first == f.Text.LineAt(pair.Start()) {
		return nil
	}
	at := f.Text.Line(f.Text.LineAt(pair.Start()))
	indent := f.Text.String()[at.Start:pair.Start()]
	if strings.Trim(indent, " ") != "" {
		return nil
	}
	src := f.Text.String()
	edits := []text.Edit{{Range: text.Range{Start: f.Text.Line(first).Start, End: f.Text.Line(first).Start},
		New: indent + unit + key + ":" + edit.Newline(src) + unit}}
	for line := first + 1; line <= last; line++ {
		if r := f.Text.Line(line); strings.TrimSpace(r.Of(src)) != "" && r.Start < list.End() {
			edits = append(edits, text.Edit{Range: text.Range{Start: r.Start, End: r.Start}, New: unit})
		}
	}
	return edits
}

func chartSectionEmpty(p *Pass) {
	strange, charts := strangeCharts(p)
	section := p.pairAt(pack.SectionCharts)
	kind := p.at(pack.SectionCharts).Kind()
	root := p.Root().Resolve()
	if len(charts) == 0 || len(strange) > 0 || unsettled(p.File) || p.at(pack.SectionPack, pack.SectionCharts).Exists() ||
		root.Kind() != syntax.Mapping || !root.First().Exists() || section.Value().Kind() == syntax.Alias ||
		section.Exists() && kind != syntax.Mapping && kind != syntax.Null ||
		slices.ContainsFunc(slices.Collect(root.Entries()), func(n syntax.Node) bool { return holdsMacro(n.Key()) }) ||
		len(strayKeys(p)) > 0 || len(chartsInPack(p)) > 0 || p.sectionElsewhere([]string{pack.SectionCharts}) {
		return
	}
	lost, holes, named := p.chartPlaces().reported(), 0, byName(charts)
	for _, name := range chartNames(charts) {
		pair, c := p.pairAt(pack.SectionCharts, name), named[name]
		if !hasValues(c.Chart) || lost[pair] {
			continue // nothing can be set, which the public repository accepts
		}
		if v := pair.Value(); v.Kind() == syntax.Null && pair.Exists() && !pair.Broken() && !holdsMacro(pair.Key()) {
			p.Report(pair.Key().Range(), "chart %s has no values here, which the public repository rejects; set at least one",
				quote(name))
		} else if !pair.Exists() && !p.at(pack.SectionCharts, name).Exists() {
			holes++
		}
	}
	// If other charts have a section, values/chart-without-section speaks.
	if holes == len(chartNames(charts)) && !p.at(pack.SectionCharts).First().Exists() {
		p.Report(p.anchorFor(pack.SectionCharts), "there is no section for %s, which the public repository rejects; add %s",
			chartsInWords(charts), "charts."+strings.Join(chartNames(charts), ", charts."))
	}
}

// hasValues reports whether the chart has values of its own.
func hasValues(c *chart.Chart) bool {
	tree := c.Values()
	return tree != nil && tree.Root().Resolve().First().Exists()
}

func chartsInWords(charts []packChart) string {
	names := chartNames(charts)
	if len(names) == 1 {
		return "chart " + quote(names[0])
	}
	return "the charts " + few(names)
}

// spacelessKey is the key of the chart that a key with white space in it is meant for; "" if there is none.
func spacelessKey(at chartPlace) string {
	key := at.pair.Key().Text()
	joined := strings.Join(strings.Fields(key), "")
	if joined == key || at.pair.Parent().Pair(joined).Exists() || !slices.Contains(at.scope.Keys(), joined) {
		return ""
	}
	return joined
}

func keyWithSpace(p *Pass) {
	for _, at := range p.chartPlaces().unknown {
		if to := spacelessKey(at); to != "" {
			key := at.pair.Key()
			p.Report(key.Range(), "chart %s has no value %s; remove the spaces: %s",
				quote(at.chart.Name), quote(key.Text()), to).rename(p, key, to)
		}
	}
}
