// Package template is the template actions in the files of packs: each {{ }} in values.yaml, in the text that a preset
// adds, or in a manifest, and the action at a cursor. Package macro parses them.
//
// Ranges of an action are bytes of the parsed text; RangeOf converts them to ranges of the file.
//
// Deliberately absent: rendering and evaluation.
package template

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
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

// Action is a template action and its place.
type Action struct {
	macro.Action
	In     *embedded.Content // the text that was parsed
	Scalar syntax.Node       // around the action; absent in a manifest
}

// Source is the action as it is written, with its braces.
func (a *Action) Source() string { return a.Of(a.In.Text) }

// RangeOf converts a range of the parsed text to a range of the file.
func (a *Action) RangeOf(r text.Range) text.Range { return a.In.OuterRange(r) }

// Edits converts edits of the parsed text to edits of the file; nil if that is not possible.
func (a *Action) Edits(edits ...text.Edit) []text.Edit { return a.In.OuterEdits(edits) }

// Unclear reports whether the action has errors that leave its meaning open.
func (a *Action) Unclear() bool {
	for _, err := range a.Errors {
		if err.Code != macro.ErrMissingDot {
			return true
		}
	}
	return false
}

// InScalar are the actions in the scalar n, a node of the tree of outer; nil for the tree of the file.
func InScalar(n syntax.Node, outer *embedded.Content) []Action {
	if n.Kind() != syntax.String || n.Broken() {
		return nil
	}
	in := embedded.In(n, outer)
	var actions []Action
	for _, a := range macro.Parse(in.Text, in.Quoting) {
		actions = append(actions, Action{a, in, n})
	}
	return actions
}

// namesMacro matches macros of Palette, as opposed to other text in double braces, such as templates of other programs;
// mayNameMacro also matches macros without their first dot.
var (
	namesMacro   = regexp.MustCompile(`(?:^|[\s{(|$,])\.spectro\b`)
	mayNameMacro = regexp.MustCompile(`(?:^|[\s{(|$,])\.?spectro\.`)
)

// MayNameMacro reports whether an action is a macro of Palette, perhaps without its first dot.
func MayNameMacro(source string) bool {
	return strings.Contains(source, Root+".") && mayNameMacro.MatchString(source)
}

// Macros are the actions with macros in the scalars of t, the tree of outer; nil for the tree of the file.
func Macros(t *syntax.Tree, outer *embedded.Content) []Action {
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

// Find returns the actions in f, a file of p, that want accepts, if their text can be read. may reports whether a text
// can contain one at all. Comments of manifests contain none.
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
		for _, added := range p.PresetChanges().Added {
			if may(added.Text) {
				found = append(found, findIn(added.Tree, added, may, want)...)
			}
		}
	default:
		found = findIn(f.Tree(), nil, may, want)
	}
	return found
}

func findIn(t *syntax.Tree, outer *embedded.Content, may, want func(string) bool) (found []Action) {
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

// cutShort reports whether a syntax error follows right after n, as if a quote in a macro ended the scalar around it.
// Then it is not known what belongs to n, and the parser has reported that.
func cutShort(t *syntax.Tree, n syntax.Node) bool {
	_, follows := slices.BinarySearchFunc(t.Errors, n.End(), func(e syntax.Error, end int) int { return e.Start - end })
	return follows
}
