package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// sectionWords documents a section of values.yaml.
func sectionWords(name string) string {
	s, ok := pack.SectionNamed(name)
	if !ok {
		return ""
	}
	return "**" + s.Name + "** · section\n\n" + s.Doc
}

// attribute explains the attribute at path below pack, or the one that holds it if its keys are free; n is on it.
func attribute(n syntax.Node, path []string) string {
	for ; len(path) > 0; path = path[:len(path)-1] {
		if a := pack.AttributeAt(path...); a != nil {
			doc := "**" + a.Name + "** · " + a.Type + "\n\n" + markdown.Attribute(a)
			if words := markdown.Reading(n); words != "" {
				doc += "\n\n" + words
			}
			return doc
		}
	}
	return ""
}

// chartSection says which chart the values below a key are for.
func (h *hoverer) chartSection() string {
	if c := h.pack.ChartNamed(h.Node.Text()); c != nil {
		return markdown.Chart(c)
	}
	return ""
}

// manifestSection says which manifest the parameters below a key are for.
func (h *hoverer) manifestSection() string {
	for _, m := range h.pack.Facts().Manifests {
		if pack.ManifestKey(m) == h.Node.Text() {
			return "**" + h.Node.Text() + "** · parameters of `" + m + "`\n\n`.Values` in that manifest is this section."
		}
	}
	return ""
}

// enabled explains the comment of values.yaml that names presets, or the preset of its entry at the cursor.
func (h *hoverer) enabled() string {
	if h.Entry != nil {
		for _, preset := range h.pack.PresetList() {
			if preset.Group == h.Entry.Group && preset.Name == h.Entry.Name {
				return "**" + preset.Title() + "** · preset of the group " + preset.Group + presetEffect(preset)
			}
		}
	}
	h.Range = h.Enabled.Range
	return "The presets, as `group:name`, that the defaults in this file correspond to; Palette shows them as selected."
}

// presetEffect is what a preset removes and adds.
func presetEffect(p pack.Preset) string {
	var b strings.Builder
	for i, path := range p.Remove {
		if i == markdown.MaxLines {
			b.WriteString("\n- …")
			break
		}
		if i == 0 {
			b.WriteString("\n\nRemoves\n")
		}
		b.WriteString("\n- `" + path.Text() + "`")
	}
	if p.Add != nil && p.Add.Tree.Root().Exists() {
		b.WriteString("\n\nAdds\n\n" + markdown.YAML(p.Add.Tree.Root()))
	}
	return b.String()
}
