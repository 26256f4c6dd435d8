package check

import (
	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// uselessChecks are those of constraints and presets that can have no effect.
var uselessChecks = []Check{
	{Code: "schema/format-on-container", Severity: pack.Warning, On: inSchema, Run: formatOnContainer,
		Summary: "a format for a value that is a mapping or a list"},
	{Code: "presets/add-unused", Severity: pack.Warning, On: inPresets, Run: presetsAddUnused,
		Summary: "a preset that adds values for charts or manifests to a pack that has none"},
}

func formatOnContainer(p *Pass) {
	if unsettled(p.Pack.Values) || !p.looksUp(len(p.Pack.Constraints())) {
		return
	}
	constraintsWithoutErrors(p, func(c *pack.Constraint) {
		if c.Template.Format == nil {
			return
		}
		for _, v := range value.At(p.Pack.Values.Root(), c.Path) {
			v = v.Resolve()
			if v.Kind() != syntax.Mapping && v.Kind() != syntax.Sequence || v.Broken() || !v.First().Exists() ||
				v.Style() == syntax.Flow && holdsMacro(v) {
				continue
			}
			advice := "name one of its keys"
			if v.Kind() == syntax.Sequence {
				advice = `name its elements with "` + value.EachElement + `"`
			}
			p.Report(c.OuterRange(c.Template.Format.Range), "the value of %s is a %s, but a format applies to a string; %s",
				quotePath(c.Path), kindName(v), advice).
				Relate(p.Pack.Values, firstLineIn(p.Pack.Values, v), "the value")
			return
		}
	})
}

func presetsAddUnused(p *Pass) {
	noCharts := hasNoCharts(p)
	noManifests := p.Pack.Root().Kind() == syntax.Mapping && !p.Pack.Root().Broken() &&
		!p.Pack.Root().Get(pack.KeyManifests).Broken() && !misspelled(p, p.Pack.Root(), pack.KeyManifests) &&
		len(p.manifestKeys()) == 0 && len(p.Pack.List(pack.ManifestsDir)) == 0 &&
		p.Pack.Root().Get(pack.KeyManifests).Len() == 0
	additions(p, func(f *embedded.Content) {
		if len(f.Tree.Errors) > 0 {
			return
		}
		for section := range f.Tree.Root().Resolve().Entries() {
			name := section.Key().Text()
			if !(name == pack.SectionCharts && noCharts) && !(name == pack.SectionManifests && noManifests) {
				continue
			}
			for pair := range section.Value().Resolve().Entries() {
				if key := pair.Key(); key.Exists() && !holdsMacro(key) && !pair.Broken() {
					p.Report(f.OuterRange(key.Range()), "the pack has no %s %s; pack.json lists none",
						name[:len(name)-1], quote(key.Text()))
				}
			}
		}
	})
}
