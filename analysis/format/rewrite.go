package format

import (
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// widest is how many characters a line has at most that a rewrite makes of several.
const widest = 100

// Rewriter writes parts of a YAML text in another style, with the same values.
type Rewriter struct {
	style
	table *text.Text
	src   string
	nl    string
}

// NewRewriter returns the rewriter of t, whose tree is tree.
func NewRewriter(t *text.Text, tree *syntax.Tree) *Rewriter {
	return &Rewriter{style: styleOf(t, tree, Options{}), table: t, src: t.String(), nl: edit.Newline(t.String())}
}

// slot is where a value is written, outside brackets.
type slot struct {
	start, end int    // what is replaced: up to the line end, with a comment after the value
	keys       int    // the column of keys in the value
	dashes     int    // the column of dashes in it
	text       int    // the column of its text, if it is a block scalar
	tail       string // the comment after the value, with a space before it
	item       bool   // a collection begins on the line of the dash before it
}

// slotOf is where the value v of a pair or sequence in block style is. ok is false if something unusual is around it.
func (w *Rewriter) slotOf(v syntax.Node) (s slot, ok bool) {
	line := w.table.Line(w.table.LineAt(v.Start()))
	end := w.table.Line(w.table.LineAt(v.End())).End
	s = slot{start: v.Start(), end: end}
	if rest := strings.TrimLeft(w.src[v.End():end], " \t"); strings.HasPrefix(rest, "#") {
		s.tail = " " + strings.TrimRight(rest, " \t")
	} else if rest != "" {
		return s, false
	}
	switch owner := v.Parent(); owner.Kind() {
	case syntax.Pair:
		if owner.Value() != v || owner.Parent().Style() != syntax.Block || owner.Key().End() > v.Start() {
			return s, false
		}
		s.start = owner.Key().End() + strings.IndexByte(w.src[owner.Key().End():v.Start()]+":", ':') + 1
		if s.start > v.Start() || strings.Trim(w.src[s.start:v.Start()], " \t\r\n") != "" {
			return s, false // an anchor, a tag or a comment
		}
		first := w.table.Line(w.table.LineAt(owner.Start()))
		column := owner.Start() - first.Start
		if contentAfterDashes(w.src, first.Start, owner.Start()) != owner.Start() {
			return s, false
		}
		s.keys, s.dashes, s.text = column+w.unit, column+w.list, column+w.unit
	case syntax.Sequence:
		if owner.Style() != syntax.Block || contentAfterDashes(w.src, line.Start, v.Start()) != v.Start() ||
			strings.Trim(w.src[line.Start:v.Start()], " ") == "" {
			return s, false
		}
		s.item = true
		s.keys = v.Start() - line.Start
		s.dashes, s.text = s.keys, s.keys
	default:
		return s, false
	}
	return s, true
}

// lines are s with a line end and the indentation by column before each of them.
func (w *Rewriter) lines(column int, lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(w.nl)
		if line != "" {
			b.WriteString(strings.Repeat(" ", column) + line)
		}
	}
	return b.String()
}

// ToBlock writes the flow collection n, which is not inside another one, with an entry on each line. ok is false if
// that is not possible: it is empty, or has comments, anchors, tags or texts of several lines.
func (w *Rewriter) ToBlock(n syntax.Node) (e text.Edit, ok bool) {
	s, ok := w.slotOf(n)
	if !ok || !w.simpleFlow(n) {
		return e, false
	}
	lines := w.block(n)
	column := s.keys
	if n.Kind() == syntax.Sequence {
		column = s.dashes
	}
	e.Range = text.Range{Start: s.start, End: s.end}
	if !s.item {
		e.New = s.tail + w.lines(column, lines)
	} else {
		e.New = lines[0] + s.tail + w.lines(column, lines[1:])
	}
	return e, true
}

// simpleFlow reports whether n is a flow collection with entries, and nothing but punctuation is between them.
func (w *Rewriter) simpleFlow(n syntax.Node) bool {
	if n.Style() != syntax.Flow || n.Broken() || n.Len() == 0 {
		return false
	}
	last := n.Start()
	for m := range n.All() {
		switch {
		case m.Kind() == syntax.Pair && (m.Key().Empty() || !m.Key().IsScalar()):
			return false
		case m.Kind() == syntax.Alias || m.Kind() == syntax.Invalid || onLines(m):
			return false
		}
		if m.IsScalar() || m.Len() == 0 {
			if strings.Trim(w.src[last:m.Start()], " \t\r\n,:[]{}") != "" {
				return false
			}
			last = m.End()
		}
	}
	return strings.Trim(w.src[last:n.End()], " \t\r\n,]}") == ""
}

// block are the lines of the flow collection n in block style.
func (w *Rewriter) block(n syntax.Node) (lines []string) {
	for c := range n.Children() {
		if n.Kind() == syntax.Sequence {
			inner := w.valueLines(c)
			lines = append(lines, "- "+inner[0])
			lines = append(lines, shifted(inner[1:], dashWidth)...)
			continue
		}
		key, v := c.Key().Source()+":", c.Value()
		switch {
		case v.Empty():
			lines = append(lines, key)
		case v.Len() == 0:
			lines = append(lines, key+" "+v.Source())
		case v.Kind() == syntax.Sequence:
			lines = append(append(lines, key), shifted(w.block(v), w.list)...)
		default:
			lines = append(append(lines, key), shifted(w.block(v), w.unit)...)
		}
	}
	return lines
}

// valueLines are the lines of what is in brackets, or of a scalar.
func (w *Rewriter) valueLines(n syntax.Node) []string {
	if n.Len() > 0 {
		return w.block(n)
	}
	return []string{n.Source()}
}

func shifted(lines []string, by int) (out []string) {
	for _, line := range lines {
		out = append(out, strings.Repeat(" ", by)+line)
	}
	return out
}

// ToFlow writes the block collection that is the value of pair on the line of its key, in brackets. ok is false if that
// is not possible: it has comments, anchors, aliases, tags or texts of several lines, or the line would be too long.
func (w *Rewriter) ToFlow(pair syntax.Node) (e text.Edit, ok bool) {
	v := pair.Value()
	s, ok := w.slotOf(v)
	const most = 4 * widest // bytes; more would not fit
	if !ok || v.Style() != syntax.Block || v.Len() == 0 || v.End()-v.Start() > most || s.tail != "" {
		return e, false
	}
	tree := v.Tree()
	r := text.Range{Start: pair.Start(), End: v.End()}
	for _, c := range tree.Comments {
		if r.Covers(c.Range) {
			return e, false
		}
	}
	for n := range v.All() {
		if n.Kind() == syntax.Alias || n.Kind() == syntax.Invalid || n.Broken() || onLines(n) || w.marked(n) ||
			n.Kind() == syntax.Pair && (n.Key().Empty() || !n.Key().IsScalar()) {
			return e, false
		}
	}
	flow := inFlow(v)
	line := w.table.Line(w.table.LineAt(pair.Start()))
	if utf8.RuneCountInString(w.src[line.Start:s.start])+1+utf8.RuneCountInString(flow) > widest {
		return e, false
	}
	return text.Edit{Range: text.Range{Start: s.start, End: v.End()}, New: " " + flow}, true
}

// onLines reports whether n is a scalar on several lines.
func onLines(n syntax.Node) bool {
	return n.IsScalar() && (strings.ContainsAny(n.Source(), "\r\n") || n.Style() == syntax.Literal ||
		n.Style() == syntax.Folded)
}

// marked reports whether a tag, an anchor or a question mark is before n.
func (w *Rewriter) marked(n syntax.Node) bool {
	before := strings.TrimRight(w.src[:n.Start()], " ")
	word := before[strings.LastIndexAny(before, " \r\n")+1:]
	return word != "" && strings.IndexByte("!&?", word[0]) >= 0
}

// inFlow is n in flow style, on one line.
func inFlow(n syntax.Node) string {
	var parts []string
	switch {
	case n.Style() == syntax.Block && n.Kind() == syntax.Sequence:
		for c := range n.Children() {
			parts = append(parts, inFlow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case n.Style() == syntax.Block && n.Kind() == syntax.Mapping:
		for c := range n.Children() {
			parts = append(parts, inFlow(c.Key())+": "+inFlow(c.Value()))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case n.Empty():
		return "null"
	case n.Kind() == syntax.String && n.Style() == syntax.Plain && strings.ContainsAny(n.Source(), ",[]{}:?'\"#&*!%"):
		return edit.Quote(n.Text())
	}
	return n.Source()
}
