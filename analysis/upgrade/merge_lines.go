package upgrade

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// lead merges the comments above an entry that stays, and those below it. The edits so far are those of its value.
func (m *merger) lead(b *block, e *entry, o, n chart.Scope) {
	oe, ne := m.entryOf(o), m.entryOf(n)
	if oe == nil || ne == nil {
		return
	}
	ob, nb := m.blockOf(oe.pair.Parent()), m.blockOf(ne.pair.Parent())
	value := m.edits
	m.edits = nil
	if above := withoutHeader(nb, ne); oe.lead.Len() > 0 || above.Len() > 0 {
		if header(ob, oe) {
			above = ne.lead
		}
		m.merge(e.lead, b.indent, source{ob.src, oe.lead, ob.indent}, source{nb.src, above, nb.indent})
	}
	m.edits = append(m.edits, value...) // which comes after it in the text
	if e.tail.Len() > 0 || ne.tail.Len() > 0 {
		m.merge(e.tail, b.indent, source{ob.src, oe.tail, ob.indent}, source{nb.src, ne.tail, nb.indent})
	}
}

// header reports whether e is the first entry of a chart's values, with comments above it that may be about the file.
func header(b *block, e *entry) bool {
	return !e.pair.Parent().Owner().Exists() && b.entries[0] == e && e.lead.Len() > 0
}

// withoutHeader is the lines above an entry, without those about the file: all that an empty line follows.
func withoutHeader(b *block, e *entry) text.Range {
	if !header(b, e) {
		return e.lead
	}
	above := e.lead
	for at := above.Start; at < above.End; {
		next := nextLine(b.src, at)
		if strings.TrimSpace(b.src[at:next]) == "" {
			above.Start = next
		}
		at = next
	}
	return above
}

// source is comment lines in the column indent.
type source struct {
	src    string
	lines  text.Range
	indent int
}

// comments merges comment lines of b that are at the same place of the defaults' blocks.
func (m *merger) comments(r text.Range, indent int, o, n *block, at func(*block) text.Range) {
	if o != nil && n != nil {
		m.merge(r, indent, source{o.src, at(o), o.indent}, source{n.src, at(n), n.indent})
	}
}

// merge merges the comment lines at r, in the column indent.
func (m *merger) merge(r text.Range, indent int, o, n source) {
	mine, end := merge.Comments(r.Of(m.src), indent, indent, m.newline)
	old, oldEnd := merge.Comments(o.lines.Of(o.src), o.indent, indent, m.newline)
	new, newEnd := merge.Comments(n.lines.Of(n.src), n.indent, indent, m.newline)
	if merge.SameGaps(mine, old) && end == oldEnd && !m.bare && !m.tight {
		if !merge.SameGaps(old, new) || oldEnd != newEnd {
			m.edits = append(m.edits, text.Edit{Range: r, New: m.written(new, nil) + newEnd})
		}
		return
	}
	if m.bare || merge.Same(old, new) {
		return
	}
	merged := merge.Three(mine, old, new)
	if merge.Same(merged, mine) {
		return
	}
	m.edits = append(m.edits, text.Edit{Range: r, New: m.written(merged, mine) + end})
}

// written is comment lines with the empty lines above them. If the section has none, lines that are not mine get none.
func (m *merger) written(lines, mine []merge.Comment) string {
	own := map[string]bool{}
	for _, l := range mine {
		own[l.Norm] = true
	}
	var b strings.Builder
	for _, l := range lines {
		if !m.tight || own[l.Norm] {
			b.WriteString(l.Gap)
		}
		b.WriteString(l.Text)
	}
	return b.String()
}

// remove takes an entry out, and leaves the comments that the author has written above it.
func (m *merger) remove(b *block, e *entry, o chart.Scope) {
	m.edits = append(m.edits, text.Edit{Range: e.all(), New: m.authored(b, e.lead, e, o)})
}

// authored are the comments of the author's among the lines at r of an entry.
func (m *merger) authored(b *block, r text.Range, e *entry, o chart.Scope) string {
	mine, _ := merge.Comments(onlyCommentsOf(r.Of(m.src)), b.indent, b.indent, m.newline)
	known := map[string]bool{}
	if oe := m.entryOf(o); oe != nil {
		all, _ := merge.Comments(onlyCommentsOf(oe.all().Of(oe.pair.Tree().Text)), 0, 0, m.newline)
		for _, l := range all {
			known[l.Norm] = true
		}
	}
	var out strings.Builder
	for _, l := range mine {
		if !known[l.Norm] {
			out.WriteString(merge.Indent(strings.TrimLeft(l.Text, " "), 0, b.indent, m.newline))
		}
	}
	return out.String()
}

// onlyCommentsOf are the lines of a text that are comments.
func onlyCommentsOf(src string) string {
	var b strings.Builder
	for l := range strings.Lines(src) {
		if strings.HasPrefix(strings.TrimSpace(l), "#") {
			b.WriteString(l)
		}
	}
	return b.String()
}

// replace writes the default n in place of the value of an entry, which is a copy of the default o.
func (m *merger) replace(b *block, e *entry, o, n chart.Scope) {
	key := strings.Repeat(" ", b.indent) + e.pair.Key().Source()
	ne := m.entryOf(n)
	if ne == nil || anchored(ne.pair) {
		m.edits = append(m.edits, text.Edit{Range: e.body, New: key + ": " + edit.Flow(n.Value()) + m.newline})
		return
	}
	nb := m.blockOf(ne.pair.Parent())
	after := text.Range{Start: ne.pair.Key().End(), End: ne.body.End}.Of(nb.src)
	after = strings.TrimRight(after, "\r\n") + m.newline
	first, rest, _ := strings.Cut(m.keepComment(after, e, ne, m.entryOf(o)), "\n")
	first = key + strings.TrimRight(first, "\r") + m.newline
	m.edits = append(m.edits, text.Edit{
		Range: e.body, New: m.authored(b, e.body, e, o) + first + m.moved(rest, ne.pair, nb, b),
	})
}

// keepComment is the text after a key of the defaults, with the author's comment on its line if both are one line and
// the author has changed the comment.
func (m *merger) keepComment(after string, e, ne, oe *entry) string {
	mine, one := lineComment(e)
	now, single := lineComment(ne)
	was := ""
	if oe != nil {
		was, _ = lineComment(oe)
	}
	if !one || !single || strings.TrimSpace(mine) == strings.TrimSpace(was) && !m.bare {
		return after
	}
	return strings.TrimRight(strings.TrimSuffix(strings.TrimRight(after, "\r\n"), now), " \t") + mine + m.newline
}

// lineComment is the comment after a value that is on the line of its key, with the space before it. It is false if the
// value has more lines.
func lineComment(e *entry) (string, bool) {
	src, end := e.pair.Tree().Text, e.pair.End()
	if end > e.body.End || strings.ContainsAny(strings.TrimRight(e.body.Of(src), "\r\n"), "\r\n") {
		return "", false
	}
	return strings.TrimRight(src[end:e.body.End], " \t\r\n"), true
}

// whole is how many of the keys of a mapping a pack has to hold if it is a copy: three quarters of them.
func whole(held, all int) bool { return all > 0 && held*4 >= all*3 }

// add inserts the keys that are new in n, if the mapping holds the whole of o. It returns how many, and the edits by
// the index of the entry of b that they follow, -1 for none. left are the indices of the entries of b that stay.
func (m *merger) add(b *block, left map[string]int, o, n chart.Scope, path []string) (int, map[int][]text.Edit) {
	inserts := map[int][]text.Edit{}
	if !hasDefault(o) || o.Value().Kind() != syntax.Mapping || n.Value().Kind() != syntax.Mapping {
		return 0, inserts
	}
	front, merged := holds(b, o)
	added, after, at := 0, -1, b.entries[0].lead.Start
	for _, key := range n.Keys() {
		if i, stays := left[key]; stays {
			after, at = i, b.entries[i].to
			continue
		}
		child, was := n.Child(key), o.Child(key)
		if b.entry(key) != nil || child.Status != chart.Known {
			continue
		}
		// A parent chart may newly set a value that only its subchart had.
		own := child.Pair().Tree() == n.Value().Tree()
		known := hasDefault(was) && (!own || was.Pair().Tree() == o.Value().Tree())
		if !known && (own && front || merged) {
			insert := text.Edit{Range: text.Range{Start: at, End: at}, New: m.inserted(b, key, child)}
			inserts[after] = append(inserts[after], insert)
			m.change(Added, pathTo(path, key), syntax.Node{}, child.Value())
			added++
		}
	}
	return added, inserts
}

// holds reports whether b has the whole mapping of the default o: as one values file has it, or as all do together.
func holds(b *block, o chart.Scope) (front, merged bool) {
	all, held := 0, 0
	frontAll, frontHeld := 0, 0
	for _, key := range o.Keys() {
		child := o.Child(key)
		if child.Status != chart.Known {
			continue
		}
		has := 0
		if b.entry(key) != nil {
			has = 1
		}
		all, held = all+1, held+has
		if child.Pair().Tree() == o.Value().Tree() {
			frontAll, frontHeld = frontAll+1, frontHeld+has
		}
	}
	return whole(frontHeld, frontAll), whole(held, all)
}

// inserted is the lines of a default as an entry of b: as they are, if they are lines of their own and mean the same
// elsewhere.
func (m *merger) inserted(b *block, key string, s chart.Scope) string {
	ne := m.entryOf(s)
	if ne == nil || anchored(ne.pair) {
		return strings.Repeat(" ", b.indent) + edit.Scalar(key) + ": " + edit.Flow(s.Value()) + m.newline
	}
	nb := m.blockOf(ne.pair.Parent())
	lead := ""
	if !m.bare {
		lines, end := merge.Comments(ne.lead.Of(nb.src), nb.indent, b.indent, m.newline)
		if m.tight {
			end = ""
		}
		lead = m.written(lines, nil) + end
	}
	value := m.uncommented(ne)
	if !strings.HasSuffix(value, "\n") {
		value += "\n"
	}
	return lead + m.moved(value, ne.pair, nb, b)
}

// uncommented is the lines of a default, without comments and empty lines of their own if the section has none.
func (m *merger) uncommented(ne *entry) string {
	src, r := ne.pair.Tree().Text, ne.value()
	if !m.bare {
		return r.Of(src)
	}
	var b strings.Builder
	at := r.Start
	for _, c := range ne.pair.Tree().Comments {
		if start := text.LineStart(src, c.Start); c.Own && start >= at && c.End <= r.End {
			b.WriteString(src[at:start])
			at = nextLine(src, c.End)
		}
	}
	lines := b.String() + src[at:r.End]
	if !m.tight || !scales(ne.pair) {
		return lines
	}
	b.Reset()
	for l := range strings.Lines(lines) {
		if strings.TrimSpace(l) != "" {
			b.WriteString(l)
		}
	}
	return b.String()
}

// moved is lines of the default pair, in the block from of a chart, as lines of the block to: in steps of indentation
// as the section has them, if the lines mean the same then.
func (m *merger) moved(lines string, pair syntax.Node, from, to *block) string {
	unit := len(edit.Unit(pair.Tree()))
	if m.unit == 0 || m.unit == unit || !scales(pair) {
		return merge.IndentAll(lines, from.indent, to.indent, m.newline)
	}
	var b strings.Builder
	for raw := range strings.Lines(lines) {
		deeper := max(indentOf(raw)-from.indent, 0)
		b.WriteString(merge.Indent(raw, from.indent+deeper, to.indent+deeper*m.unit/unit, m.newline))
	}
	return b.String()
}

// scales reports whether the lines of a pair mean the same with more or less indentation: there are only mappings,
// lists of scalars, and values on one line.
func scales(pair syntax.Node) bool {
	for n := range pair.All() {
		switch block := n.Style() == syntax.Block; {
		case n.Kind() == syntax.Pair, block && n.Kind() == syntax.Mapping && n.Parent().Kind() != syntax.Sequence:
		case block && n.Kind() == syntax.Sequence && n.Parent().Kind() != syntax.Sequence:
		case strings.ContainsAny(n.Source(), "\r\n"):
			return false
		}
	}
	return true
}
