package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// yamlCompleter writes keys and values at a cursor in YAML.
type yamlCompleter struct {
	doc    *syntax.Tree
	off    int // byte offset of the cursor
	cursor syntax.Cursor
	opts   Options
}

func newYAMLCompleter(t *syntax.Tree, off int, opts Options) yamlCompleter {
	return yamlCompleter{t, off, t.CursorAt(off), opts}
}

// nowhere reports whether there is nothing to complete: in a comment, in a block scalar, or after a word and a space.
func (c *yamlCompleter) nowhere() bool {
	r := c.cursor.KeyRange
	if c.cursor.InValue || c.cursor.Item {
		r = c.cursor.ValueRange
	}
	return c.cursor.InComment || c.cursor.InBlockScalar || !c.onLine(r)
}

// onLine reports whether r touches the cursor and is on one line, as the range of an item must be.
func (c *yamlCompleter) onLine(r text.Range) bool {
	return r.Touches(c.off) && !strings.ContainsAny(r.Of(c.doc.Text), "\r\n")
}

// key is a key for a place.
type key struct {
	name   string
	kind   Kind
	detail string // a few words next to it
	doc    string // Markdown
	// value is what follows the colon: an LSP snippet that begins with a space or line end. Lines after the first are
	// indented from the key.
	value string
	rank  int
	dash  bool // the key begins an item of a list, whose dash is not there yet
}

// present are the keys of the mapping at the cursor, without the one that is typed.
func (c *yamlCompleter) present() map[string]bool {
	found := map[string]bool{}
	for pair := range c.cursor.Parent.Children() {
		if pair.Kind() == syntax.Pair && pair.Key().Start() != c.cursor.KeyRange.Start {
			found[pair.Key().Text()] = true
		}
	}
	return found
}

// key is an item that writes k, and its value if no colon follows yet.
func (c *yamlCompleter) key(k key) Item {
	item := Item{Label: k.name, Kind: k.kind, Detail: k.detail, Doc: k.doc, Filter: k.name, Rank: k.rank}
	insert := quoteKey(k.name, c.cursor.Quote)
	if c.cursor.Quote != 0 {
		item.Filter = insert
	}
	if c.opts.Snippets && !c.cursor.HasColon {
		insert = escapeSnippet(insert)
	}
	value := c.reindent(k.value)
	if k.dash { // what is below the key is indented from it, not from the dash
		value = strings.ReplaceAll(value, "\n", "\n  ")
	}
	if c.cursor.InFlow && strings.HasPrefix(value, "\n") { // a flow collection holds no block
		value = " $1"
	}
	switch {
	case c.cursor.HasColon:
	case c.opts.Snippets:
		insert += ":" + c.indented(value)
		item.Snippet = true
	case strings.HasPrefix(value, "\n"):
		insert += ":"
	default:
		insert += ": "
	}
	if k.dash {
		insert = "- " + insert
	}
	item.Edit = text.Edit{Range: c.cursor.KeyRange, New: insert}
	return item
}

// inItem reports whether the cursor is in an item of a list, or in a flow collection, whose items have no dash.
func (c *yamlCompleter) inItem() bool {
	path := c.cursor.Path
	return c.cursor.Item || c.cursor.InFlow || len(path) > 0 && value.IsIndex(path[len(path)-1])
}

// nested is an item for the dotted path head and k that writes mappings inside each other: over several lines or, as
// plain text, in flow style on one line.
func (c *yamlCompleter) nested(head []string, k key) Item {
	item := Item{Label: strings.Join(head, ".") + "." + k.name, Kind: k.kind, Detail: k.detail, Doc: k.doc, Rank: k.rank}
	item.Filter, item.Snippet = item.Label, c.opts.Snippets
	var b strings.Builder
	indent, step := "\n", strings.Repeat(" ", c.unit())
	for _, name := range head {
		indent += step
		b.WriteString(quoteKey(name, 0) + ":")
		if item.Snippet {
			b.WriteString(indent)
		} else {
			b.WriteString(" {")
		}
	}
	b.WriteString(quoteKey(k.name, 0) + ":")
	insert := b.String() + " " + strings.Repeat("}", len(head))
	if item.Snippet {
		insert = c.indented(escapeSnippet(b.String()) + strings.ReplaceAll(c.reindent(k.value), "\n", indent))
	}
	item.Edit = text.Edit{Range: c.cursor.KeyRange, New: insert}
	return item
}

// room is the column, in bytes, of keys below the key at the cursor. It is false if no such key can begin on the next
// line: only the cursor, or a word that may become a key, can follow the colon and a space. Right after the colon
// nothing is offered, since authors press Enter there.
func (c *yamlCompleter) room() (column int, ok bool) {
	src, r := c.doc.Text, c.cursor.ValueRange
	if !c.opts.Snippets || !c.cursor.InValue || c.cursor.InFlow || c.cursor.Quote != 0 ||
		strings.ContainsAny(r.Of(src), "\r\n") {
		return 0, false
	}
	start, end := text.LineAround(src, c.off)
	before := strings.TrimRight(src[start:r.Start], " ")
	if strings.TrimSpace(src[r.End:end]) != "" || !strings.HasSuffix(before, ":") || start+len(before) == r.Start {
		return 0, false
	}
	if column, below := c.below(); below {
		return column, r.Len() == 0
	}
	return c.cursor.Indent + c.unit(), true
}

// below is the column of the content below the key at the cursor; false if there is none.
func (c *yamlCompleter) below() (column int, ok bool) {
	_, end := text.LineAround(c.doc.Text, c.off)
	for line := range strings.Lines(c.doc.Text[end:]) {
		content := strings.TrimLeft(line, " ")
		if strings.TrimSpace(content) == "" || content[0] == '#' {
			continue
		}
		column = len(line) - len(content)
		return column, column > c.cursor.Indent || column == c.cursor.Indent && strings.HasPrefix(content, "- ")
	}
	return 0, false
}

// belowKey is an item that writes k at a column of the line below the key at the cursor.
func (c *yamlCompleter) belowKey(k key, column int) Item {
	start, _ := text.LineAround(c.doc.Text, c.off)
	line := c.doc.Text[start:]
	own := len(line) - len(strings.TrimLeft(line, " "))
	begin := "\n" + strings.Repeat(" ", max(0, column-own))
	indent := begin
	insert, value := escapeSnippet(quoteKey(k.name, 0))+":", c.reindent(k.value)
	if k.dash {
		insert, indent = "- "+insert, indent+"  "
	}
	r := c.cursor.ValueRange
	r.Start = start + len(strings.TrimRight(c.doc.Text[start:r.Start], " "))
	return Item{
		Label: k.name, Kind: k.kind, Detail: k.detail, Doc: k.doc, Rank: k.rank + 1, Snippet: true,
		Filter: c.doc.Text[r.Start:c.cursor.ValueRange.Start] + k.name,
		Edit:   text.Edit{Range: r, New: begin + insert + strings.ReplaceAll(value, "\n", indent)},
	}
}

// indented is value with more indentation if the key is after the dash of an item: editors indent the lines of a
// snippet only like the line that it begins on.
func (c *yamlCompleter) indented(value string) string {
	start := strings.LastIndexByte(c.doc.Text[:c.cursor.KeyRange.Start], '\n') + 1
	line := c.doc.Text[start:]
	own := len(line) - len(strings.TrimLeft(line, " "))
	return strings.ReplaceAll(value, "\n", "\n"+strings.Repeat(" ", max(0, c.cursor.Indent-own)))
}

// value is an item that writes the YAML literal, a scalar on one line, or content in the quotes that are there.
func (c *yamlCompleter) value(literal, content string) Item {
	item := Item{Label: literal, Kind: Value}
	r := c.cursor.ValueRange
	switch q := c.cursor.Quote; {
	case q != 0:
		quoted := `"` + text.DoubleQuoted.Escape(content) + `"`
		if q == '\'' {
			quoted = "'" + text.SingleQuoted.Escape(content) + "'"
		}
		item.Filter, item.Edit = quoted, text.Edit{Range: r, New: quoted}
	default:
		item.Filter, item.Edit = content, text.Edit{Range: r, New: literal} // authors type the content without quotes
		if r.Len() == 0 && r.Start > 0 && c.doc.Text[r.Start-1] == ':' {
			item.Edit.New = " " + literal
		}
	}
	return item
}

// scalar is an item that writes the string s.
func (c *yamlCompleter) scalar(s string) Item {
	item := c.value(edit.Scalar(s), s)
	item.Label = s
	return item
}

// quoteKey is a key in YAML, in the given quote. If quote is 0, it is plain if Helm, which reads YAML 1.1, reads it as
// the same string: to Helm, on: is the key true.
func quoteKey(name string, quote byte) string {
	switch {
	case quote == '\'':
		return "'" + text.SingleQuoted.Escape(name) + "'"
	case quote == '"' || strings.Contains(name, ":"):
		return edit.Quote(name)
	}
	return edit.Scalar(name)
}

// snippetOf is the value of a key as a snippet, from its default n: the default as a placeholder, or the first line of
// a collection.
func snippetOf(n syntax.Node) string {
	switch n = n.Resolve(); n.Kind() {
	case syntax.Mapping:
		return "\n  $1"
	case syntax.Sequence:
		return "\n  - $1"
	}
	source := sourceOf(n)
	switch {
	case n.Style() == syntax.Literal || n.Style() == syntax.Folded:
		return " |\n  $1"
	case source == `""`:
		return ` "$1"`
	case source == "" || strings.Contains(source, "\n") || n.Kind() == syntax.Null:
		return " $1"
	}
	return " ${1:" + escapeSnippet(source) + "}"
}

// sourceOf is the source of the scalar n, quoted if only a tag, which is not part of it, makes n a string.
func sourceOf(n syntax.Node) string {
	source := n.Source()
	if n.Kind() == syntax.String && n.Style() == syntax.Plain && edit.Scalar(source) != source &&
		syntax.ParseYAML(source).Root().Kind() != syntax.String {
		return edit.Quote(n.Text())
	}
	return source
}
