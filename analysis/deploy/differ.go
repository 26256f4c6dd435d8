package deploy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// differ finds the fields that differ between two renders of one template.
type differ struct {
	*prober
	own, other string // the scalars that were exchanged, without quotes; "" for anything else
	doc        *render.Document
	id         kube.ID
	name       string
	typ        kube.Type
}

// documents compares the documents of one template. Those of the same kind and name belong together, and of the others
// those of the same kind, in their order: a value may be part of the name.
func (d *differ) documents(before, after []*render.Document) {
	same := func(a, b *render.Document) bool { return a == b || a.Text == b.Text }
	if slices.EqualFunc(before, after, same) {
		return
	}
	left := slices.Clone(after)
	pair := func(before []*render.Document, match func(a, b *render.Document) bool) (rest []*render.Document) {
		for _, a := range before {
			i := slices.IndexFunc(left, func(b *render.Document) bool { return match(a, b) })
			if i < 0 {
				rest = append(rest, a)
				continue
			}
			if b := left[i]; !same(a, b) {
				d.on(a)
				d.node(a.Root(), b.Root(), nil)
			}
			left = slices.Delete(left, i, i+1)
		}
		return rest
	}
	named := func(a, b *render.Document) bool { return idOf(a) == idOf(b) && nameIn(a) == nameIn(b) }
	rest := pair(before, func(a, b *render.Document) bool { return same(a, b) || named(a, b) })
	rest = pair(rest, func(a, b *render.Document) bool { return idOf(a).Kind == idOf(b).Kind })
	for _, a := range rest {
		d.on(a)
		d.add(Field{Template: a.Template, Index: a.Index, ID: d.id, Name: d.name, At: firstLine(a.Root())})
	}
	for _, b := range left {
		d.on(b)
		d.add(Field{Template: b.Template, Index: -1, ID: d.id, Name: d.name})
	}
}

func (d *differ) on(doc *render.Document) {
	d.doc, d.id, d.name = doc, idOf(doc), nameIn(doc)
	d.typ = d.cluster.TypeOf(d.id.APIVersion, d.id.Kind)
}

func idOf(doc *render.Document) kube.ID {
	root := doc.Root()
	return kube.ID{APIVersion: root.Get("apiVersion").Text(), Kind: root.Get("kind").Text()}
}

func nameIn(doc *render.Document) string { return doc.Root().At("metadata", "name").Text() }

// firstLine is where an object begins.
func firstLine(root syntax.Node) text.Range { return lineIn(root.Tree().Text, root.Start()) }

// lineIn is the rest of the line from a byte on.
func lineIn(src string, from int) text.Range {
	_, end := text.LineAround(src, from)
	return text.Range{Start: from, End: max(from, end)}
}

// node compares two nodes at a path of an object.
func (d *differ) node(a, b syntax.Node, path []string) {
	a, b = a.Resolve(), b.Resolve()
	if a.Kind() == b.Kind() && a.Source() == b.Source() {
		return
	}
	switch {
	case a.Kind() == syntax.Mapping && b.Kind() == syntax.Mapping:
		for pair := range a.Entries() {
			key := pair.Key().Text()
			if other := b.Pair(key); other.Exists() {
				d.node(pair.Value(), other.Value(), append(slices.Clip(path), key))
			} else {
				d.field(pair, syntax.Node{}, append(slices.Clip(path), key))
			}
		}
		for pair := range b.Entries() {
			if key := pair.Key().Text(); !a.Pair(key).Exists() {
				d.field(a, pair.Value(), append(slices.Clip(path), key))
			}
		}
	case a.Kind() == syntax.Sequence && b.Kind() == syntax.Sequence:
		d.items(a, b, path)
	case a.IsScalar() && b.IsScalar() && a.Kind() == b.Kind() && a.Text() == b.Text():
	default:
		d.field(a, b, path)
	}
}

// items compares two lists: item by item if they are equally long, or else what is between the items that are the same
// at both ends.
func (d *differ) items(a, b syntax.Node, path []string) {
	before, after := slices.Collect(a.Children()), slices.Collect(b.Children())
	step := func(i int) []string { return append(slices.Clip(path), strconv.Itoa(i)) }
	if len(before) == len(after) {
		for i := range before {
			d.node(before[i], after[i], step(i))
		}
		return
	}
	same := func(x, y syntax.Node) bool { return x.Source() == y.Source() }
	head := 0
	for head < min(len(before), len(after)) && same(before[head], after[head]) {
		head++
	}
	tail := 0
	for tail < min(len(before), len(after))-head && same(before[len(before)-1-tail], after[len(after)-1-tail]) {
		tail++
	}
	for i := head; i < len(before)-tail; i++ {
		d.field(before[i], syntax.Node{}, step(i))
	}
	for i := head; i < len(after)-tail && len(after) > len(before); i++ {
		d.field(a, after[i], step(i))
	}
}

// field adds the field at a path. a is its value before, or its pair, or what it would be in; b its value after, absent
// if it is gone.
func (d *differ) field(a, b syntax.Node, path []string) {
	f := Field{Template: d.doc.Template, Index: d.doc.Index, ID: d.id, Name: d.name, Path: path}
	if len(path) == 0 {
		return // the object is of another kind of node: no object
	}
	src := a.Tree().Text
	start := a.Start()
	if key := a.Owner().Key(); key.Exists() && key.Start() < start {
		start = key.Start()
	}
	if a.IsScalar() && strings.Contains(a.Source(), "\n") && b.Exists() {
		start = firstDifference(a, b)
	}
	f.At = lineIn(src, start)
	f.Whole = b.IsScalar() && d.other != "" && b.Text() == d.other && (!a.IsScalar() || d.own == "" || a.Text() == d.own)
	f.Type = d.typ.At(path...)
	d.add(f)
}

// firstDifference is where the first line of a that is not also in b begins, after its indentation.
func firstDifference(a, b syntax.Node) int {
	at := a.Start()
	other := strings.SplitAfter(b.Source(), "\n")
	for i, line := range strings.SplitAfter(a.Source(), "\n") {
		if i >= len(other) || line != other[i] {
			return at + len(line) - len(strings.TrimLeft(line, " "))
		}
		at += len(line)
	}
	return a.Start()
}
