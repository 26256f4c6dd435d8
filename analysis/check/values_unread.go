package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// unreadValue reports values that differ from a default that no template reads.
func unreadValue(p *Pass) {
	charts, _ := p.charts()
	quiet := p.chartPlaces().reported()
	named := byName(charts)
	for _, name := range chartNames(charts) {
		c, section := named[name], p.at(pack.SectionCharts, name)
		if section.Kind() != syntax.Mapping || c.several || c.UsesAll() {
			continue
		}
		w := unreadWalk{p: p, chart: c.Chart, quiet: quiet, left: maxChartSteps}
		w.mapping(section, c.Defaults(), nil)
	}
}

// unreadWalk walks over the values of one chart.
type unreadWalk struct {
	p     *Pass
	chart *chart.Chart
	quiet map[syntax.Node]bool
	left  int
}

func (w *unreadWalk) mapping(mapping syntax.Node, scope chart.Scope, path []string) {
	defaults := defaultsIn(scope)
	for pair := range mapping.Entries() {
		if w.left -= 1 + defaults.len(); w.left < 0 {
			return
		}
		name, v := pair.Key().Text(), pair.Value().Resolve()
		def := defaults.of(name)
		if def.Exists() && v.IsScalar() && sameValue(v, def) {
			continue // nearly all are like this, and need no more
		}
		here, child := pathTo(path, name), scope.Child(name)
		if child.Status < chart.Implied || v.Kind() == syntax.Null || len(here) > maxChartDepth {
			continue
		}
		if child.Status == chart.Known && !sameValue(v, child.Value()) && w.unread(pair, here) {
			w.p.Report(pair.Key().Range(), "no template of chart %s reads %s, so this has no effect",
				quote(w.chart.Name), strings.Join(here, "."))
			continue
		}
		if v.Kind() == syntax.Mapping && w.chart.Uses(here) != chart.Whole {
			w.mapping(v, child, here)
		}
	}
}

// unread reports whether the chart has the pair at path for nothing.
func (w *unreadWalk) unread(pair syntax.Node, path []string) bool {
	name := path[len(path)-1]
	switch {
	case name == "global", name == "tags", strings.Contains(strings.ToLower(name), "nameoverride"):
		return false // a library chart of another version may read it
	case pair.Broken(), holdsMacro(pair.Key()), w.quiet[pair], w.p.stores(pair):
		return false
	case slices.ContainsFunc(w.chart.Dependencies, func(d chart.Dependency) bool { return d.Section() == path[0] }) &&
		w.chart.Subchart(path[0]) == nil:
		return false // a chart that the archive lacks
	}
	return w.chart.Uses(path) == chart.Unused
}

// sameValue reports whether v is what a chart has as def anyway.
func sameValue(v, def syntax.Node) bool {
	v, def = v.Resolve(), def.Resolve()
	if v.Kind() != def.Kind() {
		return false
	}
	switch v.Kind() {
	case syntax.Mapping:
		for pair := range v.Entries() {
			if d := def.Pair(pair.Key().Text()); !d.Exists() || !sameValue(pair.Value(), d.Value()) {
				return false
			}
		}
		return true
	case syntax.Sequence:
		n := 0
		for item := range v.Children() {
			d := def.Index(n)
			if !d.Exists() || !sameValue(item, d) {
				return false
			}
			n++
		}
		return !def.Index(n).Exists()
	}
	return v.Text() == def.Text()
}
