package deploy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// setting is a value that whoever uses the pack must set.
type setting struct {
	path    []string // from the root of the unit's values
	standIn any      // a value that the constraint allows, as far as that is simple
}

// mustSet are the values of the unit that are empty although schema.yaml requires them: Palette does not deploy the pack
// before they are set.
func (w *work) mustSet(d *deployer) []setting {
	var all []setting
	for _, c := range d.pack.Constraints() {
		path := strings.Split(c.Path, ".")
		if !c.Template.Required || len(path) < 3 || !slices.Equal(path[:2], w.Section) {
			continue
		}
		v := d.pack.Values.Root().At(path...)
		if v.Exists() && v.IsScalar() && v.Text() == "" {
			all = append(all, setting{path[2:], standInFor(c.Template)})
		}
	}
	return all
}

// standInFor is a value for a template of schema.yaml: of the type that its format names.
func standInFor(t *constraint.Template) any {
	if t.Format == nil || len(t.Format.Parts) != 1 || t.Format.Parts[0].Placeholder == nil {
		return filledIn
	}
	switch p := t.Format.Parts[0].Placeholder; {
	case p.Type == constraint.TypeBoolean:
		return true
	case p.Type == constraint.TypeNumber && p.Range != nil:
		return p.Range.High
	case p.Type == constraint.TypeNumber:
		return float64(1)
	case p.Type == constraint.TypeList && len(p.Options) > 0:
		return p.Options[0].Value
	}
	return filledIn
}

// onceSet are the failures of out that are there as well once whoever uses the pack has set what must be set.
func (b *blamer) onceSet(out outcome) outcome {
	if len(out.failures) == 0 {
		return out
	}
	vals, ok := b.work.withSettings(b.deployer, b.vals)
	if !ok {
		return out
	}
	return out.and(b.run(vals, nil), func(failure) bool { return true })
}

// withSettings is vals with stand-ins for what must be set; false if nothing must.
func (w *work) withSettings(d *deployer, vals map[string]any) (map[string]any, bool) {
	set := w.mustSet(d)
	for _, s := range set {
		vals = render.With(vals, s.path, s.standIn)
	}
	return vals, len(set) > 0
}

// and are the failures of o that alt has as well and that keep accepts.
func (o outcome) and(alt outcome, keep func(failure) bool) outcome {
	kept := outcome{counts: map[string]int{}}
	for _, f := range o.failures {
		if kept.counts[f.key] < alt.counts[f.key] && keep(f) {
			kept.failures = append(kept.failures, f)
			kept.counts[f.key]++
		}
	}
	return kept
}

// settingsKey tells apart what must be set.
func (w *work) settingsKey(d *deployer) string {
	var b strings.Builder
	for _, s := range w.mustSet(d) {
		b.WriteString(strconv.Quote(strings.Join(s.path, ".")))
	}
	return b.String()
}
