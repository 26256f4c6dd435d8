package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// lastRune is the character that ends at byte offset end.
func (p *jsonParser) lastRune(end int) text.Range {
	_, size := utf8.DecodeLastRuneInString(p.src[:end])
	return text.Range{Start: end - size, End: end}
}

// hasLineEnd reports whether a line ends between two byte offsets.
func (p *jsonParser) hasLineEnd(from, to int) bool {
	return strings.ContainsAny(p.src[from:to], "\r\n")
}

// firstOnLine reports whether only white space is before off on its line.
func (p *jsonParser) firstOnLine(off int) bool {
	before := strings.TrimRight(p.src[:off], " \t")
	return before == "" || before[len(before)-1] == '\n' || before[len(before)-1] == '\r'
}

// keyFollows reports whether a quoted text and a colon are at pos.
func (p *jsonParser) keyFollows() bool {
	const near = 256 // bytes; a property name is shorter, and the search must not cost more
	s := p.src[p.pos:min(p.pos+near, len(p.src))]
	if s == "" || s[0] != '"' {
		return false
	}
	end := strings.IndexByte(s[1:], '"')
	return end >= 0 && strings.HasPrefix(strings.TrimLeft(s[end+2:], " \t\r\n"), ":")
}

// needComma reports a missing comma after the member before, if there is one, at its end.
func (p *jsonParser) needComma(m *members) {
	if m.prevEnd >= 0 && m.comma < 0 && !p.noComma {
		p.reportFix(p.lastRune(m.prevEnd), `missing "," after this value`, `Insert ","`,
			text.Edit{Range: text.Range{Start: m.prevEnd, End: m.prevEnd}, New: ","})
	}
	p.noComma = false
}

// commas reads one or more commas. Only one is allowed, between two members.
func (p *jsonParser) commas(m *members) {
	p.noComma = false
	first, last, second, n := p.pos, p.pos, -1, 0
	for ; !p.atEnd() && (p.src[p.pos] == ',' || p.src[p.pos] == ';'); n++ {
		if n == 1 {
			second = p.pos
		}
		if last = p.pos; p.src[last] == ';' {
			r := text.Range{Start: last, End: last + 1}
			p.reportFix(r, `values are separated by ",", not ";"`, `Replace with ","`, text.Edit{Range: r, New: ","})
		}
		p.pos++
		p.space()
	}
	if m.prevEnd >= 0 && m.comma < 0 {
		m.comma = first
	} else {
		second = first
	}
	if p.atEnd() {
		return
	}
	r := text.Range{Start: second, End: last + 1}
	switch c := p.src[p.pos]; {
	case c == ']' && p.kindAt(len(p.stack)-1) == Mapping || c == '}' && p.kindAt(len(p.stack)-1) == Sequence:
		// The wrong bracket is reported, with a fix for the comma, too.
	case c == ']' || c == '}':
		r.Start = first
		p.reportFix(r, fmt.Sprintf(`no comma is allowed before "%c"; remove it`, c), "Remove the trailing comma",
			text.Edit{Range: r})
	case second >= 0:
		p.reportFix(r, "a value is missing next to this comma; remove the comma or add the value", "Remove the extra comma",
			text.Edit{Range: r})
	}
}

// close reads the closing bracket c in a container that ends with want. It reports whether the container ends here.
func (p *jsonParser) close(m members, c, want byte) bool {
	at := text.Range{Start: p.pos, End: p.pos + 1}
	if c == want {
		p.pos++
		if len(p.stack) == 1 && want == '}' && p.goesOn() {
			p.reportFix(at, "this brace ends the file's object while more properties follow; remove it", "Remove this brace",
				text.Edit{Range: at})
			p.breakTop()
			return false
		}
		return true
	}
	p.breakTop()
	switch p.mismatch(c) {
	case closerMissing:
		p.unclosedBefore(m, string(want), false)
		return true
	case closerWrong:
		p.reportFix(at, fmt.Sprintf(`"%c" does not close the "%c" of this %s; write "%c"`, c,
			p.src[p.b.nodes[m.self].start], p.b.nodes[m.self].kind, want),
			fmt.Sprintf(`Replace with "%c"`, want), text.Edit{Range: at, New: string(want)})
		p.pos++
		return true
	}
	p.pos++
	p.reportFix(at, fmt.Sprintf(`"%c" has no opening bracket; remove it`, c), fmt.Sprintf(`Remove "%c"`, c),
		text.Edit{Range: at})
	return false
}

// goesOn reports whether a comma and another property follow the closing brace before pos.
func (p *jsonParser) goesOn() bool {
	const blank = " \t\r\n"
	q := p.pos
	for q < len(p.src) && strings.IndexByte(blank, p.src[q]) >= 0 {
		q++
	}
	if q >= len(p.src) || p.src[q] != ',' {
		return false
	}
	for q++; q < len(p.src) && strings.IndexByte(blank, p.src[q]) >= 0; q++ {
	}
	here := p.pos
	p.pos = q
	follows := p.keyFollows()
	p.pos = here
	return follows
}

// What a closing bracket of the other kind may be.
const (
	closerMissing = iota // the right one was left out, and this one closes a container further out
	closerWrong          // it should be the right one
	closerExtra          // it should not be there
)

// mismatch guesses what the closing bracket c at pos is: the first guess that fits what follows it.
func (p *jsonParser) mismatch(c byte) int {
	const levels = 8 // how far out to look for the bracket that c closes
	want := Mapping
	if c == ']' {
		want = Sequence
	}
	depth := len(p.stack)
	outer := -1 // depth that remains when c closes a container further out
	for i := depth - 2; i >= 0 && i >= depth-levels; i-- {
		if p.kindAt(i) == want {
			outer = i
			break
		}
	}
	switch {
	case outer >= 0 && p.fits(outer):
		return closerMissing
	case p.fits(depth - 1):
		return closerWrong
	case p.fits(depth):
		return closerExtra
	case outer >= 0:
		return closerMissing
	}
	return closerWrong
}

// fits reports whether what follows the byte at pos can follow in the container at depth-1, or after the root
// if depth is 0.
func (p *jsonParser) fits(depth int) bool {
	const near = 512 // bytes to look at
	s := p.src[p.pos+1 : min(p.pos+1+near, len(p.src))]
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		if s == "" {
			return depth == 0
		}
		c := s[0]
		switch {
		case c == '}' && p.kindAt(depth-1) == Mapping, c == ']' && p.kindAt(depth-1) == Sequence:
			depth--
			s = s[1:]
			continue
		case c == '}' || c == ']' || depth == 0:
			return false
		case c == ',':
			s = strings.TrimLeft(s[1:], " \t\r\n")
		}
		key := false
		if strings.HasPrefix(s, `"`) {
			end := strings.IndexByte(s[1:], '"')
			key = end >= 0 && strings.HasPrefix(strings.TrimLeft(s[end+2:], " \t"), ":")
		}
		return key == (p.kindAt(depth-1) == Mapping)
	}
}

// unclosedBefore reports that the container m lacks its closing bracket before pos, and marks it as broken.
// The fix puts the bracket, and a comma if asked for, after the last member.
func (p *jsonParser) unclosedBefore(m members, closer string, comma bool) {
	p.breakTop()
	start := int(p.b.nodes[m.self].start)
	at := text.Range{Start: start + 1, End: start + 1}
	if m.prevEnd >= 0 {
		at = text.Range{Start: m.prevEnd, End: m.prevEnd}
	}
	if c := p.peek(); m.comma >= 0 && (c == '}' || c == ']') {
		at.End = m.comma + 1
	}
	if comma {
		p.unclosed(start, closer, text.Edit{Range: at, New: closer + ","})
	} else {
		p.unclosed(start, closer, text.Edit{Range: at, New: closer})
	}
}

func (p *jsonParser) unclosed(start int, closer string, fix text.Edit) {
	r := text.Range{Start: start, End: min(start+1, len(p.src))}
	p.reportFix(r, fmt.Sprintf(`this "%c" is never closed; write "%s" after its last value`, p.src[start], closer),
		fmt.Sprintf(`Insert "%s"`, closer), fix)
}

// unclosedAtEnd reports, once, that the text ends inside brackets: at the innermost bracket, with a fix for
// all.
func (p *jsonParser) unclosedAtEnd(m members) {
	p.breakTop()
	if p.endReported {
		return
	}
	p.endReported = true
	start := int(p.b.nodes[m.self].start)
	if c := p.src[start]; c != '{' && c != '[' {
		return // its opening brace is missing too, which is reported
	}
	end := len(strings.TrimRight(p.src, " \t\r\n"))
	at := text.Range{Start: end, End: end}
	if m.comma >= 0 && m.comma+1 == end {
		at.Start--
	}
	if n := len(p.stack); n > 10 {
		p.report(text.Range{Start: start, End: start + 1},
			fmt.Sprintf("%d brackets, this one the innermost, are never closed", n))
		return
	}
	lastLine := strings.LastIndexByte(p.src[:end], '\n') + 1
	closers, add := "", ""
	for i := len(p.stack) - 1; i >= 0; i-- {
		closer := "}"
		if p.kindAt(i) == Sequence {
			closer = "]"
		}
		if open := int(p.b.nodes[p.stack[i]].start); open < lastLine {
			add += p.lineEnd() + indentAt(p.src, open)
		}
		closers += closer
		add += closer
	}
	if at.Len() == 0 && p.comments.Len() > 0 && p.comments.End >= end && !strings.HasPrefix(add, p.lineEnd()) {
		before := len(strings.TrimRight(p.src[:p.comments.Start], " \t\r\n"))
		at = text.Range{Start: before, End: before} // not into a comment
	}
	p.unclosed(start, closers, text.Edit{Range: at, New: add})
}

// lineEnd is the line end that the text uses.
func (p *jsonParser) lineEnd() string {
	i := strings.IndexByte(p.src, '\n')
	if i > 0 && p.src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// indentAt is the white space that begins the line of off.
func indentAt(src string, off int) string {
	line := src[strings.LastIndexAny(src[:off], "\r\n")+1 : off]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// tooDeep skips the container at pos, which is one level too deep.
func (p *jsonParser) tooDeep(parent int32) {
	start, depth := p.pos, 0
	p.breakTop()
	for ; !p.atEnd(); p.pos++ {
		switch p.src[p.pos] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			p.pos = endOfString(p.src, p.pos) - 1
		}
		if depth == 0 {
			p.pos++
			break
		}
	}
	p.endReported = p.endReported || depth > 0
	i := p.b.add(parent, Invalid, Plain, text.Range{Start: start, End: p.pos}, "")
	p.b.nodes[i].broken = true
	p.report(text.Range{Start: start, End: start + 1},
		fmt.Sprintf("brackets nest more than %d levels deep; the rest is not checked", maxJSONDepth))
}

// endOfString is the byte offset after the quoted text that begins at start, or the end of its line.
func endOfString(s string, start int) int {
	for i := start + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		case '\n', '\r':
			return i
		}
	}
	return len(s)
}
