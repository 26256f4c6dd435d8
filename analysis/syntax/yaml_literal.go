package syntax

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// blockScalar reads the scalar at pos whose header is | or > and whose lines are deeper than column n, and
// moves to the next line.
func (p *yamlParser) blockScalar(parent int32, n int) {
	start := p.pos
	style := Literal
	if p.src[start] == '>' {
		style = Folded
	}
	p.pos++
	chomp, indent := byte(0), 0
	for ; !p.eol() && !isBlank(p.peek()); p.pos++ {
		switch c := p.peek(); {
		case (c == '-' || c == '+') && chomp == 0:
			chomp = c
			continue
		case c >= '1' && c <= '9' && indent == 0:
			indent = int(c - '0')
			continue
		}
		break
	}
	header := p.pos
	p.space()
	if !p.eol() {
		p.fail(text.Range{Start: start, End: p.trimmedEnd(start)},
			"only -, + and a digit may follow "+p.src[start:start+1]+" on its line; put the text on the next lines, or "+
				"quote the value")
		p.skipRest()
	}
	if indent > 0 {
		indent += max(n, 0)
	}
	lines, end := p.blockLines(n, indent)
	if end < 0 {
		end = header
	}
	value := blockText(p.src[start], lines, chomp)
	if end == len(p.src) && chomp != '-' { // Helm's reader adds no line end that is not in the text
		value = strings.TrimSuffix(value, "\n")
	}
	p.scalar(parent, style, text.Range{Start: start, End: end}, value)
	p.enter()
}

// blockLines reads the lines of a block scalar from the next line on and moves to the start of the line after
// them. indent is the number of columns they are indented by, 0 if the first line determines it. end is the
// end of the last line that is not empty, -1 if there is none.
func (p *yamlParser) blockLines(n, indent int) (lines []string, end int) {
	end = -1
	after := p.lineEnd(p.pos)
	known := indent > 0
	deepest := text.Range{} // the indentation of the most indented empty line before the text
	i := p.skipBreak(after)
	for i < len(p.src) {
		j := i
		for j < len(p.src) && p.src[j] == ' ' && (!known || j-i < indent) {
			j++
		}
		eol := p.lineEnd(j)
		switch outside := !known && j-i <= n || known && j-i < indent; {
		case j == eol:
			if !known && j-i > deepest.Len() {
				deepest = text.Range{Start: i, End: j}
			}
		case outside && p.skipBlanks(j) == eol:
			if j-i <= n {
				r := text.Range{Start: i, End: eol}
				p.report(Error{Code: CodeYAMLTab, Range: r, Message: "YAML is indented with spaces, not tabs",
					FixTitle: "Remove the tabs", Fix: []text.Edit{{Range: r}}})
			}
			j = eol
		case outside || p.markerAt(i):
			p.pos = i
			return lines, end
		default:
			if !known && deepest.Len() > j-i {
				p.report(Error{Code: CodeYAML, Range: deepest,
					Message:  "this empty line is indented deeper than the first line of the text below",
					FixTitle: "Remove the spaces", Fix: []text.Edit{{Range: deepest}}})
			}
			known, indent, end = true, j-i, eol
		}
		lines = append(lines, p.src[j:eol])
		i = p.skipBreak(eol)
		if eol >= len(p.src) {
			break
		}
	}
	p.pos = i
	return lines, end
}

// blockText is the content of a block scalar of the given kind, | or >, with its lines as they are after the
// indentation. The lexer of goccy/go-yaml would take most of the time of reading long descriptions, and loses an empty
// line after a line of spaces.
func blockText(kind byte, lines []string, chomp byte) string {
	last := len(lines)
	for last > 0 && lines[last-1] == "" {
		last--
	}
	if chomp != '+' {
		lines = lines[:last]
	}
	size := 1
	for _, line := range lines {
		size += len(line) + 1
	}
	var b strings.Builder
	b.Grow(size)
	before, empty := "", 0 // the last line that is not empty, and how many empty ones followed
	for _, line := range lines[:last] {
		if line == "" {
			empty++
			continue
		}
		switch fold := kind == '>' && !startsBlank(before) && !startsBlank(line); {
		case before != "" && !fold:
			b.WriteByte('\n')
		case before != "" && empty == 0:
			b.WriteByte(' ')
		}
		writeBreaks(&b, empty)
		b.WriteString(line)
		before, empty = line, 0
	}
	writeBreaks(&b, len(lines)-last) // some only if chomp is +
	if last > 0 && chomp != '-' {
		b.WriteByte('\n')
	}
	return b.String()
}

// startsBlank reports whether a line is indented deeper than the scalar: its line ends stay as they are.
func startsBlank(line string) bool { return line != "" && isBlank(line[0]) }

func writeBreaks(b *strings.Builder, n int) {
	for range n {
		b.WriteByte('\n')
	}
}
