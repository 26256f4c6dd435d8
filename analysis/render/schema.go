package render

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// validate holds the values of n and the charts below it against their schemas. path leads to the values of n,
// name to n.
func (n *node) validate(vals map[string]any, path []string, name string) []*Error {
	var found []*Error
	if n.src.schema != nil {
		for _, m := range n.src.schema.Check(vals) {
			found = append(found, &Error{Stage: StageSchema, Chart: name, Template: chart.SchemaName, Column: -1,
				Path: slices.Concat(path, m.Path), Scope: len(path) + m.Scope, Message: m.Message})
		}
	}
	for _, d := range n.deps {
		raw := vals[d.name]
		if raw == nil {
			continue
		}
		if own, ok := raw.(map[string]any); ok {
			found = append(found, d.validate(own, append(slices.Clip(path), d.name), name+"."+d.name)...)
		}
	}
	return found
}
