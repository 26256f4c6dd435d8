package syntax

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func styleOf(quote byte) Style {
	if quote == '"' {
		return DoubleQuoted
	}
	return SingleQuoted
}

// trimBack is where the text before i ends, without white space.
func (p *yamlParser) trimBack(i int) int {
	for i > 0 && isBlank(p.src[i-1]) {
		i--
	}
	return i
}

// scalar adds a scalar with the tag that was read before it.
func (p *yamlParser) scalar(parent int32, style Style, r text.Range, value string) int32 {
	kind := String
	switch {
	case p.tag != "":
		kind = kindOfTag(p.tag)
	case style == Plain:
		kind = kindOfPlain(value)
	}
	p.tag = ""
	return p.b.add(parent, kind, style, r, value)
}

// leaf reads the node at pos, which is not a block collection, and moves to the next line.
func (p *yamlParser) leaf(parent int32, n int) int32 {
	i := int32(len(p.b.nodes))
	switch c := p.peek(); {
	case c == '|' || c == '>':
		p.blockScalar(parent, n)
		return i
	case c == '"' || c == '\'':
		p.quotedScalar(parent, n)
	case p.macroAt(p.pos):
		p.macroScalar(parent)
	case c == '[' || c == '{':
		p.flowRoot(parent, n, false)
	case c == '*':
		p.alias(parent)
	default:
		p.plainScalar(parent, n)
	}
	p.finishLine()
	return i
}

// macroScalar reads a value that begins with an unquoted macro.
func (p *yamlParser) macroScalar(parent int32) {
	r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
	p.macro(r)
	p.broken(parent, r)
}

// broken adds the text at r as a string that was read from broken text, and moves past it.
func (p *yamlParser) broken(parent int32, r text.Range) {
	p.tag = ""
	i := p.b.add(parent, String, Plain, r, r.Of(p.src))
	p.b.nodes[i].broken = true
	p.pos = r.End
}

// plainLine returns where the plain text at i ends on its line, without white space, and what ends it: ':' a
// colon that makes it a key, '#' a comment, '\n' the line.
func (p *yamlParser) plainLine(i int) (end int, stop byte) {
	end = i
	for j := i; j < len(p.src); j++ {
		switch c := p.src[j]; c {
		case '\n', '\r':
			return end, '\n'
		case ' ', '\t':
			continue
		case ':':
			if p.spaceAt(j + 1) {
				return end, ':'
			}
		case '#':
			if j > i && isBlank(p.src[j-1]) {
				return end, '#'
			}
		}
		end = j + 1
	}
	return end, '\n'
}

// plainScalar reads the unquoted text at pos, over lines deeper than column n.
func (p *yamlParser) plainScalar(parent int32, n int) {
	start := p.pos
	if c := p.peek(); notPlain[c] || (c == '-' || c == '?' || c == ':') && p.spaceAt(start+1) {
		r := text.Range{Start: start, End: p.trimmedEnd(start)}
		p.badStart(r)
		p.broken(parent, r)
		return
	}
	end, stop := p.plainLine(start)
	if stop == ':' {
		r := text.Range{Start: start, End: p.trimmedEnd(start)}
		s := r.Of(p.src)
		quoted := "'" + strings.ReplaceAll(s, "'", "''") + "'"
		p.report(Error{Code: CodeYAML, Range: r,
			Message:  "an unquoted value cannot contain a colon and a space; quote it, or put the key on its own line",
			FixTitle: "Quote the value", Fix: []text.Edit{{Range: r, New: quoted}}})
		p.broken(parent, r)
		return
	}
	many := false
	for stop == '\n' {
		line, column := p.continuation(end)
		if column <= n || p.src[line] == '#' {
			break
		}
		e, s := p.plainLine(line)
		if s == ':' {
			break
		}
		end, stop, many = e, s, true
	}
	r := text.Range{Start: start, End: end}
	value := r.Of(p.src)
	if many {
		value = fold(value)
	}
	p.scalar(parent, Plain, r, value)
	p.pos = end
}

// badStart reports a value that begins with a character that no unquoted value may begin with.
func (p *yamlParser) badStart(r text.Range) {
	c := string(p.src[r.Start])
	if strings.Contains("]}", c) {
		p.fail(text.Range{Start: r.Start, End: r.Start + 1},
			"there is no open bracket that "+c+" could close; remove it, or quote the value")
		return
	}
	quoted := "'" + strings.ReplaceAll(r.Of(p.src), "'", "''") + "'"
	p.report(Error{Code: CodeYAML, Range: r, Message: "an unquoted value cannot begin with " + c + "; quote it",
		FixTitle: "Quote the value", Fix: []text.Edit{{Range: r, New: quoted}}})
}

// continuation returns the first content after the line end at i, comments included, and its column in
// spaces; column -1 at the end of the document.
func (p *yamlParser) continuation(i int) (pos, column int) {
	for i = p.lineEnd(i); i < len(p.src); i = p.lineEnd(i) {
		i = p.skipBreak(i)
		j := i
		for j < len(p.src) && p.src[j] == ' ' {
			j++
		}
		column = j - i
		j = p.skipBlanks(j)
		if j >= len(p.src) {
			break
		}
		if isBreak(p.src[j]) {
			i = j
			continue
		}
		if p.markerAt(i) {
			break
		}
		return j, column
	}
	return len(p.src), -1
}

// quoteOnLine returns where the quoted text at i ends, after its closing quote, if that is on the same line.
func (p *yamlParser) quoteOnLine(i int) (end int, closed bool) {
	q := p.src[i]
	for j := i + 1; j < len(p.src) && !isBreak(p.src[j]); j++ {
		switch {
		case p.src[j] == '\\' && q == '"':
			if j+1 < len(p.src) && !isBreak(p.src[j+1]) {
				j++
			}
		case p.src[j] != q:
		case q == '\'' && j+1 < len(p.src) && p.src[j+1] == q:
			j++
		default:
			return j + 1, true
		}
	}
	return p.trimBack(p.lineEnd(i)), false
}

// quoted returns where the quoted text at i ends, after its closing quote, on any line. It is not closed if a
// key or an item at column n or less comes first, or if text follows the quote on a later line, since the
// quote then opens another text.
func (p *yamlParser) quoted(i, n int) (end int, closed bool) {
	if end, closed = p.quoteOnLine(i); closed {
		return end, true
	}
	if p.budget <= 0 {
		return end, false
	}
	q := p.src[i]
	j := p.lineEnd(i)
	for j < len(p.src) {
		line, column := p.continuation(j)
		if column < 0 || column <= n && (p.colon(line) >= 0 || p.src[line] == '-' && p.spaceAt(line+1)) {
			break
		}
		for j = line; j < len(p.src) && !isBreak(p.src[j]); j++ {
			switch {
			case p.src[j] == '\\' && q == '"':
				if j+1 < len(p.src) && !isBreak(p.src[j+1]) {
					j++
				}
			case p.src[j] != q:
			case q == '\'' && j+1 < len(p.src) && p.src[j+1] == q:
				j++
			default:
				if p.endsValue(j + 1) {
					return j + 1, true
				}
				p.budget -= j - i
				return end, false
			}
		}
	}
	p.budget -= j - i
	return end, false
}

// endsValue reports whether what is at i may follow a quoted value.
func (p *yamlParser) endsValue(i int) bool {
	j := p.skipBlanks(i)
	if p.spaceAt(j) {
		return true
	}
	return p.src[j] == '#' && j > i || p.limit > 0 && strings.IndexByte(",]}:", p.src[j]) >= 0
}

// quotedScalar reads the quoted text at pos.
func (p *yamlParser) quotedScalar(parent int32, n int) {
	start := p.pos
	end, closed := p.quoted(start, n)
	if p.limit > 0 && end > p.limit {
		end, closed = p.trimBack(min(p.lineEnd(start), p.limit)), false
	}
	p.pos = end
	r := text.Range{Start: start, End: end}
	if closed {
		p.scalar(parent, styleOf(p.src[start]), r, p.unquote(start, end))
		return
	}
	if p.limit > 0 && end > start+1 && p.src[end-1] == ',' { // the comma separates entries
		end = p.trimBack(end - 1)
		r.End, p.pos = end, end
	}
	q := string(p.src[start])
	p.report(Error{Code: CodeYAML, Range: r, Message: "the quote " + q + " is never closed; add " + q +
		" where the value ends",
		FixTitle: "Close the quote", Fix: []text.Edit{insertion(end, q)}})
	p.unclosed = true
	p.tag = ""
	i := p.b.add(parent, String, styleOf(p.src[start]), r, p.src[min(start+1, end):end])
	p.b.nodes[i].broken = true
}
