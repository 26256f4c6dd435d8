package analysis

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// hoverPresets explains what stands at byte offset off of presets.yaml.
func hoverPresets(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int) *HoverInfo {
	if v, inner, ok := fragmentAt(p, off); ok {
		h := hoverValuesText(s, v, inner)
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
