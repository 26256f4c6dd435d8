package analysis

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// placedAction is an action and where its text stands in a file.
type placedAction struct {
	macro.Action
	src      string         // that was parsed; the action's ranges speak of it
	base     int            // byte offset of src in the file, or in the fragment
	fragment *pack.Fragment // nil where it stands in the file itself
}

// rangeOf is a range of src as a range of the file.
func (a *placedAction) rangeOf(r text.Range) text.Range {
	r = text.Range{Start: a.base + r.Start, End: a.base + r.End}
	if a.fragment != nil {
		return a.fragment.OuterRange(r)
	}
	return r
}

// actionsInScalar are the actions in the scalar n.
func actionsInScalar(n syntax.Node, fragment *pack.Fragment) []placedAction {
	if n.Kind() != syntax.String || n.Broken() {
		return nil
	}
	inner, quoting := n.Inner()
	src := inner.Of(n.Tree().Text)
	var actions []placedAction
	for _, a := range macro.Parse(src, quoting) {
		actions = append(actions, placedAction{a, src, inner.Start, fragment})
	}
	return actions
}

// namesMacro matches what tells a macro of Palette's from what else stands in double braces in values, such as the templates of other programs.
var namesMacro = regexp.MustCompile(`(?:^|[\s{(|$,])\.spectro\b`)

// macrosIn are the actions with macros in the scalars of t.
func macrosIn(t *syntax.Tree, fragment *pack.Fragment) []placedAction {
	if !strings.Contains(t.Text, ".spectro") {
		return nil
	}
	var macros []placedAction
	for n := range t.All() {
		if n.Kind() != syntax.String || !strings.Contains(n.Source(), ".spectro") {
			continue
		}
		for _, a := range actionsInScalar(n, fragment) {
			if namesMacro.MatchString(a.Of(a.src)) {
				macros = append(macros, a)
			}
		}
	}
	return macros
}

// actionsInTemplate are the actions of a manifest, which is a template first and YAML after that, so that it is not known which quotes an
// action stands in: those that make sense of it.
func actionsInTemplate(src string) []placedAction {
	var actions []placedAction
	for _, a := range macro.Parse(src, text.Verbatim) {
		placed := placedAction{Action: a, src: src}
		for _, quoting := range []text.Quoting{text.DoubleQuoted, text.SingleQuoted} {
			if len(placed.Errors) == 0 {
				break
			}
			own := a.Of(src)
			if again := macro.Parse(own, quoting); len(again) == 1 && len(again[0].Errors) == 0 {
				placed = placedAction{Action: again[0], src: own, base: a.Start}
			}
		}
		actions = append(actions, placed)
	}
	return actions
}
