package syntax

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// JSONCursor is what completion needs to know about a place in JSON text, complete or not.
type JSONCursor struct {
	Path      []string // keys and indices from the root to Container
	Container Node     // the object or array that the cursor is directly in; absent outside the root
	InKey     bool     // a property name can go here
	InValue   bool     // a value can go here
	Pair      Node     // the pair whose value is typed, or whose name is; absent in an array and if nothing is typed yet
	Index     int      // in an array, the index of the element that is or would be here

	// Replace is the word or string at the cursor, with its quotes as far as they are there; empty, at the
	// cursor, if nothing is typed.
	Replace text.Range
	Quoted  bool   // an opening quote is before the cursor
	Typed   string // the text of Replace up to the cursor, as written, without the opening quote

	NeedCommaBefore int    // byte offset after the member before, if a comma is missing there; otherwise -1
	NeedCommaAfter  bool   // a member follows without a comma in between
	HasColon        bool   // a colon follows the property name here
	Indent          string // white space before the members that begin a line, or before the line of Container
}

// JSONCursorAt describes the place at byte offset off. Neither InKey nor InValue is set outside the root
// value, in a comment, after a complete string, and where only punctuation can go.
func (t *Tree) JSONCursorAt(off int) JSONCursor {
	off = min(max(off, 0), len(t.Text))
	c := JSONCursor{NeedCommaBefore: -1, Replace: text.Range{Start: off, End: off}}
	c.Container = t.jsonContainerAt(off)
	if !c.Container.Exists() {
		return c
	}
	c.Path = c.Container.Path()
	c.Indent = memberIndent(c.Container)
	var before, on, after Node // members around the cursor; on is the one that is typed
	for m := range c.Container.Children() {
		switch {
		case m.Start() >= off && !(m.Start() == off && jsonTyping(m, off)):
			after = m
		case m.End() < off || m.End() == off && !jsonTyping(m, off):
			before = m
			c.Index++
			continue
		default:
			on, after = m, m.Next()
		}
		break
	}
	if !on.Exists() && before.Kind() == Pair && before.Value().Empty() && !t.jsonGap(before.End(), off, off).commaBefore {
		on, before = before, before.Prev() // "key": and white space
	}
	start, end := off, off
	if on.Exists() {
		start, end = on.Start(), max(on.End(), off)
	}
	from := c.Container.Start() + 1
	if before.Exists() {
		from = before.End()
	}
	to := c.Container.End()
	if after.Exists() {
		to = after.Start()
	}
	gap := t.jsonGap(from, start, off)
	if gap.inComment {
		return c
	}
	if before.Exists() && !gap.commaBefore {
		c.NeedCommaBefore = before.End()
	}
	c.NeedCommaAfter = after.Exists() && !t.jsonGap(end, to, off).commaBefore
	switch {
	case !on.Exists():
		if before.Exists() && before.End() == off || before.Kind() == Pair && !before.Value().Exists() &&
			c.NeedCommaBefore >= 0 && !strings.ContainsAny(t.Text[before.End():off], "\r\n") {
			return c
		}
		c.InKey, c.InValue = c.Container.Kind() == Mapping, c.Container.Kind() == Sequence
	case on.Kind() == Pair:
		c.onPair(on, off)
	default:
		c.InValue = c.onScalar(on, off)
	}
	return c
}

// onPair fills in what depends on the place in pair.
func (c *JSONCursor) onPair(pair Node, off int) {
	t, key, value := pair.t, pair.Key(), pair.Value()
	colon := t.jsonColon(key)
	switch {
	case colon < 0 || off <= colon:
		if c.InKey = c.onScalar(key, off); c.InKey {
			c.Pair, c.HasColon = pair, colon >= 0
		}
	case value.Empty():
		c.InValue, c.Pair = !t.jsonGap(colon+1, off, off).inComment, pair
	case value.Kind() != Mapping && value.Kind() != Sequence:
		if c.InValue = c.onScalar(value, off); c.InValue {
			c.Pair = pair
		}
	}
}

// onScalar fills in the word or string n, and reports whether off is on it.
func (c *JSONCursor) onScalar(n Node, off int) bool {
	if !n.Exists() || !n.Range().Touches(off) || off == n.End() && jsonClosed(n) {
		return false
	}
	c.Replace = n.Range()
	c.Quoted = off > n.Start() && n.Style() != Plain
	from := n.Start()
	if c.Quoted {
		from++
	}
	c.Typed = n.t.Text[from:off]
	return true
}

// jsonContainerAt is the innermost object or array with off between its brackets, or after its opening one if
// it is not closed.
func (t *Tree) jsonContainerAt(off int) Node {
	found := Node{}
	for n := t.Root(); n.Exists(); {
		if n.Kind() != Mapping && n.Kind() != Sequence || off <= n.Start() || off > n.End() || off == n.End() &&
			jsonClosed(n) {
			break
		}
		found = n
		var inner Node
		for m := range n.Children() {
			if m.Start() >= off {
				break
			}
			inner = m
		}
		if inner.Kind() == Pair {
			inner = inner.Last()
		}
		n = inner
	}
	return found
}

// jsonClosed reports whether the closing quote or bracket of n is there. A bare word has none and is treated
// as open.
func jsonClosed(n Node) bool {
	src := n.Source()
	if len(src) < 2 {
		return false
	}
	last := src[len(src)-1]
	switch {
	case n.Kind() == Mapping || n.Kind() == Sequence:
		return last == "}]"[n.Kind()-Mapping] && (!n.Last().Exists() || n.Last().End() < n.End())
	case n.Style() == DoubleQuoted:
		return last == '"' && (!n.Broken() || strings.ContainsAny(src, "\r\n"))
	case n.Style() == SingleQuoted:
		return last == '\''
	}
	return false
}

// jsonTyping reports whether a cursor at an end of member m is on it: before a value, or after something
// without a closing quote.
func jsonTyping(m Node, off int) bool {
	scalar := m
	if m.Kind() == Pair {
		if scalar = m.Last(); off == m.Start() || scalar.Empty() {
			return scalar.Empty() && off == m.End() && off > m.Start()
		}
	}
	if scalar.Kind() == Mapping || scalar.Kind() == Sequence {
		return false
	}
	return off == m.Start() && m.Kind() != Pair || off == m.End() && !jsonClosed(scalar)
}

// jsonGap is what is between two members.
type jsonGap struct {
	commaBefore bool // a comma, before where the search ended
	inComment   bool // off is in a comment
	colon       int  // byte offset of the first colon, or -1
}

// jsonGap looks at the text from one byte offset to another for what is outside comments.
func (t *Tree) jsonGap(from, to, off int) jsonGap {
	g := jsonGap{colon: -1}
	for i := from; i < to; i++ {
		rest := t.Text[i:]
		end := -1
		switch {
		case rest[0] == '#' || strings.HasPrefix(rest, "//"):
			end = len(t.Text)
			if n := strings.IndexAny(rest, "\r\n"); n >= 0 {
				end = i + n
			}
			g.inComment = g.inComment || i < off && off <= end
		case strings.HasPrefix(rest, "/*"):
			end = len(t.Text) + 1
			if n := strings.Index(rest[2:], "*/"); n >= 0 {
				end = i + n + 4
			}
			g.inComment = g.inComment || i < off && off < end
		case rest[0] == ',':
			g.commaBefore = true
		case rest[0] == ':' && g.colon < 0:
			g.colon = i
		}
		if end >= 0 {
			i = end - 1
		}
	}
	return g
}

// jsonColon is the byte offset of the colon after key, or -1.
func (t *Tree) jsonColon(key Node) int {
	pair := key.Parent()
	if !pair.Value().Exists() {
		return -1
	}
	// The value of a pair without one is right after the colon.
	return t.jsonGap(key.End(), pair.Value().Start(), -1).colon
}

// memberIndent is the white space before the first member of container that begins a line, or before the
// container's own line.
func memberIndent(container Node) string {
	src, from := container.t.Text, container.Start()
	for m := range container.Children() {
		gap := src[from:m.Start()] // no further back: all members may be on one long line
		if end := strings.LastIndexAny(gap, "\r\n"); end >= 0 && strings.Trim(gap[end+1:], " \t") == "" {
			return gap[end+1:]
		}
		from = m.End()
	}
	return indentAt(src, container.Start())
}
