package macro

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Limits that keep the cost of hostile text linear. Real templates stay far below them.
const (
	maxNesting  = 4  // {{ inside {{ inside ...
	maxInner    = 16 // actions inside one action
	maxParens   = 64
	rescanBytes = 1 << 16 // bytes that may be read without result, besides a multiple of the text, before Parse gives up
)

// Parse returns the actions of src in the order of their starts; an action inside another follows it. src is the text
// as written in the file, between the quotes if it has any, and mode says which quotes these are.
func Parse(src string, mode text.Quoting) []Action {
	if !Contains(src) && (mode != text.DoubleQuoted || strings.IndexByte(src, '\\') < 0) {
		return nil
	}
	u := text.Unquote(src, mode)
	p := &parser{s: u.S, u: u, mode: mode, budget: rescanBytes + 16*len(src)}
	p.text(text.Range{Start: 0, End: len(p.s)}, 0)
	return p.actions
}

// parser works on s, the text read out of its quoting. Offsets in its methods are those of s; nodes get raw ones.
type parser struct {
	s       string
	u       text.Unquoted
	mode    text.Quoting
	budget  int        // bytes that may still be reread
	line    text.Range // the line of the last call
	actions []Action
}

func (p *parser) raw(start, end int) text.Range {
	return p.u.RawRange(text.Range{Start: start, End: end})
}

// lineEnd is the end of the line that holds off, up to limit. A long line is searched once.
func (p *parser) lineEnd(off, limit int) int {
	if off < p.line.Start || off > p.line.End || p.line.Len() == 0 {
		p.line = text.Range{Start: off, End: len(p.s)}
		if k := strings.IndexByte(p.s[off:], '\n'); k >= 0 {
			p.line.End = off + k
		}
	}
	return min(p.line.End, limit)
}

// text parses the actions in r.
func (p *parser) text(r text.Range, depth int) {
	for i := r.Start; p.budget > 0; {
		k := strings.Index(p.s[i:r.End], "{{")
		if k < 0 {
			return
		}
		i += k
		e := p.extent(i, r.End)
		p.budget -= max(0, e.read-e.end)
		p.action(i, e)
		if depth < maxNesting {
			for _, inner := range e.inner {
				p.text(inner, depth+1)
			}
		}
		i = e.end
	}
}

// extent says where an action ends.
type extent struct {
	body    text.Range   // between the delimiters
	end     int          // after the action
	read    int          // how far the text was looked at
	closed  bool         // ends with }}
	brace   bool         // ends with a single } instead
	comment bool         // {{/*
	inner   []text.Range // actions inside it
}

// extent finds the end of the action that begins at start. An action without }} is taken to end with its first line,
// or before the next {{ on it.
func (p *parser) extent(start, limit int) extent {
	s := p.s[:limit]
	i := start + 2
	if len(s) > i+1 && s[i] == '-' && isSpace(s[i+1]) {
		i++
	}
	body := i
	if c := skipSpace(s, i); strings.HasPrefix(s[c:], "/*") {
		return p.commentExtent(s, body, c)
	}
	var inner []int // starts of open inner actions
	var ranges []text.Range
	first := -1 // start of the first inner action
	for i < len(s) {
		switch c := s[i]; {
		case strings.HasPrefix(s[i:], "}}"):
			if len(inner) == 0 {
				return extent{body: text.Range{Start: body, End: i}, end: i + 2, read: i, closed: true, inner: ranges}
			}
			if len(inner) == 1 {
				ranges = append(ranges, text.Range{Start: inner[0], End: i + 2})
			}
			inner = inner[:len(inner)-1]
			i += 2
		case strings.HasPrefix(s[i:], "{{"):
			if strings.IndexByte(s[start:i], '\n') >= 0 || len(inner) == maxNesting || len(ranges) == maxInner {
				return p.unclosed(s, start, body, first, i)
			}
			if first < 0 {
				first = i
			}
			inner = append(inner, i)
			i += 2
		case c == '\n' && first >= 0:
			return p.unclosed(s, start, body, first, i)
		case c == '"' || c == '`' || c == '\'':
			end, _ := p.literalEnd(s, i)
			i = end
		default:
			i++
		}
	}
	return p.unclosed(s, start, body, first, i)
}

func (p *parser) unclosed(s string, start, body, first, read int) extent {
	end := p.lineEnd(start, len(s))
	if end > start && s[end-1] == '\r' {
		end--
	}
	if first >= 0 {
		end = min(end, first)
	}
	e := extent{body: text.Range{Start: body, End: max(end, body)}, end: max(end, body), read: max(read, end)}
	// A single } at the end of the line, followed only by quotes, commas or brackets of the file, was meant
	// as the end.
	line := strings.TrimRight(s[e.body.Start:e.body.End], " \t\"',]")
	if strings.HasSuffix(line, "}") && strings.Count(line, "}") == 1 {
		e.brace = true
		e.body.End = e.body.Start + len(line) - 1
		e.end = e.body.End + 1
	}
	return e
}

// commentExtent is extent for a comment whose /* is at c.
func (p *parser) commentExtent(s string, body, c int) extent {
	e := extent{comment: true, read: len(s)}
	if k := strings.Index(s[c+2:], "*/"); k >= 0 {
		e.read = c + 2 + k + 2
		e.end = e.read
		rest := s[e.end:]
		if len(rest) > 2 && isSpace(rest[0]) && rest[1] == '-' {
			rest = rest[2:]
		}
		if strings.HasPrefix(rest, "}}") {
			e.body, e.end, e.closed = text.Range{Start: body, End: e.end}, len(s)-len(rest)+2, true
			return e
		}
		// The template engine requires }} right after */.
		if k := strings.Index(rest, "}}"); k >= 0 && strings.IndexByte(rest[:k], '\n') < 0 && !Contains(rest[:k]) {
			e.end = len(s) - len(rest) + k + 2
			e.body = text.Range{Start: body, End: e.end - 2}
			e.closed = true
			return e
		}
		e.body = text.Range{Start: body, End: e.end}
		return e
	}
	e.end = p.lineEnd(c, len(s))
	if k := strings.Index(s[c:e.end], "}}"); k >= 0 {
		e.end = c + k + 2
		e.body, e.closed = text.Range{Start: body, End: e.end - 2}, true
		return e
	}
	e.body = text.Range{Start: body, End: e.end}
	return e
}

// literalEnd returns the end of the string or character constant at i, and whether it is closed. An unclosed
// one ends before the }} on its line, or with the line.
func (p *parser) literalEnd(s string, i int) (end int, closed bool) {
	quote := s[i]
	eol := p.lineEnd(i, len(s))
	close := -1
	if quote == '`' {
		if k := strings.IndexByte(s[i+1:], '`'); k >= 0 {
			close = i + 1 + k
		}
	} else {
		for j := i + 1; j < eol; j++ {
			if s[j] == '\\' {
				j++
			} else if s[j] == quote {
				close = j
				break
			}
		}
	}
	if close >= 0 {
		// A literal that swallows the end of its action and the start of another one lacks its quote.
		in := s[i+1 : close]
		if k := strings.Index(in, "}}"); k < 0 || !Contains(in[k:]) {
			return close + 1, true
		}
	}
	end = eol
	if k := strings.Index(s[i:eol], "}}"); k >= 0 {
		end = i + k
	}
	for end > i+1 && isSpace(s[end-1]) {
		end--
	}
	return end, false
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func skipSpace(s string, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}
