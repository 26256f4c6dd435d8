package macro

import "github.com/pack-lsp/pack-lsp/analysis/text"

// SymbolKind is the kind of a Symbol.
type SymbolKind uint8

const (
	TemplateName SymbolKind = iota // of define and block; used by template, block and include
	VariableName                   // $x
)

// Symbol is a place that names something that a template itself defines.
type Symbol struct {
	text.Range // of a variable with its $; of a template without quotes
	Kind       SymbolKind
	Name       string // with its $
	Declares   bool   // whether it is defined here; a variable that gets another value is not
	// Target is the index of the declaration of a variable among all symbols, also if it is this one; -1 if there is
	// none, and for templates.
	Target int
	Action text.Range // that it is in
	// Body is what a define or block that is closed contains; empty for other symbols.
	Body text.Range
}

// Symbols returns the symbols in actions, in the order of the text.
func Symbols(actions []Action) []Symbol {
	w := symbolWalker{}
	for i := range actions {
		w.action(&actions[i])
	}
	return w.found
}

// block is an open block.
type block struct {
	declared int // how many variables were known before it
	fresh    int // variables before this one are of another template
	name     int // the index of the symbol that it declares; -1 if there is none
	body     int // where what it contains begins
}

type symbolWalker struct {
	found []Symbol
	open  []block
	deep  int   // open blocks besides these
	vars  []int // indices of the declarations of the variables that are known, inner ones last
	fresh int   // those before this one are of another template
	at    text.Range
}

func (w *symbolWalker) action(a *Action) {
	if a.Kind == Comment {
		return
	}
	w.at = a.Range
	if a.Keyword == "end" {
		w.end(a)
		return
	}
	next := block{declared: len(w.vars), fresh: w.fresh, name: -1, body: a.End}
	switch a.Keyword {
	case "define", "block":
		next.name = w.template(a.Name, true)
		w.pipeline(a.Pipeline)
		w.fresh = len(w.vars)
	case "template":
		w.template(a.Name, false)
		w.pipeline(a.Pipeline)
		return
	case "if", "with", "range":
		w.pipeline(a.Pipeline)
	default:
		w.pipeline(a.Pipeline)
		return
	}
	if len(w.open) == maxBlocks {
		w.deep++
		return
	}
	w.open = append(w.open, next)
}

func (w *symbolWalker) end(a *Action) {
	if w.deep > 0 {
		w.deep--
		return
	}
	n := len(w.open) - 1
	if n < 0 {
		return
	}
	b := w.open[n]
	w.open, w.vars, w.fresh = w.open[:n], w.vars[:b.declared], b.fresh
	if b.name >= 0 {
		w.found[b.name].Body = text.Range{Start: b.body, End: a.Start}
	}
}

// template adds the string s as the name of a template, and returns its index; -1 if it is none.
func (w *symbolWalker) template(s *Word, declares bool) int {
	if s == nil || s.Kind != String || s.Unclosed || s.Len() != len(s.Text)+2 { // with escapes, it is written otherwise
		return -1
	}
	r := text.Range{Start: s.Start + 1, End: s.End - 1}
	w.found = append(w.found, Symbol{
		Range: r, Kind: TemplateName, Name: s.Text, Declares: declares, Target: -1, Action: w.at,
	})
	return len(w.found) - 1
}

func (w *symbolWalker) pipeline(pl *Pipeline) {
	if pl == nil {
		return
	}
	first := len(w.found)
	for i := range pl.Declared {
		w.variable(&pl.Declared[i], !pl.Assign)
	}
	last := len(w.found)
	for i := range pl.Commands {
		words := pl.Commands[i].Words
		for k := range words {
			switch word := &words[k]; {
			case word.Paren != nil:
				w.pipeline(word.Paren)
			case word.Kind == Variable:
				w.variable(word, false)
			case k == 1 && words[0].Kind == Ident && words[0].Text == "include":
				w.template(word, false)
			}
		}
	}
	for i := first; i < last; i++ { // what is declared is known after the pipeline
		if w.found[i].Declares && len(w.vars) < maxVars {
			w.vars = append(w.vars, i)
		}
	}
}

// variable adds v, unless it is $, which is no name.
func (w *symbolWalker) variable(v *Word, declares bool) {
	if len(v.Text) < 2 {
		return
	}
	r := text.Range{Start: v.Start, End: min(v.Start+len(v.Text), v.End)}
	n := Symbol{Range: r, Kind: VariableName, Name: v.Text, Declares: declares, Target: -1, Action: w.at}
	if declares {
		n.Target = len(w.found)
	} else {
		for i := len(w.vars) - 1; i >= w.fresh && n.Target < 0; i-- {
			if w.found[w.vars[i]].Name == v.Text {
				n.Target = w.vars[i]
			}
		}
	}
	w.found = append(w.found, n)
}
