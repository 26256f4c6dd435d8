package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// ParamValue is the value that a resourceRequestParamRef or replicaCountParamRef refers to.
type ParamValue struct {
	syntax.Node // in values.yaml or, where Chart is set, in the defaults of that chart
	Chart       *chart.Chart
}

// Known reports whether the value is known before deployment.
func (v ParamValue) Known() bool { return v.IsScalar() && !strings.Contains(v.Text(), "{{") }

// ResolveParamRef looks a reference up as Palette does: in values.yaml, then in the defaults of the charts. Its node is absent where
// the reference leads nowhere, or to more than one place.
func ResolveParamRef(p *pack.Pack, ref string) ParamValue {
	r := paramRef{steps: splitDotted(ref)}
	if r.steps == nil {
		return ParamValue{}
	}
	root, search := p.Values.Root(), newValueSearch()
	if n := r.target(root, search); n.Exists() {
		return ParamValue{Node: n}
	}
	var found []ParamValue
	for _, c := range p.Charts() {
		switch {
		case r.steps[0] == pack.SectionCharts:
			if len(r.steps) > 2 && r.steps[1] == c.Name {
				scope := c.Defaults()
				for _, step := range r.steps[2:] {
					scope = scope.Child(step)
				}
				found = append(found, ParamValue{scope.Value(), c})
			}
		case !r.full(root):
			for _, n := range search.endingIn(c.Defaults().Value(), r.steps, 2) {
				found = append(found, ParamValue{n, c})
			}
		}
	}
	if len(found) != 1 {
		return ParamValue{}
	}
	return found[0]
}
