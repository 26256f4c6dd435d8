package complete

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// constraints are the values at the cursor that come from other packs and from values.yaml; ok is false if only the
// schema knows about them.
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
	items := make([]Item, 0, len(names)+len(palette.Packs()))
	add := func(name, layer, detail string, doc func() string, rank int) {
		items = append(items, Item{Label: name, Kind: Module, Detail: detail, DocOf: doc, Rank: rank})
		c.insert(&items[len(items)-1], insertion{literal: edit.Quote(name), layer: layer})
	}
	own := c.pack.Facts().Name
	for _, name := range names {
		packs := c.index.Named(name).Entries()
		rank := 0
		if name == own { // only an entry of type upgrade names the pack itself
			rank = 2
		}
		newest := packs[0]
		detail := strings.TrimSpace(newest.Layer + " " + newest.Version)
		add(name, newest.Layer, detail, func() string { return markdown.Pack(packs) }, rank)
	}
	for _, k := range palette.Packs() {
		if c.index == nil || c.index.Named(k.Name) == nil {
			add(k.Name, k.Layer, k.Layer, func() string { return markdown.KnownPack(k) }, 1)
		}
	}
	return items
}

// layerMember writes the layer of the pack that the dependency at the cursor names, if the dependency has none: as a
// member after the name, with the comma before it, or as an edit of an empty layer. oneLine keeps the member on the
// line of the cursor, since some clients indent the lines of an item again.
func (c *metaCompleter) layerMember(layer string, oneLine bool) (member string, more []text.Edit) {
	object, pair := c.cursor.Container, c.cursor.Pair
	if layer == "" || object.Broken() && pair.Next().Exists() {
		return "", nil
	}
	if written := object.Pair(pack.KeyLayer); written.Exists() {
		if v := written.Value(); v.Kind() == syntax.String && v.Text() == "" && !v.Broken() {
			more = []text.Edit{edit.Replace(v, edit.Quote(layer))}
		}
		return "", more
	}
	member = `"layer": ` + edit.Quote(layer)
	if after := edit.InsertAfter(pair, member).New; !oneLine || !strings.Contains(after, "\n") {
		return after, nil
	}
	return ", " + member, nil
}

// versions are the versions of the pack that the dependency at the cursor names, newest first.
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
		doc := markdown.Code(e.Name) + " " + markdown.Literal(version) + " in the folder " +
			markdown.Code(filepath.Base(e.Dir)) + " of this workspace."
		item := Item{Label: version, Kind: Value, Detail: e.DisplayName, Doc: doc}
		c.insertLiteral(&item, edit.Quote(version))
		items = append(items, item)
	}
	return items
}
