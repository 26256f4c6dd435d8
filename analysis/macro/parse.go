package macro

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// action parses the action at start, whose extent is e.
func (p *parser) action(start int, e extent) {
	a := Action{Range: p.raw(start, e.end), Closed: e.closed}
	body := e.body
	a.TrimLeft = body.Start > start+2
	if e.closed && !e.comment && body.Len() >= 2 && isSpace(p.s[body.End-2]) && p.s[body.End-1] == '-' {
		a.TrimRight = true
		body.End--
	}
	a.Inner = p.raw(body.Start, body.End)
	x := &actionParser{parser: p, a: &a, i: body.Start, end: body.End, inner: e.inner}
	switch {
	case e.comment:
		a.Kind = Comment
		x.comment(start, e)
	default:
		x.action(start)
	}
	if !e.closed && !e.comment {
		x.unclosedAction(start, e)
	}
	if nested := func(err Error) bool { return err.Code == ErrNested }; slices.ContainsFunc(a.Errors, nested) {
		// the others are consequences of it
		a.Errors = slices.DeleteFunc(a.Errors, func(err Error) bool { return !nested(err) })
	}
	slices.SortStableFunc(a.Errors, func(a, b Error) int { return a.Start - b.Start })
	p.actions = append(p.actions, a)
}

// actionParser parses the inside of one action.
type actionParser struct {
	*parser
	a     *Action
	i     int
	end   int
	inner []text.Range
	depth int // of parentheses
	quiet bool
}

func (x *actionParser) fail(code ErrorCode, start, end int, message string, fix ...text.Edit) {
	if x.quiet {
		return
	}
	x.a.Errors = append(x.a.Errors, Error{code, x.raw(start, end), message, fix})
}

// edit replaces the text from start to end, offsets of s, by new written for the quoting.
func (x *actionParser) edit(start, end int, new string) text.Edit {
	return text.Edit{Range: x.raw(start, end), New: x.mode.Escape(new)}
}

func (x *actionParser) comment(start int, e extent) {
	inside := strings.TrimRight(x.s[e.body.Start:e.body.End], " \t\r\n-")
	x.a.TrimRight = e.closed && strings.HasSuffix(x.s[:e.end], " -}}")
	switch {
	case !strings.HasSuffix(inside, "*/"):
		x.fail(ErrUnclosedString, start, min(skipSpace(x.s, e.body.Start)+2, e.end), "the comment has no */")
	case !e.closed:
		x.fail(ErrUnclosedAction, start, start+2, "the comment has no }} after its */", x.edit(e.end, e.end, "}}"))
	}
}

func (x *actionParser) unclosedAction(start int, e extent) {
	kept := x.a.Errors[:0]
	for _, err := range x.a.Errors {
		if err.Code == ErrMissingDot || err.Code == ErrNested || err.Code == ErrLiteral {
			kept = append(kept, err)
		}
	}
	x.a.Errors = kept
	if e.brace {
		x.fail(ErrUnclosedAction, e.end-1, e.end, `the action ends with "}" instead of "}}"`, x.edit(e.end, e.end, "}"))
		return
	}
	x.fail(ErrUnclosedAction, start, start+2, `"{{" has no "}}"`)
}

// space skips white space and actions inside this one, each of which is an error.
func (x *actionParser) space() {
	for {
		x.i = min(skipSpace(x.s, x.i), x.end)
		if len(x.inner) == 0 || x.i < x.inner[0].Start || x.inner[0].Start >= x.end {
			return
		}
		in := x.inner[0]
		x.inner = x.inner[1:]
		x.fail(ErrNested, in.Start, in.End, "an action cannot contain another one")
		x.i = max(x.i, min(in.End, x.end))
		x.quiet = true // the action around it can only be wrong, too
	}
}

func (x *actionParser) at(prefix string) bool { return strings.HasPrefix(x.s[x.i:x.end], prefix) }

// name reads letters, digits and underscores, and hyphens between those.
func (x *actionParser) name() string {
	n := nameLen(x.s[x.i:x.end])
	x.i += n
	return x.s[x.i-n : x.i]
}

func (x *actionParser) action(start int) {
	x.space()
	begin := x.i
	if n := nameLen(x.s[x.i:x.end]); n > 0 && x.keyword(x.s[x.i:x.i+n], n) {
		x.a.KeywordAt = x.raw(begin, x.i)
		x.control(begin)
		return
	}
	x.a.Pipeline = x.pipeline(false)
	if pl := x.a.Pipeline; pl != nil && len(pl.Commands) == 1 && len(pl.Commands[0].Words) == 0 && len(pl.Declared) == 0 {
		x.fail(ErrMissingValue, start, min(x.end+2, len(x.s)), "the action is empty")
	}
	x.rest()
}

// keyword reads word of length n if it is one of text/template's keywords.
func (x *actionParser) keyword(word string, n int) bool {
	switch word {
	case "if", "range", "with", "end", "define", "template", "block", "break", "continue", "else":
	default:
		return false
	}
	if x.i+n < x.end && x.s[x.i+n] == '.' {
		return false
	}
	x.a.Kind, x.a.Keyword = Control, word
	x.i += n
	if word == "else" {
		j := min(skipSpace(x.s, x.i), x.end)
		if m := nameLen(x.s[j:x.end]); m > 0 {
			if next := x.s[j : j+m]; next == "if" || next == "with" {
				x.a.Keyword = "else " + next
				x.i = j + m
			}
		}
	}
	return true
}

func (x *actionParser) control(begin int) {
	end := x.i
	missing := func(what string) {
		x.fail(ErrMissingValue, begin, end, x.a.Keyword+" needs "+what)
	}
	switch x.a.Keyword {
	case "define", "template", "block":
		x.space()
		if x.i >= x.end || x.s[x.i] != '"' && x.s[x.i] != '`' {
			missing("a template's name in quotes")
		} else {
			w := x.literal()
			x.a.Name = &w
		}
		x.space()
		if x.a.Keyword != "define" && x.i < x.end {
			x.a.Pipeline = x.pipeline(false)
		} else if x.a.Keyword == "block" {
			missing("a value after the name")
		}
	case "if", "with", "range", "else if", "else with":
		x.space()
		if x.i >= x.end {
			missing(map[bool]string{true: "something to iterate over", false: "a condition"}[x.a.Keyword == "range"])
		} else {
			x.a.Pipeline = x.pipeline(x.a.Keyword == "range")
		}
	}
	x.rest()
}

// rest reports what is after the end of the pipeline or keyword.
func (x *actionParser) rest() {
	for x.space(); x.i < x.end; x.space() {
		from := x.i
		if x.at(")") {
			x.i++
			x.fail(ErrUnclosedParen, from, x.i, `")" has no "("`)
			if x.a.Pipeline != nil {
				x.quiet = true // read on to get the words
				x.commands(x.a.Pipeline)
			}
			continue
		}
		for x.i < x.end && !isSpace(x.s[x.i]) && !x.at("{{") && x.s[x.i] != ')' {
			x.i++
		}
		x.i = max(x.i, from+1)
		x.fail(ErrStray, from, x.i, x.a.describe()+" is followed by text that does not belong there")
	}
}

func (a *Action) describe() string {
	if a.Keyword != "" {
		return a.Keyword
	}
	return "the value"
}

// pipeline parses up to a closing parenthesis or the end of the action. Two variables may be declared in a range.
func (x *actionParser) pipeline(inRange bool) *Pipeline {
	x.space()
	start := x.i
	pl := &Pipeline{}
	x.declaration(pl, inRange)
	x.commands(pl)
	pl.Range = x.raw(start, max(start, lastNonSpace(x.s, start, x.i)))
	return pl
}

func (x *actionParser) declaration(pl *Pipeline, inRange bool) {
	if !x.at("$") {
		return
	}
	back := *x
	errs := len(x.a.Errors)
	var vars []Word
	for {
		w := x.path(x.variable())
		vars = append(vars, w)
		x.space()
		if inRange && len(vars) == 1 && x.at(",") {
			x.i++
			x.space()
			if x.at("$") {
				continue
			}
		}
		break
	}
	switch {
	case x.at(":="):
		x.i += 2
	case x.at("="):
		x.i++
		pl.Assign = true
	case inRange && len(vars) == 2:
		x.fail(ErrStray, x.i, min(x.i+1, x.end), `":=" is missing after the variables`)
	default:
		x.a.Errors = x.a.Errors[:errs]
		*x = back
		return
	}
	pl.Declared = vars
	x.space()
}

func (x *actionParser) commands(pl *Pipeline) {
	for {
		c := Command{from: x.u.Raw(x.i)}
		x.space()
		start := x.i
		x.words(&c, len(pl.Commands))
		c.Range = x.raw(start, max(start, lastNonSpace(x.s, start, x.i)))
		stage := x.at("|")
		if len(c.Words) == 0 && !(len(pl.Commands) == 0 && !stage && len(pl.Declared) == 0 && x.depth == 0) {
			from, to := start, min(start+1, x.end)
			if !stage || to == from {
				from = max(lastNonSpace(x.s, 0, start)-1, 0)
				to = max(from+1, min(start, lastNonSpace(x.s, 0, start)))
			}
			x.fail(ErrMissingValue, from, to, "a value or function is missing here")
		}
		pl.Commands = append(pl.Commands, c)
		if !stage {
			return
		}
		x.i++
	}
}

// lastNonSpace is the end of s[start:end] without white space at its end.
func lastNonSpace(s string, start, end int) int {
	for end > start && isSpace(s[end-1]) {
		end--
	}
	return end
}

// words parses the words of a command of pipeline stage n.
func (x *actionParser) words(c *Command, n int) {
	for x.space(); x.i < x.end && x.s[x.i] != '|' && x.s[x.i] != ')'; x.space() {
		w := x.word()
		first := len(c.Words) == 0
		c.Words = append(c.Words, w)
		switch {
		case w.Kind == Malformed || w.Unclosed:
		case first && n > 0 && (w.Kind == String || w.Kind == Number || w.Kind == Char || w.Kind == Constant):
			x.failAt(ErrLiteral, w.Range, `only a function can follow "|"`)
		case len(c.Words) == 2 && !callable(c.Words[0].Kind):
			x.failAt(ErrLiteral, w.Range, "a value that is not a function cannot have arguments")
		}
	}
}

func callable(k WordKind) bool {
	return k == Ident || k == Field || k == Variable || k == Paren || k == Malformed
}

// failAt is fail for a range of the raw text.
func (x *actionParser) failAt(code ErrorCode, r text.Range, message string) {
	if !x.quiet {
		x.a.Errors = append(x.a.Errors, Error{Code: code, Range: r, Message: message})
	}
}
