package check

import (
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// macroChecks are those of Palette's macros. Actions of Helm's templates, which look alike, are none of theirs.
var macroChecks = []Check{
	{Code: codeMacroUnquoted, Severity: pack.Error, On: inYAML, Summary: "a value that begins with a macro and is not quoted", Run: macroUnquoted},
	{Code: "macro/unknown-family", Severity: pack.Warning, On: inMacros, Summary: "a macro of a family that does not exist", Run: macroUnknownFamily},
	{Code: "macro/unknown-system", Severity: pack.Warning, On: inMacros, Summary: "a system macro that does not exist", Run: macroUnknownSystem},
	{Code: "macro/pack-unresolved", Severity: pack.Warning, On: inMacros, Summary: "a macro that refers to a value that the pack does not have", Run: macroPackUnresolved},
	{Code: "macro/pack-unknown", Severity: pack.Off, On: inMacros, Summary: "a macro that refers to a pack that is no dependency", Run: macroPackUnknown},
	{Code: "macro/unknown-function", Severity: pack.Warning, On: inMacros, Summary: "a macro with a function that does not exist", Run: macroUnknownFunction},
	{Code: "macro/var-with-function", Severity: pack.Warning, On: inMacros, Summary: "a profile variable with a function", Run: macroVarWithFunction},
	{Code: "macro/unbalanced", Severity: pack.Warning, On: inMacros, Summary: "a macro that cannot be read", Run: macroUnbalanced},
	{Code: "macro/kubevip-cloud", Severity: pack.Hint, On: inMacros, Summary: "the macro cluster.kubevip in a pack for clouds that lack it", Run: macroKubevip},
	{Code: "macro/var-in-content", Severity: pack.Warning, On: inValues, Summary: "a profile variable under pack.content", Run: macroVarInContent},
}

const codeMacroUnquoted = string(syntax.CodeMacroUnquoted)

var inMacros = []pack.Kind{pack.Values, pack.Presets, pack.Manifest}

// place is where a text that was parsed on its own stands in a file.
type place struct {
	base     int            // byte offset of the text in the file, or in the fragment
	fragment *pack.Fragment // nil where it stands in the file itself
}

func (l place) rangeOf(r text.Range) text.Range {
	r = text.Range{Start: l.base + r.Start, End: l.base + r.End}
	if l.fragment != nil {
		return l.fragment.OuterRange(r)
	}
	return r
}

// edits converts edits of the text; nil where that is not possible.
func (l place) edits(edits ...text.Edit) []text.Edit {
	moved := make([]text.Edit, len(edits))
	for i, e := range edits {
		moved[i] = text.Edit{Range: text.Range{Start: l.base + e.Start, End: l.base + e.End}, New: e.New}
	}
	if l.fragment != nil {
		return l.fragment.OuterEdits(moved)
	}
	return moved
}

// macroAction is an action that names a macro of Palette's.
type macroAction struct {
	macro.Action
	place
	scalar syntax.Node // that it stands in; absent in a manifest
	text   string      // that was parsed and that the action's ranges speak of
}

// namesMacro matches what tells a macro, dot forgotten or not, from other template actions.
var namesMacro = regexp.MustCompile(`(?:^|[\s{(|$,])\.?spectro\.`)

// macroRoot is the first name of every macro, and macroWord what holds it in a text.
const (
	macroRoot = "spectro"
	macroWord = macroRoot + "."
)

// macros are the actions in the file that name a macro.
func (p *Pass) macros() []macroAction {
	return pack.View(p.File, "macros", func() []macroAction {
		return p.actionsWith(func(source string) bool { return strings.Contains(source, macroWord) }, namesMacro.MatchString)
	})
}

// actionsWith are the template actions in the file that want accepts, in texts that may hold such.
func (p *Pass) actionsWith(may, want func(string) bool) (found []macroAction) {
	switch {
	case !may(p.File.Text.String()):
	case p.File.Kind == pack.Manifest:
		found = actionsInTemplate(p.File, want)
	case p.File.Kind == pack.Presets:
		for _, preset := range p.Pack.PresetList() {
			if preset.Add != nil && may(preset.Add.Tree.Text) {
				found = append(found, actionsInYAML(preset.Add.Tree, preset.Add, may, want)...)
			}
		}
	default:
		found = actionsInYAML(p.File.Tree(), nil, may, want)
	}
	return found
}

func actionsInYAML(t *syntax.Tree, fragment *pack.Fragment, may, want func(string) bool) (found []macroAction) {
	for n := range t.All() {
		if n.Kind() != syntax.String || n.Broken() || cutShort(t, n) {
			continue
		}
		r, quoting := n.Inner()
		source := r.Of(t.Text)
		if !may(source) {
			continue
		}
		for _, a := range macro.Parse(source, quoting) {
			if want(a.Of(source)) {
				found = append(found, macroAction{a, place{r.Start, fragment}, n, source})
			}
		}
	}
	return found
}

// cutShort reports whether text that belongs nowhere follows right after n, as where a quote in a macro ends the scalar that the macro stands in:
// what was meant to be in n is not known then, and the parser has said so.
func cutShort(t *syntax.Tree, n syntax.Node) bool {
	end := n.End()
	return slices.ContainsFunc(t.Errors, func(e syntax.Error) bool { return e.Range.Start == end })
}

// actionsInTemplate reads a manifest, which is a template first and YAML after that, so that it is not known which quotes an action stands in: those
// that make sense of it.
func actionsInTemplate(f *pack.File, want func(string) bool) (found []macroAction) {
	source := f.Text.String()
	for _, a := range macro.Parse(source, text.Verbatim) {
		s := a.Of(source)
		if !want(s) || inComment(f, a.Start) {
			continue
		}
		in, parsed := place{}, source
		for _, quoting := range []text.Quoting{text.DoubleQuoted, text.SingleQuoted} {
			if len(a.Errors) == 0 {
				break
			}
			if again := macro.Parse(s, quoting); len(again) == 1 && len(again[0].Errors) == 0 {
				in, parsed = place{base: a.Start}, s
				a = again[0]
			}
		}
		found = append(found, macroAction{a, in, syntax.Node{}, parsed})
	}
	return found
}

// inComment reports whether off stands in a comment that has its line to itself.
func inComment(f *pack.File, off int) bool {
	return strings.HasPrefix(strings.TrimLeft(f.Text.Line(f.Text.LineAt(off)).Of(f.Text.String()), " \t"), "#")
}

// macroRefs yields the macros in the actions that could be read.
func (p *Pass) macroRefs() iter.Seq2[*macroAction, macro.Reference] {
	return func(yield func(*macroAction, macro.Reference) bool) {
		all := p.macros()
		for i := range all {
			a := &all[i]
			if a.broken() {
				continue
			}
			for ref := range a.References {
				if !yield(a, ref) {
					return
				}
			}
		}
	}
}

// broken reports whether the action has mistakes that leave its meaning open.
func (a *macroAction) broken() bool {
	for _, err := range a.Errors {
		if err.Code != macro.ErrMissingDot {
			return true
		}
	}
	return false
}

// replace offers to replace a part of the action.
func (d *Diagnostic) replace(p *Pass, a *macroAction, r text.Range, with string) *Diagnostic {
	return d.Fix(p.File, "Replace by "+with, a.edits(text.Edit{Range: r, New: with})...)
}
