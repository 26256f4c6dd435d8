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
	value := p.blockText(p.src[start], lines, chomp)
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
// indentation.
func (p *yamlParser) blockText(kind byte, lines []string, chomp byte) string {
	last := len(lines)
	for last > 0 && lines[last-1] == "" {
		last--
	}
	switch {
	case last == 0 && chomp == '+': // the library finds nothing if all lines are empty
		return strings.Repeat("\n", len(lines))
	case last == 0:
		return ""
	case chomp != '+':
		lines = lines[:last]
	}
	var b strings.Builder
	if kind == '>' { // the library loses an empty line after a line of spaces: what is before them is read by itself
		for i := 0; i+1 < len(lines); i++ {
			if lines[i+1] == "" && lines[i] != "" && strings.Trim(lines[i], " \t") == "" {
				b.WriteString(p.blockPart(kind, lines[:i+1], 0))
				lines, i = lines[i+1:], -1
			}
		}
	}
	b.WriteString(p.blockPart(kind, lines, chomp))
	if chomp == '-' { // the library would also take the white space before the last line end
		return strings.TrimSuffix(b.String(), "\n")
	}
	return b.String()
}

// blockPart is the content of the lines, of which at least one is not empty, as a block scalar that keeps all
// line ends at its end if chomp is +, otherwise one. The indentation is given, since spaces may begin the
// first line. An item follows, since with a given indentation the library rejects empty lines at the end of
// the text.
func (p *yamlParser) blockPart(kind byte, lines []string, chomp byte) string {
	size := len("- |1+\n-")
	for _, line := range lines {
		size += len(line) + 2
	}
	src := make([]byte, 0, size)
	src = append(src, '-', ' ', kind, '1')
	if chomp == '+' {
		src = append(src, '+')
	}
	src = append(src, '\n')
	for _, line := range lines {
		if line != "" {
			src = append(src, ' ')
			src = append(src, line...)
		}
		src = append(src, '\n')
	}
	src = append(src, '-')
	return p.decode(string(src), strings.Join(lines, "\n")+"\n")
}
