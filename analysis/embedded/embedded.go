// Package embedded has texts inside other texts: what a preset adds, a template in schema.yaml, a macro in a scalar. A
// range of the inner text converts to a range of the file, through quotes, escapes, indentation and any number of
// levels.
//
// Deliberately absent: which texts of a pack hold others. Packages pack and template know.
package embedded

import (
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Content is a text inside another one: what a preset adds, a template in schema.yaml, a macro in a scalar. Its
// offsets are bytes of Text; the methods convert them to and from offsets in the file. A nil Content is a text that is
// its file's: nothing is converted.
type Content struct {
	// Text is the inner text: decoded, if it's YAML of its own; otherwise as it's written in the outer one.
	Text string
	// Quoting is how Text is escaped in the outer text.
	Quoting text.Quoting
	// Tree is Text read as YAML; nil if it is no YAML.
	Tree *syntax.Tree

	outer *Content    // the text that this one is in; nil if it's the file's. It is always nil if Tree is set
	node  syntax.Node // the scalar that holds the text; absent if it's only a part of one
	base  int         // where the text begins in the outer one

	// If Tree is set:
	lines    []lineStart   // of a literal block scalar, in the order of the text
	unquoted text.Unquoted // of a scalar on one line
	indent   int           // columns of a block scalar's indentation
	exact    bool          // offsets of the two texts correspond
}

// lineStart is where a line of an embedded text begins in both texts, without its indentation in the outer one.
type lineStart struct{ inner, outer int }

// YAML reads the content of the scalar n, which is in the file itself, as YAML of its own.
func YAML(n syntax.Node) *Content {
	e := &Content{node: n}
	inner, quoting := n.Inner()
	switch source := inner.Of(n.Tree().Text); {
	case n.Style() == syntax.Literal:
		e.exact = true
		e.Text = e.literal(inner)
	case n.Style() != syntax.Folded && !strings.ContainsAny(source, "\r\n"):
		e.exact, e.base, e.Quoting = true, inner.Start, quoting
		e.unquoted = text.Unquote(source, quoting)
		e.Text = e.unquoted.S
	default: // lines are joined
		e.Text = n.Text()
	}
	e.Tree = syntax.ParseYAML(e.Text)
	return e
}

// In is the content of the scalar n as it's written; outer is the text whose tree n is of, nil for the file's.
func In(n syntax.Node, outer *Content) *Content {
	inner, quoting := n.Inner()
	return &Content{Text: inner.Of(n.Tree().Text), Quoting: quoting, outer: outer, node: n, base: inner.Start}
}

// At is a part of the text outer, nil for the file's, as it's written from byte offset base on.
func At(src string, base int, quoting text.Quoting, outer *Content) *Content {
	return &Content{Text: src, Quoting: quoting, outer: outer, base: base}
}

// literal is the text of a literal block scalar whose lines are at inner, without its indentation, and with the blank
// lines that follow it: an author goes on typing there.
func (e *Content) literal(inner text.Range) string {
	src := e.node.Tree().Text
	end := inner.End
	for next := lineAfter(src, end); next < len(src); {
		after := lineAfter(src, next)
		if strings.Trim(src[next:after], " \r\n") != "" {
			break
		}
		end, next = after, after
	}
	e.indent = e.indentation(src, inner)
	var b strings.Builder
	for at := inner.Start; at < end; {
		next := min(lineAfter(src, at), end)
		begin := at
		for begin < next && begin < at+e.indent && src[begin] == ' ' {
			begin++
		}
		e.lines = append(e.lines, lineStart{b.Len(), begin})
		b.WriteString(src[begin:next])
		at = next
	}
	if len(e.lines) == 0 || strings.HasSuffix(b.String(), "\n") {
		e.lines = append(e.lines, lineStart{b.Len(), end})
	}
	return b.String()
}

// indentation is how many columns the scalar's content is indented by: what its first line with text has more of than
// the content.
func (e *Content) indentation(src string, inner text.Range) int {
	for at := inner.Start; at < inner.End; at = lineAfter(src, at) {
		line := src[at:min(lineAfter(src, at), inner.End)]
		if strings.TrimSpace(line) == "" {
			continue
		}
		content := strings.TrimLeft(e.node.Text(), "\n")
		return max(0, leading(line)-leading(content))
	}
	key := e.node.Owner()
	column := key.Start() - text.LineStart(src, key.Start())
	return column + 2
}

func leading(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// lineAfter is where the line after that of off begins.
func lineAfter(src string, off int) int {
	end := text.LineEnd(src, off)
	if strings.HasPrefix(src[end:], "\r\n") {
		return end + 2
	}
	return min(end+1, len(src))
}

// Node is the scalar that holds the text; absent if the text is a part of one, or a file's.
func (e *Content) Node() syntax.Node {
	if e == nil {
		return syntax.Node{}
	}
	return e.node
}

// Exact reports whether offsets can be converted. They cannot if line ends of the scalar are not line ends of the text.
func (e *Content) Exact() bool { return e == nil || e.Tree == nil || e.exact }

// Outer is the offset in the file of offset off in the text; the start of the scalar if e is not exact.
func (e *Content) Outer(off int) int {
	switch {
	case e == nil:
		return off
	case e.Tree == nil:
		return e.outer.Outer(e.base + off)
	case !e.exact:
		return e.node.Start()
	case e.lines == nil:
		return e.base + e.unquoted.Raw(min(max(off, 0), len(e.unquoted.S)))
	}
	i := max(0, sort.Search(len(e.lines), func(i int) bool { return e.lines[i].inner > off })-1)
	return e.lines[i].outer + off - e.lines[i].inner
}

// OuterRange is the range in the file of a range in the text; the first line of the scalar if e is not exact.
func (e *Content) OuterRange(r text.Range) text.Range {
	if e == nil {
		return r
	}
	if e.Tree == nil {
		return e.outer.OuterRange(text.Range{Start: e.base + r.Start, End: e.base + r.End})
	}
	if !e.exact {
		end := e.node.End()
		if i := strings.IndexAny(e.node.Source(), "\r\n"); i >= 0 {
			end = e.node.Start() + i
		}
		return text.Range{Start: e.node.Start(), End: end}
	}
	start := e.Outer(r.Start)
	end := e.Outer(r.End)
	if r.End > r.Start { // the end of a line is not the start of the next one, after its indentation
		end = e.Outer(r.End-1) + 1
		if e.lines == nil {
			end = e.Outer(r.End)
		}
	}
	return text.Range{Start: start, End: max(start, end)}
}

// Inner is the offset in the text of offset off in the file; false if off is outside the text. A place in the
// indentation of a line is the line's start.
func (e *Content) Inner(off int) (int, bool) {
	if e == nil {
		return off, true
	}
	if e.Tree == nil {
		inner, ok := e.outer.Inner(off)
		return inner - e.base, ok && e.base <= inner && inner <= e.base+len(e.Text)
	}
	switch {
	case !e.exact:
		return 0, false
	case e.lines == nil:
		if off < e.base || off > e.base+e.unquoted.Raw(len(e.unquoted.S)) {
			return 0, false
		}
		return e.unquoted.Offset(off - e.base), true
	}
	last := e.lines[len(e.lines)-1]
	first, _ := e.node.Inner()
	if off < first.Start || off > last.outer+len(e.Text)-last.inner {
		return 0, false
	}
	i := sort.Search(len(e.lines), func(i int) bool { return e.lines[i].outer > off }) - 1
	if i < 0 {
		return 0, true
	}
	inner := e.lines[i].inner + off - e.lines[i].outer
	if i+1 < len(e.lines) {
		inner = min(inner, e.lines[i+1].inner)
	}
	return inner, true
}

// OuterEdits are edits of the text as edits of the file; nil if they cannot be converted. What they insert is escaped
// if Text is decoded.
func (e *Content) OuterEdits(edits []text.Edit) []text.Edit {
	if e == nil {
		return edits
	}
	if e.Tree == nil {
		moved := make([]text.Edit, len(edits))
		for i, ed := range edits {
			moved[i] = text.Edit{Range: text.Range{Start: e.base + ed.Start, End: e.base + ed.End}, New: ed.New}
		}
		return e.outer.OuterEdits(moved)
	}
	if !e.exact {
		return nil
	}
	var out []text.Edit
	for _, ed := range edits {
		r := text.Range{Start: e.Outer(ed.Start), End: e.Outer(ed.End)}
		if ed.Len() > 0 && e.lines != nil && !strings.HasSuffix(ed.Of(e.Text), "\n") {
			r.End = e.OuterRange(ed.Range).End
		}
		with := e.Quoting.Escape(ed.New)
		switch {
		case e.lines != nil:
			with = strings.ReplaceAll(with, "\n", "\n"+strings.Repeat(" ", e.indent))
		case strings.Contains(with, "\n") && e.Quoting == text.DoubleQuoted:
			with = strings.ReplaceAll(with, "\n", `\n`)
		case strings.Contains(with, "\n"):
			return nil
		}
		out = append(out, text.Edit{Range: r, New: with})
	}
	return out
}
