package syntax

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func isBreak(c byte) bool { return c == '\n' || c == '\r' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// spaceAt reports whether a space, a tab, a line end or the end of the text is at i.
func (p *yamlParser) spaceAt(i int) bool {
	return i >= len(p.src) || isBlank(p.src[i]) || isBreak(p.src[i])
}

// peek is the next byte; 0 at the end of the text.
func (p *yamlParser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

// eol reports whether nothing is left of the line.
func (p *yamlParser) eol() bool { return p.pos >= len(p.src) || isBreak(p.src[p.pos]) }

// col is the column of pos.
func (p *yamlParser) col() int { return p.ind + p.pos - p.first }

// indicator reports whether c is at pos as a word of its own.
func (p *yamlParser) indicator(c byte) bool {
	return p.pos < len(p.src) && p.src[p.pos] == c && p.spaceAt(p.pos+1)
}

// marker reports whether pos is at the line mark that begins (---) or ends (...) a document.
func (p *yamlParser) marker(mark string) bool {
	return p.ind < 0 && strings.HasPrefix(p.src[p.pos:], mark)
}

// markerAt reports whether the line that starts at i is a document marker.
func (p *yamlParser) markerAt(i int) bool {
	if i+3 > len(p.src) || p.src[i] != '-' && p.src[i] != '.' {
		return false
	}
	s := p.src[i : i+3]
	return (s == "---" || s == "...") && p.spaceAt(i+3)
}

// lineEnd is where the line of i ends, before its line end.
func (p *yamlParser) lineEnd(i int) int {
	if !p.returns {
		if k := strings.IndexByte(p.src[min(i, len(p.src)):], '\n'); k >= 0 {
			return i + k
		}
		return max(i, len(p.src))
	}
	for i < len(p.src) && !isBreak(p.src[i]) {
		i++
	}
	return i
}

// trimmedEnd is the end of the text on i's line that begins at i: before white space and a comment.
func (p *yamlParser) trimmedEnd(i int) int {
	end := i
	for j := i; j < len(p.src) && !isBreak(p.src[j]); j++ {
		if c := p.src[j]; c == '#' && j > i && isBlank(p.src[j-1]) {
			break
		} else if !isBlank(c) {
			end = j + 1
		}
	}
	return end
}

// skipBlanks is the first byte from i on that is not a space or tab.
func (p *yamlParser) skipBlanks(i int) int {
	for i < len(p.src) && isBlank(p.src[i]) {
		i++
	}
	return i
}

// skipBreak is the byte after the line end at i.
func (p *yamlParser) skipBreak(i int) int {
	if i+1 < len(p.src) && p.src[i] == '\r' && p.src[i+1] == '\n' {
		return i + 2
	}
	return min(i+1, len(p.src))
}

// space moves past white space and a comment.
func (p *yamlParser) space() {
	p.pos = p.skipBlanks(p.pos)
	if p.peek() == '#' && (p.pos == 0 || p.spaceAt(p.pos-1)) {
		p.comment(false)
	}
}

// comment moves past the comment at pos. After an entry in flow style it is looked at twice.
func (p *yamlParser) comment(own bool) {
	end := p.lineEnd(p.pos)
	if last := len(p.comments) - 1; last < 0 || p.comments[last].End <= p.pos {
		p.comments = append(p.comments, Comment{Range: text.Range{Start: p.pos, End: end}, Own: own})
	}
	p.pos = end
}

// skipRest moves to the end of the line and reads a comment there.
func (p *yamlParser) skipRest() {
	p.pos = p.trimmedEnd(p.pos)
	p.space()
	p.pos = p.lineEnd(p.pos)
}

// finishLine moves to the next line with content and reports what is in the way.
func (p *yamlParser) finishLine() {
	p.space()
	if !p.eol() {
		r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
		switch {
		case p.peek() == '#':
			p.report(Error{Code: CodeYAML, Range: r, Message: "a comment needs a space before its #",
				FixTitle: "Insert a space", Fix: []text.Edit{insertion(p.pos, " ")}})
		case p.indicator(':'):
			p.fail(r, "a value cannot also be a key; put the second key on its own line, or quote the whole value")
		case strings.ContainsRune("]}", rune(p.peek())):
			p.fail(text.Range{Start: p.pos, End: p.pos + 1},
				"there is no open bracket that "+p.src[p.pos:p.pos+1]+" could close; remove it")
		case p.pos > 0 && p.src[p.pos-1] == '"':
			p.fail(r, `the quote before this text ends the value; remove the text, or write \" for a quote in the value`)
		case p.pos > 0 && p.src[p.pos-1] == '\'':
			p.fail(r, "the quote before this text ends the value; remove the text, or write '' for a quote in the value")
		default:
			p.fail(r, "the value has ended before this text; remove it, or quote the whole value")
		}
		p.skipRest()
	}
	p.next()
}

// next moves from the end of a line to the next line with content.
func (p *yamlParser) next() {
	p.pos = p.skipBreak(p.pos)
	p.enter()
}

// enter moves from the start of a line to its first content, or to that of the next line that has any.
func (p *yamlParser) enter() {
	for p.pos < len(p.src) {
		start := p.pos
		i := start
		for i < len(p.src) && p.src[i] == ' ' {
			i++
		}
		column := i - start
		p.pos = p.skipBlanks(i)
		switch {
		case p.eol():
			p.pos = p.skipBreak(p.pos)
			continue
		case p.src[p.pos] == '#':
			p.comment(true)
			p.pos = p.skipBreak(p.pos)
			continue
		case p.pos > i:
			column = p.tabIndent(start)
		case column == 0 && p.markerAt(start):
			column = -1
		}
		p.first, p.ind = p.pos, column
		return
	}
	p.pos, p.first, p.ind = len(p.src), len(p.src), -1
}

// peekLine returns the byte offset and column of the next content after i's line, without comments; column -1
// if the document ends before it.
func (p *yamlParser) peekLine(i int) (pos, column int) {
	for i = p.skipBreak(p.lineEnd(i)); i < len(p.src); i = p.skipBreak(p.lineEnd(i)) {
		j := p.skipBlanks(i)
		if j >= len(p.src) || isBreak(p.src[j]) || p.src[j] == '#' {
			i = j
			continue
		}
		if p.markerAt(i) {
			break
		}
		return j, j - i
	}
	return len(p.src), -1
}
