package constraint

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Parse reads a template. src is the text as written in the file, between the quotes if it has any, and
// quoting says which quotes these are. In all of them \" stands for a quote: Palette's documentation uses it
// in single quotes, where YAML keeps the backslash.
func Parse(src string, quoting text.Quoting) *Template {
	u := text.Unquote(src, quoting)
	p := &parser{s: u.S, u: u, quoting: quoting, t: &Template{}, end: len(u.S)}
	p.template()
	slices.SortStableFunc(p.t.Errors, func(a, b Error) int { return a.Start - b.Start })
	return p.t
}

// parser works on s, the text read out of its quoting; nodes get raw offsets.
type parser struct {
	s       string
	u       text.Unquoted
	quoting text.Quoting
	t       *Template
	i, end  int
	before  int // errors before the current clause
	seen    [Hints + 1]bool
}

func (p *parser) raw(start, end int) text.Range {
	return p.u.RawRange(text.Range{Start: start, End: end})
}

func (p *parser) fail(code string, start, end int, message string, fix ...text.Edit) {
	p.t.Errors = append(p.t.Errors, Error{Code: code, Range: p.raw(start, end), Message: message, Fix: fix})
}

// edit replaces the text from start to end, offsets of s, by new written for the quoting.
func (p *parser) edit(start, end int, new string) text.Edit {
	return text.Edit{Range: p.raw(start, end), New: p.quoting.Escape(new)}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func (p *parser) space() {
	for p.i < p.end && isSpace(p.s[p.i]) {
		p.i++
	}
}

func (p *parser) at(s string) bool { return strings.HasPrefix(p.s[p.i:p.end], s) }

// template parses the braces, and between them the clauses.
func (p *parser) template() {
	s := p.s
	first := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	last := len(strings.TrimRight(s, " \t\r\n"))
	if last <= first {
		p.t.inner = p.raw(0, len(s))
		p.fail(CodeSyntax, 0, len(s), "the template is empty; it has the form {{ clause | clause }}")
		return
	}
	p.i = first
	open := strings.HasPrefix(s[first:], "{{")
	switch {
	case open:
		p.i += 2
		if p.at("- ") {
			p.i++
		}
	case strings.Contains(s, "{{"):
		p.i = strings.Index(s, "{{") + 2
		p.fail(CodeSyntax, first, first+len(strings.TrimRight(s[first:p.i-2], " \t\r\n")), `a template begins with "{{"`)
	case s[first] == '{':
		p.fail(CodeSyntax, first, first+1, `a template begins with "{{"`, p.edit(first, first, "{"))
		p.i++
	}
	body := p.i
	p.end = last
	close := p.closing(body)
	switch {
	case close >= 0:
		if !open && body == first {
			p.fail(CodeSyntax, first, first+1, `a template begins with "{{"`, p.edit(first, first, "{{ "))
		}
		if rest := strings.TrimLeft(s[close+2:last], " \t\r\n"); rest != "" {
			p.fail(CodeSyntax, last-len(rest), last, `nothing may follow the "}}"`)
		}
		p.end = close
		if close-2 >= body && isSpace(s[close-2]) && s[close-1] == '-' {
			p.end--
		}
	case !open && body == first:
		p.fail(CodeSyntax, first, last, "put the template in double braces", p.edit(first, first, "{{ "),
			p.edit(last, last, " }}"))
	case s[last-1] == '}' && p.endsInOneBrace(body, last):
		p.fail(CodeSyntax, last-1, last, `a template ends with "}}"`, p.edit(last, last, "}"))
		p.end = last - 1
	default:
		p.end = len(s)
		p.fail(CodeSyntax, first, min(first+2, last), `"{{" has no "}}"`)
	}
	p.t.inner = p.raw(body, max(p.end, body))
	p.i, p.end = body, max(p.end, body)
	p.clauses()
}

// closing returns the offset of the }} outside strings, or -1.
func (p *parser) closing(i int) int {
	for i < p.end {
		if strings.HasPrefix(p.s[i:p.end], "}}") {
			return i
		}
		if end, _ := p.stringEnd(i); end > i {
			i = end
			continue
		}
		i++
	}
	return -1
}

// endsInOneBrace reports whether the } before last is outside strings.
func (p *parser) endsInOneBrace(i, last int) bool {
	for i < last-1 {
		if end, _ := p.stringEnd(i); end > i {
			i = end
		} else {
			i++
		}
	}
	return i == last-1
}

// stringEnd returns the end of the string that begins at i, and whether it is closed; i itself if none does.
// An unclosed one ends before the | or }} after it.
func (p *parser) stringEnd(i int) (end int, closed bool) {
	quote := p.quote(i)
	if quote == "" {
		return i, false
	}
	for j := i + len(quote); j < p.end; j++ {
		switch {
		case strings.HasPrefix(p.s[j:p.end], quote):
			return j + len(quote), true
		case p.s[j] == '\\' && quote != "`":
			j++
		}
	}
	end = p.end
	if k := strings.LastIndex(p.s[i:end], "}}"); k >= 0 {
		end = i + k
	}
	for end > i+len(quote) && isSpace(p.s[end-1]) {
		end--
	}
	return end, false
}

// quote is the quote at i: " or \", a backquote, or ', which is a mistake.
func (p *parser) quote(i int) string {
	for _, q := range [...]string{`"`, `\"`, "`", "'"} {
		if strings.HasPrefix(p.s[i:p.end], q) {
			return q
		}
	}
	return ""
}

func (p *parser) clauses() {
	for {
		p.space()
		p.clause()
		if p.space(); p.i >= p.end {
			break
		}
		if p.s[p.i] != '|' {
			continue
		}
		p.i++
		p.t.Clauses[len(p.t.Clauses)-1].pipe = p.u.Raw(p.i)
		if p.space(); p.i >= p.end {
			p.fail(CodeSyntax, strings.LastIndexByte(p.s[:p.i], '|'), strings.LastIndexByte(p.s[:p.i], '|')+1,
				`a clause is missing after "|"`)
			p.t.Clauses = append(p.t.Clauses, Clause{Range: p.raw(p.i, p.i), Name: p.raw(p.i, p.i)})
			break
		}
	}
}

// clause parses up to a | or the end.
func (p *parser) clause() {
	start := p.i
	p.before = len(p.t.Errors)
	for p.i < p.end && !isSpace(p.s[p.i]) && p.s[p.i] != '|' && p.quote(p.i) == "" {
		p.i++
	}
	name := p.s[start:p.i]
	c := Clause{Name: p.raw(start, p.i), Kind: clauseNamed(name), word: name}
	end := p.i
	if name == "" && len(p.t.Clauses) > 0 && p.quote(p.i) != "" && p.t.Clauses[len(p.t.Clauses)-1].Kind == Hints {
		c.Kind = Hints // hints "a" | "b": the documentation says that pipes join hints
	} else {
		p.clauseName(&c, name, start)
	}
	for {
		p.space()
		if p.i >= p.end || p.s[p.i] == '|' {
			break
		}
		if p.quote(p.i) == "" {
			if p.swallowed(&c) {
				end = p.i
				continue
			}
			word := p.i
			for p.i < p.end && !isSpace(p.s[p.i]) && p.s[p.i] != '|' && p.quote(p.i) == "" {
				p.i++
			}
			if clauseNamed(p.s[word:p.i]) != UnknownClause {
				p.fail(CodeSyntax, word, p.i, `clauses are joined by "|"`, p.edit(end, end, " |"))
				p.i = word
				break
			}
			if next, ok := p.wrongJoint(word); ok {
				p.fail(CodeSyntax, word, word+1, `clauses are joined by "|"`, p.edit(end, word+1, " |"))
				p.i = next
				break
			}
			p.stray(c.Kind, word, p.i)
			end = p.i
			continue
		}
		c.Strings = append(c.Strings, p.string())
		end = p.i
	}
	c.Range = p.raw(start, end)
	p.add(c, start, end)
}

// swallowed reports whether the string before the cursor lacks its closing quote and so includes the pipe and
// the name of the next clause, up to the quote of its first string. If so, it reports that, cuts the string,
// and goes back to the pipe.
func (p *parser) swallowed(c *Clause) bool {
	if len(c.Strings) == 0 {
		return false
	}
	last := &c.Strings[len(c.Strings)-1]
	from, to := p.u.Offset(last.Inner.Start), p.u.Offset(last.Inner.End)
	pipe := strings.LastIndexByte(p.s[from:to], '|')
	if pipe < 0 || clauseNamed(strings.TrimSpace(p.s[from+pipe+1:to])) == UnknownClause {
		return false
	}
	end := from + len(strings.TrimRight(p.s[from:from+pipe], " \t"))
	start := p.u.Offset(last.Start)
	p.fail(CodeSyntax, start, end, "the string has no closing quote", p.edit(end, end, p.quote(start)))
	*last = String{Range: p.raw(start, end), Inner: p.raw(from, end), Value: unescape(p.s[from:end])}
	p.i = from + pipe
	return true
}

// wrongJoint reports whether a comma or semicolon joins the clause before start to another, and returns where
// that begins.
func (p *parser) wrongJoint(start int) (next int, ok bool) {
	if c := p.s[start]; c != ',' && c != ';' {
		return 0, false
	}
	next = start + 1
	for next < p.end && isSpace(p.s[next]) {
		next++
	}
	word, _, _ := strings.Cut(p.s[next:p.end], " ")
	return next, clauseNamed(word) != UnknownClause
}

// stray reports the word from start to end, which belongs to no clause.
func (p *parser) stray(kind ClauseKind, start, end int) {
	if kind == FormatClause || kind == Hints {
		p.fail(CodeSyntax, start, end, "put the argument in double quotes", p.edit(start, start, `"`), p.edit(end, end, `"`))
		return
	}
	p.fail(CodeSyntax, start, end, "unexpected text after the clause")
}

func (p *parser) clauseName(c *Clause, name string, start int) {
	if c.Kind != UnknownClause {
		return
	}
	const known = "; the clauses are required, readonly, format and hints"
	if name == "" {
		switch {
		case p.i >= p.end:
			p.fail(CodeSyntax, 0, len(p.s), "the template has no clause"+known)
		default:
			p.fail(CodeSyntax, p.i, p.i+1, "a clause is missing here"+known)
		}
		return
	}
	message := `unknown clause "` + name + `"` + known
	for _, d := range Clauses() {
		if folded := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name)); folded == d.Name ||
			folded+"s" == d.Name {
			c.Kind = d.Kind
			p.fail(CodeSyntax, start, p.i, message, p.edit(start, p.i, d.Name))
			return
		}
	}
	p.fail(CodeSyntax, start, p.i, message)
	for _, d := range Clauses() {
		last := &p.t.Errors[len(p.t.Errors)-1]
		last.Known = append(last.Known, d.Name)
	}
}

func clauseNamed(name string) ClauseKind {
	switch name {
	case "required":
		return Required
	case "readonly":
		return ReadOnly
	case "format":
		return FormatClause
	case "hints":
		return Hints
	}
	return UnknownClause
}

// string parses the string at the cursor.
func (p *parser) string() String {
	start := p.i
	quote := p.quote(start)
	end, closed := p.stringEnd(start)
	in := text.Range{Start: start + len(quote), End: end}
	if closed {
		in.End -= len(quote)
	}
	in.Start = min(in.Start, in.End)
	p.i = end
	switch {
	case !closed:
		p.fail(CodeSyntax, start, end, "the string has no closing quote", p.edit(end, end, quote))
	case quote == "'":
		p.fail(CodeSyntax, start, end, "put strings in double quotes", p.edit(start, start+1, `"`), p.edit(end-1, end, `"`))
	}
	value := in.Of(p.s)
	if quote != "`" {
		value = unescape(value)
	}
	return String{Range: p.raw(start, end), Inner: p.raw(in.Start, in.End), Value: value}
}

// unescape resolves \" and \\. Other backslashes stand for themselves: the documentation's own regexes write \d.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return escapes.Replace(s)
}

var escapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`)

// add adds a clause and checks its arguments.
func (p *parser) add(c Clause, start, end int) {
	p.t.Clauses = append(p.t.Clauses, c)
	again := p.seen[c.Kind] && c.Kind != UnknownClause
	p.seen[c.Kind] = true
	if again && c.Kind != Hints {
		p.fail(CodeDuplicate, start, end, c.word+" is repeated")
	}
	switch c.Kind {
	case Required:
		p.t.Required = true
	case ReadOnly:
		p.t.ReadOnly = true
	case Hints:
		p.t.Hints = append(p.t.Hints, c.Strings...)
		if len(c.Strings) == 0 && len(p.t.Errors) == p.before {
			p.fail(CodeSyntax, start, end, "hints needs text in double quotes")
		}
		return
	case FormatClause:
		p.formatClause(c, start, end, again)
		return
	}
	for _, s := range c.Strings {
		if c.Kind != UnknownClause {
			p.t.Errors = append(p.t.Errors, Error{Code: CodeSyntax, Range: s.Range, Message: c.word + " has no argument"})
		}
	}
}

func (p *parser) formatClause(c Clause, start, end int, again bool) {
	if len(c.Strings) == 0 {
		if len(p.t.Errors) == p.before {
			p.fail(CodeSyntax, start, end, `format needs its format in double quotes, as in format "${string}"`)
		}
		return
	}
	for _, s := range c.Strings[1:] {
		p.t.Errors = append(p.t.Errors, Error{Code: CodeSyntax, Range: s.Range, Message: "format has one argument"})
	}
	f := p.format(c.Strings[0])
	if !again {
		p.t.Format = f
	}
}
