package outline

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func (b *tokens) actions(actions []template.Action) {
	for i := range actions {
		a := actionTokens{b, &actions[i]}
		a.all()
	}
}

// actionTokens adds the tokens of one action.
type actionTokens struct {
	*tokens
	*template.Action
}

func (a actionTokens) put(r text.Range, t TokenType) { a.add(a.RangeOf(r), t) }

func (a actionTokens) all() {
	if a.Kind == macro.Comment {
		a.put(a.Range, CommentToken)
		return
	}
	a.put(text.Range{Start: a.Start, End: a.Inner.Start}, OperatorToken)
	if a.Closed {
		a.put(text.Range{Start: a.Inner.End, End: a.End}, OperatorToken)
	}
	a.put(a.KeywordAt, KeywordToken)
	if a.Name != nil {
		a.word(a.Name)
	}
	a.pipeline(a.Pipeline)
}

func (a actionTokens) pipeline(pl *macro.Pipeline) {
	if pl == nil {
		return
	}
	for i := range pl.Declared {
		a.word(&pl.Declared[i])
	}
	if n := len(pl.Declared); n > 0 && len(pl.Commands) > 0 {
		assign := ":="
		if pl.Assign {
			assign = "="
		}
		a.operator(pl.Declared[n-1].End, pl.Commands[0].Start, assign)
	}
	for i, c := range pl.Commands {
		if i > 0 {
			a.operator(pl.Commands[i-1].End, c.Start, "|")
		}
		for k := range c.Words {
			a.word(&c.Words[k])
		}
	}
}

// operator adds the operator op between start and end.
func (a actionTokens) operator(start, end int, op string) {
	if i := strings.Index(a.In.Text[start:max(start, end)], op); i >= 0 {
		a.put(text.Range{Start: start + i, End: start + i + len(op)}, OperatorToken)
	}
}

func (a actionTokens) word(w *macro.Word) {
	name := text.Range{Start: w.Start, End: min(w.Start+len(w.Text), w.End)}
	switch w.Kind {
	case macro.Ident:
		a.put(name, FunctionToken)
	case macro.Constant:
		a.put(name, KeywordToken)
	case macro.Variable:
		a.put(name, VariableToken)
	case macro.String, macro.Char:
		a.put(w.Range, StringToken)
	case macro.Number:
		a.put(w.Range, NumberToken)
	case macro.Paren:
		a.pipeline(w.Paren)
	}
	for i, s := range w.Path {
		switch {
		case !w.IsField(template.Root):
			a.put(s.Range, PropertyToken)
		case i == 0:
			a.put(s.Range, NamespaceToken)
		case i == 1 && macro.FamilyNamed(s.Name).Family != macro.UnknownFamily:
			a.put(s.Range, KeywordToken)
		default:
			a.put(s.Range, PropertyToken)
		}
	}
}
