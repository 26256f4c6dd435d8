package check

import (
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// presetsValueChecks are those of the values of charts that presets add: as those of values.yaml, if they are certain.
var presetsValueChecks = []Check{
	{Code: "presets/misspelled-value", Severity: pack.Warning, On: inPresets, Run: presetsMisspelledValue,
		Summary: "an addition whose key is a slip of one that the chart has"},
	{Code: "presets/retyped", Severity: pack.Warning, On: inPresets, Run: presetsRetyped,
		Summary: "a text or key of an addition without quotes that Helm reads otherwise"},
}

// addedWalk walks over the values of one chart that a preset adds.
type addedWalk struct {
	chartWalk
	in *embedded.Content
	// visit looks at a pair at path. scope is what the chart knows around it.
	visit func(w *addedWalk, pair syntax.Node, scope chart.Scope, path []string)
	// spare are the keys that the chart has around the pair, and the preset does not add.
	spare func() []string
}

func eachAddedValue(p *Pass, visit func(w *addedWalk, pair syntax.Node, scope chart.Scope, path []string)) {
	charts, _ := p.charts()
	names, named := chartNames(charts), byName(charts)
	additions(p, func(in *embedded.Content) {
		sections := in.Tree.Root().Resolve().Get(pack.SectionCharts).Resolve()
		if sections.Kind() != syntax.Mapping || len(in.Tree.Errors) > 0 {
			return
		}
		for _, name := range names {
			section, c := sections.Get(name).Resolve(), named[name]
			if section.Kind() != syntax.Mapping || c.several {
				continue
			}
			w := addedWalk{chartWalk: chartWalk{p: p, chart: c.Chart, steps: maxChartSteps}, in: in, visit: visit}
			w.defaults = c.Defaults().Value().First().Exists()
			w.mapping(section, c.Defaults(), nil)
		}
	})
}

func (w *addedWalk) mapping(mapping syntax.Node, scope chart.Scope, path []string) {
	spare := sync.OnceValue(func() []string { return missing(scope.Keys(), keysOf(mapping)) })
	for pair := range mapping.Children() {
		if w.steps--; w.steps < 0 || len(path) > maxChartDepth {
			return
		}
		w.p.alive()
		here := pathTo(path, pair.Key().Text())
		w.spare = spare
		w.visit(w, pair, scope, here)
		child := scope.Child(pair.Key().Text())
		if v := pair.Value().Resolve(); v.Kind() == syntax.Mapping && child.Status == chart.Known && !child.Open() {
			w.mapping(v, child, here)
		}
	}
}

func presetsMisspelledValue(p *Pass) {
	eachAddedValue(p, func(w *addedWalk, pair syntax.Node, scope chart.Scope, path []string) {
		key := pair.Key()
		if _, other := keyReadByHelm(key); other || scope.Open() || !w.strange(scope.Child(key.Text()), pair, path) {
			return
		}
		keys := w.spare()
		inValues := p.Pack.Values.Root().At(append([]string{pack.SectionCharts, w.chart.Name}, path...)...)
		if len(keys) > maxKeys || inValues.Exists() {
			return // values/unknown-chart-value
		}
		if s := p.slip(key.Text(), keys); s.meant != "" {
			d := p.Report(w.in.OuterRange(key.Range()), "chart %s has no value %s, so this has no effect%s",
				quote(w.chart.Name), strings.Join(path, "."), s.hint())
			renameIn(d, p, w.in, key, s.meant)
		}
	})
}

func presetsRetyped(p *Pass) {
	additions(p, func(in *embedded.Content) {
		for n := range in.Tree.Root().Resolve().Get(pack.SectionCharts).All() {
			reportRetypedKey(p, in, n)
		}
	})
	eachAddedValue(p, func(w *addedWalk, pair syntax.Node, scope chart.Scope, _ []string) {
		v, child := pair.Value(), scope.Child(pair.Key().Text())
		if child.Status != chart.Known {
			return
		}
		if printed, ok := retypedText(pair, child.Value()); ok {
			p.Report(w.in.OuterRange(v.Range()), retypedMessage, v.Source(), printed).
				Fix(p.File, "Quote "+v.Source(), w.in.OuterEdits([]text.Edit{edit.QuoteScalar(v)})...)
		}
	})
}
