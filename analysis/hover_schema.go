package analysis

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
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

// hoverPresets explains what stands at byte offset off of presets.yaml.
func hoverPresets(p *pack.Pack, f *pack.File, off int) *HoverInfo {
	if v, inner, ok := fragmentAt(p, off); ok {
		h := hoverValuesText(v, inner)
		if h != nil {
			h.Range = v.outer(h.Range)
		}
		return h
	}
	n := f.Tree().NodeAt(off)
	path := n.Path()
	switch {
	case !n.IsScalar() || n.Empty():
		return nil
	case len(path) == 1 && path[0] == pack.PresetsKey:
		return &HoverInfo{n.Range(), "**" + pack.PresetsKey + "** · list\n\n" + presetsDoc}
	case len(path) == 4 && path[2] == pack.PresetRemove:
		return hoverRemoved(p, n)
	case len(path) == 3 && n.Parent().Key() == n:
		if i := slices.IndexFunc(presetKeys, func(k key) bool { return k.name == n.Text() }); i >= 0 {
			return &HoverInfo{n.Range(), "**" + n.Text() + "** · " + presetKeys[i].detail + "\n\n" + presetKeys[i].doc}
		}
	}
	return nil
}

// hoverRemoved shows what a path in remove takes away.
func hoverRemoved(p *pack.Pack, n syntax.Node) *HoverInfo {
	if found := pack.ValuesAt(p.Values.Root(), n.Text()); len(found) == 1 && found[0].Owner().Exists() {
		return &HoverInfo{n.Range(), "**" + n.Text() + "** in values.yaml\n\n" + valueDoc(found[0].Owner())}
	}
	for _, preset := range p.PresetList() {
		if preset.Add == nil {
			continue
		}
		if found := pack.ValuesAt(preset.Add.Tree.Root(), n.Text()); len(found) == 1 && found[0].Owner().Exists() {
			return &HoverInfo{n.Range(), "**" + n.Text() + "** as the preset `" + preset.ID() + "` sets it\n\n" + valueDoc(found[0].Owner())}
		}
	}
	return &HoverInfo{text.Range{Start: n.Start(), End: n.End()}, "**" + n.Text() + "**\n\nNeither values.yaml nor a preset has it, so nothing is removed."}
}
