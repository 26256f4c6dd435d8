package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func macroUnquoted(p *Pass) {
	reportErrors(p)
	if p.File.Kind != pack.Presets {
		return
	}
	for _, in := range p.Pack.PresetChanges().Added {
		for _, e := range in.Tree.Errors {
			if string(e.Code) == codeMacroUnquoted {
				p.Report(in.OuterRange(e.Range), "%s", e.Message).SafeFix(p.File, e.FixTitle, in.OuterEdits(e.Fix)...)
			}
		}
	}
}

func macroUnbalanced(p *Pass) {
	all := p.macros()
	for i := range all {
		a := &all[i]
		for _, err := range a.Errors {
			d := p.Report(a.RangeOf(err.Range), "%s", err.Message)
			if err.Fix != nil {
				d.Fix(p.File, fixTitle(err), a.Edits(err.Fix...)...)
			}
		}
	}
}

func fixTitle(err macro.Error) string {
	switch err.Code {
	case macro.ErrMissingDot:
		return "Insert the dot"
	case macro.ErrUnclosedAction:
		return "Close the macro"
	}
	return "Correct the macro"
}

func macroUnknownFunction(p *Pass) {
	slips := map[string]slip{} // each worked out once
	all := p.macros()
	for i := range all {
		a := &all[i]
		if a.Unclear() || a.Pipeline == nil {
			continue
		}
		eachFunction(a.Pipeline, func(w *macro.Word) {
			if _, ok := macro.FunctionNamed(w.Text); ok {
				return
			}
			s, asked := slips[w.Text]
			if !asked {
				s = newSlip(w.Text, functionNames())
				slips[w.Text] = s
			}
			p.Report(a.RangeOf(w.Range), "unknown function %s%s", quote(s.word), s.hint()).replace(p, a, w.Range, s.meant)
		})
	}
}

func functionNames() []string {
	var names []string
	for _, f := range macro.Functions() {
		names = append(names, f.Name)
	}
	return names
}

// eachFunction calls use with the names of functions in a pipeline, those in parentheses included.
func eachFunction(pl *macro.Pipeline, use func(*macro.Word)) {
	for i := range pl.Commands {
		words := pl.Commands[i].Words
		for k := range words {
			if words[k].Kind == macro.Ident {
				use(&words[k])
			}
			if words[k].Paren != nil {
				eachFunction(words[k].Paren, use)
			}
		}
	}
}

func macroVarWithFunction(p *Pass) {
	var last *template.Action
	for a, ref := range p.macroRefs() {
		if ref.Family != macro.ProfileVar || ref.Alone || a.Pipeline == nil || a == last {
			continue
		}
		last = a
		if a.Kind != macro.Output || len(a.Pipeline.Declared) > 0 {
			p.Report(a.RangeOf(ref.Range),
				"a profile variable cannot be part of a template; write only the variable between {{ and }}")
			continue
		}
		variable := ref.Of(a.In.Text)
		d := p.Report(a.RangeOf(a.Pipeline.Range),
			"functions cannot be applied to a profile variable; write only {{ %s }}", variable)
		if !strings.ContainsAny(variable, "$") {
			d.Fix(p.File, "Remove everything except "+variable, a.Edits(text.Edit{Range: a.Pipeline.Range, New: variable})...)
		}
	}
}
