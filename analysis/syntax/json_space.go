package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// space skips white space, and reports comments and other space that JSON does not allow.
func (p *jsonParser) space() {
	for {
		i := p.pos
		for i < len(p.src) && (p.src[i] == ' ' || p.src[i] == '\n' || p.src[i] == '\r' || p.src[i] == '\t') {
			i++
		}
		if p.pos = i; i == len(p.src) {
			return
		}
		switch c := p.src[i]; {
		case c == '/' && p.commentFollows(), c == '#':
			p.comment()
		case c < ' ' || c == 0x7f || c >= utf8.RuneSelf:
			if !p.oddSpace() {
				return
			}
		default:
			return
		}
	}
}

func (p *jsonParser) commentFollows() bool {
	return strings.HasPrefix(p.src[p.pos:], "//") || strings.HasPrefix(p.src[p.pos:], "/*")
}

// comment reports the comment at pos. Its fix removes the whole line if nothing else is on it.
func (p *jsonParser) comment() {
	start := p.pos
	if p.src[p.pos] == '#' || p.src[p.pos+1] == '/' {
		p.pos = p.endOfLine(p.pos)
	} else if n := strings.Index(p.src[p.pos+2:], "*/"); n >= 0 {
		p.pos += 2 + n + 2
	} else {
		p.pos = len(p.src)
		p.endReported = true
		for _, i := range p.stack {
			p.b.nodes[i].broken = true
		}
		p.report(text.Range{Start: start, End: start + 2}, "this comment is never closed; JSON has no comments, so remove it")
		return
	}
	r := text.Range{Start: start, End: p.pos}
	if start < p.comments.End || strings.Trim(p.src[p.comments.End:start], " \t\r\n") != "" {
		p.comments.Start = start
	}
	p.comments.End = p.pos
	cut := r
	lineEnd := p.pos
	for lineEnd < len(p.src) && (p.src[lineEnd] == ' ' || p.src[lineEnd] == '\t') {
		lineEnd++
	}
	switch rest := p.src[lineEnd:]; {
	case rest != "" && rest[0] != '\r' && rest[0] != '\n': // there is more on the line
	case p.firstOnLine(start):
		cut.Start -= len(indentAt(p.src, start))
		cut.End = lineEnd
		if strings.HasPrefix(rest, "\r\n") {
			cut.End += 2
		} else if rest != "" {
			cut.End++
		}
	default:
		cut.Start = len(strings.TrimRight(p.src[:start], " \t"))
	}
	before := len(p.errs)
	p.reportFix(r, "JSON has no comments; remove it", "Remove the comment", text.Edit{Range: cut})
	for i := range p.errs[before:] {
		p.errs[before+i].Loses = true
	}
}

// endOfLine is the byte offset where the line of off ends, before its line end.
func (p *jsonParser) endOfLine(off int) int {
	if n := strings.IndexAny(p.src[off:], "\r\n"); n >= 0 {
		return off + n
	}
	return len(p.src)
}

// oddSpace skips characters at pos that look like white space but are not white space in JSON (RFC
// 8259, section 2).
func (p *jsonParser) oddSpace() bool {
	start, first := p.pos, rune(0)
	for p.pos < len(p.src) {
		r, size := utf8.DecodeRuneInString(p.src[p.pos:])
		if !blankToTheEye(r) {
			break
		}
		if p.pos == start {
			first = r
		}
		p.pos += size
	}
	if p.pos == start {
		return false
	}
	r := text.Range{Start: start, End: p.pos}
	p.reportFix(r, fmt.Sprintf("%U is not white space in JSON; use spaces, tabs and line ends only", first),
		"Replace with a space", text.Edit{Range: r, New: " "})
	return true
}

func blankToTheEye(r rune) bool {
	if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
		return false
	}
	return r < ' ' || r == 0x7f || r != utf8.RuneError && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r))
}
