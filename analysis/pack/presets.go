package pack

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Keys of presets.yaml and of its entries.
const (
	PresetsKey        = "presets"
	PresetName        = "name"
	PresetDisplayName = "displayName"
	PresetGroup       = "group"
	PresetRemove      = "remove"
	PresetAdd         = "add"
)

// Preset is one entry of presets.yaml: paths that are removed from the values when it is selected, and YAML that is
// merged into them. Of the presets of one group, one can be selected at a time.
type Preset struct {
	Node   syntax.Node       // the entry, a mapping
	Remove []syntax.Node     // the paths, strings
	Add    *embedded.Content // rooted at the root of values.yaml; nil if absent or not a string

	// As written, even if YAML reads a number or boolean; "" if absent or not a scalar.
	Name, DisplayName, Group string
}

// ID is how the comment enabled-presets in values.yaml refers to the preset.
func (p Preset) ID() string { return p.Group + ":" + p.Name }

// Title is what people call the preset.
func (p Preset) Title() string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.Name
}

var presets View[[]Preset]

// PresetList are the entries of presets.yaml that are mappings, in the order of the text.
func (p *Pack) PresetList() []Preset {
	if p.Presets == nil {
		return nil
	}
	return presets.Of(p.Presets, func() []Preset { return readPresets(p.Presets.Root()) })
}

func readPresets(root syntax.Node) []Preset {
	list := root.Get(PresetsKey)
	if list.Kind() != syntax.Sequence {
		return nil
	}
	var presets []Preset
	times, added := map[syntax.Node]int{}, map[syntax.Node]*embedded.Content{}
	removed := map[syntax.Node][]syntax.Node{}
	for item := range list.Children() {
		entry := item.Resolve()
		if times[entry]++; entry.Kind() != syntax.Mapping || times[entry] > maxSame {
			continue
		}
		word := func(key string) string {
			if n := entry.Get(key); n.IsScalar() && n.Kind() != syntax.Null {
				return n.Text()
			}
			return ""
		}
		preset := Preset{Node: entry, Name: word(PresetName), DisplayName: word(PresetDisplayName), Group: word(PresetGroup)}
		if remove := entry.Get(PresetRemove); remove.Kind() == syntax.Sequence {
			if _, read := removed[remove]; !read {
				removed[remove] = pathsIn(remove)
			}
			preset.Remove = removed[remove]
		}
		if add := entry.Get(PresetAdd); add.Kind() == syntax.String {
			if added[add] == nil {
				added[add] = embedded.YAML(add)
			}
			preset.Add = added[add]
		}
		presets = append(presets, preset)
	}
	return presets
}

// maxSame is how often an entry is used that is written once and listed many times by aliases: the second one shows
// that it is a duplicate.
const maxSame = 2

// pathsIn are the strings in list.
func pathsIn(list syntax.Node) (paths []syntax.Node) {
	for path := range list.Children() {
		if path = path.Resolve(); path.Kind() == syntax.String {
			paths = append(paths, path)
		}
	}
	return slices.Clip(paths)
}

// Changes is what the presets of a pack add and remove, each text once. By aliases, a few lines can be in very many
// presets. The slices are shared.
type Changes struct {
	Added   []*embedded.Content
	Roots   []syntax.Node // of what is in Added
	Removed []syntax.Node // paths
}

var changes View[*Changes]

// PresetChanges is what the presets add and remove. It is empty, not nil, if there are none.
func (p *Pack) PresetChanges() *Changes {
	if p.Presets == nil {
		return &Changes{}
	}
	return changes.Of(p.Presets, func() *Changes {
		c := &Changes{}
		seen, lists := map[*embedded.Content]bool{}, map[*syntax.Node]bool{}
		for _, preset := range p.PresetList() {
			if preset.Add != nil && !seen[preset.Add] {
				seen[preset.Add] = true
				c.Added, c.Roots = append(c.Added, preset.Add), append(c.Roots, preset.Add.Tree.Root())
			}
			if len(preset.Remove) > 0 && !lists[&preset.Remove[0]] {
				lists[&preset.Remove[0]] = true
				c.Removed = append(c.Removed, preset.Remove...)
			}
		}
		c.Roots = slices.Clip(c.Roots)
		return c
	})
}

// Additions are the roots of what presets add to values.yaml, each once. The slice is shared.
func (p *Pack) Additions() []syntax.Node { return p.PresetChanges().Roots }

var enabledPresets View[*palette.EnabledPresets]

// EnabledPresets is the comment in values.yaml that names the presets its defaults correspond to; nil if there is none.
func (p *Pack) EnabledPresets() *palette.EnabledPresets {
	if p.Values == nil {
		return nil
	}
	return enabledPresets.Of(p.Values, func() *palette.EnabledPresets {
		return palette.ReadEnabledPresets(p.Values.Text)
	})
}
