package analysis

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// hoverSchema explains what stands at byte offset off of schema.yaml.
func hoverSchema(p *pack.Pack, off int) *HoverInfo {
	for _, c := range p.Constraints() {
		switch key := c.Pair.Key(); {
		case key.Range().Touches(off):
			return &HoverInfo{key.Range(), "**" + c.Path + "**\n\n" + constraintDoc(c) + valuesWords(p, c.Path)}
		case c.Source.Range().Touches(off):
			return hoverTemplate(p, c, off)
		case c.Pair.Range().Touches(off):
			return &HoverInfo{c.Source.Owner().Key().Range(), "**schema** · template\n\n" + schemaKeyDoc}
		}
	}
	return nil
}

// hoverTemplate explains the part of a template at byte offset off.
func hoverTemplate(p *pack.Pack, c *pack.Constraint, off int) *HoverInfo {
	inner, ok := c.Offset(off)
	if !ok {
		return nil
	}
	at := c.Template.At(inner)
	if at.Place == constraint.AtClause && at.Clause != nil {
		for _, doc := range constraint.Clauses() {
			if doc.Kind == at.Clause.Kind {
				return &HoverInfo{c.Range(at.Clause.Name), "**" + doc.Name + "** · `" + doc.Form + "`\n\n" + doc.Doc}
			}
		}
	}
	if at.Placeholder != nil && at.Place == constraint.AtType {
		for _, doc := range constraint.Types() {
			if doc.Type == at.Placeholder.Type {
				return &HoverInfo{c.Range(at.Placeholder.NameAt), "**" + doc.Name + "** · `" + strings.Join(doc.Forms, "`, `") + "`\n\n" + doc.Doc}
			}
		}
	}
	return &HoverInfo{c.Source.Range(), "**" + c.Path + "**\n\n" + constraintDoc(c) + valuesWords(p, c.Path)}
}

// valuesWords is what values.yaml and presets have at a dotted path.
func valuesWords(p *pack.Pack, path string) string {
	var words []string
	for _, v := range pack.ValuesAt(p.Values.Root(), path) {
		if len(words) == maxTemplates {
			words = append(words, "…")
			break
		}
		word := short(v)
		if word == "" {
			word = "nothing"
		}
		words = append(words, "`"+word+"`")
	}
	out := ""
	if words != nil {
		out = "\n\nvalues.yaml has " + strings.Join(words, ", ") + "."
	}
	if presets := presetWords(valuesText{pack: p}, strings.Split(path, ".")); presets != "" {
		out += "\n\n" + presets
	}
	return out
}

// constraintDoc is a constraint in words, with values that meet it.
func constraintDoc(c *pack.Constraint) string {
	var parts []string
	if s := c.Template.Describe(); s != "" {
		parts = append(parts, s)
	}
	for _, h := range c.Template.Hints {
		if h.Value != "" {
			parts = append(parts, "_"+h.Value+"_")
		}
	}
	var accepted []string
	for _, e := range c.Template.Examples(2) {
		accepted = append(accepted, "`"+strings.Trim(strconv.Quote(e), `"`)+"`")
	}
	if accepted != nil {
		parts = append(parts, "Accepted, for example: "+strings.Join(accepted, ", ")+".")
	}
	if parts == nil {
		return "Any value is accepted."
	}
	return strings.Join(parts, "\n\n")
}
