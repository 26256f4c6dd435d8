package constraint

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// format parses the parts of the format in s. Offsets within are those of p.s, where escapes are not yet resolved.
func (p *parser) format(s String) *Format {
	f := &Format{String: s}
	i, end := p.u.Offset(s.Inner.Start), p.u.Offset(s.Inner.End)
	placeholders := 0
	for start := i; i < end; start = i {
		if k := strings.Index(p.s[i:end], "${"); k != 0 {
			if i = end; k > 0 {
				i = start + k
			}
			f.Parts = append(f.Parts, Part{Range: p.raw(start, i), Literal: unescape(p.s[start:i])})
			continue
		}
		ph, next := p.placeholder(i, end)
		i = next
		placeholders++
		f.Parts = append(f.Parts, Part{Range: p.raw(start, i), Placeholder: ph})
	}
	if placeholders == 0 {
		p.literalFormat(f)
	}
	return f
}

// literalFormat reports a format that is meant as a placeholder.
func (p *parser) literalFormat(f *Format) {
	start, end := p.u.Offset(f.Inner.Start), p.u.Offset(f.Inner.End)
	value := strings.TrimSpace(f.Value)
	if value == "" {
		p.fail(CodeSyntax, p.u.Offset(f.Start), p.u.Offset(f.End), "the format is empty")
		return
	}
	name, _, _ := strings.Cut(strings.Trim(value, "${}"), ":")
	if typeNamed(name) == UnknownType {
		return
	}
	p.fail(CodeSyntax, start, end, "a placeholder is written ${"+name+"}",
		p.edit(start, end, "${"+strings.Trim(value, "${}")+"}"))
}

// placeholder parses the ${...} at start and returns the offset after it.
func (p *parser) placeholder(start, end int) (*Placeholder, int) {
	i := start + 2
	for i < end && p.s[i] != ':' && p.s[i] != '}' && p.s[i] != '$' {
		i++
	}
	name := strings.TrimSpace(p.s[start+2 : i])
	from := start + 2 + strings.Index(p.s[start+2:i], name)
	ph := &Placeholder{Name: name, NameAt: p.raw(from, from+len(name)), Type: typeNamed(name), Arg: p.raw(i, i)}
	arg := text.Range{Start: i, End: i}
	if i < end && p.s[i] == ':' {
		ph.colon = true
		arg.Start = i + 1
		arg.End = p.argEnd(arg.Start, end)
		i = arg.End
		ph.Arg = p.raw(arg.Start, arg.End)
	}
	ph.closed = i < end && p.s[i] == '}'
	if ph.closed {
		i++
	} else {
		p.fail(CodeSyntax, start, i, `the placeholder has no "}"`, p.edit(i, i, "}"))
	}
	p.typeName(ph, from, from+len(name), start, i)
	p.arg(ph, arg, from)
	return ph, i
}

func (p *parser) typeName(ph *Placeholder, from, to, start, end int) {
	if ph.Type != UnknownType {
		return
	}
	const known = "; the types are string, number, boolean, password, list, ipv4 and version"
	if ph.Name == "" {
		p.fail(CodeFormat, start, end, "the placeholder has no type"+known)
		return
	}
	message := `unknown format type "` + ph.Name + `"`
	if name := typeSynonym(strings.ToLower(ph.Name)); name != "" {
		p.fail(CodeFormat, from, to, message+`; did you mean "`+name+`"?`, p.edit(from, to, name))
		return
	}
	p.fail(CodeFormat, from, to, message+known)
	p.t.Errors[len(p.t.Errors)-1].Known = typeNames()
}

func typeNames() (names []string) {
	for _, d := range Types() {
		names = append(names, d.Name)
	}
	return names
}

// argEnd is the offset of the } after the argument at i, or of the next placeholder or the end without one. A
// regex ends with "/}", a range or list with "]}", anything else with "}".
func (p *parser) argEnd(i, end int) int {
	if k := strings.Index(p.s[i:end], "${"); k >= 0 {
		end = i + k
	}
	s := p.s[i:end]
	switch {
	case strings.HasPrefix(s, "/"):
		first, last := strings.Index(s[1:], "/}"), strings.LastIndex(s[1:], "/}")
		if first < 0 {
			break
		}
		// A regex may hold "/}" itself. The first one ends it, unless that leaves half a regex.
		if first < last {
			if _, err := syntax.Parse(unescape(s[1:1+first]), syntax.Perl); err != nil {
				first = last
			}
		}
		return i + 1 + first + 1
	case strings.HasPrefix(s, "["):
		if k := strings.Index(s, "]}"); k >= 0 {
			return i + k + 1
		}
	}
	if k := strings.IndexByte(s, '}'); k >= 0 {
		return i + k
	}
	return end
}

// arg checks the argument of ph, which is at r.
func (p *parser) arg(ph *Placeholder, r text.Range, name int) {
	arg := r.Of(p.s)
	switch {
	case !ph.colon:
		if ph.Type == TypeList {
			p.fail(CodeList, name, name+len(ph.Name), "a list needs options, as in ${list:[A,B]}")
		}
	case ph.Type == TypeList:
		p.list(ph, r)
	case ph.Type == UnknownType:
	case ph.Type == TypeBoolean || ph.Type == TypeIPv4 || ph.Type == TypeVersion:
		code := CodeSyntax
		if strings.HasPrefix(arg, "[") {
			code = CodeRange
		}
		p.fail(code, r.Start-1, r.End, ph.Name+" has no argument", p.edit(r.Start-1, r.End, ""))
	case strings.HasPrefix(arg, "/"):
		p.regex(ph, r)
	case strings.HasPrefix(arg, "["):
		p.numberRange(ph, r)
	case ph.Type == TypeNumber && looseRange.MatchString(arg):
		m := looseRange.FindStringSubmatch(arg)
		p.fail(CodeRange, r.Start, r.End, "a range has the form [low-high], as in ["+m[1]+"-"+m[2]+"]",
			p.edit(r.Start, r.End, "["+m[1]+"-"+m[2]+"]"))
	default:
		form := "/regex/"
		if ph.Type == TypeNumber {
			form += " or [low-high]"
		}
		p.fail(CodeSyntax, r.Start-1, r.End, "the argument of "+ph.Name+" has the form "+form)
	}
}

func (p *parser) regex(ph *Placeholder, r text.Range) {
	if r.Len() < 2 || p.s[r.End-1] != '/' {
		p.fail(CodeRegex, r.Start, r.End, `the regex has no closing "/"`, p.edit(r.End, r.End, "/"))
		return
	}
	in := text.Range{Start: r.Start + 1, End: r.End - 1}
	ph.Pattern = unescape(in.Of(p.s))
	// Parsed alone first: wrapping could make a regex such as a)(b valid.
	parsed, err := syntax.Parse(ph.Pattern, syntax.Perl)
	if err == nil {
		size := programSize(parsed)
		if size > maxProgram {
			return
		}
		ph.cost = 1 + size/64
		ph.Regexp, err = regexp.Compile(`\A(?:` + ph.Pattern + `)\z`)
	}
	if err == nil {
		return
	}
	message := "not a valid RE2 regular expression: " + err.Error()
	if e := (*syntax.Error)(nil); errors.As(err, &e) {
		message = "not a valid RE2 regular expression: " + e.Code.String() + ": " + e.Expr
		switch {
		case strings.HasPrefix(e.Expr, "(?=") || strings.HasPrefix(e.Expr, "(?!") || strings.HasPrefix(e.Expr, "(?<"):
			message = "RE2 regular expressions do not support look-around: " + e.Expr
		case len(e.Expr) > 1 && e.Code == syntax.ErrInvalidEscape && '1' <= e.Expr[1] && e.Expr[1] <= '9':
			message = "RE2 regular expressions do not support back-references: " + e.Expr
		}
		if k := strings.Index(in.Of(p.s), e.Expr); k >= 0 && e.Expr != "" {
			in = text.Range{Start: in.Start + k, End: in.Start + k + len(e.Expr)}
		}
	}
	p.fail(CodeRegex, in.Start, in.End, message)
}

// maxProgram is the size up to which a regex is compiled, since counted repetitions make many copies of what
// they repeat: 30 bytes can say a million. A name of up to 253 characters takes about 500.
const maxProgram = 10_000

// programSize is about how many instructions re compiles to.
func programSize(re *syntax.Regexp) int {
	n := 1
	if re.Op == syntax.OpLiteral {
		n = len(re.Rune)
	}
	for _, sub := range re.Sub {
		n += programSize(sub)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1)
	}
	return n
}

// rangeSyntax is [low-high], with optional white space.
var rangeSyntax = regexp.MustCompile(`^\[\s*([+-]?\d+(?:\.\d+)?)\s*-\s*([+-]?\d+(?:\.\d+)?)\s*\]$`)

// looseRange is what is meant as a range: without brackets, or with something else between its ends.
var looseRange = regexp.MustCompile(`^[\[(]?\s*(\d+(?:\.\d+)?)\s*(?:-|,|;|\.\.+|to)\s*(\d+(?:\.\d+)?)\s*[\])]?$`)

func (p *parser) numberRange(ph *Placeholder, r text.Range) {
	arg := r.Of(p.s)
	if ph.Type != TypeNumber {
		p.fail(CodeRange, r.Start, r.End, "only a number has a range")
		return
	}
	m := rangeSyntax.FindStringSubmatch(arg)
	if m == nil {
		if m := looseRange.FindStringSubmatch(arg); m != nil {
			right := "[" + m[1] + "-" + m[2] + "]"
			p.fail(CodeRange, r.Start, r.End, "a range has the form [low-high], as in "+right, p.edit(r.Start, r.End, right))
			return
		}
		p.fail(CodeRange, r.Start, r.End, "a range has the form [low-high], as in [1-10]")
		return
	}
	low, err1 := strconv.ParseFloat(m[1], 64)
	high, err2 := strconv.ParseFloat(m[2], 64)
	if err1 != nil || err2 != nil {
		p.fail(CodeRange, r.Start, r.End, "the range is too large")
		return
	}
	if low > high {
		p.fail(CodeRange, r.Start, r.End, "the higher end of the range comes first",
			p.edit(r.Start, r.End, "["+m[2]+"-"+m[1]+"]"))
		low, high, m[1], m[2] = high, low, m[2], m[1]
	}
	ph.Range = &NumberRange{low, high, m[1], m[2]}
}

func (p *parser) list(ph *Placeholder, r text.Range) {
	arg := r.Of(p.s)
	if len(arg) < 2 || arg[0] != '[' || arg[len(arg)-1] != ']' {
		p.fail(CodeList, r.Start, max(r.End, r.Start), "put the options of a list in brackets, as in ${list:[A,B]}")
		if !strings.HasPrefix(arg, "[") {
			return
		}
		r = text.Range{Start: r.Start + 1, End: r.End}
	} else {
		r = text.Range{Start: r.Start + 1, End: r.End - 1}
	}
	seen := map[string]bool{}
	for start := r.Start; start <= r.End; {
		end := r.End
		if k := strings.IndexByte(p.s[start:r.End], ','); k >= 0 {
			end = start + k
		}
		value := strings.TrimSpace(p.s[start:end])
		from := start + max(strings.Index(p.s[start:end], value), 0)
		o := Option{Range: p.raw(from, from+len(value)), Value: unescape(value)}
		switch {
		case value == "":
			p.fail(CodeList, max(start-1, 0), min(end+1, p.end), "an option of the list is empty")
		case seen[o.Value]:
			p.fail(CodeList, from, from+len(value), "the option "+o.Value+" is repeated", p.edit(start-1, end, ""))
		}
		seen[o.Value] = true
		ph.Options = append(ph.Options, o)
		start = end + 1
	}
}
