package action

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// sectionEdits are the changes of all values of a chart, and how many keys each is about.
type sectionEdits struct {
	take, drop     []text.Edit
	taken, dropped int
}

// ofSection keeps them, since editors ask for actions whenever the cursor moves.
var ofSection pack.Memo[sectionEdits]

// changingDefaults are the actions for the values of a chart at byte offset off of values.yaml: take over the chart's
// defaults below the value there, or all; and drop what equals its default there, or everywhere.
func changingDefaults(p *pack.Pack, f *pack.File, off int) []Action {
	here, section := chartPairs(f, off)
	if !section.Exists() || section.Broken() || len(f.Tree().Errors) > 0 {
		return nil
	}
	name := section.Key().Text()
	whole, ok := value.ChartAt(p, section.Path())
	if !ok {
		return nil
	}
	var actions []Action
	var offered [][]text.Edit
	add := func(title string, edits []text.Edit) {
		same := func(other []text.Edit) bool { return slices.Equal(edits, other) }
		if edits == nil || slices.ContainsFunc(offered, same) { // of the only value of a mapping, and of that
			return
		}
		offered = append(offered, edits)
		all := make([]edit.FileEdit, len(edits))
		for i, e := range edits {
			all[i] = edit.FileEdit{Path: f.Path, Edit: e}
		}
		actions = append(actions, Action{Title: title, Kind: RefactorRewrite, Edits: func() []edit.FileEdit { return all }})
	}
	keep := referredTo(p, f)
	all := ofSection.Part(p, nil, name, func() sectionEdits {
		var e sectionEdits
		e.take, e.taken = defaults.Take(section, whole.Scope)
		e.drop, e.dropped = defaults.Drop(section, whole.Scope, keepBelow(section, keep))
		return e
	})
	for _, pair := range around(here, section) {
		at, _ := value.ChartAt(p, pair.Path())
		if at.List {
			continue
		}
		scope, key := at.Scope, dotted(pair)
		edits, n := defaults.Take(pair, scope)
		add(fmt.Sprintf("Take over %s of %s from the chart", counted(n, "default"), key), edits)
		switch {
		case pair.Value().Kind() == syntax.Mapping:
			edits, n = defaults.Drop(pair, scope, keepBelow(pair, keep))
			add(fmt.Sprintf("Drop %s of %s that %s the chart's defaults", counted(n, "value"), key, equals(n)), edits)
		case defaults.Equal(pair, scope) && !keep(pair.Path()):
			add(fmt.Sprintf("Drop %s, which equals the chart's default", key), defaults.Remove(pair))
		}
	}
	add(fmt.Sprintf("Take over all %s of the chart %s", counted(all.taken, "default"), name), all.take)
	add(fmt.Sprintf("Drop all %s that %s the defaults of the chart %s", counted(all.dropped, "value"), equals(all.dropped),
		name), all.drop)
	return actions
}

// chartPairs are the innermost pair around byte offset off that is a mapping or scalar of a chart's values, and the
// pair of the section of the chart. Both are absent outside of the sections of charts.
func chartPairs(f *pack.File, off int) (here, section syntax.Node) {
	n := f.Tree().NodeAt(off)
	if n.Kind() != syntax.Pair {
		n = n.Owner()
	}
	if !n.Exists() || n.Kind() != syntax.Pair { // between the lines of a mapping
		n = f.Root().At(f.Tree().CursorAt(off).Path...).Owner()
	}
	for m := n; m.Exists(); m = m.Parent().Owner() {
		if path := m.Path(); len(path) == 2 && path[0] == pack.SectionCharts {
			return n, m
		}
	}
	return syntax.Node{}, syntax.Node{}
}

// around are pair and, if it is not a mapping, the pair around it, up to but not including the pair of the section.
func around(pair, section syntax.Node) []syntax.Node {
	var pairs []syntax.Node
	for ; pair.Exists() && pair != section; pair = pair.Parent().Owner() {
		pairs = append(pairs, pair)
		if pair.Value().Kind() == syntax.Mapping {
			break
		}
	}
	return pairs
}

// keepBelow is keep for paths below a pair.
func keepBelow(pair syntax.Node, keep func([]string) bool) func([]string) bool {
	above := pair.Path()
	return func(path []string) bool { return keep(slices.Concat(above, path)) }
}

// referredTo reports for a path of the values of p whether something refers to the value there, which must stay for
// that: schema.yaml, presets, the resources in pack.json, or a macro.
func referredTo(p *pack.Pack, values *pack.File) func(path []string) bool {
	var texts []string
	for _, f := range p.AnalyzedFiles() {
		if f != values || strings.Contains(f.Text.String(), template.PackMacro) {
			texts = append(texts, f.Text.String())
		}
	}
	return func(path []string) bool {
		dots := strings.Join(path, ".")
		if slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, dots) }) {
			return true
		}
		// Resources may name a value of a chart by the end of its path.
		return len(path) > 2 && p.JSON != nil && strings.Contains(p.JSON.Text.String(), strings.Join(path[2:], ".")) &&
			p.Root().At(pack.KeyConstraints, pack.KeyResources).Exists()
	}
}

// dotted is the path of a pair below the section of its chart.
func dotted(pair syntax.Node) string { return strings.Join(pair.Path()[2:], ".") }

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func equals(n int) string {
	if n == 1 {
		return "equals"
	}
	return "equal"
}
