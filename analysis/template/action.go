// Package template is the template actions in the texts of packs: where {{ }} stands in a values.yaml, in what a preset
// adds, or in a manifest, and where a cursor stands in one. What an action says is package macro's.
//
// Ranges of an action are bytes of the text that it was parsed from; RangeOf converts them to those of the file.
// Nothing here is rendered or evaluated.
package template

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Root is the first name of every macro of Palette.
const Root = "spectro"

// PackMacro is what every macro that names a pack contains.
const PackMacro = Root + ".pack."

// Values is the field of a template's root that holds the values.
const Values = "Values"

// Action is a template action and where its text stands.
type Action struct {
	macro.Action
	In     *pack.Embedded // the text that was parsed
	Scalar syntax.Node    // that the action stands in; absent in a manifest
}

// Source is the action as it is written, with its braces.
func (a *Action) Source() string { return a.Of(a.In.Text) }

// RangeOf is a range of the text that was parsed as a range of the file.
func (a *Action) RangeOf(r text.Range) text.Range { return a.In.OuterRange(r) }

// Edits are edits of the text that was parsed as edits of the file; nil if they cannot be made there.
func (a *Action) Edits(edits ...text.Edit) []text.Edit { return a.In.OuterEdits(edits) }

// Unclear reports whether the action has mistakes that leave its meaning open.
func (a *Action) Unclear() bool {
	for _, err := range a.Errors {
		if err.Code != macro.ErrMissingDot {
			return true
		}
	}
	return false
}

// InScalar are the actions in the scalar n, which is of the tree of outer; nil for the file's.
func InScalar(n syntax.Node, outer *pack.Embedded) []Action {
	if n.Kind() != syntax.String || n.Broken() {
		return nil
	}
	in := pack.EmbeddedIn(n, outer)
	var actions []Action
	for _, a := range macro.Parse(in.Text, in.Quoting) {
		actions = append(actions, Action{a, in, n})
	}
	return actions
}

// namesMacro matches what tells a macro of Palette from what else stands in double braces in values, such as the
// templates of other programs; mayNameMacro also a macro whose first dot is missing.
var (
	namesMacro   = regexp.MustCompile(`(?:^|[\s{(|$,])\.spectro\b`)
	mayNameMacro = regexp.MustCompile(`(?:^|[\s{(|$,])\.?spectro\.`)
)

// MayNameMacro reports whether the source of an action names a macro of Palette, perhaps without its first dot.
func MayNameMacro(source string) bool { return mayNameMacro.MatchString(source) }

// Macros are the actions that name macros in the scalars of t, the tree of outer; nil for the file's.
func Macros(t *syntax.Tree, outer *pack.Embedded) []Action {
	if !strings.Contains(t.Text, "."+Root) {
		return nil
	}
	var macros []Action
	for n := range t.All() {
		if n.Kind() != syntax.String || !strings.Contains(n.Source(), "."+Root) {
			continue
		}
		for _, a := range InScalar(n, outer) {
			if namesMacro.MatchString(a.Source()) {
				macros = append(macros, a)
			}
		}
	}
	return macros
}

// Find returns the actions in f, a file of p, that want accepts, if what they stand in is known: may says of a text, by
// its content alone, whether it can hold one. Comments of manifests hold none.
func Find(p *pack.Pack, f *pack.File, may, want func(string) bool) (found []Action) {
	switch {
	case !may(f.Text.String()):
	case f.Kind == pack.Manifest:
		for _, a := range Of(f).Actions() {
			if want(a.Source()) && !InComment(f, a.RangeOf(a.Range).Start) {
				found = append(found, a)
			}
		}
	case f.Kind == pack.Presets:
		for _, preset := range p.PresetList() {
			if preset.Add != nil && may(preset.Add.Text) {
				found = append(found, findIn(preset.Add.Tree, preset.Add, may, want)...)
			}
		}
	default:
		found = findIn(f.Tree(), nil, may, want)
	}
	return found
}

func findIn(t *syntax.Tree, outer *pack.Embedded, may, want func(string) bool) (found []Action) {
	for n := range t.All() {
		if n.Kind() != syntax.String || n.Broken() || !may(n.Source()) || cutShort(t, n) {
			continue
		}
		for _, a := range InScalar(n, outer) {
			if want(a.Source()) {
				found = append(found, a)
			}
		}
	}
	return found
}

// cutShort reports whether text that belongs nowhere follows right after n, as if a quote in a macro ended the scalar
// that the macro stands in: what was meant to be in n is not known then, and the parser has said so.
func cutShort(t *syntax.Tree, n syntax.Node) bool {
	end := n.End()
	return slices.ContainsFunc(t.Errors, func(e syntax.Error) bool { return e.Start == end })
}
