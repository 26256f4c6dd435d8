package complete

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/constraint"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// values are the values at the cursor: on its line, or as a mapping or list that begins on the next line.
func (c *valuesCompleter) values() []Item {
	path := slices.Clone(c.cursor.Path)
	if c.cursor.InValue && c.cursor.HasColon {
		path = append(path, c.cursor.Key)
	}
	if len(path) == 0 {
		return nil
	}
	if strings.HasPrefix(c.cursor.ValueRange.Of(c.doc.Text), "*") {
		return c.aliases()
	}
	if _, below := c.below(); below && c.cursor.InValue && !c.cursor.InFlow && c.cursor.ValueRange.Len() == 0 {
		return c.keysBelow(path) // it has a value already
	}
	return append(c.onLineValues(path), c.keysBelow(path)...)
}

// aliases are the aliases of the anchors above the cursor.
func (c *valuesCompleter) aliases() []Item {
	var items []Item
	seen := map[string]bool{}
	for _, a := range slices.Backward(c.doc.Anchors()) { // of one name the last one takes effect
		n := c.doc.AnchorNode(a)
		inside := n.Range().Touches(c.cursor.ValueRange.Start) // an alias cannot be inside its anchor
		if a.End <= c.cursor.ValueRange.Start && !seen[a.Name] && !inside {
			seen[a.Name] = true
			item := c.value("*"+a.Name, "*"+a.Name)
			item.Kind, item.Detail, item.Doc = Variable, markdown.Short(n), markdown.YAML(n)
			items = append(items, item)
		}
	}
	return items
}

// keysBelow are the keys of the mapping at path, or of the items of the list there, if it begins or can begin on the
// line below the cursor.
func (c *valuesCompleter) keysBelow(path []string) []Item {
	column, ok := c.room()
	if !ok {
		return nil
	}
	below := c.cursor.Parent.Pair(c.cursor.Key).Value()
	if _, begun := c.below(); begun && (below.Style() != syntax.Block || !below.First().Exists()) {
		return nil
	}
	var items []Item
	for _, k := range c.keysAt(path) {
		if below.Kind() == syntax.Mapping && (k.dash || below.Pair(k.name).Exists()) ||
			below.Kind() == syntax.Sequence && !k.dash {
			continue
		}
		items = append(items, c.belowKey(k, column))
	}
	return items
}

// onLineValues are the values at path that fit on the line of the cursor.
func (c *valuesCompleter) onLineValues(path []string) []Item {
	w := valueItems{c: c, seen: map[string]bool{}}
	at, known := value.ChartAt(c.Pack, path)
	w.constrained(value.ConstraintAt(c.Pack, path))
	if known {
		w.chart(at)
		w.compared(at)
	}
	w.deployed(path)
	if path[len(path)-1] == "image" {
		w.images(path)
	}
	if len(path) == 5 && slices.Equal(path[:3], []string{pack.SectionPack, palette.AttrContent, "charts"}) {
		w.contentChart(path[4])
	}
	if len(path) == 3 && path[0] == pack.SectionPack && path[1] == palette.AttrNamespaceLabels {
		w.items = append(w.items, c.labels()...)
	}
	if path[len(path)-1] == palette.AttrNamespace && path[0] != pack.SectionPack {
		if ns := c.Pack.Values.Root().At(pack.SectionPack, palette.AttrNamespace); ns.Kind() == syntax.String {
			w.add(c.scalar(ns.Text()), "pack.namespace", "The namespace of the pack.")
		}
	}
	return w.items
}

// valueItems collects values, each once.
type valueItems struct {
	c     *valuesCompleter
	items []Item
	seen  map[string]bool
}

func (w *valueItems) add(item Item, detail, doc string) {
	if w.seen[item.Label] {
		return
	}
	w.seen[item.Label] = true
	item.Detail, item.Doc = detail, doc
	w.items = append(w.items, item)
}

func (w *valueItems) constrained(c *pack.Constraint) {
	if c == nil || c.Template.Format == nil || len(c.Template.Format.Parts) != 1 {
		return
	}
	ph := c.Template.Format.Parts[0].Placeholder
	if ph == nil {
		return
	}
	for _, o := range ph.Options {
		item := w.c.scalar(o.Value)
		item.Kind = Enum
		w.add(item, "schema.yaml", markdown.Constraint(c))
	}
	if ph.Type == constraint.TypeBoolean {
		w.booleans("schema.yaml", markdown.Constraint(c))
	}
}

func (w *valueItems) booleans(detail, doc string) {
	for _, word := range []string{"true", "false"} {
		w.add(w.c.value(word, word), detail, doc)
	}
}

// chart adds the values that values.schema.json allows, and the default.
func (w *valueItems) chart(at value.ChartPlace) {
	value, doc := at.Value(), markdown.ChartDoc(at)
	if doc == "" {
		doc = "A value of the chart " + markdown.Literal(at.Chart.Name) + "."
	}
	if onOneLine(value) {
		item := w.c.value(sourceOf(value), value.Text())
		item.Preselect = true
		w.add(item, "default", doc)
	}
	if words := markdown.Short(value); words == "{}" || words == "[]" {
		w.add(w.c.value(words, words), "default", doc)
	}
	boolean := value.Kind() == syntax.Bool
	if sub := at.Schema(); sub != nil {
		for _, v := range sub.Enum {
			item := w.c.value(v.JSON, v.Value)
			if strings.HasPrefix(v.JSON, `"`) {
				item = w.c.scalar(v.Value)
			}
			item.Kind = Enum
			w.add(item, "values.schema.json", doc)
		}
		boolean = boolean || slices.Contains(sub.Types, "boolean")
	}
	if boolean {
		w.booleans("boolean", doc)
	}
}

// contentChart adds the values of key in an entry of pack.content.charts: names, or versions, of the pack's charts. The
// versions are those of the chart that the entry names.
func (w *valueItems) contentChart(key string) {
	name := w.c.cursor.Parent.Get("name").Text()
	for _, ch := range w.c.Pack.Charts() {
		doc := markdown.ChartOfPack(ch)
		switch {
		case key == "name":
			w.add(w.c.scalar(ch.Name), "chart", doc)
		case key == "version" && (name == "" || name == ch.Name):
			w.add(w.c.scalar(ch.Version), ch.Name, doc)
		}
	}
}

// images adds image references: below pack.content those that the pack deploys or names, elsewhere those that
// pack.content lists.
func (w *valueItems) images(path []string) {
	list := w.c.Pack.Values.Root().At(pack.SectionPack, palette.AttrContent, "images")
	var listed []string
	for entry := range list.Children() {
		if ref := entry.Resolve().Get("image"); ref.Kind() == syntax.String && ref.Start() != w.c.cursor.ValueRange.Start {
			listed = append(listed, ref.Text())
		}
	}
	if path[0] != pack.SectionPack {
		for _, ref := range listed {
			w.add(w.c.scalar(ref), "image", "From pack.content.images.")
		}
		return
	}
	for _, ref := range image.Named(w.c.Pack) {
		if !slices.Contains(listed, ref) {
			w.add(w.c.scalar(ref), "image", "The pack deploys or names this image. It is not in the list yet.")
		}
	}
}
