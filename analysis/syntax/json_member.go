package syntax

import (
	"fmt"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// member reads a key, its colon and its value into the object self.
func (p *jsonParser) member(self int32) {
	start := p.pos
	if !p.hasNext {
		if name, r, ok := p.plainString(); ok && p.peek() == ':' {
			pair := p.b.add(self, Pair, Plain, r, "")
			p.b.add(pair, String, DoubleQuoted, r, name)
			p.pos++
			p.memberValue(pair)
			p.b.nodes[pair].end = p.b.nodes[p.b.nodes[pair].last].end
			return
		}
		p.pos = start
	}
	var key jsonScalar
	switch c := p.peek(); {
	case p.hasNext:
		key = p.next
		start, p.pos, p.hasNext = key.Start, key.resume, false
	case c == ':':
		p.report(text.Range{Start: start, End: start + 1}, `missing property name; write one in double quotes before ":"`)
		key = absentScalar(start)
		p.breakTop()
	case c == '{' || c == '[':
		p.report(text.Range{Start: start, End: start + 1},
			`missing property name; each value of an object needs one, such as "name": `+string(c))
		key = absentScalar(start)
		p.breakTop()
	default:
		key = p.scalar(asKey)
	}
	pair := p.b.add(self, Pair, Plain, text.Range{Start: start, End: max(start, key.End)}, "")
	p.addScalar(pair, key)
	if key.End > start || p.peek() == ':' {
		p.space()
		if !p.colon(key, pair) {
			return
		}
	}
	p.memberValue(pair)
	if p.b.nodes[pair].last >= 0 {
		p.b.nodes[pair].end = p.b.nodes[p.b.nodes[pair].last].end
	}
}

// absentScalar is a key or value that is not written.
func absentScalar(at int) jsonScalar {
	return jsonScalar{Range: text.Range{Start: at, End: at}, kind: Invalid, broken: true}
}

// colon reads what is between key and value. It reports false if no value follows.
func (p *jsonParser) colon(key jsonScalar, pair int32) bool {
	c := p.peek()
	switch {
	case c == ':':
		p.pos++
		return true
	case c == '=':
		r := text.Range{Start: p.pos, End: p.pos + 1}
		p.reportFix(r, `a property name is followed by ":", not "="`, `Replace with ":"`, text.Edit{Range: r, New: ":"})
		p.pos++
		return true
	}
	if !p.atEnd() && !strings.ContainsRune(",;]}", rune(c)) && !p.hasLineEnd(key.End, p.pos) && !p.keyFollows() {
		p.reportFix(p.lastRune(key.End), `missing ":" between the property name and its value`, `Insert ":"`,
			text.Edit{Range: text.Range{Start: key.End, End: key.End}, New: ":"})
		return true
	}
	p.b.nodes[pair].broken = true
	p.breakTop()
	p.noComma = true
	if !key.unclosed { // one report is enough for a name that is being typed
		quoted := quoteJSON(key.value)
		p.dropBareKey(key)
		p.report(key.Range, fmt.Sprintf("property %s has no value; write %s: followed by one", quoted, quoted))
	}
	return false
}

// dropBareKey removes the report that key lacks quotes, since a better one follows.
func (p *jsonParser) dropBareKey(key jsonScalar) {
	if n := len(p.errs); key.broken && n > 0 && p.errs[n-1].Range == key.Range {
		p.errs = p.errs[:n-1]
	}
}

// memberValue reads the value of pair; pos is after the colon.
func (p *jsonParser) memberValue(pair int32) {
	colon := p.pos
	p.space()
	if p.peek() == ':' {
		r := text.Range{Start: p.pos, End: p.pos + 1}
		p.reportFix(r, `one ":" is enough; remove this one`, `Remove ":"`, text.Edit{Range: r})
		p.pos++
		p.space()
	}
	if p.atEnd() || strings.IndexByte(",;]}", p.src[p.pos]) >= 0 {
		p.missingValue(pair, colon)
		return
	}
	if c := p.src[p.pos]; c == '{' || c == '[' {
		p.container(pair)
		return
	}
	if value, r, ok := p.plainString(); ok && endsValue(p.peek()) {
		p.b.add(pair, String, DoubleQuoted, r, value)
		return
	} else if ok {
		p.pos = r.Start
	}
	s := p.scalar(asValue)
	p.space()
	if p.peek() != ':' || s.kind != String {
		p.addScalar(pair, s)
		return
	}
	// What was read is the next property's name: this one has no value.
	s.resume = p.pos
	p.missingValue(pair, colon)
	p.next, p.hasNext = s, true
}

func (p *jsonParser) missingValue(pair int32, colon int) {
	p.report(p.lastRune(colon), `missing value; write one after ":"`)
	p.addScalar(pair, absentScalar(colon))
}
