package macro

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameLen is the length of the name at the start of s: letters, digits and underscores as in Go, and hyphens
// between those. Go has no hyphens in names, but Palette's paths do, and they keep a mistyped name in one
// piece.
func nameLen(s string) int {
	n := 0
	for n < len(s) {
		if s[n] == '-' && n > 0 && n+1 < len(s) && s[n-1] != '-' {
			if r, _ := utf8.DecodeRuneInString(s[n+1:]); isNameRune(r) {
				n++
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		if !isNameRune(r) {
			break
		}
		n += size
	}
	return n
}

func isNameRune(r rune) bool {
	return r == '_' || r < utf8.RuneSelf && ('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9') ||
		r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// word parses one operand. There is at least one byte that is not white space, "|" or ")".
func (x *actionParser) word() Word {
	switch c := x.s[x.i]; {
	case c == '"' || c == '`' || c == '\'':
		return x.literal()
	case c == '$':
		return x.path(x.variable())
	case c == '.' && !(x.i+1 < x.end && '0' <= x.s[x.i+1] && x.s[x.i+1] <= '9'):
		return x.path(Word{Kind: Field, Range: x.raw(x.i, x.i)})
	case '0' <= c && c <= '9', (c == '+' || c == '-' || c == '.') && x.i+1 < x.end &&
		strings.IndexByte(".0123456789", x.s[x.i+1]) >= 0:
		return x.number()
	case c == '(':
		return x.paren()
	}
	start := x.i
	name := x.name()
	if name == "" {
		return x.stray()
	}
	w := Word{Kind: Ident, Text: name, Range: x.raw(start, x.i)}
	switch {
	case name == "true" || name == "false" || name == "nil":
		w.Kind = Constant
	case x.at("."):
		if _, known := FunctionNamed(name); !known {
			x.fail(ErrMissingDot, start, x.i, "a path begins with a dot: ."+name, x.edit(start, start, "."))
			w.Kind, w.Text, w.Path = Field, "", []Segment{{name, w.Range}}
		}
		return x.path(w)
	}
	return w
}

func (x *actionParser) stray() Word {
	start := x.i
	_, size := utf8.DecodeRuneInString(x.s[x.i:x.end])
	x.i += max(size, 1)
	x.fail(ErrStray, start, x.i, "unexpected "+strconv.Quote(x.s[start:x.i]))
	return Word{Kind: Malformed, Text: x.s[start:x.i], Range: x.raw(start, x.i)}
}

func (x *actionParser) variable() Word {
	start := x.i
	x.i++
	x.name()
	return Word{Kind: Variable, Text: x.s[start:x.i], Range: x.raw(start, x.i)}
}

// path reads the .a.b after w.
func (x *actionParser) path(w Word) Word {
	wordStart, dots := w.Range.Start, 0
	for x.at(".") {
		dot := x.i
		x.i++
		start := x.i
		if x.at("$") { // .spectro.app.$appDeploymentName
			x.i++
		}
		name := x.name()
		if name == "" && x.i > start {
			x.i = start
		}
		dots++
		alone := w.Kind == Field && len(w.Path) == 0 && name == "" && !x.at(".")
		if alone { // the dot itself
			break
		}
		at := x.raw(start, start+len(x.s[start:x.i]))
		w.Path = append(w.Path, Segment{x.s[start:x.i], at})
		switch {
		case name == "":
			x.fail(ErrMissingName, dot, x.i, "a name is missing after the dot")
		case strings.IndexByte(name, '-') >= 0 && !w.IsField("spectro"):
			x.failAt(ErrStray, at, `a name with hyphens can only be read with index; write index … "`+name+`"`)
		case x.s[start] == '$' && !w.IsField("spectro"):
			x.failAt(ErrStray, at, "a name in a path cannot contain $")
		}
	}
	w.Range.Start, w.Range.End = wordStart, x.u.Raw(x.i)
	return w
}

// literal parses a string or a character constant.
func (x *actionParser) literal() Word {
	start := x.i
	quote := x.s[start]
	end, closed := x.literalEnd(x.s[:x.end], start)
	x.i = end
	w := Word{Kind: String, Range: x.raw(start, end), Unclosed: !closed}
	in := x.s[start+1 : end]
	if closed {
		in = x.s[start+1 : end-1]
	}
	w.Text = in
	switch {
	case quote == '\'':
		w.Kind = Char
		x.char(&w, start, end, in, closed)
	case !closed:
		x.fail(ErrUnclosedString, start, end, "the string has no closing quote", x.edit(end, end, string(quote)))
	case quote == '"' && strings.IndexByte(in, '\\') >= 0:
		value, err := strconv.Unquote(x.s[start:end])
		if err != nil {
			x.fail(ErrLiteral, start, end, "the string contains an unknown escape")
			break
		}
		w.Text = value
	}
	return w
}

func (x *actionParser) char(w *Word, start, end int, in string, closed bool) {
	if closed {
		if value, err := strconv.Unquote(x.s[start:end]); err == nil {
			w.Text = value
			return
		}
		if !strings.ContainsAny(in, "\"\\\n") {
			x.fail(ErrLiteral, start, end, `put strings in "double quotes" or backquotes`, x.edit(start, start+1, `"`),
				x.edit(end-1, end, `"`))
			return
		}
	}
	code := ErrLiteral
	if !closed {
		code = ErrUnclosedString
	}
	x.fail(code, start, end, "this is not a character constant; put strings in \"double quotes\" or backquotes")
}

func (x *actionParser) number() Word {
	start := x.i
	for x.i++; x.i < x.end; x.i++ {
		c := x.s[x.i]
		digit := c == '.' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if sign := c == '+' || c == '-'; !digit && !(sign && strings.IndexByte("eEpP", x.s[x.i-1]) >= 0) {
			break
		}
	}
	s := x.s[start:x.i]
	w := Word{Kind: Number, Text: s, Range: x.raw(start, x.i)}
	if _, err := strconv.ParseInt(s, 0, 64); err == nil {
		return w
	}
	if _, err := strconv.ParseUint(strings.TrimPrefix(s, "+"), 0, 64); err == nil {
		return w
	}
	if _, err := strconv.ParseFloat(strings.TrimSuffix(s, "i"), 64); err == nil {
		return w
	}
	w.Kind = Malformed
	x.fail(ErrLiteral, start, x.i, s+" is not a number")
	return w
}

func (x *actionParser) paren() Word {
	start := x.i
	if x.depth == maxParens {
		return x.stray()
	}
	x.i++
	x.depth++
	w := Word{Kind: Paren, Paren: x.pipeline(false)}
	x.depth--
	if x.space(); x.at(")") {
		x.i++
	} else {
		w.Unclosed = true
		x.fail(ErrUnclosedParen, start, start+1, `"(" has no ")"`)
	}
	w.Range = x.raw(start, max(x.i, start+1))
	return x.path(w)
}
