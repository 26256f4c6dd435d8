package hover

import (
	"cmp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// constraint explains the entry of schema.yaml at the cursor, or a part of its template.
func (h *hoverer) constraint() string {
	c := h.Constraint
	if c == nil {
		return ""
	}
	switch h.Kind {
	case value.ConstraintKey:
		return markdown.Strong(pack.SchemaKey) + " · template\n\n" + pack.SchemaKeyDoc
	case value.ConstraintTemplate:
		if r, words := templatePart(c, h.Inner); words != "" {
			h.Range = r
			return words
		}
	}
	return markdown.Strong(c.Path) + "\n\n" + markdown.Constraint(c) + valuesWords(h.pack, c.Path)
}

// templatePart explains the clause or type at a byte offset of a template, and returns its range in the file; "" if
// there is none.
func templatePart(c *pack.Constraint, off int) (text.Range, string) {
	at := c.Template.At(off)
	if at.Place == constraint.AtClause && at.Clause != nil {
		for _, doc := range constraint.Clauses() {
			if doc.Kind == at.Clause.Kind {
				return c.OuterRange(at.Clause.Name), markdown.Strong(doc.Name) + " · `" + doc.Form + "`\n\n" + doc.Doc
			}
		}
	}
	if at.Placeholder != nil && at.Place == constraint.AtType {
		for _, doc := range constraint.Types() {
			if doc.Type == at.Placeholder.Type {
				forms := strings.Join(doc.Forms, "`, `")
				return c.OuterRange(at.Placeholder.NameAt), markdown.Strong(doc.Name) + " · `" + forms + "`\n\n" + doc.Doc
			}
		}
	}
	return text.Range{}, ""
}

// valuesWords says what values.yaml and presets have at a dotted path.
func valuesWords(p *pack.Pack, path string) string {
	var words []string
	for _, v := range value.At(p.Values.Root(), path) {
		if len(words) == maxTemplates {
			words = append(words, "…")
			break
		}
		words = append(words, markdown.Code(cmp.Or(markdown.Short(v), "nothing")))
	}
	out := ""
	if words != nil {
		out = "\n\nvalues.yaml has " + strings.Join(words, ", ") + "."
	}
	if presets := presetWords(value.Text{Pack: p}, strings.Split(path, ".")); presets != "" {
		out += "\n\n" + presets
	}
	return out
}
