package hover

import (
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// presetKey documents a key of presets.yaml.
func presetKey(name string) string {
	if name == pack.PresetsKey {
		return "**" + name + "** · list\n\n" + pack.PresetsDoc
	}
	if k, ok := pack.PresetKeyNamed(name); ok {
		return "**" + k.Name + "** · " + k.Type + "\n\n" + k.Doc
	}
	return ""
}

// removed shows what a path in remove takes away.
func removed(p *pack.Pack, path string) string {
	title := "**" + path + "**"
	if found := value.At(p.Values.Root(), path); len(found) == 1 && found[0].Owner().Exists() {
		return title + " in values.yaml\n\n" + markdown.Value(found[0].Owner())
	}
	for _, preset := range p.PresetList() {
		if preset.Add == nil {
			continue
		}
		if found := value.At(preset.Add.Tree.Root(), path); len(found) == 1 && found[0].Owner().Exists() {
			return title + " as the preset `" + preset.ID() + "` sets it\n\n" + markdown.Value(found[0].Owner())
		}
	}
	return title + "\n\nNeither values.yaml nor a preset has it, so nothing is removed."
}
