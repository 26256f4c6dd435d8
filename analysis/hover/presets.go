package hover

import (
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// presetKey documents a key of presets.yaml.
func presetKey(name string) string {
	if name == pack.PresetsKey {
		return markdown.Strong(name) + " · list\n\n" + pack.PresetsDoc
	}
	if k, ok := pack.PresetKeyNamed(name); ok {
		return markdown.Strong(k.Name) + " · " + k.Type + "\n\n" + k.Doc
	}
	return ""
}

// removed shows the value that a path in remove takes away.
func removed(p *pack.Pack, path string) string {
	title := markdown.Strong(path)
	for root := range value.Roots(p) {
		if found := value.At(root, path); len(found) == 1 && found[0].Owner().Exists() {
			origin := markdown.Origin(p, value.Target{Node: found[0]})
			return title + " · " + origin + "\n\n" + markdown.Value(found[0].Owner())
		}
	}
	return title + "\n\nNeither values.yaml nor a preset has it, so nothing is removed."
}
