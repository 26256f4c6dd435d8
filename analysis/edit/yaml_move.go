package edit

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// shift moves all lines of r by that many columns, to the left if by is negative. Blank lines stay, and a
// line with less indentation than that loses all of it. Block scalars move as a whole.
func shift(src string, r text.Range, by int) []text.Edit {
	var edits []text.Edit
	for i := lineStart(src, r.Start); i < r.End; i = afterLine(src, lineEnd(src, i)) {
		line := src[i:lineEnd(src, i)]
		indent := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case strings.TrimSpace(line) == "":
		case by > 0:
			edits = append(edits, text.Edit{Range: at(i), New: strings.Repeat(" ", by)})
		case indent > 0 && by < 0:
			edits = append(edits, text.Edit{Range: text.Range{Start: i, End: i + min(indent, -by)}})
		}
		if lineEnd(src, i) == len(src) {
			break
		}
	}
	return edits
}

// Nest puts the adjacent pairs from first to last, with the comments between them, under new mappings of the
// given keys, the outermost first. The comments right above the first one, in its column, go with it, unless
// the file begins with them. nil if the pairs are not on lines of their own.
func Nest(first, last syntax.Node, keys ...string) []text.Edit {
	if !movable(first) || !movable(last) {
		return nil
	}
	t := first.Tree()
	unit, nl := yamlUnit(t), Newline(t.Text)
	var head strings.Builder
	for i, key := range keys {
		head.WriteString(strings.Repeat(" ", column(first)+i*unit) + Scalar(key) + ":" + nl)
	}
	lines := text.Range{Start: commentsAbove(first), End: lastLineEnd(last)}
	edits := []text.Edit{{Range: at(lines.Start), New: head.String()}}
	return append(edits, shift(t.Text, lines, len(keys)*unit)...)
}

// commentsAbove is where the line of pair begins, or the comments right above it that are in its column.
func commentsAbove(pair syntax.Node) int {
	src := pair.Tree().Text
	start := lineStart(src, pair.Start())
	for i := start; i > 0; {
		i = lineStart(src, i-1)
		line := src[i:]
		if len(line)-len(strings.TrimLeft(line, " ")) != column(pair) || line[column(pair)] != '#' {
			return start
		}
		if i > 0 {
			start = i
		} else {
			return lineStart(src, pair.Start()) // a comment at the start of the file is about the file
		}
	}
	return start
}

// Lift moves a pair out of its mapping to the lines after it, one level up. nil if the text does not allow
// that.
func Lift(pair syntax.Node) []text.Edit {
	outer := pair.Parent().Parent()
	if outer.Kind() != syntax.Pair || !movable(pair) || !beginsLine(outer) || !movable(outer) {
		return nil
	}
	src, by := pair.Tree().Text, column(outer)-column(pair)
	if !pair.Next().Exists() {
		return shift(src, text.Range{Start: pair.Start(), End: lastLineEnd(pair)}, by)
	}
	removed := removeLines(pair)
	if removed == nil {
		return nil
	}
	return append(removed, text.Edit{Range: at(lastLineEnd(outer)), New: Newline(src) + moved(pair, by)})
}

// Move takes a pair out of its mapping and makes it the last one in the mapping of owner; first, the first
// one. nil if the text does not allow that. owner must not be in pair.
func Move(pair, owner syntax.Node, first bool) []text.Edit {
	if !movable(pair) || pair.Tree() != owner.Tree() {
		return nil
	}
	removed := RemoveEntry(pair)
	entry := strings.ReplaceAll(moved(pair, -column(pair)), "\r\n", "\n")
	inserted := insert(owner, entry, first)
	if removed == nil || inserted == nil {
		return nil
	}
	for _, e := range inserted { // what is removed must not contain the place where it goes
		for _, r := range removed {
			if r.Start < e.End && e.Start < r.End || r.Start <= e.Start && e.Start < r.End {
				return nil
			}
		}
	}
	return append(removed, inserted...)
}

// MoveAll takes the adjacent pairs from first to last out of their mapping, with the comments between them and those
// right above the first one, and makes them the last ones in the mapping of owner, which has no such keys. nil if the
// text does not allow that. Another pair must be left in their mapping, and owner must not be in one of them.
func MoveAll(first, last, owner syntax.Node) []text.Edit {
	if !movable(first) || !movable(last) || first.Tree() != owner.Tree() {
		return nil
	}
	src := first.Tree().Text
	lines := text.Range{Start: commentsAbove(first), End: lastLineEnd(last)}
	entry := strings.ReplaceAll(shifted(src, lines, -column(first)), "\r\n", "\n")
	removed := text.Range{Start: lines.Start, End: afterLine(src, lines.End)}
	if removed.End == lines.End && lines.Start > 0 {
		removed.Start = before(src, lines.Start) // the last line has no line end
	}
	edits := []text.Edit{{Range: removed}}
	for _, e := range AppendEntry(owner, entry) {
		if removed.Start < e.End && e.Start < removed.End || removed.Start < e.Start && e.Start < removed.End {
			return nil
		}
		edits = append(edits, e)
	}
	if len(edits) == 1 {
		return nil
	}
	return edits
}

// moved is the text of a pair's lines, moved by that many columns, without the last line end.
func moved(pair syntax.Node, by int) string {
	src := pair.Tree().Text
	return shifted(src, text.Range{Start: lineStart(src, pair.Start()), End: lastLineEnd(pair)}, by)
}

// shifted is the text of lines, moved by that many columns.
func shifted(src string, lines text.Range, by int) string {
	edits := shift(src, lines, by)
	for i := range edits {
		edits[i].Start -= lines.Start
		edits[i].End -= lines.Start
	}
	return text.Apply(lines.Of(src), edits)
}

// movable reports whether a pair is on lines of its own.
func movable(pair syntax.Node) bool {
	return pair.Kind() == syntax.Pair && !inFlow(pair) && beginsLine(pair) && pair.Parent().Style() != syntax.Flow
}

// Indent moves the adjacent pairs from first to last one level deeper, so that they are below the pair before
// them. nil if they are not on lines of their own.
func Indent(first, last syntax.Node) []text.Edit {
	if !movable(first) || !movable(last) {
		return nil
	}
	t := first.Tree()
	return shift(t.Text, text.Range{Start: first.Start(), End: lastLineEnd(last)}, yamlUnit(t))
}
