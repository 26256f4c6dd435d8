package format

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Enter returns the edit that begins the line of byte offset off as the block above it continues, after a line end was
// typed there: under a key one step deeper, after an entry in its column, in a list with a dash, in a comment with #,
// in a block scalar like the line above. Enter on an empty item or an empty comment ends the list or comment. Nothing
// happens below an empty line.
func Enter(s *pack.Snapshot, path string, off int, opts Options) []text.Edit {
	_, f := s.PackOf(path)
	if f == nil || f.Kind == pack.Meta || !Formats(f.Kind) || switchedOff(f) {
		return nil
	}
	at := f.Text.LineAt(off)
	if at == 0 {
		return nil
	}
	e := newEntered(f.Text, f.Tree(), at, styleOf(f.Text, f.Tree(), opts))
	if e.content == e.above.End || off > e.now.Start+e.blank || e.tree.InConflict(e.now) || e.tree.InConflict(e.above) {
		return nil
	}
	c := e.continued()
	if c.keeps {
		return nil
	}
	start := e.now.Start
	if c.ends {
		start = e.above.Start
	}
	edit := text.Edit{Range: text.Range{Start: start, End: e.now.Start + e.blank},
		New: strings.Repeat(" ", max(c.column, 0)) + c.mark}
	if edit.Of(e.src) == edit.New {
		return nil
	}
	return []text.Edit{edit}
}

// entered is a line that was just begun, and the line above it.
type entered struct {
	style
	table      *text.Text
	tree       *syntax.Tree
	src        string
	at         int // the new line
	now, above text.Range
	blank      int    // the bytes of white space that the new line begins with
	rest       string // what follows it
	content    int    // byte offset of the first text of the line above; its end if there is none
	body       int    // the same after the dashes of items
	trimmed    int    // where the text of the line above ends, before white space and a comment
}

// continuation is how a line begins.
type continuation struct {
	column int
	mark   string // after the white space: a dash or #, with the space after it
	ends   bool   // the line above held nothing but such a mark, which goes, so that both lines become one
	keeps  bool   // the line begins well as it is
}

func newEntered(t *text.Text, tree *syntax.Tree, at int, s style) *entered {
	e := &entered{style: s, table: t, tree: tree, src: t.String(), at: at, now: t.Line(at), above: t.Line(at - 1)}
	line := e.now.Of(e.src)
	e.rest = strings.TrimLeft(line, " \t")
	e.blank = len(line) - len(e.rest)
	if at == 1 && strings.HasPrefix(e.src, "\ufeff") {
		e.above.Start += len("\ufeff")
	}
	above := e.above.Of(e.src)
	e.content = e.above.Start + len(above) - len(strings.TrimLeft(above, " \t"))
	e.body = contentAfterDashes(e.src, e.content, e.above.End)
	if e.src[e.body:e.above.End] == "-" {
		e.body = e.above.End // a dash with nothing after it
	}
	e.trimmed = e.above.End
	if c := e.comment(); c.Start > e.content {
		e.trimmed = c.Start
	}
	for e.trimmed > e.content && isBlank(e.src[e.trimmed-1]) {
		e.trimmed--
	}
	return e
}

// comment is the comment on the line above; empty if there is none.
func (e *entered) comment() text.Range {
	for _, c := range e.tree.Comments {
		if c.Start >= e.above.Start && c.Start <= e.above.End {
			return c.Range
		}
	}
	return text.Range{}
}

func (e *entered) column(off int) int { return off - e.above.Start }

// continued is how the new line begins, given the line above.
func (e *entered) continued() continuation {
	if c, ok := e.inScalar(); ok {
		return c
	}
	comment := e.comment()
	switch {
	case comment.Len() > 0 && comment.Start == e.content:
		return e.afterComment(comment)
	case comment.Len() > 0 && e.rest != "": // Enter has split the comment
		return continuation{column: e.column(e.body), mark: "# "}
	case isMarker(e.above.Of(e.src)):
		return continuation{}
	}
	if c, ok := e.inFlow(); ok {
		return c
	}
	return e.inBlock()
}

// inScalar is the continuation of a block scalar, or of a text in quotes that has not ended. ok is false outside one.
func (e *entered) inScalar() (c continuation, ok bool) {
	n := e.tree.NodeAt(e.content)
	if n.IsScalar() && n.Start() < e.above.Start && n.Style() != syntax.Plain &&
		(n.End() > e.above.End || n.Style() == syntax.Literal || n.Style() == syntax.Folded) {
		return continuation{column: e.column(e.content)}, true // as the line above
	}
	n = e.tree.NodeAt(e.trimmed - 1)
	for n.Kind() == syntax.Pair { // a header without text is not a node that a cursor can be in
		n = n.Value()
	}
	inside := e.column(e.body) + e.unit
	switch {
	case n.Style() == syntax.Literal || n.Style() == syntax.Folded:
		if n.Parent().Kind() == syntax.Sequence {
			inside = e.column(e.body)
		}
		if first := e.firstBelow(); first >= 0 && n.Text() != "" {
			inside = max(first, inside)
			if strings.TrimSpace(e.rest) != "" {
				inside = first
			}
		}
		return continuation{column: inside}, true
	case n.IsScalar() && n.Style() != syntax.Plain && n.Start() > e.above.Start && n.End() > e.above.End:
		return continuation{column: inside}, true
	}
	return c, false
}

// firstBelow is the column of the first text below the line above, on the new line or under it; -1 if there is none.
func (e *entered) firstBelow() int {
	for i := e.at; i < e.table.LineCount(); i++ {
		line := e.table.Line(i).Of(e.src)
		if text := strings.TrimLeft(line, " "); strings.TrimSpace(text) != "" {
			return len(line) - len(text)
		}
	}
	return -1
}

// afterComment continues the comment c, which is alone on its line.
func (e *entered) afterComment(c text.Range) continuation {
	const banner = 3 // that many # are a line of a frame
	s := c.Of(e.src)
	words := strings.TrimLeft(s, "#")
	marks := s[:len(s)-len(words)]
	mark := marks + words[:len(words)-len(strings.TrimLeft(words, " "))]
	column := e.column(e.content)
	switch said := strings.Trim(words, " \t"); {
	case e.rest != "":
		return continuation{column: column, mark: strings.TrimRight(mark, " ") + " "}
	case len(marks) >= banner || strings.HasPrefix(said, "pack-lsp:"):
		return continuation{column: column}
	case said == "":
		return continuation{column: column, ends: true}
	}
	return continuation{column: column, mark: mark}
}

// inFlow is the continuation between brackets. ok is false outside.
func (e *entered) inFlow() (c continuation, ok bool) {
	last := e.src[max(e.trimmed-1, 0)]
	if last == '[' || last == '{' {
		c.column = e.column(e.body)
		if e.rest == "" || strings.IndexByte("]}", e.rest[0]) < 0 {
			c.column += e.unit
		}
		return c, true
	}
	for n := e.tree.NodeAt(e.trimmed - 1); n.Exists(); n = n.Parent() {
		if n.Style() != syntax.Flow || n.Kind() == syntax.Pair || n.End() <= e.above.End {
			continue
		}
		if n.Start() < e.above.Start {
			return continuation{column: e.column(e.content)}, true
		}
		return continuation{column: e.column(e.body) + e.unit}, true
	}
	return c, false
}

// inBlock is the continuation of a mapping, a sequence, or an unquoted text.
func (e *entered) inBlock() continuation {
	pair := e.tree.NodeAt(e.body).Owner()
	column := e.column(e.body)
	switch {
	case e.body == e.above.End && e.rest == "":
		return e.emptyItem()
	case e.body == e.above.End: // what followed the dash is on the new line
		return continuation{column: e.column(e.content) + dashWidth}
	case pair.Exists() && pair.Key().Start() == e.body && pair.Key().End() < e.trimmed:
		return e.afterKey(pair)
	case e.body > e.content:
		dash := strings.LastIndexByte(e.src[:e.body], '-')
		return continuation{column: e.column(dash), mark: "- "}
	}
	return continuation{column: column}
}

// afterKey continues below the line of a key.
func (e *entered) afterKey(pair syntax.Node) continuation {
	column := e.column(e.body)
	value := strings.TrimLeft(e.src[pair.Key().End():e.trimmed], " \t:")
	for strings.HasPrefix(value, "&") || strings.HasPrefix(value, "!") { // an anchor or a tag of what is below
		_, value, _ = strings.Cut(value, " ")
		value = strings.TrimLeft(value, " \t")
	}
	entry := strings.Contains(e.rest+" ", ": ") || strings.HasPrefix(e.rest, "#")
	switch {
	case value != "" && e.rest != "" && !entry: // Enter has split the value
		return continuation{column: column + e.unit}
	case value != "":
		return continuation{column: column}
	case e.rest != "":
		if strings.HasPrefix(e.rest, "- ") {
			return continuation{column: column + e.list}
		}
		return continuation{column: column + e.unit}
	}
	v := pair.Value()
	if first := e.firstBelow(); v.Style() == syntax.Block && v.Len() > 0 && first >= column {
		if v.Kind() == syntax.Sequence {
			return continuation{column: first, mark: "- "}
		}
		return continuation{column: first}
	}
	return continuation{column: column + e.unit}
}

// emptyItem ends the list that Enter was pressed in on an item without text.
func (e *entered) emptyItem() continuation {
	column := e.column(e.content)
	if strings.Count(e.above.Of(e.src), "-") > 1 {
		return continuation{keeps: true} // a list in a list
	}
	for i := e.at - 2; i >= 0; i-- {
		line := e.table.Line(i)
		s := line.Of(e.src)
		words := strings.TrimLeft(s, " ")
		if in := len(s) - len(words); words != "" && words[0] != '#' && in <= column && words[0] != '-' {
			return continuation{column: in, ends: true}
		} else if words != "" && in < column && words[0] == '-' {
			return continuation{column: contentAfterDashes(e.src, line.Start, line.End) - line.Start, ends: true}
		}
	}
	return continuation{column: 0, ends: true}
}
