package outline

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TokenType is the type of a semantic token of a macro or of a constraint template. The names are those of LSP.
type TokenType uint8

const (
	OperatorToken   TokenType = iota // delimiters and what joins parts
	KeywordToken                     // of a template, a family of macros, a clause
	NamespaceToken                   // template.Root
	PropertyToken                    // a name in a path
	VariableToken                    // $x
	FunctionToken                    //
	StringToken                      //
	NumberToken                      //
	CommentToken                     //
	TypeToken                        // of a placeholder
	RegexpToken                      //
	EnumMemberToken                  // an option of a list
)

// TokenTypes are the names of the token types, by TokenType.
func TokenTypes() []string {
	return []string{
		"operator", "keyword", "namespace", "property", "variable", "function",
		"string", "number", "comment", "type", "regexp", "enumMember",
	}
}

// Token is a piece of text that the language of the file knows nothing about. It can span several lines.
type Token struct {
	text.Range // not empty
	Type       TokenType
}

var tokensRead pack.View[[]Token]

// Tokens returns the tokens of the file at path, sorted; none overlap. If in is not nil, only those that it touches.
// Values, presets and manifests have tokens of macros, schema.yaml those of its templates.
func Tokens(s *pack.Snapshot, path string, in *text.Range) []Token {
	p, f := s.PackOf(path)
	if f == nil {
		return nil
	}
	all := tokensRead.Of(f, func() []Token { return tokensIn(p, f) })
	if in == nil {
		return all
	}
	first, _ := slices.BinarySearchFunc(all, in.Start, func(t Token, off int) int { return t.End - off })
	last, _ := slices.BinarySearchFunc(all, in.End, func(t Token, off int) int { return t.Start - off })
	return all[first:max(first, last)]
}

// tokensIn depends only on the text of f.
func tokensIn(p *pack.Pack, f *pack.File) []Token {
	var b tokens
	switch f.Kind {
	case pack.Values:
		b.actions(template.Macros(f.Tree(), nil))
	case pack.Presets:
		for _, added := range p.PresetChanges().Added {
			if added.Exact() {
				b.actions(template.Macros(added.Tree, added))
			}
		}
	case pack.Manifest:
		b.actions(template.Of(f).Actions())
	case pack.Schema:
		for _, c := range p.Constraints() {
			b.template(c)
		}
	}
	return b.sorted()
}

// tokens collects tokens, in any order.
type tokens []Token

func (b *tokens) add(r text.Range, t TokenType) {
	if r.Len() > 0 {
		*b = append(*b, Token{r, t})
	}
}

// sorted is the tokens sorted by position. If two overlap, as in text with errors, the first one stays.
func (b tokens) sorted() []Token {
	slices.SortStableFunc(b, func(x, y Token) int { return x.Start - y.Start })
	end := 0
	return slices.DeleteFunc(b, func(t Token) bool {
		if t.Start < end {
			return true
		}
		end = t.End
		return false
	})
}
