package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// sectionWords documents a section of values.yaml.
func sectionWords(name string) string {
	s, ok := pack.SectionNamed(name)
	if !ok {
		return ""
	}
	return markdown.Strong(s.Name) + " · section\n\n" + s.Doc
}

// attribute explains the attribute at path under pack, or the nearest one above it. The cursor is on n.
func attribute(n syntax.Node, path []string) string {
	for ; len(path) > 0; path = path[:len(path)-1] {
		if a := palette.AttributeAt(path...); a != nil {
			doc := markdown.Strong(a.Name) + " · " + a.Type + "\n\n" + markdown.Attribute(a)
			if words := markdown.Reading(n); words != "" {
				doc += "\n\n" + words
			}
			return doc
		}
	}
	return ""
}

// chartSection explains the chart that a section of charts is for.
func (h *hoverer) chartSection() string {
	if c := h.pack.ChartNamed(h.Node.Text()); c != nil {
		return markdown.Chart(c)
	}
	return ""
}

// manifestSection explains which manifest a section of manifests is for.
func (h *hoverer) manifestSection() string {
	for _, m := range h.pack.Facts().Manifests {
		if pack.ManifestKey(m) == h.Node.Text() {
			return markdown.Strong(h.Node.Text()) + " · parameters of " + markdown.Code(m) +
				"\n\n`.Values` in that manifest is this section."
		}
	}
	return ""
}

// enabled explains the preset at the cursor in the comment of values.yaml that names presets, or that comment.
func (h *hoverer) enabled() string {
	if h.Entry != nil {
		for _, preset := range h.pack.PresetList() {
			if preset.Group == h.Entry.Group && preset.Name == h.Entry.Name {
				group := markdown.Literal(preset.Group)
				return markdown.Strong(preset.Title()) + " · preset of the group " + group + presetEffect(preset)
			}
		}
	}
	h.Range = h.Enabled.Range
	return "The presets that the defaults in this file match, as `group:name`. Palette shows them as selected."
}

// presetEffect says what a preset removes and adds.
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
		b.WriteString("\n- " + markdown.Code(path.Text()))
	}
	if p.Add != nil && p.Add.Tree.Root().Exists() {
		b.WriteString("\n\nAdds\n\n" + markdown.YAML(p.Add.Tree.Root()))
	}
	return b.String()
}
