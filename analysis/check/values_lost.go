package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// lostBelow are the pairs after one without a value that the chart knows under it, up to the last that it does not know
// here. One pair that the templates may use here does not count alone, since templates often use values as a whole.
func (w *chartWalk) lostBelow(pair syntax.Node, child, scope chart.Scope, path []string) []syntax.Node {
	var run []syntax.Node
	sure, unknown := 0, 0
	for next := pair.Next(); next.Exists(); next = next.Next() {
		name := next.Key().Text()
		if s := child.Child(name).Status; s != chart.Known && s != chart.Commented {
			break
		}
		run = append(run, next)
		here := scope.Child(name)
		if here.Status == chart.Unknown {
			unknown++
		}
		if here.Status == chart.Unknown && unknown > 1 ||
			w.strange(here, next, append(path[:len(path)-1:len(path)-1], name)) {
			sure = len(run)
		}
	}
	return run[:sure]
}

// lostPairs are the pairs that have lost the indentation below their parent, if that is reported.
func (p *Pass) lostPairs() map[syntax.Node]bool {
	pairs := map[syntax.Node]bool{}
	if !p.reports(codeLostIndent) {
		return pairs
	}
	for _, at := range p.chartPlaces().lost {
		for _, pair := range at.run {
			pairs[pair] = true
		}
	}
	return pairs
}

// lostIndent reports keys that lost their indentation; as an error if that makes a duplicate key, unless settings have
// a severity.
func lostIndent(p *Pass) {
	twice := map[syntax.Node]bool{}
	for _, r := range repeatsIn(p.File) {
		twice[r.earlier], twice[r.pair] = true, true
	}
	for _, at := range p.chartPlaces().lost {
		last := at.run[len(at.run)-1]
		var names []string
		for _, pair := range at.run {
			names = append(names, pair.Key().Text())
		}
		d := p.Report(at.pair.Key().Range(),
			"%s has no value, which deletes the chart's defaults under it; indent %s to put them under it",
			quote(at.pair.Key().Text()), few(names)).
			Relate(p.File, at.run[0].Key().Range(), "probably belongs under %s", at.pair.Key().Text())
		if p.severity == p.check.Severity && slices.ContainsFunc(at.run, func(pair syntax.Node) bool { return twice[pair] }) {
			d.Severity = pack.Error
		}
		d.Fix(p.File, "Indent "+few(names), edit.Indent(at.run[0], last)...)
	}
}
