package complete

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// valuesCompleter completes in YAML with the root of a pack's values.
type valuesCompleter struct {
	value.Text
	yamlCompleter
}

// optionsIn are the options for completion in v: a quoted string cannot contain a snippet.
func optionsIn(v value.Text, opts Options) Options {
	opts.Snippets = opts.Snippets && (v.In == nil || v.In.Node().Style() == syntax.Literal)
	return opts
}

// values completes in values.yaml.
func values(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int, opts Options) []Item {
	if e := p.EnabledPresets(); e != nil && f == p.Values && e.List.Touches(off) {
		return enabled(p, e, off)
	}
	if item, ok := directive(p, f, off); ok {
		return []Item{item}
	}
	return valuesText(s, value.Text{Pack: p, Tree: f.Tree()}, off, opts)
}

func valuesText(s *pack.Snapshot, v value.Text, off int, opts Options) []Item {
	return withDash(v.Tree, off, func(t *syntax.Tree, off int) []Item {
		return valuesAt(s, value.Text{Pack: v.Pack, Tree: t, In: v.In}, off, opts)
	})
}

func valuesAt(s *pack.Snapshot, v value.Text, off int, opts Options) []Item {
	c := valuesCompleter{v, newYAMLCompleter(v.Tree, off, optionsIn(v, opts))}
	if c.cursor.InComment {
		return nil
	}
	if m, ok := template.At(v.Tree, c.cursor, off, nil); ok {
		return macros(s, v.Pack, m, c.opts)
	}
	switch {
	case c.nowhere():
		return nil
	case c.cursor.InValue:
		return c.values()
	case c.cursor.Item:
		return append(c.values(), c.keys()...)
	}
	return c.keys()
}

// keys are the keys that the mapping at the cursor lacks.
func (c *valuesCompleter) keys() []Item {
	present := c.present()
	var items []Item
	keys := c.keysAt(c.cursor.Path)
	for _, k := range keys {
		if !present[k.name] {
			items = append(items, c.key(k))
		}
	}
	items = append(items, c.wholeDefaults(keys, present)...)
	head, ok := c.dottedHead()
	if !ok {
		return items
	}
	for _, k := range c.keysAt(slices.Concat(c.cursor.Path, head)) {
		if !present[head[0]] {
			items = append(items, c.nested(head, k))
		} else if item, ok := c.into(head, k); ok {
			items = append(items, item)
		}
	}
	return items
}

// into is an item for the dotted path head and k if the mapping at the cursor has the first key of head: it writes k
// there, with its default, and removes the typed text. It is false if k is there already, or has no default on one
// line.
func (c *valuesCompleter) into(head []string, k key) (Item, bool) {
	value := valueAtPlace(c.Pack, slices.Concat(c.cursor.Path, head, []string{k.name}))
	if !onOneLine(value) {
		return Item{}, false
	}
	owner, rest := c.cursor.Parent.Pair(head[0]), head[1:]
	for len(rest) > 0 && owner.Value().Pair(rest[0]).Exists() {
		owner, rest = owner.Value().Pair(rest[0]), rest[1:]
	}
	m := owner.Value()
	if m.Kind() != syntax.Mapping || m.Style() != syntax.Block || len(rest) == 0 && m.Pair(k.name).Exists() {
		return Item{}, false
	}
	entry := quoteKey(k.name, 0) + ": " + sourceOf(value)
	step := "\n" + strings.Repeat(" ", c.unit())
	for _, name := range slices.Backward(rest) {
		entry = quoteKey(name, 0) + ":" + step + strings.ReplaceAll(entry, "\n", step)
	}
	label := strings.Join(head, ".") + "." + k.name
	return Item{
		Label: label, Kind: k.kind, Detail: k.detail, Doc: k.doc, Filter: label, Rank: k.rank,
		Edit: text.Edit{Range: c.cursor.KeyRange}, More: edit.AppendEntry(owner, entry),
	}, true
}

// onOneLine reports whether n is a scalar that is written on one line.
func onOneLine(n syntax.Node) bool {
	return n.IsScalar() && !n.Empty() && n.Style() <= syntax.DoubleQuoted && !strings.Contains(n.Source(), "\n")
}

// valueAtPlace is a chart's default for the value at a path of the pack's values; absent if there is none.
func valueAtPlace(p *pack.Pack, path []string) syntax.Node {
	at, _ := value.ChartAt(p, path)
	return at.Value()
}

// dottedHead is the keys before the last dot of the typed text; false if that is not a dotted path.
func (c *valuesCompleter) dottedHead() ([]string, bool) {
	i := strings.LastIndexByte(c.cursor.Key, '.')
	if i <= 0 || c.cursor.Quote != 0 || c.cursor.HasColon || c.cursor.InFlow {
		return nil, false
	}
	head := strings.Split(c.cursor.Key[:i], ".")
	return head, !slices.Contains(head, "")
}

// keysAt are the known keys below path.
func (c *valuesCompleter) keysAt(path []string) []key {
	switch {
	case len(path) == 0:
		return c.sections()
	case path[0] == pack.SectionPack:
		return c.attributes(value.WithoutIndices(path[1:]))
	case path[0] == pack.SectionCharts && len(path) == 1:
		return c.charts()
	case path[0] == pack.SectionCharts:
		return chartKeys(c.Pack, path)
	case path[0] == pack.SectionManifests && len(path) == 1:
		return c.manifests()
	case path[0] == pack.SectionManifests:
		return manifestKeys(c.Pack, path[1], path[2:])
	}
	return nil
}

func (c *valuesCompleter) sections() []key {
	var keys []key
	facts := c.Pack.Facts()
	for _, name := range pack.Sections() {
		s, _ := pack.SectionNamed(name)
		k := key{name: name, kind: Module, detail: "section", doc: s.Doc, value: s.Snippet}
		if name == pack.SectionCharts && len(facts.Charts) == 0 ||
			name == pack.SectionManifests && len(facts.Manifests) == 0 {
			k.rank = 1 // the pack has none
		}
		keys = append(keys, k)
	}
	return keys
}

// attributes are the keys that Palette reads below pack, or below the attribute at path.
func (c *valuesCompleter) attributes(path []string) []key {
	level, dash := palette.Attributes(), false
	if len(path) > 0 {
		owner := palette.AttributeAt(path...)
		if owner == nil {
			return nil
		}
		if owner.Children == nil {
			return c.freeKeys(owner.Name)
		}
		level, dash = owner.Children, owner.Kind == syntax.Sequence && !c.inItem()
	}
	var keys []key
	for _, a := range level {
		keys = append(keys, key{name: a.Name, detail: a.Type, doc: markdown.Attribute(&a), value: a.Snippet, dash: dash})
	}
	return keys
}

// freeKeys are the keys of an attribute whose keys are names of namespaces or charts.
func (c *valuesCompleter) freeKeys(attribute string) []key {
	var keys []key
	switch attribute {
	case palette.AttrNamespaceLabels, palette.AttrAnnotations:
		if ns := c.Pack.Values.Root().At(pack.SectionPack, palette.AttrNamespace); ns.Kind() == syntax.String {
			keys = append(keys, key{
				name: ns.Text(), kind: Value, detail: "pack.namespace", doc: "The namespace of the pack.",
				value: ` "${1:key}=${2:value}"`,
			})
		}
	case palette.AttrReleaseNameOverride:
		for _, ch := range c.Pack.Charts() {
			doc := markdown.ChartOfPack(ch)
			keys = append(keys, key{name: ch.Name, kind: Module, detail: "chart", doc: doc, value: " ${1:release}"})
		}
	}
	return keys
}

func (c *valuesCompleter) charts() []key {
	var keys []key
	for _, ch := range c.Pack.Charts() {
		doc := "Values for the chart " + markdown.Literal(ch.Name+" "+ch.Version) + "."
		if ch.Description != "" {
			doc += "\n\n" + markdown.Untrusted(ch.Description)
		}
		keys = append(keys, key{name: ch.Name, kind: Module, detail: ch.Version, doc: doc, value: "\n  $1"})
	}
	return keys
}

func (c *valuesCompleter) manifests() []key {
	var keys []key
	for _, m := range c.Pack.Facts().Manifests {
		keys = append(keys, key{
			name: pack.ManifestKey(m), kind: File, detail: m, doc: "Parameters of " + markdown.Literal(m) + ".", value: "\n  $1",
		})
	}
	return keys
}
