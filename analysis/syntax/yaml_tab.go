package syntax

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// tabIndent reports that the line at start, whose content is at pos, is indented by tabs. It returns the
// column that was probably meant, which the fix indents the line to.
func (p *yamlParser) tabIndent(start int) int {
	column := p.meantColumn(start)
	r := text.Range{Start: start, End: p.pos}
	p.report(Error{Code: CodeYAMLTab, Range: r, Message: "YAML is indented with spaces, not tabs",
		FixTitle: "Replace tabs with spaces", Fix: []text.Edit{{Range: r, New: strings.Repeat(" ", column)}}})
	p.quiet = max(p.quiet, p.lineEnd(p.pos))
	return column
}

// meantColumn is the first of some guesses that the lines around allow, or the column of the line above.
func (p *yamlParser) meantColumn(start int) int {
	if len(p.blocks) == 0 {
		return 0
	}
	unit := p.indentUnit()
	inner := p.contentAbove()
	if p.endsInColon(p.first) {
		inner += unit
	}
	tabs, spaces := tabsAndSpaces(p.src[start:p.pos])
	tabsAbove, spacesAbove := tabsAndSpaces(p.src[p.lineStart(p.first):p.first])
	var guesses []int
	switch deeper := tabs - tabsAbove; {
	case tabsAbove == 0:
	case deeper == 0:
		guesses = append(guesses, p.ind+spaces-spacesAbove)
	case deeper > 0:
		guesses = append(guesses, inner)
	default:
		guesses = append(guesses, p.outward(-deeper))
	}
	levels := tabs*unit + spaces
	if tabs > 1 { // a single tab may mean any indentation
		guesses = append(guesses, levels)
	}
	if line, below, ok := p.lineBelow(); ok && p.endsInColon(p.pos) && p.src[line] != '-' {
		guesses = append(guesses, below-unit)
	}
	guesses = append(guesses, inner, levels)
	for _, column := range guesses {
		if p.fits(column) {
			return column
		}
	}
	return max(p.ind, 0)
}

// outward is the column that many levels out from the one of the line above.
func (p *yamlParser) outward(levels int) int {
	column := p.ind
	for i := len(p.blocks) - 1; i >= 0 && levels > 0; i-- {
		if c := p.blocks[i].column; c < column {
			column = c
			levels--
		}
	}
	return column
}

func tabsAndSpaces(indent string) (tabs, spaces int) {
	tabs = strings.Count(indent, "\t")
	return tabs, strings.Count(indent, " ")
}

// indentUnit is one step of the text's own indentation: the smallest that a key or item has; 2 if none has
// fewer than 8 spaces.
func (p *yamlParser) indentUnit() int {
	if p.unit > 0 {
		return p.unit
	}
	p.unit = 8
	for i := p.lineStart(0); i < len(p.src); i = p.skipBreak(p.lineEnd(i)) {
		j := i
		for j < len(p.src) && p.src[j] == ' ' && j-i < p.unit {
			j++
		}
		if j > i && j-i < p.unit && j < len(p.src) && (p.src[j] == '-' || p.colon(j) >= 0) {
			p.unit = j - i
		}
	}
	if p.unit == 8 {
		p.unit = 2
	}
	return p.unit
}

// contentAbove is the column of what is on the line of first after its dashes.
func (p *yamlParser) contentAbove() int {
	i := p.first
	for i+1 < len(p.src) && p.src[i] == '-' && isBlank(p.src[i+1]) {
		i = p.skipBlanks(i + 1)
	}
	return p.ind + i - p.first
}

// endsInColon reports whether the line of i is a key without a value, which a block below may belong to.
func (p *yamlParser) endsInColon(i int) bool {
	end := p.trimmedEnd(i)
	return end > i && p.src[end-1] == ':'
}

// fits reports whether the line at pos can be at column with the lines above and below as they are.
func (p *yamlParser) fits(column int) bool {
	dash := p.indicator('-')
	inner := p.blocks[len(p.blocks)-1].column
	if !p.continues(column, dash) && !(p.endsInColon(p.first) && (column > inner || column == inner && dash)) {
		return false
	}
	line, below, ok := p.lineBelow()
	if !ok {
		return true
	}
	dashBelow := p.src[line] == '-' && p.spaceAt(line+1)
	switch {
	case below > column:
		return dash || p.endsInColon(p.pos)
	case below == column:
		return dash == dashBelow || dashBelow && p.endsInColon(p.pos)
	}
	return p.continues(below, dashBelow)
}

// lineBelow returns where the content of the line after pos's begins, and its column; ok is false if there is
// none, or if tabs indent it.
func (p *yamlParser) lineBelow() (line, column int, ok bool) {
	line, column = p.peekLine(p.pos)
	return line, column, column >= 0 && !strings.Contains(p.src[line-column:line], "\t")
}

// continues reports whether a line at column, with or without a dash, continues a collection that is being
// read.
func (p *yamlParser) continues(column int, dash bool) bool {
	return slices.Contains(p.blocks, block{column, dash})
}
