package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// withDash is what at offers at byte offset off of t. After a dash without a space, as in "-‸" and "-ima‸", it is what
// could follow the space, and accepting an item writes the space, too: YAML reads "-image" as one word.
func withDash(t *syntax.Tree, off int, at func(t *syntax.Tree, off int) []Item) []Item {
	dash := tightDash(t, off)
	if dash < 0 {
		return at(t, off)
	}
	space := dash + 1
	original := func(r text.Range) text.Range { // of a range in the text with the space
		if r.Start > space {
			r.Start--
		}
		if r.End > space {
			r.End--
		}
		return r
	}
	var items []Item
	for _, item := range at(syntax.ParseYAML(t.Text[:space]+" "+t.Text[space:]), off+1) {
		if item.Edit.Start != space+1 {
			continue
		}
		item.Edit = text.Edit{Range: text.Range{Start: dash, End: item.Edit.End - 1}, New: "- " + item.Edit.New}
		item.Filter = "-" + item.Filter
		for i, e := range item.More {
			item.More[i].Range = original(e.Range)
		}
		items = append(items, item)
	}
	return items
}

// tightDash is the byte offset of a dash that begins the content of a line and is followed by the cursor, or by a word
// up to it; -1 if there is none.
func tightDash(t *syntax.Tree, off int) int {
	start, _ := text.LineAround(t.Text, off)
	typed := strings.TrimLeft(t.Text[start:off], " -")
	dash := off - len(typed) - 1
	if dash < start || t.Text[dash] != '-' || dash > start && t.Text[dash-1] == '-' || strings.ContainsAny(typed, " :#") {
		return -1
	}
	c := t.CursorAt(off)
	if c.KeyRange.Start != dash && c.KeyRange.Start != dash+1 ||
		c.InValue || c.HasColon || c.InFlow || c.InComment || c.InBlockScalar {
		return -1
	}
	return dash
}
