package pack

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
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
			for path := range remove.Children() {
				if path = path.Resolve(); path.Kind() == syntax.String {
					preset.Remove = append(preset.Remove, path)
				}
			}
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

var additions View[[]syntax.Node]

// Additions are the roots of what presets add to values.yaml, each once. The slice is shared.
func (p *Pack) Additions() []syntax.Node {
	if p.Presets == nil {
		return nil
	}
	return additions.Of(p.Presets, func() []syntax.Node {
		var roots []syntax.Node
		seen := map[*embedded.Content]bool{}
		for _, preset := range p.PresetList() {
			if preset.Add != nil && !seen[preset.Add] {
				seen[preset.Add] = true
				roots = append(roots, preset.Add.Tree.Root())
			}
		}
		return slices.Clip(roots)
	})
}
