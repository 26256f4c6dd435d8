package format

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// continued lays out the later lines of the scalar n, which is plain or in quotes. They move by shift, like its first.
func (l *layout) continued(n syntax.Node, own owner, shift int) {
	first, last := l.lineOf(n.Start()), l.lineOf(n.End())
	for i := first + 1; i <= last; i++ {
		l.follow(i, own, shift)
		l.lines[i-1].keepsEnd = true // a backslash or the space after it may end the line
	}
}

// follow moves the line i of a value by shift. It stays deeper than the value's owner if it was.
func (l *layout) follow(i int, own owner, shift int) {
	n := &l.lines[i]
	if n.content == n.End { // an empty line in a scalar is a line end in its text
		n.kind, n.keepsEnd = inside, true
		return
	}
	want := n.indent + shift
	if n.indent > own.old {
		want = max(want, own.want+1)
	} else {
		want = own.want + n.indent - own.old
	}
	l.put(i, want, inside)
}

// blockScalar lays out the lines of the block scalar n, which move with the scalar's owner.
func (l *layout) blockScalar(n syntax.Node, own owner) {
	header := l.lineOf(n.Start())
	last := l.lineOf(max(n.End()-1, n.Start()))
	depth := -1 // the columns that do not belong to the text
	for i := header + 1; i <= last; i++ {
		if depth < 0 && l.lines[i].content < l.lines[i].End {
			depth = l.lines[i].indent
		}
	}
	marks, _, _ := strings.Cut(l.src[n.Start():l.lines[header].End], " ")
	if k := strings.IndexAny(marks, "123456789"); k >= 0 {
		depth = max(own.old, 0) + int(marks[k]-'0')
	}
	shift := own.want - own.old
	for i := header + 1; i <= last; i++ {
		want := l.lines[i].indent + shift
		if l.lines[i].indent < depth {
			want = min(l.lines[i].indent, depth+shift)
		}
		l.put(i, want, inside)
		l.lines[i].keepsEnd = true
	}
	if strings.Contains(marks, "+") { // the empty lines below belong to the text as well
		for i := last + 1; i < len(l.lines) && l.lines[i].content == l.lines[i].End; i++ {
			l.put(i, l.lines[i].indent, inside)
			l.lines[i].keepsEnd = true
		}
	}
}

// flow lays out the outermost flow collection n. Its later lines move by shift, except for entries on lines of their
// own after a bracket that ends its line: they are one step deeper than the line of the bracket, whose column is base.
func (l *layout) flow(n syntax.Node, own owner, shift, base int) {
	first, last := l.lineOf(n.Start()), l.lineOf(n.End()-1)
	for i := first + 1; i <= last; i++ {
		if l.lines[i].kind != comment {
			l.follow(i, own, shift)
			l.lines[i].keepsEnd = false
		}
	}
	l.flowEntries(n, own, base)
}

// flowEntries lays out the entries of the flow collection n, which begins on a line with the column base.
func (l *layout) flowEntries(n syntax.Node, own owner, base int) {
	src := n.Source()
	if len(src) < 2 || src[0] != '[' && src[0] != '{' || src[len(src)-1] != src[0]+2 { // "]" is "[" + 2 in ASCII
		l.strange(n)
		return
	}
	open, closer := l.lineOf(n.Start()), n.End()-1
	first := n.First()
	spread := first.Exists() && l.lineOf(first.Start()) > open
	for c := first; c.Exists(); c = c.Next() {
		at := l.lineOf(c.Start())
		if spread && l.properties(l.lines[at].content, c.Start()) {
			l.put(at, base+l.unit, inside)
		}
		l.flowEntry(c, own, open, base)
	}
	if at := l.lineOf(closer); spread && l.lines[at].content == closer {
		want := base
		if deeper := l.lines[at].indent - own.old; base == own.want && deeper > 0 {
			want = own.want + deeper // YAML's specification wants it deeper, its readers do not
		}
		l.put(at, want, inside)
	}
	l.flowGaps(n)
}

// flowEntry lays out what is in the entry c of a flow collection that begins on the line open.
func (l *layout) flowEntry(c syntax.Node, own owner, open, base int) {
	parts := []syntax.Node{c}
	switch {
	case c.Kind() == syntax.Pair:
		parts = []syntax.Node{c.Key(), c.Value()}
	case c.Kind() == syntax.Mapping && l.src[c.Start()] != '{': // a pair in [ ]
		parts = []syntax.Node{c.First().Key(), c.First().Value()}
	}
	for _, p := range parts {
		if p.Kind() == syntax.Mapping || p.Kind() == syntax.Sequence {
			if p.Start() == c.Start() && p != c {
				l.strange(c) // a collection as a key
				return
			}
			inner := base
			if at := l.lineOf(p.Start()); at > open {
				inner = l.lines[at].want
			}
			l.flowEntries(p, own, inner)
			continue
		}
		for i := l.lineOf(p.Start()); i < l.lineOf(p.End()); i++ {
			l.lines[i].keepsEnd = true
		}
	}
	if len(parts) == 2 {
		l.flowColon(parts[0], parts[1])
	}
}

// flowColon tidies the white space around the colon between key and v.
func (l *layout) flowColon(key, v syntax.Node) {
	if key.Kind() == syntax.Alias || key.Empty() || v.Empty() || v.Start() < key.End() {
		return
	}
	between := text.Range{Start: key.End(), End: v.Start()}
	if strings.Trim(between.Of(l.src), " \t") == ":" {
		l.gap(between.Start, between.End, ": ")
	}
}

// flowGaps tidies the white space between the entries of the flow collection n. Both ends get a space if there is one
// after the opening bracket.
func (l *layout) flowGaps(n syntax.Node) {
	start, closer := n.Start()+1, n.End()-1
	if !n.First().Exists() {
		if strings.Trim(l.src[start:closer], " \t") == "" {
			l.gap(start, closer, "")
		}
		return
	}
	pad := ""
	if isBlank(l.src[start]) {
		pad = " "
	}
	before, want := start, pad
	for c := n.First(); c.Exists(); c = c.Next() {
		if s := l.src[before:c.Start()]; strings.Trim(s, " \t") == strings.Trim(want, " ") {
			l.gap(before, c.Start(), want)
		}
		before, want = c.End(), ", "
	}
	if strings.Trim(l.src[before:closer], " \t") == "" && !n.Last().Empty() {
		l.gap(before, closer, pad)
	}
}
