package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// foldAt is the column at which the lines of a folded block scalar end.
const foldAt = 80

// ToBlockScalar writes the string n as a block scalar: | if it has line ends, >- if it is long. ok is false if it is
// neither, or cannot be written so.
func (w *Rewriter) ToBlockScalar(n syntax.Node) (e text.Edit, ok bool) {
	if n.Kind() != syntax.String || n.Broken() || n.Style() == syntax.Literal || n.Style() == syntax.Folded {
		return e, false
	}
	s, ok := w.slotOf(n)
	if !ok {
		return e, false
	}
	header, lines := "|-", strings.Split(n.Text(), "\n")
	switch {
	case len(lines) == 1:
		header, lines = ">-", folded(n.Text(), foldAt-s.text)
		if len(lines) < 2 {
			return e, false
		}
	case lines[len(lines)-1] == "":
		header, lines = "|", lines[:len(lines)-1]
	}
	if !writable(lines) {
		return e, false
	}
	if !s.item {
		header = " " + header
	}
	e.Range, e.New = text.Range{Start: s.start, End: s.end}, header+s.tail+w.lines(s.text, lines)
	if s.end == len(w.src) {
		e.New += w.nl // without it, the text would lose its line end
	}
	return e, true
}

// writable reports whether lines can be those of a block scalar: the first one shows the indentation, the last one ends
// the text, and nothing in them is invisible.
func writable(lines []string) bool {
	if lines[0] == "" || lines[0][0] == ' ' || lines[len(lines)-1] == "" {
		return false
	}
	for _, line := range lines {
		if strings.TrimRight(line, " \t") != line || !utf8.ValidString(line) ||
			strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) && r != '\t' }) {
			return false
		}
	}
	return true
}

// folded breaks s at single spaces into lines of at most width characters, if words are not longer.
func folded(s string, width int) (lines []string) {
	line := ""
	for i, word := range strings.Split(s, " ") {
		// An empty word is a second space, which must not be at either end of a line.
		if fits := utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width; i == 0 {
			line = word
		} else if fits || word == "" || strings.HasSuffix(line, " ") || word[0] == '\t' {
			line += " " + word
		} else {
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
