// Package value finds the values of a pack: in values.yaml, in what presets add to it, and in the defaults of charts.
// It knows which value a dotted path means, which values a parameter reference of pack.json can mean, what a chart
// knows about a place in its values, and what a cursor is on.
//
// There is one walker of dotted paths (Walk) and one resolver of parameter references (Params). Checks, hovers, hints,
// definitions and references all use them, so that they agree. Words for people are in package markdown.
//
// What always holds: one path is looked up in a bounded number of steps, however keys, aliases and lists combine.
//
// Deliberately absent: whether a value is right, and what it does when it is deployed.
package value

import (
	"iter"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Text is YAML whose root is that of a pack's values: values.yaml, or what a preset adds to it. Offsets are bytes of
// the tree's text until Outer converts them.
type Text struct {
	Pack *pack.Pack
	Tree *syntax.Tree
	In   *embedded.Content // what a preset adds, in presets.yaml; nil for values.yaml
}

// Outer is the range in the file of a range of the tree's text.
func (t Text) Outer(r text.Range) text.Range { return t.In.OuterRange(r) }

// AdditionAt is what the preset at byte offset off of presets.yaml adds, and the byte offset in it; false if there is
// none.
func AdditionAt(p *pack.Pack, off int) (t Text, inner int, ok bool) {
	for _, preset := range p.PresetList() {
		if preset.Add == nil || !preset.Add.Exact() {
			continue
		}
		if inner, ok := preset.Add.Inner(off); ok {
			return Text{p, preset.Add.Tree, preset.Add}, inner, true
		}
	}
	return Text{}, 0, false
}

// Roots yields the roots of the pack's values: that of values.yaml, and then those of what presets add.
func Roots(p *pack.Pack) iter.Seq[syntax.Node] {
	return func(yield func(syntax.Node) bool) {
		if !yield(p.Values.Root()) {
			return
		}
		for _, root := range p.Additions() {
			if !yield(root) {
				return
			}
		}
	}
}

// Get is the value at a path of keys from the root of the pack's values, in values.yaml or else in what presets add.
// It is absent if there is none.
func Get(p *pack.Pack, path []string) syntax.Node {
	if n := p.Values.Root().At(path...); n.Exists() {
		return n
	}
	for root := range adding(p, path) {
		if n := root.At(path...); n.Exists() {
			return n
		}
	}
	return syntax.Node{}
}

// PlaceOf is the place of the value n of values.yaml or of what a preset of p adds: that of its key, if it has one.
// It is false if n is in neither.
func PlaceOf(p *pack.Pack, n syntax.Node) (pack.Location, bool) {
	if !n.Exists() {
		return pack.Location{}, false
	}
	r := n.Range()
	if pair := n.Parent(); pair.Kind() == syntax.Pair {
		r = pair.Key().Range()
	}
	if n.Tree() == p.Values.Root().Tree() {
		return pack.Location{Path: p.Values.Path, Text: p.Values.Text, Range: r}, true
	}
	if preset, ok := PresetOf(p, n); ok {
		return pack.Location{Path: p.Presets.Path, Text: p.Presets.Text, Range: preset.Add.OuterRange(r)}, true
	}
	return pack.Location{}, false
}

// PresetOf is the preset that adds n; false if none does.
func PresetOf(p *pack.Pack, n syntax.Node) (pack.Preset, bool) {
	for _, preset := range p.PresetList() {
		if preset.Add != nil && preset.Add.Tree == n.Tree() {
			return preset, true
		}
	}
	return pack.Preset{}, false
}
