package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

func values(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int) *Info {
	if e := p.EnabledPresets(); e != nil && f == p.Values && e.Touches(off) {
		return enabled(p, e, off)
	}
	return valuesText(s, value.Text{Pack: p, Tree: f.Tree()}, off)
}

// valuesText explains what stands at byte offset off of v; the range is one of v's own text.
func valuesText(s *pack.Snapshot, v value.Text, off int) *Info {
	if m, ok := template.At(v.Tree, v.Tree.CursorAt(off), off); ok {
		if h := macroPart(s, v.Pack, m); h != nil {
			return h
		}
	}
	n := v.Tree.NodeAt(off)
	if n.Kind() == syntax.Alias && n.Resolve().Exists() {
		return &Info{n.Range(), "**\\*" + n.Text() + "** · alias of\n\n" + markdown.YAML(n.Resolve())}
	}
	path := n.Path()
	if !n.IsScalar() || n.Empty() || len(path) == 0 {
		return nil
	}
	isKey := n.Parent().Kind() == syntax.Pair && n.Parent().Key() == n
	switch {
	case len(path) == 1 && isKey && section(n) != nil:
		return section(n)
	case len(path) > 1 && path[0] == pack.SectionPack:
		return attribute(n, value.WithoutIndices(path[1:]))
	case len(path) == 2 && isKey && path[0] == pack.SectionCharts:
		return chartSection(v.Pack, n)
	case len(path) == 2 && isKey && path[0] == pack.SectionManifests:
		return manifestSection(v.Pack, n)
	}
	value := n
	if isKey {
		value = n.Parent().Value()
	}
	return valueAt(v, path, n, value)
}

func section(n syntax.Node) *Info {
	s, ok := pack.SectionNamed(n.Text())
	if !ok {
		return nil
	}
	return &Info{n.Range(), "**" + s.Name + "** · section\n\n" + s.Doc}
}

// attribute explains the attribute at path, or the one that holds it where its keys are free.
func attribute(n syntax.Node, path []string) *Info {
	for ; len(path) > 0; path = path[:len(path)-1] {
		if a := pack.AttributeAt(path...); a != nil {
			doc := "**" + a.Name + "** · " + a.Type + "\n\n" + markdown.Attribute(a)
			if words := markdown.Reading(n); words != "" {
				doc += "\n\n" + words
			}
			return &Info{n.Range(), doc}
		}
	}
	return nil
}

func chartSection(p *pack.Pack, n syntax.Node) *Info {
	ch := p.ChartNamed(n.Text())
	if ch == nil {
		return nil
	}
	return &Info{n.Range(), markdown.Chart(ch)}
}

func manifestSection(p *pack.Pack, n syntax.Node) *Info {
	for _, m := range p.Facts().Manifests {
		if pack.ManifestKey(m) == n.Text() {
			return &Info{n.Range(), "**" + n.Text() + "** · parameters of `" + m + "`\n\n`.Values` in that manifest is this section."}
		}
	}
	return nil
}

// enabled explains the preset that the comment of values.yaml names at byte offset off.
func enabled(p *pack.Pack, e *pack.EnabledPresets, off int) *Info {
	for _, entry := range e.Entries {
		if !entry.Touches(off) {
			continue
		}
		for _, preset := range p.PresetList() {
			if preset.Group == entry.Group && preset.Name == entry.Name {
				return &Info{entry.Range, "**" + preset.Title() + "** · preset of the group " + preset.Group + presetEffect(preset)}
			}
		}
	}
	return &Info{e.Range, "The presets, as `group:name`, that the defaults in this file correspond to; Palette shows them as selected."}
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
