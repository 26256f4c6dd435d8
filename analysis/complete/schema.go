package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// schemaCompleter completes in schema.yaml.
type schemaCompleter struct {
	pack *pack.Pack
	yamlCompleter
}

func schemaYAML(p *pack.Pack, f *pack.File, off int, opts Options) []Item {
	c := schemaCompleter{p, newYAMLCompleter(f.Tree(), off, opts)}
	if items, ok := c.template(); ok || c.cursor.InComment {
		return items
	}
	switch {
	case c.nowhere() || c.cursor.Item:
		return nil
	case c.cursor.InValue && len(c.cursor.Path) == 1 && c.cursor.Key == pack.SchemaKey:
		return c.templates()
	case c.cursor.InValue && len(c.cursor.Path) == 0:
		if column, ok := c.room(); ok && !c.cursor.Parent.Get(c.cursor.Key).Get(pack.SchemaKey).Exists() {
			return []Item{c.belowKey(schemaKey, column)}
		}
	case c.cursor.InValue:
		return nil
	case len(c.cursor.Path) == 0:
		return c.paths()
	case len(c.cursor.Path) == 1 && !c.present()[pack.SchemaKey]:
		return []Item{c.key(schemaKey)}
	}
	return nil
}

// schemaKey is the only key of an entry.
var schemaKey = key{name: pack.SchemaKey, detail: "template", doc: pack.SchemaKeyDoc, value: templateSnippet("string")}

// templateSnippet is a snippet for a template with a placeholder of the given type, after the key schema.
func templateSnippet(typ string) string {
	return " '" + escapeSnippet(`{{ required | format "${`) + "${1:" + typ + "}" + escapeSnippet(`}" }}`) + "'"
}

// maxPaths is how many paths of values are offered.
const maxPaths = 10_000

// paths are the values without a constraint: first those that the pack sets, then the defaults of its charts and the
// values that its manifests use.
func (c *schemaCompleter) paths() []Item {
	present := c.present()
	var items []Item
	add := func(path, detail, format string, doc func() string, rank int) {
		if path == "" || present[path] || len(items) == maxPaths {
			return
		}
		present[path] = true
		entry := "\n  " + pack.SchemaKey + ":" + templateSnippet(format)
		item := c.key(key{name: path, detail: detail, value: entry, rank: rank})
		item.DocOf = doc
		items = append(items, item)
	}
	for _, v := range valueLeaves(c.pack) {
		rank := 0
		if strings.HasPrefix(v.path, pack.SectionPack+".") { // Palette has rules of its own for them
			rank = 2
		}
		add(v.path, markdown.Short(v.value), formatType(v.value), v.doc, rank)
	}
	for _, ch := range c.pack.Charts() {
		for _, v := range chartLeaves(ch) {
			path := pack.SectionCharts + "." + ch.Name + "." + v.path
			add(path, markdown.Short(v.value), formatType(v.value), v.doc, 1)
		}
	}
	for _, f := range c.pack.ManifestFiles() {
		for _, ref := range template.Of(f).Values {
			section := []string{pack.SectionManifests, pack.ManifestKey(f.Base())}
			path := strings.Join(append(section, template.Names(ref.Path)...), ".")
			if !value.Has(c.pack, path) && !strings.Contains(path+".", "..") {
				add(path, f.Base(), "string", func() string { return markdown.Use(f, ref.Start) }, 1)
			}
		}
	}
	return items
}

// leaf is a value that is not a mapping with keys.
type leaf struct {
	path  string // dotted
	value syntax.Node
}

// doc is what is known of the value, as Markdown.
func (l leaf) doc() string { return markdown.Value(l.value.Owner()) }

// valueLeaves are the values of values.yaml and of what presets add, each path once.
func valueLeaves(p *pack.Pack) []leaf {
	var leaves []leaf
	seen := map[string]bool{}
	var walk func(n syntax.Node, path string, depth int)
	walk = func(n syntax.Node, path string, depth int) {
		if n.Kind() == syntax.Mapping && n.First().Exists() {
			for pair := range n.Entries() {
				if name := pair.Key().Text(); name != "" && depth < value.MaxDepth {
					walk(pair.Value(), path+"."+name, depth+1)
				}
			}
			return
		}
		if path != "" && !seen[path[1:]] && len(leaves) < maxPaths && n.Owner().Exists() {
			seen[path[1:]] = true
			leaves = append(leaves, leaf{path[1:], n})
		}
	}
	for root := range value.Roots(p) {
		walk(root, "", 0)
	}
	return leaves
}

var leavesOfCharts chart.View[[]leaf]

// chartLeaves are the defaults of c and of its subcharts, with their paths in the values of c.
func chartLeaves(c *chart.Chart) []leaf {
	return leavesOfCharts.Of(c, func() []leaf {
		var leaves []leaf
		var walk func(at chart.Scope, path string, depth int)
		walk = func(at chart.Scope, path string, depth int) {
			keys := at.Keys()
			if v := at.Value(); path != "" && v.Exists() && (v.Kind() != syntax.Mapping || len(keys) == 0) {
				leaves = append(leaves, leaf{path[1:], v})
				return
			}
			for _, key := range keys {
				child := at.Child(key)
				if child.Status >= chart.Implied && key != syntax.MergeKey && depth < value.MaxDepth && len(leaves) < maxPaths {
					walk(child, path+"."+key, depth+1)
				}
			}
		}
		walk(c.Defaults(), "", 0)
		return leaves
	})
}

// formatType is the placeholder type for a value.
func formatType(n syntax.Node) string {
	switch n.Kind() {
	case syntax.Number:
		return "number"
	case syntax.Bool:
		return "boolean"
	}
	return "string"
}
