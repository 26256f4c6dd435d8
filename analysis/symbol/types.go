package symbol

import (
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// DefineType returns the places that say which values are allowed for what a cursor at byte offset off of the file at
// path is on: its entry in schema.yaml, and its description in the chart's values.schema.json. Nil if there are none.
func DefineType(s *pack.Snapshot, path string, off int) []pack.Location {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	sub := value.SubjectAt(p, f, off)
	d := definer{snapshot: s, pack: p, origin: sub.Range}
	for _, path := range valuePaths(p, &sub) {
		d.types(path)
	}
	for i := range d.found {
		d.found[i].Origin = d.origin
	}
	return d.found
}

// valuePaths are the paths, from the root of the pack's values, of the values that a subject is or refers to.
func valuePaths(p *pack.Pack, sub *value.Subject) [][]string {
	switch sub.Kind {
	case value.Attribute, value.ChartSection, value.ManifestParams, value.ChartValue, value.TemplateValue:
		return [][]string{sub.Path}
	case value.Parameter:
		var paths [][]string
		for _, t := range value.Param(p, sub.Node.Text()) {
			paths = append(paths, t.Path())
		}
		return paths
	}
	return nil
}

// types adds the places that say which values are allowed at a path from the root of the pack's values.
func (d *definer) types(path []string) {
	if c := value.ConstraintAt(d.pack, path); c != nil {
		d.add(d.pack.Schema, c.Pair.Key().Range())
	}
	at, ok := value.ChartAt(d.pack, path)
	if !ok {
		return
	}
	owner, places := at.SchemaPlaces()
	for _, r := range places {
		d.chartFile(at.Chart, owner, chart.SchemaName, r)
	}
}
