package hover

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func meta(snapshot *pack.Snapshot, p *pack.Pack, f *pack.File, off int) *Info {
	n := f.Tree().NodeAt(off)
	s := p.Settings.PackSchema()
	switch parent := n.Parent(); {
	case !n.Exists() || n.Empty():
		return nil
	case parent.Kind() == syntax.Pair && parent.Key() == n:
		if sub := s.At(n.Path()); sub != nil {
			return &Info{n.Range(), keyHover(n, sub, s.At(parent.Parent().Path()))}
		}
	case n.IsScalar():
		if pack.PlaceChart.Has(n.Path()) {
			if c, err := p.Chart(n.Text()); err == nil {
				return &Info{n.Range(), markdown.Chart(c)}
			}
		}
		if h := constraintPart(snapshot.Index(), p, n); h != nil {
			return h
		}
		return schemaValue(n, s.At(n.Path()))
	}
	return nil
}

// keyHover documents the property whose key is n; owner is the schema of its object.
func keyHover(n syntax.Node, sub, owner *schema.Sub) string {
	var b strings.Builder
	b.WriteString("**" + n.Text() + "**")
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

// schemaValue explains the value n: as one of those its schema names, or as a value of the property it belongs to.
func schemaValue(n syntax.Node, sub *schema.Sub) *Info {
	if sub == nil {
		return nil
	}
	for _, v := range append(slices.Clone(sub.Enum), sub.Examples...) {
		if v.Value == n.Text() && v.Description != "" {
			return &Info{n.Range(), strings.TrimSpace("`" + v.Value + "`\n\n" + v.Description)}
		}
	}
	owner := n.Owner().Key()
	if !owner.Exists() {
		return nil
	}
	return &Info{n.Range(), keyHover(owner, sub, nil)}
}
