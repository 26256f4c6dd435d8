package complete

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// objectCompleter completes in the objects of a manifest.
type objectCompleter struct {
	cluster *kube.Cluster
	place   value.KubePlace // of the mapping or item at the cursor
	yamlCompleter
}

// object completes kinds, fields and values of the object at byte offset off of t, the tree of a manifest.
func object(p *pack.Pack, t *syntax.Tree, off int, opts Options) []Item {
	c := objectCompleter{cluster: value.Cluster(p), yamlCompleter: newYAMLCompleter(t, off, opts)}
	if c.nowhere() {
		return nil
	}
	c.place = value.KubeAt(c.cluster, t, off, c.cursor.Path)
	top := len(c.place.Path) == 0
	switch {
	case c.cursor.InValue && top && c.cursor.Key == "kind":
		return c.kinds()
	case c.cursor.InValue && top && c.cursor.Key == "apiVersion":
		return c.apiVersions()
	case c.cursor.InValue:
		return c.valuesOf(c.place.Type.At(c.cursor.Key), true)
	case top && !c.place.Type.Exists() && !c.cursor.Item:
		return c.identity()
	}
	items := c.fields(c.place.Type)
	if c.cursor.Item {
		items = append(items, c.valuesOf(c.place.Type, false)...)
	}
	return items
}

// identity are the keys that every object begins with.
var identity = []key{
	{name: "apiVersion", detail: "string, required", value: " $1",
		doc: "The API group and version of the object's kind, such as `apps/v1`."},
	{name: "kind", detail: "string, required", value: " $1", doc: "The kind of the object, such as `Deployment`."},
	{name: "metadata", detail: "ObjectMeta, required", value: "\n  name: $1",
		doc: "Name, labels and annotations of the object."},
}

func (c *objectCompleter) identity() []Item {
	var items []Item
	present := c.present()
	for _, k := range identity {
		if !present[k.name] {
			items = append(items, c.key(k))
		}
	}
	return items
}

// kinds are the kinds of the object's apiVersion or, if it has none, all, with their apiVersion.
func (c *objectCompleter) kinds() []Item {
	var items []Item
	for _, k := range c.cluster.Kinds() {
		if c.place.APIVersion != "" && k.APIVersion != c.place.APIVersion {
			continue
		}
		item := c.scalar(k.Kind)
		item.Kind, item.Detail, item.Doc = Enum, k.APIVersion, kindDoc(k)
		if c.place.APIVersion == "" && !c.present()["apiVersion"] && !c.cursor.InFlow {
			if at, ok := c.lineStart(); ok {
				line := strings.Repeat(" ", c.cursor.Indent) + "apiVersion: " + k.APIVersion + "\n"
				item.More = []text.Edit{{Range: text.Range{Start: at, End: at}, New: line}}
			}
		}
		items = append(items, item)
	}
	return items
}

// lineStart is where the line with the key at the cursor begins; false if something else than spaces is before the key.
func (c *objectCompleter) lineStart() (int, bool) {
	start, _ := text.LineAround(c.doc.Text, c.cursor.KeyRange.Start)
	return start, strings.TrimSpace(c.doc.Text[start:c.cursor.KeyRange.Start]) == ""
}

func kindDoc(k kube.Kind) string {
	where := "one for the whole cluster"
	if k.Namespaced {
		where = "in a namespace"
	}
	return "Kind " + markdown.Code(k.Kind) + " of " + markdown.Code(k.APIVersion) + ", " + where + "."
}

// apiVersions are those that have the object's kind or, if it has none, all.
func (c *objectCompleter) apiVersions() []Item {
	kinds := map[string][]string{}
	var versions []string
	for _, k := range c.cluster.Kinds() {
		if c.place.Kind != "" && k.Kind != c.place.Kind {
			continue
		}
		if kinds[k.APIVersion] == nil {
			versions = append(versions, k.APIVersion)
		}
		kinds[k.APIVersion] = append(kinds[k.APIVersion], k.Kind)
	}
	var items []Item
	for _, v := range versions {
		item := c.scalar(v)
		item.Kind, item.Doc = Enum, "Kinds: "+strings.Join(kinds[v], ", ")+"."
		items = append(items, item)
	}
	return items
}

// fields are the fields of a type that the mapping at the cursor does not have, those that are required first.
func (c *objectCompleter) fields(t kube.Type) []Item {
	var items []Item
	present := c.present()
	for _, k := range c.keysOf(t) {
		if !present[k.name] {
			items = append(items, c.key(k))
		}
	}
	return items
}

func (c *objectCompleter) keysOf(t kube.Type) []key {
	var keys []key
	for _, f := range t.Fields() {
		if f.Name == "status" && len(c.place.Path) == 0 {
			continue // the cluster's own
		}
		k := key{name: f.Name, detail: f.Type.String(), doc: value.KubeFieldDoc(f, t), value: snippetFor(f.Type), rank: 1}
		if f.Required {
			k.detail, k.rank = k.detail+", required", 0
		}
		keys = append(keys, k)
	}
	return keys
}

// snippetFor is the value of a field as a snippet.
func snippetFor(t kube.Type) string {
	switch t.Kind() {
	case kube.Object, kube.Map:
		return "\n  $1"
	case kube.List:
		return "\n  - $1"
	}
	return " $1"
}

// valuesOf are the values of a type or, if below is set and nothing is typed, the fields of the mapping or of the first
// item below the key at the cursor.
func (c *objectCompleter) valuesOf(t kube.Type, below bool) []Item {
	var items []Item
	for _, v := range t.Values() {
		item := c.scalar(v)
		if t.Kind() == kube.Boolean {
			item = c.value(v, v)
		}
		item.Kind, item.Doc = Enum, "A value of "+markdown.Code(t.String())+"."
		items = append(items, item)
	}
	column, ok := c.room()
	if !below || !ok {
		return items
	}
	dash := t.Kind() == kube.List
	if dash {
		t = t.Elem()
	}
	under := c.cursor.Parent.Get(c.cursor.Key)
	if under.Kind() == syntax.Sequence && !dash || under.Kind() == syntax.Mapping && dash {
		return items
	}
	for _, k := range c.keysOf(t) {
		if k.dash = dash; dash || !slices.Contains(keyNames(under), k.name) {
			items = append(items, c.belowKey(k, column))
		}
	}
	return items
}

func keyNames(mapping syntax.Node) []string {
	var names []string
	for pair := range mapping.Entries() {
		names = append(names, pair.Key().Text())
	}
	return names
}
