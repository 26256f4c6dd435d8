package hover

import (
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// presets explains what stands at byte offset off of presets.yaml.
func presets(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int) *Info {
	if v, inner, ok := value.AdditionAt(p, off); ok {
		h := valuesText(s, v, inner)
		if h != nil {
			h.Range = v.Outer(h.Range)
		}
		return h
	}
	n := f.Tree().NodeAt(off)
	path := n.Path()
	switch {
	case !n.IsScalar() || n.Empty():
		return nil
	case len(path) == 1 && path[0] == pack.PresetsKey:
		return &Info{n.Range(), "**" + pack.PresetsKey + "** · list\n\n" + pack.PresetsDoc}
	case len(path) == 4 && path[2] == pack.PresetRemove:
		return removed(p, n)
	case len(path) == 3 && n.Parent().Key() == n:
		if k, ok := pack.PresetKeyNamed(n.Text()); ok {
			return &Info{n.Range(), "**" + k.Name + "** · " + k.Type + "\n\n" + k.Doc}
		}
	}
	return nil
}

// removed shows what a path in remove takes away.
func removed(p *pack.Pack, n syntax.Node) *Info {
	if found := value.At(p.Values.Root(), n.Text()); len(found) == 1 && found[0].Owner().Exists() {
		return &Info{n.Range(), "**" + n.Text() + "** in values.yaml\n\n" + markdown.Value(found[0].Owner())}
	}
	for _, preset := range p.PresetList() {
		if preset.Add == nil {
			continue
		}
		if found := value.At(preset.Add.Tree.Root(), n.Text()); len(found) == 1 && found[0].Owner().Exists() {
			return &Info{n.Range(), "**" + n.Text() + "** as the preset `" + preset.ID() + "` sets it\n\n" + markdown.Value(found[0].Owner())}
		}
	}
	return &Info{text.Range{Start: n.Start(), End: n.End()}, "**" + n.Text() + "**\n\nNeither values.yaml nor a preset has it, so nothing is removed."}
}
