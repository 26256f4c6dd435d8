package symbol

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
)

// own adds the templates and variables of a manifest. Each manifest is rendered alone, so no other file knows them.
func (w *occurrenceWalker) own(m *template.Manifest) {
	all := m.Symbols()
	for _, s := range all {
		sym, as := symbol{kind: templateSymbol, name: s.Name}, asString
		if s.Kind == macro.VariableName {
			if s.Target < 0 {
				continue
			}
			sym, as = symbol{kind: variableSymbol, name: s.Name, at: all[s.Target].Start}, asVariable
		}
		w.add(occurrence{symbol: sym, Range: s.Range, declares: s.Declares, form: as, inner: s.Range})
	}
}

// ownAt is the template or variable that f names at byte offset off; nil if there is none, or if f is no manifest.
func ownAt(f *pack.File, off int) *macro.Symbol {
	if f.Kind != pack.Manifest {
		return nil
	}
	return template.Of(f).SymbolAt(off)
}

// declared adds the places in the manifest f that declare s, one of its symbols.
func (d *definer) declared(f *pack.File, s *macro.Symbol) {
	d.origin = s.Range
	for _, to := range template.Of(f).Declarations(s) {
		d.add(f, to.Range)
	}
}

// variableName is a variable (text/template, "Variables").
var variableName = regexp.MustCompile(`^\$[\pL_][\pL\pN_]*$`)

// variable is the variable that an author means by name, with or without $.
func variable(name string) string { return "$" + strings.TrimPrefix(name, "$") }

// ownTaken says that the manifest f already has what sym is to be called; nil if it has not.
func ownTaken(f *pack.File, sym symbol, name string) error {
	kind, word := macro.TemplateName, "template"
	if sym.kind == variableSymbol {
		kind, word, name = macro.VariableName, "variable", variable(name)
	}
	for _, s := range template.Of(f).Symbols() {
		if s.Kind == kind && s.Name == name && name != sym.name {
			return fmt.Errorf("%s already has a %s %s in line %d", f.Base(), word, name, f.Text.LineAt(s.Start)+1)
		}
	}
	return nil
}
