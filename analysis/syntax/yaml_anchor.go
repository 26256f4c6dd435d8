package syntax

import (
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// wordEnd is where the name of an anchor, alias or tag at i ends.
func (p *yamlParser) wordEnd(i int) int {
	for !p.spaceAt(i) && !flowMarks[p.src[i]] {
		i++
	}
	return i
}

// tagEnd is where the tag at i ends.
func (p *yamlParser) tagEnd(i int) int {
	if strings.HasPrefix(p.src[i:], "!<") {
		for !p.spaceAt(i) && p.src[i] != '>' {
			i++
		}
		if p.spaceAt(i) {
			return i
		}
		return i + 1
	}
	return p.wordEnd(i)
}

// properties reads the anchors and tags at pos and the white space after them, for the node that is added
// next; in flow style also line ends. It reports whether there are any.
func (p *yamlParser) properties(flow bool) bool {
	start := p.pos
	anchored := false
	p.tag = ""
	for {
		switch p.peek() {
		case '&':
			end := p.wordEnd(p.pos + 1)
			r := text.Range{Start: p.pos, End: end}
			switch {
			case end == p.pos+1:
				p.fail(r, "an anchor needs a name after its &; quote the value to mean the character &")
			case anchored:
				p.fail(r, "a node can have only one anchor")
			default:
				p.anchors = append(p.anchors, Anchor{Range: r, Name: p.src[p.pos+1 : end], node: int32(len(p.b.nodes))})
			}
			anchored = true
			p.pos = end
		case '!':
			end := p.tagEnd(p.pos)
			if p.tag != "" {
				p.fail(text.Range{Start: p.pos, End: end}, "a node can have only one tag")
			}
			p.tag = p.src[p.pos:end]
			p.pos = end
		default:
			return p.pos > start
		}
		if p.pos < len(p.src) && !p.spaceAt(p.pos) && !(flow && flowEnds[p.src[p.pos]]) {
			p.fail(text.Range{Start: p.pos, End: p.pos + 1}, "a space must follow an anchor or tag")
			return true
		}
		if p.pos = p.skipBlanks(p.pos); flow {
			p.flowSpace()
		}
	}
}

// alias reads the alias at pos.
func (p *yamlParser) alias(parent int32) {
	end := p.wordEnd(p.pos + 1)
	r := text.Range{Start: p.pos, End: end}
	if n := len(p.anchors); p.tag != "" || n > 0 && int(p.anchors[n-1].node) == len(p.b.nodes) {
		p.fail(r, "an alias can have no anchor or tag of its own")
	}
	p.tag = ""
	p.b.add(parent, Alias, Plain, r, p.src[p.pos+1:end])
	p.aliased = true
	p.pos = end
}

// resolveAliases finds the node that each alias stands for, and reports those without one. Anchors are valid
// in one document.
func (p *yamlParser) resolveAliases(t *Tree) {
	if !p.aliased {
		return
	}
	named := map[string]Anchor{}
	next, document := 0, 0
	for i := range p.b.nodes {
		n := &p.b.nodes[i]
		if n.kind != Alias {
			continue
		}
		for ; next < len(t.anchors) && t.anchors[next].Start < int(n.start); next++ {
			named[t.anchors[next].Name] = t.anchors[next]
		}
		document = sort.SearchInts(p.bounds, int(n.start)+1) - 1
		name := p.b.value(int32(i))
		a, ok := named[name]
		r := text.Range{Start: int(n.start), End: int(n.end)}
		switch {
		case name == "":
			p.cur = n.parent
			p.fail(r, "an alias needs the name of an anchor after its *; quote the value to mean the character *")
		case !ok || document >= 0 && a.Start < p.bounds[document]:
			p.cur = n.parent
			p.fail(r, "no anchor &"+name+" comes before this alias; quote the value to mean the text *"+name)
		case int(a.node) <= i && p.b.nodes[a.node].end >= n.end:
			p.cur = n.parent
			p.fail(r, "the alias *"+name+" is inside the node that &"+name+" names; a node cannot contain itself")
		default:
			if t.aliases == nil {
				t.aliases = map[int32]int32{}
			}
			t.aliases[int32(i)] = a.node
		}
	}
}

// colon returns the byte offset of the colon that makes the text at i a block mapping's key; -1 where there
// is none on its line.
func (p *yamlParser) colon(i int) int {
	if p.keyPos == i+1 {
		return p.keyEnd
	}
	c := p.findColon(i)
	p.keyPos, p.keyEnd = i+1, c
	return c
}

func (p *yamlParser) findColon(i int) int {
	for i < len(p.src) && (p.src[i] == '&' || p.src[i] == '!') {
		if p.src[i] == '&' {
			i = p.wordEnd(i + 1)
		} else {
			i = p.tagEnd(i)
		}
		if i = p.skipBlanks(i); i < len(p.src) && p.src[i] == ':' && p.spaceAt(i+1) {
			return i
		}
	}
	if i >= len(p.src) {
		return -1
	}
	switch c := p.src[i]; c {
	case '"', '\'':
		end, closed := p.quoteOnLine(i)
		if !closed {
			return -1
		}
		i = end
	case '[', '{':
		if end := p.macroEnd(i); end >= 0 {
			return p.plainColon(end)
		}
		end := p.bracketOnLine(i)
		if end < 0 {
			return -1
		}
		i = end
	case '*':
		i = p.wordEnd(i)
	case ',', ']', '}', '#', '|', '>', '@', '`', '%':
		return -1
	case '-', '?', ':':
		if p.spaceAt(i + 1) {
			return -1
		}
		return p.plainColon(i)
	default:
		return p.plainColon(i)
	}
	if i = p.skipBlanks(i); i < len(p.src) && p.src[i] == ':' && p.spaceAt(i+1) {
		return i
	}
	return -1
}

// plainColon is the colon that ends the plain text at i; -1 if its line or a comment does.
func (p *yamlParser) plainColon(i int) int {
	for j := i; j < len(p.src); j++ {
		switch p.src[j] {
		case '\n', '\r':
			return -1
		case ':':
			if p.spaceAt(j + 1) {
				return j
			}
		case '#':
			if j > i && isBlank(p.src[j-1]) {
				return -1
			}
		}
	}
	return -1
}

// bracketOnLine is where the flow collection at i ends, after its bracket; -1 if that is not on its line.
func (p *yamlParser) bracketOnLine(i int) int {
	depth := 0
	for j := i; j < len(p.src) && !isBreak(p.src[j]); j++ {
		switch c := p.src[j]; c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return j + 1
			}
		case '"', '\'':
			if p.quoteOpens(j) {
				end, closed := p.quoteOnLine(j)
				if !closed {
					return -1
				}
				j = end - 1
			}
		}
	}
	return -1
}

// quoteOpens reports whether the quote at i, in flow style, begins a quoted text rather than being part of an
// unquoted one.
func (p *yamlParser) quoteOpens(i int) bool {
	return i == 0 || p.spaceAt(i-1) || strings.IndexByte("[{,:", p.src[i-1]) >= 0
}
