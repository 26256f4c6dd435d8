package syntax

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// flowRoot reads the outermost flow collection at pos. n is the column that its lines must be deeper than.
// For a key, colon is the colon on its line.
func (p *yamlParser) flowRoot(parent int32, n int, key bool) {
	limit, unclosed := p.limit, p.unclosed
	if key {
		p.limit = n
	} else {
		p.limit = p.flowLimit(p.pos, n)
	}
	p.unclosed = false
	p.flowCollection(parent)
	if p.unclosed {
		p.pos = p.limit
	}
	p.limit, p.unclosed = limit, unclosed
}

// flowLimit is where the flow collection at open ends. If it is never closed, that is the end of the lines
// that can belong to it: those before a key or item at column n or less, but only the first one if those
// below read as block style.
func (p *yamlParser) flowLimit(open, n int) int {
	if p.budget < 0 {
		return p.trimmedEnd(open)
	}
	depth, block := 0, false
	last, deeper := open, none // end of the content so far, and of that before the first line at column n or less
	for i := open; i < len(p.src); {
		switch c := p.src[i]; c {
		case '\n', '\r':
			line, column := p.peekLine(i)
			if column <= n && deeper < 0 {
				deeper = last
			}
			if column < 0 {
				return p.notClosed(open, last, deeper, block)
			}
			if closer := p.src[line] == ']' || p.src[line] == '}'; !closer {
				entry := p.colon(line) >= 0 || p.src[line] == '-' && p.spaceAt(line+1)
				if entry && column <= n {
					return p.notClosed(open, last, deeper, block)
				}
				if end := p.trimmedEnd(line); entry && !flowMarks[p.src[end-1]] {
					block = true
				}
			}
			i = line
			continue
		case '#':
			if isBlank(p.src[i-1]) {
				i = p.lineEnd(i)
				continue
			}
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			if p.quoteOpens(i) {
				i, _ = p.flowQuote(i, n)
				last = i
				continue
			}
		}
		if !isBlank(p.src[i]) {
			last = i + 1
		}
		i++
	}
	return p.notClosed(open, last, deeper, block)
}

// flowQuote is quoted within a flow collection.
func (p *yamlParser) flowQuote(i, n int) (end int, closed bool) {
	limit := p.limit
	p.limit = len(p.src)
	end, closed = p.quoted(i, n)
	p.limit = limit
	return end, closed
}

// notClosed is flowLimit for a collection without a closing bracket.
func (p *yamlParser) notClosed(open, last, deeper int, block bool) int {
	p.budget -= last - open
	if deeper >= 0 {
		last = deeper
	}
	if block || p.budget < 0 {
		return p.trimmedEnd(open)
	}
	return last
}

// flowSpace moves past white space, line ends and comments in flow style.
func (p *yamlParser) flowSpace() {
	for p.pos < p.limit {
		p.space()
		if p.pos >= p.limit || !isBreak(p.src[p.pos]) {
			break
		}
		p.pos = p.skipBreak(p.pos)
	}
	p.pos = min(p.pos, p.limit)
}

// flowEnd reports whether the flow collection has no more text.
func (p *yamlParser) flowEnd() bool { return p.pos >= p.limit }

// flowCollection reads the flow mapping or sequence at pos.
func (p *yamlParser) flowCollection(parent int32) {
	kind, closer := Sequence, byte(']')
	if p.src[p.pos] == '{' {
		kind, closer = Mapping, '}'
	}
	start := p.pos
	if p.depth >= maxDepth {
		r := text.Range{Start: start, End: p.limit}
		p.fail(text.Range{Start: start, End: start + 1},
			fmt.Sprintf("collections are nested more than %d levels deep; the rest is not analyzed", maxDepth))
		p.b.add(parent, Invalid, Flow, r, "")
		p.unclosed, p.pos = true, p.limit
		return
	}
	p.depth++
	p.closers = append(p.closers, closer)
	i, outer := p.open(parent, kind, Flow)
	p.pos++
	for separated := true; ; {
		p.flowSpace()
		if p.flowEnd() {
			p.flowUnclosed(start, closer)
			break
		}
		c := p.src[p.pos]
		if c == ']' || c == '}' {
			if outer := p.closers[:len(p.closers)-1]; c != closer && bytes.IndexByte(outer, c) >= 0 {
				p.neverClosed(start, closer, p.trimBack(p.pos)) // the bracket belongs to a collection around it
				break
			}
			if c != closer {
				p.fail(text.Range{Start: p.pos, End: p.pos + 1},
					"this bracket must be "+string(closer)+", to close the "+p.src[start:start+1]+" before it")
			}
			p.pos++
			break
		}
		if c == ',' {
			if separated {
				p.fail(text.Range{Start: p.pos, End: p.pos + 1}, "a value is missing before this comma")
			}
			separated = true
			p.pos++
			continue
		}
		if !separated && !p.endsBroken(i) {
			p.commaMissing(i)
		}
		separated = false
		before := p.pos
		p.flowEntry(i, kind)
		if p.pos == before {
			p.pos++
		}
	}
	p.b.nodes[i].end = int32(p.pos)
	p.cur = outer
	p.closers = p.closers[:len(p.closers)-1]
	p.depth--
}

// commaMissing reports that a comma is missing between the last entry of the collection i and pos, once for
// all that is there without white space in between.
func (p *yamlParser) commaMissing(i int32) {
	p.b.nodes[i].broken = true
	if p.pos < p.quiet { // looking for the end of the word each time would take quadratic time
		return
	}
	end := max(p.wordEnd(p.pos), p.pos+1)
	p.report(Error{Code: CodeYAML, Range: text.Range{Start: p.pos, End: end}, Message: "a comma is missing before this",
		FixTitle: "Insert a comma", Fix: []text.Edit{insertion(int(p.b.nodes[p.b.nodes[i].last].end), ",")}})
	p.quiet = end
}

// endsBroken reports whether the last scalar in the collection i was read from broken text, which may hold
// the comma after it.
func (p *yamlParser) endsBroken(i int32) bool {
	for p.b.nodes[i].last >= 0 {
		i = p.b.nodes[i].last
	}
	return p.b.nodes[i].kind == String && p.b.nodes[i].broken
}

// flowUnclosed ends the collection that begins at start and reports once that the text lacks a closing bracket.
func (p *yamlParser) flowUnclosed(start int, closer byte) {
	end := p.limit
	for end > start+1 && p.spaceAt(end-1) {
		end--
	}
	p.pos = end
	if p.unclosed {
		return
	}
	p.unclosed = true
	p.neverClosed(start, closer, end)
}

// neverClosed reports that the bracket at start lacks its closer, which belongs at end.
func (p *yamlParser) neverClosed(start int, closer byte, end int) {
	p.report(Error{Code: CodeYAML, Range: text.Range{Start: start, End: start + 1},
		Message:  "the bracket " + p.src[start:start+1] + " is never closed; add " + string(closer),
		FixTitle: "Close the bracket", Fix: []text.Edit{insertion(end, string(closer))}})
}

// flowEntry reads an entry of the flow collection i: a pair of a mapping, an item or single pair of a sequence.
func (p *yamlParser) flowEntry(i int32, kind Kind) {
	explicit := p.indicator('?')
	start := p.pos
	entry := int32(len(p.b.nodes))
	parent := i
	if kind == Mapping {
		parent = p.b.add(i, Pair, Flow, text.Range{Start: start, End: start}, "")
	}
	if explicit {
		p.pos++
		p.flowSpace()
	}
	node := int32(len(p.b.nodes))
	jsonLike := p.flowNode(parent)
	end := p.pos
	p.flowSpace()
	colon := p.flowColon(jsonLike)
	if kind == Sequence {
		if !colon && !explicit {
			p.pos = end
			return
		}
		for k := range p.anchors {
			if a := &p.anchors[len(p.anchors)-1-k]; a.node >= node {
				a.node += 2
			} else {
				break
			}
		}
		if p.budget -= len(p.b.nodes) - int(node); p.budget < 0 { // keys that hold keys, each of which moves its descendants
			p.unclosed, p.pos = true, p.limit
			return
		}
		p.b.wrap(node, Mapping, Pair)
		if !explicit && strings.ContainsAny(p.src[start:p.pos], "\r\n") {
			p.fail(text.Range{Start: p.pos, End: p.pos + 1}, "the key of a pair in [ ] must be on one line with its colon")
		}
		entry = node + 1
	}
	key := p.b.first(entry)
	if colon {
		p.pos++
		after := p.pos
		p.flowSpace()
		if p.flowEnd() || flowEnds[p.src[p.pos]] {
			p.pos = after
			p.scalar(entry, Plain, text.Range{Start: after, End: after}, "")
		} else {
			p.flowNode(entry)
		}
	} else {
		p.pos = end
		at := int(p.b.nodes[key].end)
		p.tag = ""
		p.scalar(entry, Plain, text.Range{Start: at, End: at}, "")
	}
	p.close(entry)
	if kind == Sequence {
		m := &p.b.nodes[node]
		m.start, m.end, m.style = p.b.nodes[entry].start, p.b.nodes[entry].end, Flow
	}
	p.extra(i)
}

// extra reports a second colon in an entry of the flow collection i and skips what follows it.
func (p *yamlParser) extra(i int32) {
	at := p.pos
	p.flowSpace()
	if p.flowEnd() || !p.flowColon(false) {
		p.pos = at
		return
	}
	p.fail(text.Range{Start: p.pos, End: p.pos + 1}, "a comma is missing before this key, or the value needs quotes")
	p.pos++
	p.flowSpace()
	if !p.flowEnd() && !flowEnds[p.src[p.pos]] {
		p.discard(func() { p.flowNode(none) })
	}
}

// flowColon reports whether a colon at pos ends a key; jsonLike says that the key is quoted or a collection.
func (p *yamlParser) flowColon(jsonLike bool) bool {
	if p.flowEnd() || p.src[p.pos] != ':' {
		return false
	}
	return jsonLike || p.flowSeparates(p.pos+1)
}

// flowSeparates reports whether what is at i may follow an indicator in flow style.
func (p *yamlParser) flowSeparates(i int) bool {
	return i >= p.limit || p.spaceAt(i) || flowMarks[p.src[i]]
}

// flowNode reads the node at pos in flow style and reports whether it is quoted or a collection.
func (p *yamlParser) flowNode(parent int32) (jsonLike bool) {
	start := p.pos
	if p.properties(true) {
		start = p.trimBack(p.pos)
	}
	p.pos = min(p.pos, p.limit)
	if p.flowEnd() || flowEnds[p.src[p.pos]] || p.flowColon(false) {
		at := min(start, p.limit)
		p.scalar(parent, Plain, text.Range{Start: at, End: at}, "")
		return false
	}
	switch c := p.src[p.pos]; {
	case p.macroAt(p.pos) && p.macroEnd(p.pos) <= p.limit:
		end, _ := p.flowPlainLine(p.macroEnd(p.pos))
		r := text.Range{Start: p.pos, End: max(end, p.macroEnd(p.pos))}
		p.macro(r)
		p.broken(parent, r)
	case c == '[' || c == '{':
		p.flowCollection(parent)
		return true
	case c == '"' || c == '\'':
		p.quotedScalar(parent, -1)
		return true
	case c == '*':
		p.alias(parent)
	case c == '-' && p.flowSeparates(p.pos+1):
		p.fail(text.Range{Start: p.pos, End: p.pos + 1}, "items in brackets are separated by commas; remove the -")
		p.pos++
		p.flowSpace()
		if !p.flowEnd() && p.src[p.pos] == '-' && p.flowSeparates(p.pos+1) {
			p.broken(parent, text.Range{Start: p.pos, End: p.pos + 1})
			return false
		}
		return p.flowNode(parent)
	case notInFlow[c] || c == '?' && p.flowSeparates(p.pos+1):
		end, _ := p.flowPlainLine(p.pos + 1)
		r := text.Range{Start: p.pos, End: max(end, p.pos+1)}
		p.badStart(r)
		p.broken(parent, r)
	default:
		p.flowPlain(parent)
	}
	return false
}

// flowPlainLine returns where the plain text at i ends on its line and whether the line ends it.
func (p *yamlParser) flowPlainLine(i int) (end int, eol bool) {
	end = i
	for j := i; j < p.limit; j++ {
		switch c := p.src[j]; c {
		case '\n', '\r':
			return end, true
		case ' ', '\t':
			continue
		case ',', '[', ']', '{', '}':
			return end, false
		case ':':
			if p.flowSeparates(j + 1) {
				return end, false
			}
		case '#':
			if j > i && isBlank(p.src[j-1]) {
				return end, false
			}
		}
		end = j + 1
	}
	return end, true
}

// flowPlain reads the unquoted text at pos, over lines.
func (p *yamlParser) flowPlain(parent int32) {
	start := p.pos
	end, eol := p.flowPlainLine(start)
	many := false
	for eol {
		line, column := p.continuation(end)
		if column < 0 || line >= p.limit || p.src[line] == '#' {
			break
		}
		e, eol2 := p.flowPlainLine(line)
		if e == line {
			break
		}
		end, eol, many = e, eol2, true
	}
	end = max(end, start)
	r := text.Range{Start: start, End: end}
	value := r.Of(p.src)
	if many {
		value = fold(value)
	}
	p.scalar(parent, Plain, r, value)
	p.pos = end
}
