package complete

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// metaCompleter completes in pack.json.
type metaCompleter struct {
	index  *pack.Index // of the workspace; nil while there is none
	pack   *pack.Pack
	tree   *syntax.Tree
	cursor syntax.JSONCursor
	schema *schema.Schema
	opts   Options
}

func meta(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int, opts Options) []Item {
	c := metaCompleter{s.Index(), p, f.Tree(), f.Tree().JSONCursorAt(off), p.Settings.PackSchema(), opts}
	c.unswallow()
	switch {
	case strings.ContainsAny(c.cursor.Replace.Of(c.tree.Text), "\r\n"): // an edit must be on one line
		return nil
	case !strings.HasPrefix(c.cursor.Replace.Of(c.tree.Text), `"`) && inOpenString(c.tree.Text, off):
		return nil
	case c.cursor.InKey:
		return c.properties()
	case c.cursor.InValue:
		return c.values()
	case strings.TrimSpace(c.tree.Text) == "":
		if whole := c.schema.At(nil); whole != nil {
			return []Item{c.template("{ }", whole)}
		}
	}
	return nil
}

// unswallow corrects the cursor if the string there has no closing quote and therefore extends to the opening quote of
// the next string on the line: ["a‸ "b"].
func (c *metaCompleter) unswallow() {
	cur, src := &c.cursor, c.tree.Text
	last := cur.Replace.End - 1
	if !cur.Quoted || last <= cur.Replace.Start || src[last] != '"' || last+1 == len(src) ||
		strings.IndexByte(" \t\r\n,:]}", src[last+1]) >= 0 {
		return
	}
	end := cur.Replace.Start + 1 + len(cur.Typed)
	if i := strings.IndexAny(src[end:last], " \t,:[]{}"); i >= 0 {
		end += i
	} else {
		end = last
	}
	rest := strings.TrimLeft(src[end:last], " \t")
	cur.Replace.End = end
	cur.HasColon = cur.HasColon || cur.InKey && strings.HasPrefix(rest, ":")
	cur.NeedCommaAfter = !cur.HasColon && (rest == "" || strings.IndexByte(",]}", rest[0]) < 0)
}

// inOpenString reports whether a string is open on the line at off. The JSON cursor does not include what follows the
// last word of such a string, such as a space.
func inOpenString(src string, off int) bool {
	start, _ := text.LineAround(src, off)
	open := false
	for i := start; i < off; i++ {
		switch {
		case src[i] == '"':
			open = !open
		case src[i] == '\\' && open:
			i++
		}
	}
	return open
}

// properties are the property names that the object at the cursor lacks, required ones first.
func (c *metaCompleter) properties() []Item {
	object := c.schema.At(c.cursor.Path)
	if object == nil {
		return nil
	}
	present := map[string]bool{}
	for pair := range c.cursor.Container.Children() {
		if !pair.Range().Touches(c.cursor.Replace.Start) || pair.Key().Start() != c.cursor.Replace.Start {
			present[pair.Key().Text()] = true
		}
	}
	var items []Item
	for _, prop := range object.Properties {
		if present[prop.Name] {
			continue
		}
		rank := propertyRank(prop)
		if slices.Equal(c.cursor.Path, []string{keyAnnotations}) {
			var ok bool
			if rank, ok = c.annotationRank(prop.Name); !ok {
				continue
			}
		}
		item := Item{
			Label: prop.Name, Kind: Property, Detail: markdown.Types(prop.Sub), Doc: markdown.Schema(prop.Sub),
			Rank: rank, Deprecated: prop.Sub.Deprecated,
		}
		if prop.Required {
			item.Detail = strings.TrimPrefix(item.Detail+", required", ", ")
		}
		c.insertKey(&item, prop)
		items = append(items, item)
	}
	return items
}

func propertyRank(prop schema.Property) int {
	switch {
	case prop.Required:
		return 0
	case prop.Sub.Deprecated:
		return 2
	}
	return 1
}

// insertKey makes accepting the item write the name, and a colon and a value if no colon follows yet.
func (c *metaCompleter) insertKey(item *Item, prop schema.Property) {
	in := insertion{literal: edit.Quote(prop.Name)}
	if !c.cursor.HasColon {
		s := snippet{rich: c.opts.Snippets, unit: edit.Unit(c.tree)}
		s.text(": ")
		initial := ""
		if len(c.cursor.Path) == 0 {
			initial = c.initial(prop.Name)
		}
		s.member(prop, initial, 0)
		in.value, in.snippet = s.String(), c.opts.Snippets
	}
	c.insert(item, in)
}

// insertion is what an item writes, in its parts.
type insertion struct {
	literal string // JSON text; a string uses the quotes at the cursor
	value   string // what follows literal: a colon and a value, or a whole value if literal is empty
	snippet bool   // value is an LSP snippet
	layer   string // of the pack that a dependency names, to write with its name; "" for none
}

// insert makes accepting the item write in, with the commas that are missing before and after it.
func (c *metaCompleter) insert(item *Item, in insertion) {
	at, literal := c.cursor.Replace, in.literal
	item.Filter = literal
	quoteStays := false // the closing quote at the cursor
	if inner, ok := strings.CutPrefix(literal, `"`); ok {
		item.Filter = strings.Trim(literal, `"`)
		if c.cursor.Quoted {
			// Only the text between the quotes is replaced: some clients insert at the cursor and keep what follows.
			literal = inner
			at.Start++
			if closed := at.End > at.Start && c.tree.Text[at.End-1] == '"'; closed && in.value == "" {
				at.End--
				literal, quoteStays = strings.TrimSuffix(literal, `"`), true
			}
		}
	}
	if in.snippet {
		literal = escapeSnippet(literal)
	}
	tail, more := c.layerMember(in.layer, !quoteStays)
	if c.cursor.NeedCommaAfter {
		tail += ","
	}
	item.Edit, item.Snippet = text.Edit{Range: at, New: literal + in.value}, in.snippet
	item.More = more
	switch {
	case !quoteStays:
		item.Edit.New += tail
	case tail != "":
		end := c.cursor.Replace.End
		item.More = append(item.More, text.Edit{Range: text.Range{Start: end, End: end}, New: tail})
	}
	if before := c.cursor.NeedCommaBefore; before >= 0 {
		item.More = append(item.More, text.Edit{Range: text.Range{Start: before, End: before}, New: ","})
	}
}

// insertLiteral makes accepting the item write the JSON text literal.
func (c *metaCompleter) insertLiteral(item *Item, literal string) {
	c.insert(item, insertion{literal: literal})
}

// values are the values at the cursor.
func (c *metaCompleter) values() []Item {
	if items, ok := c.constraints(); ok {
		return items
	}
	sub := c.valueSub()
	if sub == nil {
		return nil
	}
	if c.cursor.Container.Kind() == syntax.Sequence {
		return append(c.paths(), c.elements(sub)...)
	}
	items := append(c.suggested(), c.scalars(sub, nil)...)
	if sub.Items != nil && !c.cursor.Quoted {
		items = append(items, c.arrays(sub)...)
	}
	if slices.Contains(sub.Types, "object") && !c.cursor.Quoted {
		items = append(items, c.template("{ }", sub))
	}
	return items
}

// valueSub is the schema of the value at the cursor; nil if there is none.
func (c *metaCompleter) valueSub() *schema.Sub {
	container := c.schema.At(c.cursor.Path)
	if container == nil {
		return nil
	}
	if c.cursor.Container.Kind() == syntax.Sequence {
		return container.Items
	}
	return c.schema.At(append(slices.Clone(c.cursor.Path), c.cursor.Pair.Key().Text()))
}

// elements are the values that the list at the cursor lacks.
func (c *metaCompleter) elements(sub *schema.Sub) []Item {
	if slices.Contains(sub.Types, "object") {
		if c.cursor.Quoted {
			return nil
		}
		return []Item{c.template("{ }", sub)}
	}
	return c.scalars(sub, c.listed())
}

// listed are the elements of the list at the cursor, without the one that is typed.
func (c *metaCompleter) listed() map[string]bool {
	found := map[string]bool{}
	for n := range c.cursor.Container.Children() {
		if n.Start() != c.cursor.Replace.Start {
			found[n.Text()] = true
		}
	}
	return found
}

// scalars are the values that sub names, without those in leaveOut.
func (c *metaCompleter) scalars(sub *schema.Sub, leaveOut map[string]bool) []Item {
	var items []Item
	known := sub.Enum
	if len(known) == 0 { // any value is allowed; those that mean something are worth proposing
		known = slices.DeleteFunc(slices.Clone(sub.Examples), func(v schema.EnumValue) bool { return v.Description == "" })
	}
	for i, v := range known {
		if leaveOut[v.Value] {
			continue
		}
		item := Item{Label: v.Value, Kind: Enum, Doc: markdown.Untrusted(v.Description), Rank: 1}
		// Next to other entries "all" is redundant.
		if v.Value == "all" && len(leaveOut) > 0 {
			item.Rank = 2
		}
		item.Preselect = v.JSON == sub.Default || sub.Default == "" && i == 0 && len(sub.Enum) > 0
		if item.Preselect {
			item.Rank = 0
		}
		c.insertLiteral(&item, v.JSON)
		items = append(items, item)
	}
	return items
}

// arrays are lists of one element, if no list has been begun.
func (c *metaCompleter) arrays(sub *schema.Sub) []Item {
	var items []Item
	for _, v := range sub.Items.Enum {
		item := Item{Label: "[" + v.JSON + "]", Kind: Value, Doc: markdown.Untrusted(v.Description)}
		c.insertLiteral(&item, item.Label)
		items = append(items, item)
	}
	return append(items, c.template("[ ]", sub))
}

// template is a value of sub with placeholders.
func (c *metaCompleter) template(label string, sub *schema.Sub) Item {
	s := snippet{rich: c.opts.Snippets, unit: edit.Unit(c.tree)}
	if !c.cursor.Container.Exists() {
		s.initial = c.initial
	}
	s.value(sub, 0)
	item := Item{Label: label, Kind: Value, Detail: sub.Title, Doc: markdown.Schema(sub), Rank: 1}
	c.insert(&item, insertion{value: s.String(), snippet: c.opts.Snippets})
	item.Filter = label
	return item
}

// paths are the files that the list of paths at the cursor lacks.
func (c *metaCompleter) paths() []Item {
	if len(c.cursor.Path) != 1 {
		return nil
	}
	var files []string
	kind := ""
	switch c.cursor.Path[0] {
	case pack.KeyCharts:
		kind = "chart archive"
		files = c.pack.Files(".", func(rel string) bool { return pack.IsArchiveName(rel) })
	case pack.KeyManifests:
		kind = "manifest"
		files = c.pack.Files("manifests", func(rel string) bool {
			return path.Ext(rel) == ".yaml" || path.Ext(rel) == ".yml"
		})
	}
	slices.SortFunc(files, nearestFirst)
	listed := c.listed()
	var items []Item
	for _, rel := range files {
		if listed[rel] {
			continue
		}
		item := Item{Label: rel, Kind: File, Detail: kind}
		c.insertLiteral(&item, edit.Quote(rel))
		items = append(items, item)
	}
	return items
}

// nearestFirst compares paths: those in fewer folders come first.
func nearestFirst(a, b string) int {
	return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), strings.Compare(a, b))
}
