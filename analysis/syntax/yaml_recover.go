package syntax

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func insertion(at int, s string) text.Edit {
	return text.Edit{Range: text.Range{Start: at, End: at}, New: s}
}

// tooDeep reads lines that are indented deeper than the entries of the collection c at the given column,
// although the last entry has ended. If the value of that entry is a scalar and a collection is below, the
// collection is taken as the value.
func (p *yamlParser) tooDeep(c int32, column int) {
	owner := p.b.nodes[c].last
	if owner < 0 { // its only line was not an entry, which has been reported
		p.discard(func() { p.node(none, column, fresh) })
		return
	}
	holder, value := c, owner
	if p.b.nodes[owner].kind == Pair {
		holder, value = owner, p.b.nodes[owner].last
	}
	v := p.b.nodes[value]
	reported := v.broken || p.b.nodes[owner].broken
	line := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
	if colon := p.colon(p.pos); colon >= 0 {
		line.End = p.trimBack(colon)
	}
	p.b.nodes[c].broken, p.b.nodes[owner].broken = true, true
	adopt := v.style != Literal && v.style != Folded && v.style != Block && v.kind != Pair &&
		!(v.kind == Mapping && holder == c) && p.opensCollection()
	if !adopt {
		if !reported {
			p.fail(line, "this line is indented deeper than the entry it follows, which has ended; indent it like the entry")
		}
		p.discard(func() { p.node(none, column, fresh) })
		return
	}
	before := p.src[v.start:v.end]
	p.dropLast(holder)
	below := p.node(holder, column, fresh)
	end := int(p.b.nodes[below].end)
	if p.b.nodes[owner].kind == Pair {
		p.close(owner)
	}
	if reported {
		return
	}
	if one := !strings.ContainsAny(strings.TrimRight(p.src[line.Start:end], " \r\n"), "\r\n"); one {
		p.fail(line,
			"this line is indented deeper than the entry above, which has the value "+brief(before)+
				"; indent it like that entry")
		return
	}
	p.fail(text.Range{Start: int(v.start), End: int(v.end)},
		"an entry has one value, but lines below are indented under it; remove "+brief(before)+" or indent them less")
}

// brief is s, shortened for a message.
func brief(s string) string {
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		s = s[:i] + " …"
	}
	if r := []rune(s); len(r) > 30 {
		s = string(r[:29]) + "…"
	}
	return s
}

// strayInSequence reads what is among the items of the sequence s but is not an item. Keys go to the mapping
// in the item above.
func (p *yamlParser) strayInSequence(s int32, report bool) {
	r := text.Range{Start: p.pos, End: p.trimmedEnd(p.pos)}
	colon := p.colon(p.pos)
	if colon >= 0 {
		r.End = p.trimBack(colon)
	}
	if last := p.b.nodes[s].last; colon >= 0 && last >= 0 && p.b.nodes[last].kind == Mapping &&
		p.b.nodes[last].style == Block {
		if report {
			p.fail(r, "a key is not allowed among list items; indent it like the keys of the item above, or begin a new "+
				"item with -")
		}
		p.cur = last
		p.entry(last, p.col())
		p.close(last)
		p.b.nodes[last].broken = true
		p.cur = s
		return
	}
	if report {
		p.report(Error{Code: CodeYAML, Range: r, Message: "a list item needs a - before it", FixTitle: "Insert -",
			Fix: []text.Edit{insertion(p.pos, "- ")}})
	}
	i := p.node(s, p.col(), fresh)
	p.b.nodes[i].broken = true
}

// badEntry reads a line where a key belongs but that has no key with a colon.
func (p *yamlParser) badEntry(m int32, column int) {
	p.b.nodes[m].broken = true
	start, end := p.pos, p.trimmedEnd(p.pos)
	r := text.Range{Start: start, End: end}
	c := p.peek()
	switch {
	case p.indicator('-'):
		if p.listInstead(m, column) {
			return
		}
		p.fail(text.Range{Start: start, End: start + 1},
			"a list item is not allowed among keys; indent it under the key that it belongs to")
		p.discard(func() { p.sequence(none, column) })
		return
	case p.macroAt(start):
		p.macro(r)
		p.quiet = p.lineEnd(start)
		p.brokenPair(m, column, r, r.Of(p.src), none)
		return
	case c == ']' || c == '}':
		last, n := p.b.nodes[m].last, len(p.errors)
		if last >= 0 && n > 0 && p.errors[n-1].Start >= int(p.b.nodes[last].start) {
			p.quiet = p.lineEnd(start) // it closes the bracket of the entry above, which is reported
		}
		p.fail(text.Range{Start: start, End: start + 1}, "there is no open bracket that "+string(c)+" could close; remove it")
		p.skipRest()
		p.next()
		return
	case c == '"' || c == '\'':
		p.badQuotedKey(m, column, r)
		return
	case strings.IndexByte("[{&*!|>@`%,", c) >= 0:
		p.fail(r, "a key cannot begin with "+string(c)+"; quote it, as in \"key\": value")
		p.quiet = p.lineEnd(start)
		key := r
		if i := strings.IndexByte(p.src[start:end], ':'); i > 0 {
			key.End = start + i
		}
		p.brokenPair(m, column, key, key.Of(p.src), none)
		return
	}
	if i := strings.IndexByte(p.src[start:end], ':'); i > 0 && !strings.HasPrefix(p.src[start+i:end], "://") &&
		!strings.ContainsAny(p.src[start:start+i], " \t") {
		key := text.Range{Start: start, End: start + i}
		p.report(Error{Code: CodeYAML, Range: text.Range{Start: start, End: key.End + 1},
			Message:  "a space must follow the colon of the key " + brief(key.Of(p.src)),
			FixTitle: "Insert a space", Fix: []text.Edit{insertion(key.End+1, " ")}})
		p.quiet = p.lineEnd(start)
		value := key.End + 1
		if _, below := p.peekLine(end); below > column && strings.IndexByte("\"'[{|>", p.src[min(value, end-1)]) < 0 {
			value = none // the lines below are the value
		}
		p.brokenPair(m, column, key, key.Of(p.src), value)
		return
	}
	word := brief(r.Of(p.src))
	p.fail(r, word+" is not a key yet; a key needs a colon, as in "+word+": value")
	p.quiet = p.lineEnd(start)
	if prev := p.b.nodes[m].last; prev >= 0 && p.lacksValue(prev) {
		if _, below := p.peekLine(end); below > column {
			p.adoptBelow(prev, column)
			return
		}
	}
	p.brokenPair(m, column, r, r.Of(p.src), none)
}

// listInstead reads the list at pos, at the column of the keys of m, as the value of the key above if that
// has only a scalar.
func (p *yamlParser) listInstead(m int32, column int) bool {
	pair := p.b.nodes[m].last
	if pair < 0 {
		return false
	}
	value := p.b.nodes[pair].last
	v := p.b.nodes[value]
	if v.style == Literal || v.style == Folded || v.style == Block || v.kind == Pair || value == p.b.first(pair) {
		return false
	}
	if !v.broken && !p.b.nodes[pair].broken {
		p.fail(text.Range{Start: p.pos, End: p.pos + 1},
			"a list item is not allowed here; the key above has the value "+brief(p.src[v.start:v.end]))
	}
	p.dropLast(pair)
	p.node(pair, column, underKey)
	p.close(pair)
	p.b.nodes[pair].broken = true
	return true
}

// lacksValue reports whether the pair has a key and an absent value.
func (p *yamlParser) lacksValue(pair int32) bool {
	v := p.b.nodes[p.b.nodes[pair].last]
	return v.kind == Null && v.start == v.end && p.b.nodes[pair].last != p.b.first(pair)
}

// adoptBelow skips the word at pos, which was typed between the key of pair and its value, and reads the value below.
func (p *yamlParser) adoptBelow(pair int32, column int) {
	p.dropLast(pair)
	p.skipRest()
	p.next()
	p.node(pair, column, fresh)
	p.close(pair)
	p.b.nodes[pair].broken = true
}

// brokenPair adds a pair with the key at r to m and moves on. Its value is the text from value on, or the
// lines below it.
func (p *yamlParser) brokenPair(m int32, column int, r text.Range, key string, value int) {
	pair := p.b.add(m, Pair, Plain, r, "")
	p.b.nodes[pair].broken = true
	k := p.b.add(pair, String, Plain, r, key)
	p.b.nodes[k].broken = true
	if value >= 0 && value < p.trimmedEnd(r.Start) {
		p.pos = p.skipBlanks(value)
		p.node(pair, column, afterColon)
	} else {
		p.skipRest()
		p.next()
		p.below(pair, column, r.End)
	}
	p.close(pair)
}

// badQuotedKey reads a line that begins with a quote but is not a key: r is its text.
func (p *yamlParser) badQuotedKey(m int32, column int, r text.Range) {
	q := p.src[r.Start]
	end, closed := p.quoteOnLine(r.Start)
	if closed {
		p.fail(r, brief(r.Of(p.src))+" is not a key yet; a key needs a colon, as in "+brief(p.src[r.Start:end])+": value")
		p.quiet = p.lineEnd(r.Start)
		p.brokenPair(m, column, text.Range{Start: r.Start, End: end}, p.unquote(r.Start, end), none)
		return
	}
	key, value := r, none
	if i := strings.IndexByte(r.Of(p.src), ':'); i > 0 {
		key.End, value = r.Start+i, r.Start+i+1
	}
	p.report(Error{Code: CodeYAML, Range: key, Message: "the quote " + string(q) + " is never closed; add " + string(q) +
		" after the key",
		FixTitle: "Close the quote", Fix: []text.Edit{insertion(key.End, string(q))}})
	p.quiet = p.lineEnd(r.Start)
	p.brokenPair(m, column, key, strings.TrimSpace(p.src[key.Start+1:key.End]), value)
}

// macroAt reports whether a macro {{ ... }} begins at i and ends on its line.
func (p *yamlParser) macroAt(i int) bool { return p.macroEnd(i) >= 0 }

// macroEnd is where the macro at i ends; -1 if there is none of a reasonable length.
func (p *yamlParser) macroEnd(i int) int {
	if !strings.HasPrefix(p.src[i:], "{{") || p.budget < 0 {
		return -1
	}
	j := i + 2
	for ; j < min(len(p.src), i+maxMacro) && !isBreak(p.src[j]); j++ {
		if p.src[j] == '}' && j+1 < len(p.src) && p.src[j+1] == '}' {
			return j + 2
		}
	}
	p.budget -= j - i
	return -1
}

// macro reports the unquoted macro or template action at r.
func (p *yamlParser) macro(r text.Range) {
	s := r.Of(p.src)
	quoted := `"` + s + `"`
	// Palette's documentation asks for single quotes around variables
	if strings.ContainsAny(s, `"\`) || strings.Contains(s, ".spectro.var.") {
		quoted = "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	code := CodeYAML
	if strings.Contains(s, ".spectro.") {
		code = CodeMacroUnquoted
	}
	p.report(Error{Code: code, Range: r, Message: "a value that begins with {{ must be quoted; write " + brief(quoted),
		FixTitle: "Quote the macro", Fix: []text.Edit{{Range: r, New: quoted}}})
}
