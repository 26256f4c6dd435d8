package format

import (
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// room is where a block collection goes.
type room struct {
	column int  // of its entries, after formatting
	end    int  // byte offset of the start of the line that is after it and all its comments
	inline bool // its first entry is on the line of a dash, which places the line
}

// owner is what a value belongs to: its lines must be deeper than the column of the owner.
type owner struct {
	old, want int // column before formatting and after
}

// document lays out a document whose root is root. Others than block collections on lines of their own stay.
func (l *layout) document(root syntax.Node) {
	if !root.Exists() {
		return
	}
	first, last := l.lineOf(root.Start()), l.lineOf(root.End())
	for last+1 < len(l.lines) && l.lines[last+1].kind != marker {
		last++
	}
	if root.Style() != syntax.Block || l.lines[first].kind == marker {
		l.freeze(first, last)
		return
	}
	l.collection(root, room{column: 0, end: l.lines[last].End})
}

// collection lays out the block collection n.
func (l *layout) collection(n syntax.Node, r room) {
	if n.Kind() == syntax.Mapping {
		l.mapping(n, r)
	} else {
		l.sequence(n, r)
	}
}

// pinned reports whether the block collection n must keep its column, which is the case for all around it as well.
func (l *layout) pinned(n syntax.Node, end int) bool {
	first, last := l.lineOf(n.Start()), l.lineOf(max(end-1, n.Start()))
	for last > first && l.lines[last].kind == empty {
		last--
	}
	return l.touched(l.lines[first].Start, end) || !l.covers(first, last) // comments below n stay out of its texts
}

// mapping lays out the block mapping n.
func (l *layout) mapping(n syntax.Node, r room) {
	old := -1
	pinned := l.pinned(n, r.end)
	for p := n.First(); p.Exists(); p = p.Next() {
		at := l.lineOf(p.Start())
		stop := r.end
		if next := p.Next(); next.Exists() {
			stop = l.lines[l.lineOf(next.Start())].Start
		}
		start := l.lines[at].content
		inline := r.inline && old < 0
		if inline {
			start = contentAfterDashes(l.src, l.lines[at].Start, p.Start())
		}
		if old < 0 {
			old = start - l.lines[at].Start
			if pinned {
				r.column = old
			}
		}
		if l.frozenEntry(p, p.Value(), at, stop) {
			continue
		}
		if start-l.lines[at].Start != old || !l.properties(start, p.Start()) {
			l.strange(n)
			return
		}
		if !inline {
			l.put(at, r.column, placed)
		}
		l.columns = append(l.columns, column{line: at, old: old, want: r.column})
		l.pair(p, at, owner{old, r.column}, stop)
	}
}

// frozenEntry reports whether the entry n of a collection, up to the byte offset stop, must stay as it is, and sees to
// that. It does not if what is bad is in a collection that is its value.
func (l *layout) frozenEntry(n, value syntax.Node, at, stop int) bool {
	if !l.touched(l.lines[at].Start, stop) {
		return false
	}
	if value.Style() == syntax.Block && value.Len() > 0 {
		if inner := l.lines[l.lineOf(value.Start())].Start; !l.touched(l.lines[at].Start, inner) {
			return false
		}
	}
	l.freeze(at, max(l.lineOf(stop-1), at))
	l.columns = append(l.columns, column{line: at, old: l.lines[at].indent, want: l.lines[at].indent,
		dash: n.Parent().Kind() == syntax.Sequence})
	return true
}

// properties reports whether from start to end there are only anchors, tags and white space.
func (l *layout) properties(start, end int) bool {
	for start < end {
		if c := l.src[start]; c != '&' && c != '!' {
			return false
		}
		for start < end && !isBlank(l.src[start]) {
			start++
		}
		start = l.afterSpace(start)
	}
	return start == end
}

// pair lays out the pair p, which begins on the line at, up to the byte offset stop.
func (l *layout) pair(p syntax.Node, at int, own owner, stop int) {
	key, v := p.Key(), p.Value()
	colon := l.afterSpace(key.End())
	if colon >= len(l.src) || l.src[colon] != ':' || v.Start() <= colon ||
		!key.IsScalar() && key.Kind() != syntax.Alias || key.Empty() {
		l.strange(p)
		return
	}
	if key.Kind() != syntax.Alias { // a colon may be in the name of an anchor
		l.gap(key.End(), colon, "")
	}
	l.after(colon + 1)
	inner := own.want + l.unit
	if v.Kind() == syntax.Sequence && v.Style() == syntax.Block {
		inner = own.want + l.list
	}
	l.value(v, at, own, inner, stop)
}

// after leaves one space between what ends at i and what follows it on its line, unless that is a comment.
func (l *layout) after(i int) {
	if end := l.afterSpace(i); end < len(l.src) && l.src[end] != '\n' && l.src[end] != '\r' && l.src[end] != '#' {
		l.gap(i, end, " ")
	}
}

// value lays out the value v of an entry on the line at. inner is the column that it gets on a line of its own.
func (l *layout) value(v syntax.Node, at int, own owner, inner, stop int) {
	first := l.lineOf(v.Start())
	shift := own.want - own.old
	switch {
	case v.Empty():
		return
	case v.Style() == syntax.Block && v.Kind() != syntax.Pair && first > at:
		l.collection(v, room{column: inner, end: stop})
		return
	case first > at:
		n := &l.lines[first]
		if !l.properties(n.content, v.Start()) {
			l.strange(v)
			return
		}
		if !l.covers(first, l.lineOf(v.End())) {
			inner = n.indent
		}
		l.put(first, inner, placed)
		shift = n.want - n.indent
	}
	before := v.Start()
	for before > 0 && isBlank(l.src[before-1]) {
		before--
	}
	if before > l.lines[first].Start { // after an indicator, an anchor or a tag
		l.gap(before, v.Start(), " ")
	}
	switch {
	case v.Kind() == syntax.Mapping || v.Kind() == syntax.Sequence:
		base := l.lines[first].want
		if first == at {
			base = own.want
			if v.Parent().Kind() == syntax.Sequence {
				base += dashWidth
			}
		}
		l.flow(v, own, shift, base)
	case v.Style() == syntax.Literal || v.Style() == syntax.Folded:
		l.blockScalar(v, own)
	default:
		l.continued(v, own, shift)
	}
}

// sequence lays out the block sequence n.
func (l *layout) sequence(n syntax.Node, r room) {
	old := n.Start() - l.lines[l.lineOf(n.Start())].Start
	dashes := l.dashes(n, old)
	if dashes == nil {
		l.strange(n)
		return
	}
	if l.pinned(n, r.end) {
		r.column = old
	}
	item := n.First()
	for i, dash := range dashes {
		at, stop := l.lineOf(dash), r.end
		if i+1 < len(dashes) {
			stop = l.lines[l.lineOf(dashes[i+1])].Start
		}
		if !l.frozenEntry(item, item, at, stop) {
			if i > 0 || !r.inline {
				l.put(at, r.column, placed)
			}
			l.columns = append(l.columns, column{line: at, old: old, want: r.column, dash: true})
			l.item(item, dash, owner{old, r.column}, stop)
		}
		item = item.Next()
	}
}

// item lays out an item of a sequence whose dash is at the byte offset dash.
func (l *layout) item(item syntax.Node, dash int, own owner, stop int) {
	at := l.lineOf(dash)
	if item.Style() != syntax.Block || item.Kind() == syntax.Pair || l.lineOf(item.Start()) > at {
		l.after(dash + 1)
		l.value(item, at, own, own.want+dashWidth, stop)
		return
	}
	if !l.pinned(item, stop) {
		l.after(dash + 1)
	}
	l.collection(item, room{column: own.want + dashWidth, end: stop, inline: true})
}

// dashes are the byte offsets of the dashes of the block sequence n, whose column is old; nil if one is missing.
func (l *layout) dashes(n syntax.Node, old int) []int {
	dashes := make([]int, 0, n.Len())
	low := l.lineOf(n.Start())
	for item := n.First(); item.Exists(); item = item.Next() {
		if len(dashes) == 0 {
			dashes = append(dashes, n.Start())
			continue
		}
		at := l.lineOf(item.Start())
		for at > low && !l.dashAt(at, old, item) {
			at--
		}
		if at <= low {
			return nil
		}
		dashes = append(dashes, l.lines[at].content)
		low = at
	}
	return dashes
}

// dashAt reports whether the line at begins, in column old, with a dash that item may follow.
func (l *layout) dashAt(at, old int, item syntax.Node) bool {
	n := &l.lines[at]
	return n.content-n.Start == old && n.content < item.Start() && l.src[n.content] == '-' &&
		(text.Range{Start: n.content + 1, End: n.End}.Len() == 0 || isBlank(l.src[n.content+1]))
}
