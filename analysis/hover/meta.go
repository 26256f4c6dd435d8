package hover

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// property documents the key of pack.json that the cursor is on.
func (h *hoverer) property() string {
	s := h.pack.Settings.PackSchema()
	sub := s.At(h.Path)
	if sub == nil {
		return ""
	}
	return keyHover(h.Node, sub, s.At(h.Node.Parent().Parent().Path()))
}

// chartFile explains the chart in the archive that a path of pack.json names.
func (h *hoverer) chartFile() string {
	if c, err := h.pack.Chart(h.Node.Text()); err == nil {
		return markdown.Chart(c)
	}
	return schemaValue(h.pack, h.Node)
}

// keyHover documents the property whose key is n; owner is the schema of its object.
func keyHover(n syntax.Node, sub, owner *schema.Sub) string {
	var b strings.Builder
	b.WriteString(markdown.Strong(n.Text()))
	if words := markdown.Types(sub); words != "" {
		b.WriteString(" · " + words)
	}
	if owner != nil {
		for _, p := range owner.Properties {
			if p.Name == n.Text() && p.Required {
				b.WriteString(" · required")
			}
		}
	}
	if sub.Deprecated {
		b.WriteString(" · deprecated")
	}
	if doc := markdown.Schema(sub); doc != "" {
		b.WriteString("\n\n" + doc)
	}
	return b.String()
}

// schemaValue explains the value n of pack.json: as one of the values that its schema lists, or else its property.
func schemaValue(p *pack.Pack, n syntax.Node) string {
	sub := p.Settings.PackSchema().At(n.Path())
	if sub == nil {
		return ""
	}
	for _, v := range slices.Concat(sub.Enum, sub.Examples) {
		if v.Value == n.Text() && v.Description != "" {
			return markdown.Code(v.Value) + "\n\n" + markdown.Untrusted(v.Description)
		}
	}
	if owner := n.Owner().Key(); owner.Exists() {
		return keyHover(owner, sub, nil)
	}
	return ""
}

// afterSchema is what the schema says of the value n, followed by words.
func afterSchema(p *pack.Pack, n syntax.Node, words string) string {
	before := schemaValue(p, n)
	if words == "" || before == "" {
		return before + words
	}
	return before + "\n\n" + words
}
