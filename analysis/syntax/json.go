package syntax

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

const (
	// maxJSONDepth is how deep brackets may nest. RFC 8259, section 9, lets a parser set such a limit.
	maxJSONDepth = 1000
	// maxJSONErrors is when reading stops: a binary file would yield millions of reports and nodes.
	maxJSONErrors = 1000
)

// ParseJSON reads src as strict JSON (RFC 8259). Errors is empty exactly if src is JSON of at most 20 MB,
// nested no deeper than 1,000 levels, whose strings are UTF-8 without lone surrogates.
//
// Whatever the text, what can be read is in the tree:
//   - a bare word or a text in single quotes is a String, and a misspelled number or literal a Number, Bool or
//     Null, all Broken;
//   - "key": without a value has an Invalid Empty node right after the colon, "key" without a colon has no
//     value at all;
//   - a value without a key has an Invalid Empty key where the value begins;
//   - a bracket that is never closed reaches up to the closing bracket of the one around it, or to the end of the text.
//
// A Mapping or Sequence is Broken if a mistake directly in it may have swallowed members.
func ParseJSON(src string) *Tree { return ParseJSONOf(src, nil) }

// ParseJSONOf is ParseJSON for a version of a text whose last one had the given size.
func ParseJSONOf(src string, size *Size) *Tree {
	t := &Tree{Lang: JSON, Text: src}
	if !analyzable(src) {
		t.Errors = []Error{tooLarge(CodeJSON, src)}
		return t
	}
	t.Conflicts = conflictsOf(src, false)
	src = withoutConflicts(src, t.Conflicts)
	t.Text = src
	p := &jsonParser{src: src, b: newBuilder(src, size)}
	p.document()
	slices.SortStableFunc(p.errs, func(a, b Error) int { return a.Start - b.Start })
	t.Errors = p.errs
	t.nodes, t.values = p.b.finish(size)
	if len(t.nodes) > 0 {
		t.docs = []int32{0}
	}
	return t
}

// jsonParser reads one text. When it returns from a container or value, pos is after it.
type jsonParser struct {
	src   string
	pos   int // byte offset of what is read next
	b     builder
	errs  []Error
	stack []int32 // the containers that are open, outermost first

	// next is a scalar that has been read already and turned out to be the key of the next member of the
	// innermost object.
	next    jsonScalar
	hasNext bool
	// noComma says that the member before is incomplete and reported, so that a missing comma after it is not
	// reported.
	noComma bool
	// endReported says that the end of the text inside brackets has been reported.
	endReported bool
	comments    text.Range // from the first to the last of the comments read last, with only white space between them
}

// jsonScalar is a scalar that is not in the tree yet.
type jsonScalar struct {
	text.Range
	value    string
	kind     Kind
	style    Style
	broken   bool
	unclosed bool // a string without its closing quote
	resume   int  // where reading continues after it
}

func (p *jsonParser) report(r text.Range, message string) {
	p.reportFix(r, message, "")
}

// reportFix adds a report whose fix makes edits.
func (p *jsonParser) reportFix(r text.Range, message, title string, edits ...text.Edit) {
	if len(p.errs) < maxJSONErrors {
		p.errs = append(p.errs, Error{Code: CodeJSON, Range: r, Message: message, FixTitle: title, Fix: edits})
	}
}

// done reports whether nothing is left to be read.
func (p *jsonParser) done() bool {
	if len(p.errs) >= maxJSONErrors {
		p.pos, p.endReported = len(p.src), true
	}
	return p.atEnd()
}

func (p *jsonParser) addScalar(parent int32, s jsonScalar) {
	i := p.b.add(parent, s.kind, s.style, s.Range, s.value)
	p.b.nodes[i].broken = s.broken
	if s.unclosed {
		p.breakTop()
	}
}

// breakTop marks the innermost open container as one that may have lost members.
func (p *jsonParser) breakTop() {
	if n := len(p.stack); n > 0 {
		p.b.nodes[p.stack[n-1]].broken = true
	}
}

// kindAt is the kind of the open container at depth i, from 0; Invalid if there is none.
func (p *jsonParser) kindAt(i int) Kind {
	if i < 0 || i >= len(p.stack) {
		return Invalid
	}
	return p.b.nodes[p.stack[i]].kind
}

// peek is the byte that is read next; 0 at the end; atEnd tells whether it is the end.
func (p *jsonParser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

func (p *jsonParser) atEnd() bool { return p.pos >= len(p.src) }

func (p *jsonParser) document() {
	if strings.HasPrefix(p.src, "\ufeff") {
		bom := text.Range{Start: 0, End: 3}
		p.reportFix(bom, "a JSON file has no byte order mark; save it as plain UTF-8", "Remove the byte order mark",
			text.Edit{Range: bom})
		p.pos = 3
	}
	p.space()
	switch c := p.peek(); {
	case p.atEnd():
		if len(p.errs) == 0 || p.pos <= 3 {
			p.report(text.Range{Start: p.pos, End: p.pos}, "the file is empty; it needs a JSON value such as {}")
		}
		return
	case c == '{' || c == '[':
		p.container(none)
	case c == ',' || c == ':' || c == ']' || c == '}' || c == ';':
		p.trailing(false)
		return
	default:
		s := p.scalar(asValue)
		p.space()
		if p.peek() == ':' && s.kind == String {
			s.resume = p.pos
			p.next, p.hasNext = s, true
			p.reportFix(text.Range{Start: s.Start, End: s.Start + 1}, `missing "{" before the first property`, `Insert "{"`,
				text.Edit{Range: text.Range{Start: s.Start, End: s.Start}, New: "{"})
			p.object(none, s.Start)
		} else {
			p.addScalar(none, s)
		}
	}
	p.space()
	if !p.atEnd() {
		p.trailing(true)
	}
}

// trailing reports what follows the root value, or is in its place.
func (p *jsonParser) trailing(after bool) {
	end := len(strings.TrimRight(p.src, " \t\r\n"))
	rest := text.Range{Start: p.pos, End: end}
	if len(p.b.nodes) > 0 {
		p.b.nodes[0].broken = true
	}
	if strings.Trim(rest.Of(p.src), "]} \t\r\n") == "" {
		message := "this closing bracket has no opening one; remove it"
		if rest.Len() > 1 {
			message = "these closing brackets have no opening ones; remove them"
		}
		p.reportFix(rest, message, "Remove the extra brackets", text.Edit{Range: rest})
		return
	}
	if i := strings.IndexAny(rest.Of(p.src), "\r\n"); i >= 0 {
		rest.End = rest.Start + len(strings.TrimRight(p.src[rest.Start:rest.Start+i], " \t"))
	}
	if after {
		p.report(rest, "the JSON value ends before this; a file contains one value and nothing after it")
		return
	}
	p.report(rest, "a JSON file begins with its value, such as {")
}

// container reads the object or array that begins at pos.
func (p *jsonParser) container(parent int32) {
	if len(p.stack) >= maxJSONDepth {
		p.tooDeep(parent)
		return
	}
	start := p.pos
	p.pos++
	if p.src[start] == '{' {
		p.object(parent, start)
	} else {
		p.array(parent, start)
	}
}

// members is how far the reading of one container has come.
type members struct {
	self    int32
	prevEnd int // byte offset after the member before, or -1
	comma   int // byte offset of the comma after that member, or -1
}

// open adds a container that begins at start.
func (p *jsonParser) open(parent int32, kind Kind, start int) members {
	i := p.b.add(parent, kind, Flow, text.Range{Start: start, End: p.pos}, "")
	p.stack = append(p.stack, i)
	return members{self: i, prevEnd: -1, comma: -1}
}

func (p *jsonParser) shut(m members) {
	p.stack = p.stack[:len(p.stack)-1]
	p.b.nodes[m.self].end = int32(p.pos)
}

// upToMember reads commas and brackets up to the next member of m, which closer ends. It reports false if m
// has ended.
func (p *jsonParser) upToMember(m *members, closer byte) bool {
	for {
		p.space()
		if p.done() {
			p.unclosedAtEnd(*m)
			return false
		}
		switch c := p.src[p.pos]; c {
		case ',', ';':
			p.commas(m)
		case '}', ']':
			if p.close(*m, c, closer) {
				return false
			}
		default:
			return true
		}
	}
}

// took records that a member of m has been read.
func (p *jsonParser) took(m *members) {
	m.prevEnd, m.comma = int(p.b.nodes[p.b.nodes[m.self].last].end), -1
}

// object reads members up to the closing brace; its opening brace, if any, is at start.
func (p *jsonParser) object(parent int32, start int) {
	m := p.open(parent, Mapping, start)
	defer p.shut(m)
	for {
		if len(p.errs) >= maxJSONErrors {
			p.hasNext = false
		}
		if !p.hasNext {
			if !p.upToMember(&m, '}') {
				return
			}
			// A second object among the elements of an array: the first one was never closed.
			if p.src[p.pos] == '{' && m.prevEnd >= 0 && p.kindAt(len(p.stack)-2) == Sequence {
				p.unclosedBefore(m, "}", m.comma < 0)
				p.noComma = true
				return
			}
			p.needComma(&m)
		}
		p.member(m.self)
		p.took(&m)
	}
}

// array reads elements up to the closing bracket; its opening one is at start.
func (p *jsonParser) array(parent int32, start int) {
	m := p.open(parent, Sequence, start)
	defer p.shut(m)
	for p.upToMember(&m, ']') {
		switch p.src[p.pos] {
		case ':':
			p.report(text.Range{Start: p.pos, End: p.pos + 1},
				`":" is not allowed in an array; write a comma here, or put the property into an object {}`)
			p.pos++
			m.prevEnd = -1
			p.breakTop()
			continue
		case '{', '[':
			p.needComma(&m)
			p.container(m.self)
		default:
			if value, r, ok := p.plainString(); ok && endsValue(p.peek()) {
				p.needComma(&m)
				p.b.add(m.self, String, DoubleQuoted, r, value)
				break
			} else if ok {
				p.pos = r.Start
			}
			s := p.scalar(asValue)
			p.space()
			// A property on a line of its own belongs to the object around it: the array was never closed.
			if p.peek() == ':' && s.kind == String && p.kindAt(len(p.stack)-2) == Mapping && p.firstOnLine(s.Start) {
				s.resume = p.pos
				p.next, p.hasNext = s, true
				p.pos = s.Start
				p.unclosedBefore(m, "]", m.comma < 0)
				return
			}
			p.needComma(&m)
			p.addScalar(m.self, s)
		}
		p.took(&m)
	}
}
