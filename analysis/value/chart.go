package value

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ChartPlace is a place in the values of one of the pack's charts.
type ChartPlace struct {
	Chart *chart.Chart
	Path  []string      // from the root of the chart's values
	Scope chart.Scope   // of Path, or of the first list in it
	Items []syntax.Node // of a path into a list: the values there in the elements of the chart's default
	List  bool          // whether Path leads into a list
}

// ChartAt is the place at a path from the root of the pack's values; false if it leads to no chart.
func ChartAt(p *pack.Pack, path []string) (ChartPlace, bool) {
	if len(path) < 2 || path[0] != pack.SectionCharts {
		return ChartPlace{}, false
	}
	c := p.ChartNamed(path[1])
	if c == nil {
		return ChartPlace{}, false
	}
	at := ChartPlace{Chart: c, Scope: c.Defaults()}
	for _, step := range path[2:] {
		at = at.Child(step)
	}
	return at, true
}

// Child is the place of a key, or of an index of a list, in the value of at.
func (at ChartPlace) Child(key string) ChartPlace {
	_, err := strconv.Atoi(key)
	element := err == nil && !at.List && at.Scope.Value().Kind() == syntax.Sequence
	at.Path = append(slices.Clip(at.Path), key)
	switch {
	case element:
		at.List = true
		at.Items = resolved(at.Scope.Value())
	case at.List:
		var items []syntax.Node
		for _, n := range at.Items {
			if v := n.Get(key); v.Exists() {
				items = append(items, v)
			} else if n.Kind() == syntax.Sequence && err == nil {
				items = append(items, resolved(n)...)
			}
		}
		at.Items = items
	default:
		at.Scope = at.Scope.Child(key)
	}
	return at
}

// resolved are the children of a sequence, aliases followed.
func resolved(list syntax.Node) []syntax.Node {
	var items []syntax.Node
	for n := range list.Children() {
		items = append(items, n.Resolve())
	}
	return items
}

// Keys returns the keys that the chart knows in the mapping of at.
func (at ChartPlace) Keys() []string {
	var keys []string
	seen := map[string]bool{}
	add := func(key string) {
		if key != "" && key != syntax.MergeKey && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	if at.List {
		for _, n := range at.Items {
			for pair := range n.Children() {
				add(pair.Key().Text())
			}
		}
	} else {
		for _, key := range at.Scope.Keys() {
			add(key)
		}
	}
	if sub := at.Schema(); sub != nil {
		for _, p := range sub.Properties {
			add(p.Name)
		}
	}
	return keys
}

// Value is the default at the place, or in a list one of the defaults; absent if there is none.
func (at ChartPlace) Value() syntax.Node {
	if !at.List {
		return at.Scope.Value()
	}
	if len(at.Items) > 0 {
		return at.Items[0]
	}
	return syntax.Node{}
}

// Subchart is the chart whose values the place holds; nil if there is none.
func (at ChartPlace) Subchart() *chart.Chart {
	c := at.Chart
	for _, step := range at.Path {
		if c = c.Subchart(step); c == nil {
			return nil
		}
	}
	return c
}

// Schema is what the values.schema.json of the chart, or else of the subchart of the place, has for it; nil if it
// has nothing.
func (at ChartPlace) Schema() *schema.Sub {
	for _, in := range at.schemas() {
		if sub := in.schema.At(in.path); sub != nil {
			return sub
		}
	}
	return nil
}

// SchemaPlaces are where the values.schema.json of the chart, or else of the subchart of the place, describes it: the
// chart, and byte ranges in its schema's text. Nil if no schema does.
func (at ChartPlace) SchemaPlaces() (*chart.Chart, []text.Range) {
	for _, in := range at.schemas() {
		if places := in.schema.Places(in.path); places != nil {
			return in.chart, places
		}
	}
	return nil, nil
}

// schemaPath is a place as the schema of one chart sees it.
type schemaPath struct {
	chart  *chart.Chart
	schema *schema.Schema
	path   []string // from the root of the chart's values
}

// schemas are those of the chart and of the subcharts on the way to the place.
func (at ChartPlace) schemas() []schemaPath {
	var all []schemaPath
	c, path := at.Chart, at.Path
	for c != nil {
		if s := ChartSchema(c); s != nil {
			all = append(all, schemaPath{c, s, path})
		}
		if len(path) == 0 {
			break
		}
		c, path = c.Subchart(path[0]), path[1:]
	}
	return all
}

var chartSchemas chart.View[*schema.Schema]

// ChartSchema is the chart's values.schema.json, compiled once; nil if there is none, or if it has errors or refers
// to other files.
func ChartSchema(c *chart.Chart) *schema.Schema {
	if c.Schema == "" {
		return nil
	}
	return chartSchemas.Of(c, func() *schema.Schema {
		s, err := schema.Load(chart.SchemaName, []byte(c.Schema))
		if err != nil {
			return nil
		}
		return s
	})
}

// ConstraintAt is the constraint in schema.yaml on the value at a path from the root of the pack's values; nil if
// there is none.
func ConstraintAt(p *pack.Pack, path []string) *pack.Constraint {
	dotted, written := strings.Join(ElementSteps(path), "."), strings.Join(path, ".")
	for _, c := range p.Constraints() {
		if c.Path == dotted || c.Path == written {
			return c
		}
	}
	return nil
}
