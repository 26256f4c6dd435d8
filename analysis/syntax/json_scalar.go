package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// place is where a scalar is.
type place bool

const (
	asKey   place = true
	asValue place = false
)

// scalar reads a string, number, literal or bare word. The byte at pos is not punctuation of JSON.
func (p *jsonParser) scalar(at place) jsonScalar {
	switch c := p.src[p.pos]; {
	case c == '"':
		return p.quoted(at)
	case c == '\'':
		return p.singleQuoted(at)
	case p.unopenedEnd(at) > 0:
		return p.unopened(at)
	case at == asKey:
		return p.word(at)
	case c >= '0' && c <= '9' || c == '-':
		if end := numberEnd(p.src, p.pos); end > 0 && (end == len(p.src) || endsWord(p.src[end])) {
			s := jsonScalar{Range: text.Range{Start: p.pos, End: end}, value: p.src[p.pos:end], kind: Number}
			p.pos = end
			return s
		}
	case c == 't' || c == 'f' || c == 'n':
		for _, l := range [...]struct {
			word string
			kind Kind
		}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
			end := p.pos + len(l.word)
			if strings.HasPrefix(p.src[p.pos:], l.word) && (end == len(p.src) || endsWord(p.src[end])) {
				s := jsonScalar{Range: text.Range{Start: p.pos, End: end}, value: l.word, kind: l.kind}
				p.pos = end
				return s
			}
		}
	}
	return p.word(at)
}

// endsWord reports whether c ends a bare word for certain.
func endsWord(c byte) bool { return jsonEnds[c] }

// numberEnd is the end of the JSON number that begins at i (RFC 8259, section 6); 0 if there is none.
func numberEnd(s string, i int) int {
	digits := func() bool {
		from := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(s) && s[i] == '-' {
		i++
	}
	if i < len(s) && s[i] == '0' {
		i++
	} else if !digits() {
		return 0
	}
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() {
			return 0
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}

// word reads a bare word, reports what it should be, and returns what was meant.
func (p *jsonParser) word(at place) jsonScalar {
	start := p.pos
	p.pos = p.wordEnd(at)
	word := p.src[start:p.pos]
	s := jsonScalar{Range: text.Range{Start: start, End: p.pos}, value: word, kind: String, broken: true}
	if at == asValue {
		if k, right, ok := literal(word); ok {
			s.kind, s.value = k, right
			p.reportFix(s.Range, fmt.Sprintf("%s is not a JSON value; write %s", word, right), "Replace with "+right,
				text.Edit{Range: s.Range, New: right})
			return s
		}
		if why, right, ok := misspeltNumber(word); ok {
			s.kind = Number
			if right == "" {
				p.report(s.Range, why)
				return s
			}
			s.value = right
			p.reportFix(s.Range, why+"; write "+right, "Replace with "+right, text.Edit{Range: s.Range, New: right})
			return s
		}
	}
	if !utf8.ValidString(word) || strings.ContainsFunc(word, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		s.kind = Invalid
		p.report(s.Range, "this is not text; a JSON file is UTF-8 text")
		return s
	}
	word = strings.Trim(word, "“”‘’„`")
	s.value = word
	what := "text"
	if at == asKey {
		what = "a property name"
	}
	p.reportFix(s.Range, fmt.Sprintf("%s needs double quotes in JSON; write %s", what, clip(quoteJSON(word))),
		"Put it in double quotes",
		text.Edit{Range: s.Range, New: quoteJSON(word)})
	return s
}

// unopenedEnd is the end of the string at pos that lacks its opening quote, as in name": 1 or "name": demo",;
// 0 if there is none.
func (p *jsonParser) unopenedEnd(at place) int {
	const near = 256 // bytes; the search must not cost more
	s := p.src[p.pos:min(p.pos+near, len(p.src))]
	if c := s[0]; !isLetter(c) && (c < '0' || c > '9') && c != '.' && c != '/' || c >= utf8.RuneSelf {
		return 0
	}
	stop := "\"\r\n,{}[]"
	if at == asKey {
		stop += ":"
	}
	end := strings.IndexAny(s, stop)
	if end < 0 || s[end] != '"' {
		return 0
	}
	rest := strings.TrimLeft(s[end+1:], " \t")
	follows := ",]}\r\n"
	if at == asKey {
		follows = ":"
	}
	if rest == "" && p.pos+end+1+len(s[end+1:]) == len(p.src) && at == asValue || rest != "" &&
		strings.IndexByte(follows, rest[0]) >= 0 {
		return p.pos + end + 1
	}
	return 0
}

// unopened reads a string that lacks its opening quote, and reports that.
func (p *jsonParser) unopened(at place) jsonScalar {
	r := text.Range{Start: p.pos, End: p.unopenedEnd(at)}
	p.pos = r.End
	value := p.src[r.Start : r.End-1]
	p.reportFix(r, fmt.Sprintf("this string has no opening quote; write %s", clip(quoteJSON(value))),
		"Insert the opening quote",
		text.Edit{Range: text.Range{Start: r.Start, End: r.Start}, New: `"`})
	return jsonScalar{Range: r, value: value, kind: String, broken: true}
}

// wordEnd is where the bare word at pos ends. Several words in a line are taken as one, as in "displayName":
// My Pack.
func (p *jsonParser) wordEnd(at place) int {
	i := p.pos
	for i < len(p.src) {
		switch c := p.src[i]; {
		case c == ':':
			// A colon belongs to a value such as registry:5000 or https://host.
			if at == asKey || i+1 == len(p.src) || i == p.pos || endsWord(p.src[i+1]) || p.src[i+1] == '\'' {
				return i
			}
		case c == '/' && i > p.pos && p.src[i-1] != ':' && i+1 < len(p.src) && (p.src[i+1] == '/' || p.src[i+1] == '*'):
			return i
		case c == ' ' || c == '\t':
			j := i
			for j < len(p.src) && (p.src[j] == ' ' || p.src[j] == '\t') {
				j++
			}
			if j == len(p.src) || !isLetter(p.src[j]) || !isWord(p.src[p.pos:i]) {
				return i
			}
			i = j
		case endsWord(c):
			return max(i, p.pos+1)
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(p.src[i:])
			if blankToTheEye(r) && i > p.pos {
				return i
			}
			i += size - 1
		}
		i++
	}
	return i
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf }

// isWord reports whether s can only be text, so that a word after it belongs to the same text.
func isWord(s string) bool {
	if _, _, ok := literal(s); ok || s == "true" || s == "false" || s == "null" {
		return false
	}
	return isLetter(s[0])
}

// literal is what a word that stands for true, false or null in another notation should be.
func literal(word string) (k Kind, right string, ok bool) {
	switch strings.ToLower(word[:min(len(word), 10)]) {
	case "true":
		return Bool, "true", true
	case "false":
		return Bool, "false", true
	case "null", "none", "nil", "undefined":
		return Null, "null", true
	}
	return 0, "", false
}

// misspeltNumber says why word is not a JSON number, although it is meant as one, and what would be right, if
// that is clear.
func misspeltNumber(word string) (why, right string, ok bool) {
	unsigned := strings.TrimLeft(word, "+-")
	sign := ""
	if strings.HasPrefix(word, "-") {
		sign = "-"
	}
	switch unsigned {
	case "NaN", "nan", "Infinity", "infinity", "Inf", "inf":
		return fmt.Sprintf("JSON has no %s; write a number with digits", word), "", true
	case "":
		return "a number needs digits after its sign", "", true
	}
	if len(unsigned) < len(word)-1 {
		return "", "", false
	}
	if len(unsigned) > 2 && unsigned[0] == '0' && strings.ContainsRune("xXoObB", rune(unsigned[1])) {
		n, err := strconv.ParseUint(unsigned, 0, 63)
		if err != nil {
			return "", "", false
		}
		return "JSON has only decimal numbers", sign + strconv.FormatUint(n, 10), true
	}
	if unsigned[0] != '.' && (unsigned[0] < '0' || unsigned[0] > '9') {
		return "", "", false
	}
	fixed := strings.TrimLeft(unsigned, "0")
	if fixed == "" || fixed[0] < '0' || fixed[0] > '9' {
		fixed = "0" + fixed
	}
	if whole, rest, point := strings.Cut(fixed, "."); point && (rest == "" || rest[0]|0x20 == 'e') {
		fixed = whole + rest
	}
	if numberEnd(fixed, 0) != len(fixed) {
		if e := strings.TrimRight(unsigned, "+-"); strings.HasSuffix(strings.ToLower(e), "e") &&
			numberEnd(e[:len(e)-1], 0) == len(e)-1 {
			return "a number needs digits after its exponent sign", "", true
		}
		return "", "", false
	}
	switch {
	case word[0] == '+':
		why = `a JSON number has no "+" sign`
	case unsigned[0] == '0' && len(unsigned) > 1 && unsigned[1] >= '0' && unsigned[1] <= '9':
		why = "a JSON number has no leading zero"
	case unsigned[0] == '.':
		why = "a JSON number needs a digit before its decimal point"
	default:
		why = "a JSON number needs a digit after its decimal point"
	}
	return why, sign + fixed, true
}

// clip shortens s for a message.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// quoteJSON is s as a JSON string.
func quoteJSON(s string) string {
	b := append(make([]byte, 0, len(s)+2), '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r < ' ':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(append(b, '"'))
}
