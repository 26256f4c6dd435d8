package complete

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// constraints are the values at the cursor that other packs and values.yaml know; ok is false where the schema alone does.
func (c *metaCompleter) constraints() (items []Item, ok bool) {
	if c.cursor.Container.Kind() != syntax.Mapping {
		return nil, false
	}
	path := append(slices.Clip(c.cursor.Path), c.cursor.Pair.Key().Text())
	if pack.PlaceDependency.Key(pack.KeyPackName).Has(path) {
		return c.packNames(), true
	}
	if _, ok := pack.PlaceDependency.HasAny(path, pack.KeyMinVersion, pack.KeyMaxVersion); ok {
		return c.versions(), true
	}
	if key, ok := pack.PlaceComponent.HasAny(path, pack.RefKeys()...); ok {
		return c.paramRefs(key), true
	}
	return nil, false
}

// packNames are the packs of the workspace and those that Palette ships. There may be thousands.
func (c *metaCompleter) packNames() []Item {
	var names []string
	if c.index != nil {
		names = c.index.Names()
	}
	items := make([]Item, 0, len(names)+len(pack.KnownPacks()))
	add := func(name, layer, detail string, doc func() string, rank int) {
		items = append(items, Item{Label: name, Kind: Module, Detail: detail, DocOf: doc, Rank: rank})
		item := &items[len(items)-1]
		c.insert(item, edit.Quote(name), "", false)
		c.fillLayer(item, layer)
	}
	own := c.pack.Facts().Name
	for _, name := range names {
		packs := c.index.Named(name).Entries()
		rank := 0
		if name == own { // only an entry of type upgrade names the pack itself
			rank = 2
		}
		newest := packs[0]
		add(name, newest.Layer, strings.TrimSpace(newest.Layer+" "+newest.Version), func() string { return markdown.Pack(packs) }, rank)
	}
	for _, k := range pack.KnownPacks() {
		if c.index == nil || c.index.Named(k.Name) == nil {
			add(k.Name, k.Layer, k.Layer, func() string { return markdown.KnownPack(k) }, 1)
		}
	}
	return items
}

// fillLayer has accepting item write the layer of the pack too, where its dependency has none.
func (c *metaCompleter) fillLayer(item *Item, layer string) {
	object, pair := c.cursor.Container, c.cursor.Pair
	if layer == "" || object.Broken() && pair.Next().Exists() {
		return
	}
	if written := object.Pair(pack.KeyLayer); written.Exists() {
		if v := written.Value(); v.Kind() == syntax.String && v.Text() == "" && !v.Broken() {
			item.More = append(item.More, edit.Replace(v, edit.Quote(layer)))
		}
		return
	}
	add := edit.InsertAfter(pair, `"layer": `+edit.Quote(layer)).New
	end := c.cursor.Replace.End
	if item.Edit.End < end { // the closing quote stays
		if i := slices.IndexFunc(item.More, func(e text.Edit) bool { return e.Start == end }); i >= 0 {
			item.More[i].New = add + item.More[i].New
		} else {
			item.More = append(item.More, text.Edit{Range: text.Range{Start: end, End: end}, New: add})
		}
		return
	}
	if strings.Contains(add, "\n") { // clients may indent the further lines of what an item inserts once more
		add = `, "layer": ` + edit.Quote(layer)
	}
	if c.cursor.NeedCommaAfter {
		add, item.Edit.New = add+",", strings.TrimSuffix(item.Edit.New, ",")
	}
	item.Edit.New += add
}

// versions are those of the pack that the dependency at the cursor names, newest first.
func (c *metaCompleter) versions() []Item {
	if c.index == nil {
		return nil
	}
	name, layer := c.cursor.Container.Get(pack.KeyPackName).Text(), c.cursor.Container.Get(pack.KeyLayer).Text()
	var items []Item
	seen := map[string]bool{}
	for _, e := range c.index.Named(name).Entries() {
		version := strings.TrimLeft(e.Version, "vV")
		if !e.Parsed.Exists() || seen[version] || layer != "" && e.Layer != layer {
			continue
		}
		seen[version] = true
		item := Item{Label: version, Kind: Value, Detail: e.DisplayName, Doc: markdown.Code(e.Name) + " " + version + " of this workspace, in the folder " + markdown.Code(filepath.Base(e.Dir)) + "."}
		c.insert(&item, edit.Quote(version), "", false)
		items = append(items, item)
	}
	return items
}
