package check

import (
	"hash/maphash"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// centralChecks are what Palette's public pack repository asks for in values.yaml, by its own rules: they know no doubt
// and no macros. They are off unless settings extend pack-central.
var centralChecks = []Check{
	{Code: "central/images", Severity: pack.Off, On: inValues, Run: centralImages,
		Summary: "a pack that lists no images"},
	{Code: "central/chart-section", Severity: pack.Off, On: inValues, Run: centralChartSection,
		Summary: "a chart without values in values.yaml"},
	{Code: codeCentralPath, Severity: pack.Off, On: inValues, Run: centralUnknownPath,
		Summary: "a value that the chart's values.yaml does not have"},
	{Code: codeCentralItem, Severity: pack.Off, On: inValues, Run: centralDuplicateItem,
		Summary: "duplicate items in any list under charts"},
}

const (
	codeCentralPath = "central/unknown-path"
	codeCentralItem = "central/duplicate-item"
)

func centralImages(p *Pass) {
	layer := p.Pack.Facts().Layer
	list := p.at(image.ListPath()...).Resolve()
	if layer == "os" || layer == "k8s" || p.incomplete(image.ListPath()...) ||
		list.Kind() == syntax.Sequence && list.First().Exists() {
		return
	}
	d := p.Report(p.anchorFor(image.ListPath()...),
		"the public repository rejects a pack that lists no images; add pack.content.images")
	if lacksImages(p) {
		d.Fix(p.File, "List the images that manifests and charts name", listImages(p, image.Named(p.Pack))...)
	}
}

// centralCharts are the charts of the pack that the public repository looks at: those with values of their own.
func centralCharts(p *Pass) []packChart {
	charts, _ := p.charts()
	return slices.DeleteFunc(charts, func(c packChart) bool {
		t := c.Values()
		return t == nil || !t.Root().Resolve().First().Exists()
	})
}

func centralChartSection(p *Pass) {
	for _, c := range centralCharts(p) {
		path := []string{pack.SectionCharts, c.Name}
		v := p.at(path...).Resolve()
		if v.Kind() == syntax.Mapping && v.First().Exists() || p.incomplete(path...) {
			continue
		}
		p.Report(p.anchorFor(path...),
			"the public repository rejects a pack without values under charts.%s; set at least one", c.Name)
	}
}

func centralUnknownPath(p *Pass) {
	for _, c := range centralCharts(p) {
		section := p.at(pack.SectionCharts, c.Name).Resolve()
		w := centralWalk{p: p, chart: c.Name}
		if section.Kind() == syntax.Mapping {
			w.mapping(section, c.Values().Root().Resolve(), false)
		}
	}
}

// centralWalk compares the values of a chart with its values.yaml.
type centralWalk struct {
	p     *Pass
	chart string
}

// mapping compares a mapping with entries with what the chart has there. limits says that it is below a key limits.
func (w *centralWalk) mapping(values, defaults syntax.Node, limits bool) {
	for pair := range values.Children() {
		key := pair.Key().Text()
		v, known := pair.Value().Resolve(), defaults.Pair(key)
		isMapping := v.Kind() == syntax.Mapping && v.First().Exists()
		switch {
		case isExempt(key, limits) || key == "<<" || pair.Key().Broken() || holdsMacro(pair.Key()):
		case !known.Exists():
			w.report(pair, defaults)
		case isMapping:
			d := known.Value().Resolve()
			if d.Kind() == syntax.Mapping && d.First().Exists() {
				w.mapping(v, d, limits || key == "limits")
			} else if !(d.Kind() == syntax.Mapping || d.Kind() == syntax.Sequence && !d.First().Exists()) {
				w.below(pair, v, limits || key == "limits")
			}
		}
	}
}

// isExempt reports whether the public repository accepts a key that the chart does not have.
func isExempt(key string, limits bool) bool { return limits && (key == "cpu" || key == "memory") }

func (w *centralWalk) report(pair, defaults syntax.Node) {
	key := pair.Key()
	word := w.p.slip(key.Text(), keysOf(defaults))
	d := w.p.Report(key.Range(),
		"the public repository rejects %s, which the values.yaml of chart %s does not have%s", quote(key.Text()), w.chart,
		word.hint())
	if word.meant != "" && !pair.Parent().Pair(word.meant).Exists() {
		d.Fix(w.p.File, "Rename to "+word.meant, edit.Rewrite(key, word.meant))
	}
}

// below reports a mapping in place of what the chart has and is neither a mapping nor empty.
func (w *centralWalk) below(pair, values syntax.Node, limits bool) {
	for inner := range values.Children() {
		if !isExempt(inner.Key().Text(), limits) {
			w.p.Report(pair.Key().Range(), "the public repository rejects a mapping under %s, since the values.yaml of chart "+
				"%s has no mapping there", quote(pair.Key().Text()), w.chart)
			return
		}
	}
}

func centralDuplicateItem(p *Pass) {
	for _, c := range centralCharts(p) {
		h := hasher{seed: maphash.MakeSeed(), strict: true, found: func(item, before syntax.Node) {
			d := p.Report(firstLine(p, item), "the public repository rejects duplicate items in a list").
				Relate(p.File, firstLine(p, before), "the first one")
			if comparable(item) && !isCommandLine(item.Parent()) { // otherwise both may be needed
				d.Fix(p.File, "Delete it", edit.RemoveEntry(item)...)
			}
		}}
		h.sum(p.at(pack.SectionCharts, c.Name).Resolve())
	}
}
