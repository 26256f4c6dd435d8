package check

import (
	"iter"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// macroChecks are those of Palette's macros. They ignore actions of Helm's templates, which look alike.
var macroChecks = []Check{
	{Code: codeMacroUnquoted, Severity: pack.Error, On: inYAML, Run: macroUnquoted,
		Summary: "a value that begins with a macro and is not quoted"},
	{Code: "macro/unknown-family", Severity: pack.Warning, On: inMacros, Text: true, Run: macroUnknownFamily,
		Summary: "an unknown macro family"},
	{Code: "macro/unknown-system", Severity: pack.Warning, On: inMacros, Run: macroUnknownSystem,
		Summary: "an unknown system variable"},
	{Code: "macro/pack-unresolved", Severity: pack.Warning, On: inMacros, Run: macroPackUnresolved,
		Summary: "a macro that refers to a value that the pack does not have"},
	{Code: "macro/pack-unknown", Severity: pack.Off, On: inMacros, Run: macroPackUnknown,
		Summary: "a macro that refers to a pack that is not a dependency"},
	{Code: "macro/unknown-function", Severity: pack.Warning, On: inMacros, Run: macroUnknownFunction,
		Summary: "an unknown function in a macro"},
	{Code: "macro/var-with-function", Severity: pack.Warning, On: inMacros, Run: macroVarWithFunction,
		Summary: "a profile variable with a function"},
	{Code: "macro/unbalanced", Severity: pack.Warning, On: inMacros, Run: macroUnbalanced,
		Summary: "a macro that cannot be parsed"},
	{Code: "macro/kubevip-cloud", Severity: pack.Hint, On: inMacros, Run: macroKubevip,
		Summary: "the macro cluster.kubevip in a pack for clouds that lack it"},
	{Code: "macro/var-in-content", Severity: pack.Warning, On: inValues, Run: macroVarInContent,
		Summary: "a profile variable under pack.content"},
}

const codeMacroUnquoted = string(syntax.CodeMacroUnquoted)

var inMacros = []pack.Kind{pack.Values, pack.Presets, pack.Manifest}

// macroWord is what every macro contains.
const macroWord = template.Root + "."

var macrosRead pack.View[[]template.Action]

// macros are the actions in the file that name a macro.
func (p *Pass) macros() []template.Action {
	return macrosRead.Of(p.File, func() []template.Action {
		may := func(source string) bool { return strings.Contains(source, macroWord) }
		return template.Find(p.Pack, p.File, may, template.MayNameMacro)
	})
}

// macroRefs yields the macros in the actions that could be read.
func (p *Pass) macroRefs() iter.Seq2[*template.Action, macro.Reference] {
	return func(yield func(*template.Action, macro.Reference) bool) {
		all := p.macros()
		for i := range all {
			a := &all[i]
			if a.Unclear() {
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

// replace offers to replace a part of the action; nothing if with is "".
func (d *Diagnostic) replace(p *Pass, a *template.Action, r text.Range, with string) *Diagnostic {
	if with == "" {
		return d
	}
	return d.Fix(p.File, "Replace with "+with, a.Edits(text.Edit{Range: r, New: with})...)
}
