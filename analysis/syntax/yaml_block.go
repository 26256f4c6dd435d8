package syntax

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// spot says where a node begins, which decides what it may be.
type spot uint8

const (
	fresh      spot = iota // first on its line
	underKey               // the same, and the value of a key: a sequence may be at the key's column
	compact                // after the - of an item: a collection may begin on the same line
	afterColon             // after a key, or ---: a block collection must begin on a line of its own
)

// open adds a collection that begins at pos and makes it the innermost one; it returns the one before, for close.
func (p *yamlParser) open(parent int32, kind Kind, style Style) (i, outer int32) {
	p.tag = ""
	outer = p.cur
	p.cur = p.b.add(parent, kind, style, text.Range{Start: p.pos, End: p.pos}, "")
	return p.cur, outer
}

// close ends the block collection or pair i with its last child.
func (p *yamlParser) close(i int32) {
	n := &p.b.nodes[i]
	if n.last >= 0 {
		n.start, n.end = p.b.nodes[i+1].start, p.b.nodes[n.last].end
	}
}

// node reads the node at pos, whose lines after the first must be deeper than column n, and returns it.
func (p *yamlParser) node(parent int32, n int, at spot) int32 {
	if p.depth >= maxDepth {
		return p.tooNested(parent, n)
	}
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.indicator('-'):
		if at == afterColon {
			p.fail(text.Range{Start: p.pos, End: p.pos + 1},
				"a list cannot begin on the line of its key; put - on the next line")
			p.quiet = p.lineEnd(p.pos)
			if r := (text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}); r.Len() == 1 {
				i := p.b.add(parent, String, Plain, r, "-")
				p.b.nodes[i].broken = true
				p.skipRest()
				p.next()
				return i
			}
		}
		p.tabAfterIndicator(at)
		return p.sequence(parent, n)
	case at != afterColon && p.opensCollection():
		p.tabAfterIndicator(at)
		return p.mapping(parent, n)
	}
	anchors := len(p.anchors)
	if !p.properties(false) {
		return p.leaf(parent, n)
	}
	end := p.trimBack(p.pos)
	p.space()
	if !p.eol() {
		return p.leaf(parent, n)
	}
	tag := p.tag
	p.next()
	if aligned := at == afterColon && n >= 0 || at == underKey; p.ind > n || aligned && p.ind == n && p.indicator('-') {
		if p.peek() == '&' && len(p.anchors) > anchors && !p.opensCollection() {
			p.fail(text.Range{Start: p.pos, End: p.wordEnd(p.pos + 1)}, "a node can have only one anchor")
		}
		i := p.node(parent, n, fresh)
		if v := &p.b.nodes[i]; tag != "" && v.style == Plain && v.kind >= Null && v.kind <= String {
			v.kind = kindOfTag(tag)
		}
		return i
	}
	p.tag = tag
	return p.scalar(parent, Plain, text.Range{Start: end, End: end}, "")
}

// tabAfterIndicator reports a tab between the - of an item and a collection on its line, whose column would
// be unclear.
func (p *yamlParser) tabAfterIndicator(at spot) {
	if at != compact {
		return
	}
	start := p.trimBack(p.pos)
	if r := (text.Range{Start: start, End: p.pos}); strings.Contains(r.Of(p.src), "\t") {
		p.report(Error{Code: CodeYAMLTab, Range: r,
			Message:  "only spaces are allowed between an indicator and the key or item after it",
			FixTitle: "Replace tabs with spaces", Fix: []text.Edit{{Range: r, New: " "}}})
	}
}

// tooNested reports that collections are nested too deeply to be read, and skips this one.
func (p *yamlParser) tooNested(parent int32, n int) int32 {
	r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
	p.fail(r, fmt.Sprintf("collections are nested more than %d levels deep; the rest is not analyzed", maxDepth))
	i := p.b.add(parent, Invalid, Plain, r, "")
	for first := true; first || p.ind > n; first = false {
		p.skipRest()
		p.next()
	}
	return i
}

// opensCollection reports whether a block collection begins at pos.
func (p *yamlParser) opensCollection() bool {
	return p.indicator('-') || p.indicator('?') || p.indicator(':') || p.colon(p.pos) >= 0 || p.unfinishedKey()
}

// unfinishedKey reports whether the line at pos, which has no colon, is a key that is being typed: keys are
// below it.
func (p *yamlParser) unfinishedKey() bool {
	switch c := p.peek(); c {
	case '|', '>', '*', '#', '&', '!':
		return false
	case '[', '{':
		if !p.macroAt(p.pos) {
			return false
		}
	case '"', '\'':
		if end, closed := p.quoteOnLine(p.pos); closed && p.trimmedEnd(p.pos) != end {
			return false
		}
	}
	below, column := p.peekLine(p.pos)
	if column < p.col() || p.colon(below) < 0 {
		return false
	}
	if c := p.peek(); c == '"' || c == '\'' {
		_, ok := p.quoted(p.pos, p.col()-1)
		return !ok
	}
	return true
}

// mapping reads the block mapping at pos.
func (p *yamlParser) mapping(parent int32, n int) int32 {
	column := p.col()
	m, outer := p.open(parent, Mapping, Block)
	p.blocks = append(p.blocks, block{column, false})
	also := column // a column that has been reported
	for {
		before := p.pos
		p.entry(m, p.col())
		if p.pos == before { // an entry always moves on; this only guards against an endless loop
			p.skipRest()
			p.next()
		}
		for p.ind > n && p.ind > column && p.ind != also {
			p.tooDeep(m, column)
		}
		if p.ind <= n {
			break
		}
		if p.ind != column && p.ind != also {
			also = p.ind
			p.badDedent(n, column)
		}
	}
	p.close(m)
	p.cur, p.blocks = outer, p.blocks[:len(p.blocks)-1]
	return m
}

// badDedent reports that the line at pos is between the column n of a key above and the column of the entries
// under it.
func (p *yamlParser) badDedent(n, column int) {
	r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
	if c := p.colon(p.pos); c >= 0 {
		r.End = p.trimBack(c)
	}
	if n < 0 {
		p.fail(r, fmt.Sprintf("this line is indented by %d columns, the lines above by %d; indent them all the same", p.ind,
			column))
		return
	}
	p.fail(r, fmt.Sprintf("the indentation of %d columns matches no line above; indent by %d to stay in this block, "+
		"by %d to leave it", p.ind, column, n))
}

// entry reads the entry of the block mapping m at pos, which is at the given column.
func (p *yamlParser) entry(m int32, column int) {
	colon := -1
	switch {
	case p.indicator('?'):
		p.explicit(m, column)
		return
	case p.indicator(':'):
		colon = p.pos
	default:
		colon = p.colon(p.pos)
	}
	if colon < 0 {
		p.badEntry(m, column)
		return
	}
	pair := p.b.add(m, Pair, Plain, text.Range{Start: p.pos, End: p.pos}, "")
	p.key(pair, colon)
	p.pos = colon + 1
	p.value(pair, column)
	p.close(pair)
	p.doubleColon(pair)
}

// doubleColon removes a colon from the key of pair that the author typed twice, if its value is broken as
// well.
func (p *yamlParser) doubleColon(pair int32) {
	k, v := p.b.first(pair), p.b.nodes[pair].last
	key, name := &p.b.nodes[k], p.b.value(k)
	if p.b.nodes[v].broken && key.style == Plain && len(name) > 1 && strings.HasSuffix(name, ":") {
		key.end, key.broken = key.end-1, true
		key.value = p.b.valueAt(text.Range{Start: int(key.start), End: int(key.end)}, strings.TrimRight(name, ":"))
	}
}

// key reads the key of pair, which a colon at colon follows.
func (p *yamlParser) key(pair int32, colon int) {
	p.properties(false)
	start := p.pos
	r := text.Range{Start: start, End: p.trimBack(colon)}
	if r.End < start {
		r.End = start
	}
	switch c := p.peek(); {
	case start >= colon:
		p.scalar(pair, Plain, text.Range{Start: colon, End: colon}, "")
	case c == '"' || c == '\'':
		end, _ := p.quoteOnLine(start)
		p.scalar(pair, styleOf(c), text.Range{Start: start, End: end}, p.unquote(start, end))
	case p.macroAt(start):
		p.macro(r)
		i := p.scalar(pair, Plain, r, r.Of(p.src))
		p.b.nodes[i].kind, p.b.nodes[i].broken = String, true
	case c == '[' || c == '{':
		p.flowRoot(pair, colon, true)
	case c == '*':
		p.alias(pair)
	default:
		p.scalar(pair, Plain, r, r.Of(p.src))
	}
}

// value reads what follows the colon of a pair whose key is at the given column.
func (p *yamlParser) value(pair int32, column int) {
	after := p.pos
	p.space()
	if !p.eol() {
		p.node(pair, column, afterColon)
		return
	}
	p.next()
	p.below(pair, column, after)
}

// below reads the value of a pair from the lines under its key, at the given column; if there are none it is
// absent, at after.
func (p *yamlParser) below(pair int32, column, after int) {
	switch {
	case p.ind > column, p.ind == column && p.indicator('-'):
		p.node(pair, column, underKey)
	default:
		p.scalar(pair, Plain, text.Range{Start: after, End: after}, "")
	}
}

// explicit reads an entry whose key follows a question mark.
func (p *yamlParser) explicit(m int32, column int) {
	pair := p.b.add(m, Pair, Plain, text.Range{Start: p.pos, End: p.pos}, "")
	p.pos++
	p.item(pair, column, true)
	if p.ind == column && p.indicator(':') {
		p.pos++
		p.item(pair, column, true)
	} else {
		end := int(p.b.nodes[p.b.nodes[pair].last].end)
		p.scalar(pair, Plain, text.Range{Start: end, End: end}, "")
	}
	p.close(pair)
}

// item reads what follows the indicator of a sequence item, or of an explicit key or value, at the given
// column. aligned says that a sequence may be at that same column.
func (p *yamlParser) item(parent int32, column int, aligned bool) {
	after := p.pos
	p.space()
	if !p.eol() {
		p.node(parent, column, compact)
		return
	}
	p.next()
	if p.ind > column || aligned && p.ind == column && p.indicator('-') {
		at := fresh
		if aligned {
			at = underKey
		}
		p.node(parent, column, at)
		return
	}
	p.scalar(parent, Plain, text.Range{Start: after, End: after}, "")
}

// sequence reads the block sequence at pos. n may be its own column: then it is the value of a key there.
func (p *yamlParser) sequence(parent int32, n int) int32 {
	column, also := p.col(), -1
	start := p.pos
	s, outer := p.open(parent, Sequence, Block)
	p.blocks = append(p.blocks, block{column, true})
	for {
		if p.ind >= 0 && p.indicator('-') {
			c := p.col()
			p.pos++
			p.item(s, c, false)
		} else {
			p.strayInSequence(s, also != p.ind)
			also = p.ind
		}
		if p.ind == column && p.indicator('-') {
			continue
		}
		for p.ind > n && p.ind > column {
			p.tooDeep(s, column)
		}
		if p.ind <= n && !(p.ind == column && p.indicator('-')) {
			break
		}
		if p.ind < column && p.ind != also {
			p.badDedent(n, column)
			also = p.ind
			if !p.indicator('-') {
				p.quiet = max(p.quiet, p.lineEnd(p.pos))
				if n >= 0 { // continue as if it were indented like the key of this sequence
					p.ind = n
				}
				break
			}
		}
	}
	p.close(s)
	p.b.nodes[s].start = int32(start)
	p.cur, p.blocks = outer, p.blocks[:len(p.blocks)-1]
	return s
}
