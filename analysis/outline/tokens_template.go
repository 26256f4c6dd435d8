package outline

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// template adds the tokens of an entry of schema.yaml.
func (b *tokens) template(c *pack.Constraint) {
	src := c.Text
	delimiter := func(start, end int, s string) {
		if i := strings.Index(src[start:max(start, end)], s); i >= 0 {
			b.add(c.OuterRange(text.Range{Start: start + i, End: start + i + len(s)}), OperatorToken)
		}
	}
	at, before := 0, "{{"
	for _, clause := range c.Template.Clauses {
		delimiter(at, clause.Start, before)
		if clause.Kind != constraint.UnknownClause {
			b.add(c.OuterRange(clause.Name), KeywordToken)
		}
		for _, s := range clause.Strings {
			b.templateString(c, s)
		}
		at, before = clause.End, "|"
	}
	delimiter(at, len(src), "}}")
}

// templateString adds the tokens of an argument: the placeholders of a format, and the strings between them.
func (b *tokens) templateString(c *pack.Constraint, s constraint.String) {
	at := s.Start
	part := func(r text.Range, t TokenType) {
		b.add(c.OuterRange(text.Range{Start: at, End: max(at, r.Start)}), StringToken)
		b.add(c.OuterRange(r), t)
		at = max(at, r.End)
	}
	if f := c.Template.Format; f != nil && f.Range == s.Range {
		for _, p := range f.Parts {
			if p.Placeholder != nil {
				placeholder(p.Placeholder, part)
			}
		}
	}
	part(text.Range{Start: s.End, End: s.End}, StringToken)
}

// placeholder calls part for the parts of p that are more than a string, in order.
func placeholder(p *constraint.Placeholder, part func(text.Range, TokenType)) {
	if p.Type != constraint.UnknownType {
		part(p.NameAt, TypeToken)
	}
	switch {
	case p.Regexp != nil:
		part(p.Arg, RegexpToken)
	case p.Range != nil:
		part(p.Arg, NumberToken)
	}
	for _, o := range p.Options {
		part(o.Range, EnumMemberToken)
	}
}
