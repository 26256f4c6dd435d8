package complete

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// presetsCompleter completes in presets.yaml.
type presetsCompleter struct {
	pack *pack.Pack
	yamlCompleter
}

func presets(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int, opts Options) []Item {
	if v, inner, ok := value.AdditionAt(p, off); ok {
		return outerItems(v.In, valuesText(s, v, inner, opts), off)
	}
	return withDash(f.Tree(), off, func(t *syntax.Tree, off int) []Item {
		c := presetsCompleter{p, newYAMLCompleter(t, off, opts)}
		return c.items()
	})
}

func (c *presetsCompleter) items() []Item {
	path := c.cursor.Path
	switch {
	case c.nowhere():
		return nil
	case c.cursor.Item && len(path) == 4 && path[2] == pack.PresetRemove:
		return c.removePaths()
	case c.cursor.InValue && len(path) == 2 && c.cursor.Key == pack.PresetGroup:
		return c.groups()
	case c.cursor.InValue && len(path) == 2 && c.cursor.Key == pack.PresetAdd &&
		c.opts.Snippets && c.cursor.ValueRange.Len() == 0:
		item := c.value("|", "|")
		add, _ := pack.PresetKeyNamed(pack.PresetAdd)
		item.Detail, item.Doc = add.Type, add.Doc
		item.Edit.New, item.Snippet = item.Edit.New+c.indented(c.reindent("\n  $1")), true
		return []Item{item}
	case c.cursor.InValue && len(path) == 0 && c.cursor.Key == pack.PresetsKey:
		if column, ok := c.room(); ok {
			return []Item{c.belowKey(newPreset(), column)}
		}
		return nil
	case c.cursor.InValue:
		return nil
	case len(path) == 0:
		return c.missing([]key{{
			name: pack.PresetsKey, kind: Module, detail: "list", doc: pack.PresetsDoc, value: firstPreset,
		}})
	case len(path) == 2 && path[0] == pack.PresetsKey:
		return c.missing(presetItems())
	case len(path) == 1 && path[0] == pack.PresetsKey && !c.cursor.HasColon && !c.cursor.InFlow:
		return []Item{c.key(newPreset())}
	}
	return nil
}

// outerItems converts items in the text that a preset adds to items of presets.yaml. Editors indent the lines of a
// snippet like the line that it begins on, which is right here, too. off is the cursor in presets.yaml: there is
// nothing to complete in the indentation of the added text.
func outerItems(in *embedded.Content, items []Item, off int) []Item {
	var out []Item
	for _, item := range items {
		edits := in.OuterEdits([]text.Edit{item.Edit})
		more := in.OuterEdits(item.More)
		if len(edits) != 1 || len(more) != len(item.More) || !edits[0].Touches(off) {
			continue
		}
		if item.Snippet {
			edits[0].New = item.Edit.New
		}
		item.Edit, item.More = edits[0], more
		out = append(out, item)
	}
	return out
}

// presetBody is an entry of the list of presets as a snippet, after the colon of the key name; lines after the first
// are indented from that key.
const presetBody = " ${1:name}\ndisplayName: ${2:Name}\ngroup: ${3:Group}\nremove: [$4]\nadd: |\n  $5"

// firstPreset is the list of presets as a snippet, with one entry.
var firstPreset = "\n  - name:" + strings.ReplaceAll(presetBody, "\n", "\n    ")

// newPreset is a whole entry, which begins with its name.
func newPreset() key {
	return key{name: pack.PresetName, kind: Module, detail: "preset", doc: pack.PresetsDoc, value: presetBody, dash: true}
}

// presetItems are the keys of a preset.
func presetItems() []key {
	var keys []key
	for _, k := range pack.PresetKeys() {
		keys = append(keys, key{name: k.Name, detail: k.Type, doc: k.Doc, value: k.Snippet})
	}
	return keys
}

// missing are items for the keys that the mapping at the cursor lacks.
func (c *presetsCompleter) missing(keys []key) []Item {
	present := c.present()
	var items []Item
	for _, k := range keys {
		if !present[k.name] {
			items = append(items, c.key(k))
		}
	}
	return items
}

// removePaths are the values, and mappings, that the preset does not remove yet.
func (c *presetsCompleter) removePaths() []Item {
	listed := map[string]bool{}
	path := c.cursor.Path
	for n := range c.doc.Root().At(path[:len(path)-1]...).Children() {
		if n.Start() != c.cursor.ValueRange.Start {
			listed[n.Text()] = true
		}
	}
	var items []Item
	for _, pair := range valuePairs(c.pack) {
		path := strings.Join(pair.Path(), ".")
		if listed[path] {
			continue
		}
		listed[path] = true
		item := c.scalar(path)
		item.Kind, item.Detail, item.Doc = Property, markdown.Short(pair.Value()), markdown.YAML(pair)
		items = append(items, item)
	}
	return items
}

// valuePairs are the pairs of values.yaml, and of what presets add, that have a dotted path.
func valuePairs(p *pack.Pack) []syntax.Node {
	var pairs []syntax.Node
	for _, root := range value.Roots(p) {
		var walk func(n syntax.Node, depth int)
		walk = func(n syntax.Node, depth int) {
			if n.Kind() != syntax.Mapping || depth > value.MaxDepth {
				return
			}
			for pair := range n.Entries() {
				if len(pairs) < maxPaths {
					pairs = append(pairs, pair)
					walk(pair.Value(), depth+1)
				}
			}
		}
		walk(root, 0)
	}
	return pairs
}

// groups are the groups of the other presets.
func (c *presetsCompleter) groups() []Item {
	var items []Item
	var seen []string
	for _, preset := range c.pack.PresetList() {
		at := preset.Node.Get(pack.PresetGroup)
		if preset.Group == "" || slices.Contains(seen, preset.Group) || at.Start() == c.cursor.ValueRange.Start {
			continue
		}
		seen = append(seen, preset.Group)
		item := c.scalar(preset.Group)
		item.Detail, item.Doc = "group", "The group of "+markdown.Literal(preset.Title())+"."
		items = append(items, item)
	}
	return items
}

// directive is an item for the comment of values.yaml that names presets. It is false unless a comment that can become
// it is being typed on one of the lines that Palette reads it from, and if there is one already.
func directive(p *pack.Pack, f *pack.File, off int) (Item, bool) {
	if f != p.Values || p.EnabledPresets() != nil || f.Text.LineAt(off) >= palette.EnabledLines {
		return Item{}, false
	}
	line := f.Text.Line(f.Text.LineAt(off))
	before, after := f.Text.String()[line.Start:off], f.Text.String()[off:line.End]
	typed := strings.TrimLeft(before, "# \t\ufeff")
	head := before[:len(before)-len(typed)]
	if !strings.Contains(head, "#") || !strings.HasPrefix(palette.EnabledDirective, typed) ||
		strings.TrimSpace(after) != "" {
		return Item{}, false
	}
	space := ""
	if strings.HasSuffix(head, "#") {
		space = " "
	}
	return Item{
		Label: palette.EnabledDirective, Kind: Property, Detail: "presets", Filter: palette.EnabledDirective,
		Doc: "The presets that the values in this file correspond to, each as `group:name`, separated by commas.",
		Edit: text.Edit{
			Range: text.Range{Start: off - len(typed), End: line.End}, New: space + palette.EnabledDirective + " ",
		},
	}, true
}

// enabled completes in the comment of values.yaml that names presets.
func enabled(p *pack.Pack, e *palette.EnabledPresets, off int) []Item {
	r := text.Range{Start: off, End: off}
	listed, groups := map[string]bool{}, map[string]bool{}
	for _, entry := range e.Entries {
		if entry.Touches(off) {
			r = entry.Range
		} else {
			listed[entry.Source], groups[entry.Group] = true, true
		}
	}
	var items []Item
	for _, preset := range p.PresetList() {
		id := preset.ID()
		if listed[id] || preset.Name == "" || preset.Group == "" {
			continue
		}
		with := id
		if r.Start == e.List.Start {
			with = " " + id
		}
		item := Item{
			Label: id, Kind: Enum, Detail: preset.DisplayName,
			Doc: "The preset " + markdown.Literal(preset.Title()) + " of the group " +
				markdown.Literal(preset.Group) + ".",
			Filter: id, Edit: text.Edit{Range: r, New: with},
		}
		if groups[preset.Group] { // of one group, one can be selected
			item.Rank = 1
		}
		items = append(items, item)
	}
	return items
}
