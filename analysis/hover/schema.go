package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// schemaYAML explains what stands at byte offset off of schema.yaml.
func schemaYAML(p *pack.Pack, off int) *Info {
	for _, c := range p.Constraints() {
		switch key := c.Pair.Key(); {
		case key.Range().Touches(off):
			return &Info{key.Range(), "**" + c.Path + "**\n\n" + markdown.Constraint(c) + valuesWords(p, c.Path)}
		case c.Node().Range().Touches(off):
			return templatePart(p, c, off)
		case c.Pair.Range().Touches(off):
			return &Info{c.Node().Owner().Key().Range(), "**schema** · template\n\n" + pack.SchemaKeyDoc}
		}
	}
	return nil
}

// templatePart explains the part of a template at byte offset off.
func templatePart(p *pack.Pack, c *pack.Constraint, off int) *Info {
	inner, ok := c.Inner(off)
	if !ok {
		return nil
	}
	at := c.Template.At(inner)
	if at.Place == constraint.AtClause && at.Clause != nil {
		for _, doc := range constraint.Clauses() {
			if doc.Kind == at.Clause.Kind {
				return &Info{c.OuterRange(at.Clause.Name), "**" + doc.Name + "** · `" + doc.Form + "`\n\n" + doc.Doc}
			}
		}
	}
	if at.Placeholder != nil && at.Place == constraint.AtType {
		for _, doc := range constraint.Types() {
			if doc.Type == at.Placeholder.Type {
				return &Info{c.OuterRange(at.Placeholder.NameAt), "**" + doc.Name + "** · `" + strings.Join(doc.Forms, "`, `") + "`\n\n" + doc.Doc}
			}
		}
	}
	return &Info{c.Node().Range(), "**" + c.Path + "**\n\n" + markdown.Constraint(c) + valuesWords(p, c.Path)}
}

// valuesWords is what values.yaml and presets have at a dotted path.
func valuesWords(p *pack.Pack, path string) string {
	var words []string
	for _, v := range value.At(p.Values.Root(), path) {
		if len(words) == maxTemplates {
			words = append(words, "…")
			break
		}
		word := markdown.Short(v)
		if word == "" {
			word = "nothing"
		}
		words = append(words, "`"+word+"`")
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
