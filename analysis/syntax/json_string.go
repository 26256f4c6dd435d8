package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// plainInString is set for the bytes that stand for themselves in a string: neither quote, backslash, control
// character nor non-ASCII.
var plainInString = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\' && c != '\''
	}
	return t
}()

// plainString reads the string at pos if all of it is plain and no word follows, which is the usual case by far.
func (p *jsonParser) plainString() (value string, r text.Range, ok bool) {
	if p.src[p.pos] != '"' {
		return "", text.Range{}, false
	}
	i := p.pos + 1
	for i < len(p.src) && plainInString[p.src[i]] {
		i++
	}
	if i >= len(p.src) || p.src[i] != '"' {
		return "", text.Range{}, false
	}
	value, r = p.src[p.pos+1:i], text.Range{Start: p.pos, End: i + 1}
	p.pos = i + 1
	return value, r, true
}

// endsValue reports whether c, next after a value, ends it for certain.
func endsValue(c byte) bool { return c == ',' || c == '}' || c == ']' }

// quoted reads the string whose opening quote is at pos.
func (p *jsonParser) quoted(at place) jsonScalar {
	start := p.pos
	i := start + 1
	for i < len(p.src) && (plainInString[p.src[i]] || p.src[i] == '\'') {
		i++
	}
	s := jsonScalar{Range: text.Range{Start: start}, kind: String, style: DoubleQuoted}
	if i < len(p.src) && p.src[i] == '"' {
		s.value = p.src[start+1 : i]
		i++
	} else {
		s.value, i = p.content(start+1, i, '"', &s)
	}
	s.End = i
	if !s.unclosed && i < len(p.src) && begins(p.src[i], at) {
		p.quoteMissing(&s, at)
	}
	if s.unclosed {
		p.reportUnclosed(&s, at)
	}
	p.pos = s.End
	return s
}

// singleQuoted reads the text in single quotes that begins at pos.
func (p *jsonParser) singleQuoted(at place) jsonScalar {
	s := jsonScalar{Range: text.Range{Start: p.pos}, kind: String, style: SingleQuoted, broken: true}
	s.value, s.End = p.content(p.pos+1, p.pos+1, '\'', &s)
	if s.unclosed {
		p.reportUnclosed(&s, at)
	} else {
		p.reportFix(s.Range, "JSON strings need double quotes, not single quotes", "Replace with double quotes",
			text.Edit{Range: s.Range, New: quoteJSON(s.value)})
	}
	p.pos = s.End
	return s
}

// content decodes a string's content, which begins at from and is plain up to i, to the closing quote or the
// end of the line. It returns the byte offset after it.
func (p *jsonParser) content(from, i int, quote byte, s *jsonScalar) (string, int) {
	var b []byte // what is decoded so far, if it differs from the source
	copied := from
	flush := func(upTo int, replacement string) {
		if b == nil {
			b = make([]byte, 0, upTo-from+len(replacement)+32)
		}
		b = append(append(b, p.src[copied:upTo]...), replacement...)
	}
	done := func(end int) string {
		if copied == from {
			return p.src[from:end]
		}
		flush(end, "")
		return string(b)
	}
	for i < len(p.src) {
		c := p.src[i]
		switch {
		case plainInString[c]:
			i++
		case c == quote:
			return done(i), i + 1
		case c == '"' || c == '\'':
			i++
		case c == '\\':
			text, end := p.escape(i, quote)
			if end < 0 { // a backslash before the line's end
				s.unclosed = true
				return done(i + 1), i + 1
			}
			flush(i, text)
			i, copied = end, end
		case c == '\n' || c == '\r':
			end := p.continued(i, quote)
			if end < 0 {
				s.unclosed = true
				return done(i), i
			}
			r := text.Range{Start: i, End: end}
			p.reportFix(r, `a string cannot continue on the next line; write \n for a line end`, `Replace with \n`,
				text.Edit{Range: r, New: `\n`})
			s.broken = true
			flush(i, "\n")
			i, copied = end, end
		case c < ' ':
			end := i
			for end < len(p.src) && p.src[end] < ' ' && p.src[end] != '\n' && p.src[end] != '\r' {
				end++
			}
			p.controlCharacters(text.Range{Start: i, End: end})
			i = end
		default:
			r, size := utf8.DecodeRuneInString(p.src[i:])
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			end := endOfInvalid(p.src, i)
			p.report(text.Range{Start: i, End: end}, "these bytes are not UTF-8; save the file as UTF-8")
			flush(i, "\ufffd")
			i, copied = end, end
		}
	}
	s.unclosed = true
	return done(i), i
}

// endOfInvalid is where the bytes from i on are UTF-8 again.
func endOfInvalid(s string, i int) int {
	for i < len(s) {
		if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
			break
		}
		i++
	}
	return i
}

func (p *jsonParser) controlCharacters(r text.Range) {
	s := quoteJSON(r.Of(p.src))
	s = s[1 : len(s)-1]
	what := fmt.Sprintf("%U", p.src[r.Start])
	if p.src[r.Start] == '\t' {
		what = "a tab"
	}
	p.reportFix(r, fmt.Sprintf("%s is not allowed in a string; write %s", what, clip(s)), "Replace with "+clip(s),
		text.Edit{Range: r, New: s})
}

// escape decodes the escape at i and returns what it stands for and where it ends; -1 if the line ends with
// the backslash.
func (p *jsonParser) escape(i int, quote byte) (string, int) {
	if i+1 == len(p.src) || p.src[i+1] == '\n' || p.src[i+1] == '\r' {
		return "", -1
	}
	switch c := p.src[i+1]; c {
	case '"', '\\', '/':
		return p.src[i+1 : i+2], i + 2
	case 'b':
		return "\b", i + 2
	case 'f':
		return "\f", i + 2
	case 'n':
		return "\n", i + 2
	case 'r':
		return "\r", i + 2
	case 't':
		return "\t", i + 2
	case 'u':
		return p.unicodeEscape(i)
	case '\'':
		if quote == '\'' {
			return "'", i + 2
		}
		r := text.Range{Start: i, End: i + 2}
		p.reportFix(r, `a single quote needs no backslash in JSON; write '`, "Remove the backslash",
			text.Edit{Range: r, New: "'"})
		return "'", i + 2
	}
	_, size := utf8.DecodeRuneInString(p.src[i+1:])
	r := text.Range{Start: i, End: i + 1 + size}
	if size == 1 && p.src[i+1] >= utf8.RuneSelf || p.src[i+1] < ' ' {
		r.End = i + 1 // what follows has its own report
	}
	p.reportFix(r, `this backslash does not begin a JSON escape; write \\ for a backslash`, `Replace with \\`,
		text.Edit{Range: text.Range{Start: i, End: i + 1}, New: `\\`})
	return r.Of(p.src), r.End
}

// unicodeEscape decodes \uXXXX at i, or two of them that make one character.
func (p *jsonParser) unicodeEscape(i int) (string, int) {
	u, ok := hex4(p.src, i)
	if !ok {
		end := i + 2
		for end < len(p.src) && end < i+6 && strings.IndexByte("0123456789abcdefABCDEF", p.src[end]) >= 0 {
			end++
		}
		p.report(text.Range{Start: i, End: end}, `\u needs four hexadecimal digits after it, such as \u00e9`)
		return p.src[i:end], end
	}
	if !utf16.IsSurrogate(u) {
		return string(u), i + 6
	}
	if low, ok := hex4(p.src, i+6); ok {
		if r := utf16.DecodeRune(u, low); r != utf8.RuneError {
			return string(r), i + 12
		}
	}
	p.report(text.Range{Start: i, End: i + 6},
		fmt.Sprintf("%s is half of a surrogate pair; write both halves together", p.src[i:i+6]))
	return "\ufffd", i + 6
}

// hex4 reads \uXXXX at i.
func hex4(s string, i int) (rune, bool) {
	if i+6 > len(s) || s[i] != '\\' || s[i+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[i+2:i+6], 16, 32)
	return rune(n), err == nil
}

// continued is where the string whose line ends at i continues, if its closing quote is clearly on one of the
// next lines; otherwise -1.
func (p *jsonParser) continued(i int, quote byte) int {
	const lines, near = 8, 4096
	next := i + 1
	if strings.HasPrefix(p.src[i:], "\r\n") {
		next++
	}
	rest := p.src[next:min(next+near, len(p.src))]
	for range lines {
		line := rest
		n := strings.IndexAny(rest, "\r\n")
		if n >= 0 {
			line, rest = rest[:n], strings.TrimLeft(rest[n:], "\r\n")
		}
		line = strings.TrimSpace(line)
		if line != "" && strings.IndexByte("\"'{}[]", line[0]) >= 0 {
			return -1
		}
		if end := strings.IndexByte(line, quote); end >= 0 {
			after := strings.TrimSpace(line[end+1:])
			if strings.Trim(after, ",]}") == "" {
				return next
			}
			return -1
		}
		if n < 0 {
			return -1
		}
	}
	return -1
}

// begins reports whether c, right after a string, can only be the beginning of another one, whose opening quote was
// taken for the closing quote.
func begins(c byte, at place) bool {
	switch {
	case isLetter(c), c >= '0' && c <= '9':
		return true
	case at == asKey:
		return strings.IndexByte(" \t\r\n:,}]", c) < 0
	}
	return strings.IndexByte("{[-_.$/*", c) >= 0
}

// quoteMissing looks at a string that is directly followed by more text. Its closing quote is likely the
// opening quote of the next string, and its own is missing:
//
//	"addon, "name": ...      lacks it before the comma
//	"version: "1.0.0", ...   lacks it before the colon, as do keys whose value begins with a bracket
func (p *jsonParser) quoteMissing(s *jsonScalar, at place) {
	raw := strings.TrimRight(p.src[s.Start+1:s.End-1], " \t")
	if raw == "" || strings.IndexByte(",:[{", raw[len(raw)-1]) < 0 || strings.IndexByte(raw, '\\') >= 0 {
		return
	}
	if at != asKey || strings.IndexByte(raw, ':') < 0 {
		raw = beforePunctuation(raw)
	}
	s.unclosed, s.value, s.End = true, raw, s.Start+1+len(raw)
}

// beforePunctuation is what is before the punctuation that ends raw: one colon or comma, or brackets that
// open and, before the comma, as many that close.
func beforePunctuation(raw string) string {
	opening := 0
	for raw != "" && strings.IndexByte("[{", raw[len(raw)-1]) >= 0 {
		raw = strings.TrimRight(raw[:len(raw)-1], " \t")
		opening++
	}
	if raw != "" && strings.IndexByte(",:", raw[len(raw)-1]) >= 0 {
		raw = strings.TrimRight(raw[:len(raw)-1], " \t")
	}
	for ; opening > 0 && raw != "" && strings.IndexByte("]}", raw[len(raw)-1]) >= 0; opening-- {
		raw = strings.TrimRight(raw[:len(raw)-1], " \t")
	}
	return raw
}

// reportUnclosed reports a string without its closing quote and decides where it was meant to end: before the
// punctuation that ends its line, or, for a property name, before its colon.
func (p *jsonParser) reportUnclosed(s *jsonScalar, at place) {
	s.broken = true
	raw := p.src[s.Start+1 : s.End]
	var end int
	if colon := strings.IndexByte(raw, ':'); at == asKey && colon >= 0 {
		end = len(strings.TrimRight(raw[:colon], " \t"))
	} else {
		end = len(strings.TrimRight(raw, " \t"))
		for end > 0 && strings.IndexByte(",]}", raw[end-1]) >= 0 {
			end = len(strings.TrimRight(raw[:end-1], " \t"))
		}
		if strings.TrimLeft(raw[end:], " \t") == "" {
			end = len(raw)
		}
	}
	if end < len(raw) {
		s.value = s.value[:max(0, len(s.value)-(len(raw)-end))]
		s.End = s.Start + 1 + end
	}
	fix := text.Edit{Range: text.Range{Start: s.End, End: s.End}, New: `"`}
	if s.style == SingleQuoted {
		fix = text.Edit{Range: s.Range, New: quoteJSON(s.value)}
	}
	p.reportFix(s.Range, `this string is never closed; write " at its end`, "Close the string", fix)
}
