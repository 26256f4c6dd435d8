package syntax

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Cursor says where a place in YAML text is. It goes by indentation, so that it is right while a line is half
// typed.
type Cursor struct {
	// Path is the keys and indices of the mapping that the line belongs to; of the item if Item is set.
	Path   []string
	Parent Node // the mapping or sequence at Path; absent if the tree has none

	// Key is the key on the line, or the word that may become one; KeyRange is its text with quotes. Empty,
	// at the cursor, if there is none.
	Key      string
	KeyRange text.Range
	HasColon bool // a colon follows the key

	// InValue says that the cursor is after the colon of Key, or in lines that belong to its value.
	// ValueRange is the text of the value with quotes; empty, at the cursor, if there is none.
	InValue    bool
	ValueRange text.Range

	// Item says that what is typed is an item of a sequence and no key yet; ValueRange is then the same as KeyRange.
	Item bool

	Quote         byte // the quote that the text at the cursor begins with; 0 if it has none
	Indent        int  // column of the key, in bytes; the cursor's column if nothing is typed
	InFlow        bool // the cursor is in [ ] or { }
	InComment     bool // no key or value is at the cursor
	InBlockScalar bool // the cursor is in the text under | or >
}

// CursorAt describes the place at byte offset off, which is taken as an end of the text if it is outside. It
// is empty for a text that is too large to analyze.
func (t *Tree) CursorAt(off int) Cursor {
	if !analyzable(t.Text) {
		return Cursor{InComment: true}
	}
	off = min(max(off, 0), len(t.Text))
	p := newYAMLParser(t.Text)
	l := p.outline(p.lineStart(off))
	c := Cursor{Indent: off - l.start, KeyRange: text.Range{Start: off, End: off},
		ValueRange: text.Range{Start: off, End: off}}
	i := sort.Search(len(t.Comments), func(i int) bool { return t.Comments[i].End >= off })
	c.InComment = i < len(t.Comments) && t.Comments[i].Start < off
	if s := t.scalarAround(p, off, l); s.Exists() {
		c.inScalar(s, p)
	} else if f := t.flowAround(off); f.Exists() {
		c.flow(f, p, off)
	} else {
		c.block(t, p, off, l)
	}
	root := t.Root()
	for d := range t.Docs() {
		if d.Exists() && d.Start() <= off {
			root = d
		}
	}
	c.Parent = root.collection(c.Path)
	return c
}

// collection is the mapping or sequence at path, without following aliases; absent if there is none.
func (n Node) collection(path []string) Node {
	for _, step := range path {
		switch n.Kind() {
		case Mapping:
			n = n.Pair(step).Value()
		case Sequence:
			i, err := strconv.Atoi(step)
			if err != nil {
				return Node{}
			}
			n = n.Index(i)
		default:
			return Node{}
		}
	}
	if n.Kind() != Mapping && n.Kind() != Sequence {
		return Node{}
	}
	return n
}

// yamlLine is what one line holds when it is read as a line of block style.
type yamlLine struct {
	start, end int   // byte offsets, without the line end
	dashes     []int // columns of the - that items begin with
	content    int   // byte offset of what follows indentation and dashes; end if nothing does
	colon      int   // byte offset of the colon after the key; -1 if there is none
	nothing    bool  // the line is blank, a comment or a document marker
	marker     bool
}

// column is the column of what follows indentation and dashes.
func (l *yamlLine) column() int { return l.content - l.start }

// outermost is the column of the first thing on the line.
func (l *yamlLine) outermost() int {
	if len(l.dashes) > 0 {
		return l.dashes[0]
	}
	return l.column()
}

// lineStart is where the line of i starts, after a byte order mark.
func (p *yamlParser) lineStart(i int) int {
	for i > 0 && !isBreak(p.src[i-1]) {
		i--
	}
	if i == 0 && strings.HasPrefix(p.src, byteOrderMark) {
		return len(byteOrderMark)
	}
	return i
}

// outline reads the line that starts at start.
func (p *yamlParser) outline(start int) yamlLine {
	l := yamlLine{start: start, end: p.lineEnd(start), colon: -1}
	i := p.skipBlanks(start)
	l.marker = p.markerAt(start)
	for !l.marker && i < l.end && p.src[i] == '-' && p.spaceAt(i+1) {
		l.dashes = append(l.dashes, i-start)
		i = p.skipBlanks(i + 1)
	}
	if i < l.end && p.src[i] == '#' && (i == start || isBlank(p.src[i-1])) {
		i = l.end
	}
	l.content = i
	l.nothing = l.marker || i == l.end && len(l.dashes) == 0
	if !l.marker && i < l.end {
		l.colon = p.colon(i)
	}
	return l
}

// keyOn is the key, or the word, on the line.
func (p *yamlParser) keyOn(l yamlLine) (r text.Range, key string) {
	r = text.Range{Start: l.content, End: p.trimmedEnd(l.content)}
	if l.colon >= 0 {
		r.End = p.trimBack(l.colon)
	}
	r.Start = min(r.Start, r.End)
	key = r.Of(p.src)
	if key != "" && (key[0] == '"' || key[0] == '\'') {
		if end, closed := p.quoteOnLine(r.Start); closed && end == r.End {
			p.muted++
			key = p.unquote(r.Start, end)
			p.muted--
		} else {
			key = key[1:]
		}
	}
	return r, key
}

// scalarAround is the scalar of several lines that off, on the line l, is in after the scalar's first line.
func (t *Tree) scalarAround(p *yamlParser, off int, l yamlLine) Node {
	if n := t.NodeAt(off); n.IsScalar() && n.Start() < l.start && !n.Broken() &&
		(off < n.End() || n.Style() != Plain && n.Style() != SingleQuoted && n.Style() != DoubleQuoted) {
		return n
	}
	if l.content < l.end {
		return Node{}
	}
	before := l.start
	for before > 0 && p.spaceAt(before-1) {
		before--
	}
	n := t.NodeAt(before)
	if before == 0 || n.Style() != Literal && n.Style() != Folded {
		return Node{}
	}
	head := p.outline(p.lineStart(n.Start()))
	owner := head.column()
	if head.colon < 0 && len(head.dashes) > 0 {
		owner = head.dashes[len(head.dashes)-1]
	}
	if off-l.start <= owner {
		return Node{}
	}
	return n
}

// inScalar is the cursor after the first line of the scalar n.
func (c *Cursor) inScalar(n Node, p *yamlParser) {
	c.InValue = true
	c.InBlockScalar = n.Style() == Literal || n.Style() == Folded
	c.ValueRange = n.Range()
	if n.Style() == SingleQuoted || n.Style() == DoubleQuoted {
		c.Quote = p.src[n.Start()]
	}
	c.Path = n.Path()
	if pair := n.Parent(); pair.Kind() == Pair {
		c.Path = c.Path[:len(c.Path)-1]
		c.Key, c.KeyRange, c.HasColon = pair.Key().Text(), pair.Key().Range(), true
		c.Indent = pair.Start() - p.lineStart(pair.Start())
	} else {
		c.Item = n.Parent().Kind() == Sequence
	}
}

// block is the cursor on the line l of block style.
func (c *Cursor) block(t *Tree, p *yamlParser, off int, l yamlLine) {
	column := off - l.start
	if l.content < l.end && off >= l.content {
		column = l.column()
		c.KeyRange, c.Key = p.keyOn(l)
		c.HasColon = l.colon >= 0
		c.InValue = c.HasColon && off > l.colon
	}
	c.Indent = column
	dashes := l.dashes
	for len(dashes) > 0 && dashes[len(dashes)-1] >= off-l.start {
		dashes = dashes[:len(dashes)-1]
	}
	c.Item = len(dashes) > 0 && !c.HasColon
	switch {
	case c.InValue:
		c.ValueRange = p.valueOn(l.colon+1, off)
		c.quoted(p, c.ValueRange)
	default:
		if c.Item {
			c.ValueRange = c.KeyRange
		}
		c.quoted(p, c.KeyRange)
	}
	c.Path = t.pathAbove(p, l, dashes, column)
}

// quoted notes the quote that the text at r begins with.
func (c *Cursor) quoted(p *yamlParser, r text.Range) {
	if r.Len() > 0 && (p.src[r.Start] == '"' || p.src[r.Start] == '\'') {
		c.Quote = p.src[r.Start]
	}
}

// valueOn is the text of the value from i on its line, without anchors and tags; empty at off if there is
// none.
func (p *yamlParser) valueOn(i, off int) text.Range {
	i = p.skipBlanks(i)
	for i < off && i < len(p.src) && (p.src[i] == '&' || p.src[i] == '!') {
		end := p.tagEnd(i)
		if off <= end {
			break
		}
		i = p.skipBlanks(end)
	}
	end := p.trimmedEnd(i)
	if i >= len(p.src) || p.src[i] == '#' || end <= i {
		return text.Range{Start: off, End: off}
	}
	if q := p.src[i]; q == '"' || q == '\'' {
		end, _ = p.quoteOnLine(i)
	}
	return text.Range{Start: i, End: end}
}

// pathAbove is the path of the collection that holds what is on the line l at column, after dashes.
func (t *Tree) pathAbove(p *yamlParser, l yamlLine, dashes []int, column int) []string {
	w := pathWalk{column: column, item: -1}
	w.items(dashes)
	top := p.lineStart(0)
	for start := l.start; start > top && !w.done(); {
		start = p.lineStart(start - 1)
		if start > top && p.src[start] == '\n' && p.src[start-1] == '\r' {
			continue // the start of "\n" alone is not a line
		}
		if column := p.skipBlanks(start) - start; column > w.column || column == w.column && w.item < 0 {
			continue
		}
		above := p.outline(start)
		if above.marker {
			break
		}
		if above.nothing || above.outermost() > w.column {
			continue
		}
		if n := t.outermostOver(above.content, above.start); n.Exists() {
			start = p.lineEnd(n.Start()) + 1 // the line of n is next
			continue
		}
		if above.content < above.end {
			_, key := p.keyOn(above)
			w.key(key, above.column())
		}
		w.items(above.dashes)
	}
	w.flush()
	slices.Reverse(w.path)
	return w.path
}

// outermostOver is the scalar or flow collection that begins before the line start and continues at off;
// absent if there is none.
func (t *Tree) outermostOver(off, start int) Node {
	last := sort.Search(len(t.nodes), func(i int) bool { return int(t.nodes[i].start) > off }) - 1
	for n := t.at(int32(last)); n.Exists(); n = n.Parent() {
		if n.Start() < start && n.End() > off && (n.IsScalar() || n.Style() == Flow && n.Kind() != Pair) {
			for p := n.Parent(); p.Exists(); p = p.Parent() {
				if p.Style() == Flow {
					n = p
				}
			}
			return n
		}
	}
	return Node{}
}

// pathWalk goes up the lines and collects the path, innermost step first.
type pathWalk struct {
	path   []string
	column int // only what is further left holds what has been seen
	item   int // index so far in the sequence whose dashes are at column; -1 outside one
}

func (w *pathWalk) done() bool { return w.column == 0 && w.item < 0 }

// flush adds the index of the sequence that the walk leaves.
func (w *pathWalk) flush() {
	if w.item >= 0 {
		w.path = append(w.path, strconv.Itoa(w.item))
		w.item = -1
	}
}

// key handles a key. One at the same column as a sequence's dashes holds the sequence.
func (w *pathWalk) key(key string, column int) {
	if column < w.column || column == w.column && w.item >= 0 {
		w.flush()
		w.path = append(w.path, key)
		w.column = column
	}
}

// items handles the dashes of a line.
func (w *pathWalk) items(dashes []int) {
	for _, column := range slices.Backward(dashes) {
		switch {
		case column < w.column:
			w.flush()
			w.column, w.item = column, 0
		case column == w.column && w.item >= 0:
			w.item++
		}
	}
}
