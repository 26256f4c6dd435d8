package syntax

import (
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Conflict is a merge conflict that Git has left in a text. Its lines are white space in Tree.Text, except our side.
type Conflict struct {
	text.Range // from the first byte of the first marker to the end of the line of the last, its line end included
	// Ours and Theirs are whole lines with their line ends.
	Ours, Theirs text.Range
	// Lone says that this is a marker without the others: what is left of a conflict. It has no sides.
	Lone bool
}

// conflictLine is a line of a text; kind is the first byte of a marker, or 0.
type conflictLine struct {
	text.Range
	kind byte
}

// conflictsOf finds the conflicts of src: "<<<<<<<", optionally "|||||||" (the base), "=======", and ">>>>>>>", each at
// the beginning of a line. A first or last marker without the others is a conflict, too, as are the markers that
// belong to it. A lone "=======" is none if prose may be there, which has such lines.
func conflictsOf(src string, prose bool) []Conflict {
	if !hasLine(src, "<<<<<<<") && !hasLine(src, ">>>>>>>") && (prose || !hasLine(src, "=======")) {
		return nil
	}
	var found []Conflict
	var lines []conflictLine // markers of a conflict that is not complete yet
	first := func() byte {
		if len(lines) == 0 {
			return 0
		}
		return lines[0].kind
	}
	leave := func() {
		for _, l := range lines {
			end := text.Range{Start: l.End, End: l.End}
			found = append(found, Conflict{Range: l.Range, Ours: end, Theirs: end, Lone: true})
		}
		lines = nil
	}
	for start := 0; start < len(src); {
		end := len(src)
		if i := strings.IndexByte(src[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		line := conflictLine{text.Range{Start: start, End: end}, markerOf(src[start:end])}
		start = end
		switch line.kind {
		case '<':
			if first() == '<' {
				leave()
			}
			lines = []conflictLine{line}
		case '|', '=':
			switch {
			case first() == '<':
			case prose:
				lines = nil // only the one before ">>>>>>>" is a marker
			default:
				leave()
			}
			lines = append(lines, line)
		case '>':
			lines = append(lines, line)
			if c, ok := complete(lines); ok {
				found, lines = append(found, c), nil
			} else {
				leave()
			}
		}
	}
	if first() == '<' || !prose {
		leave()
	}
	return found
}

// hasLine reports whether a line of src begins with prefix. It looks for that alone first: line ends, of which there
// are many, make a search slow.
func hasLine(src, prefix string) bool {
	return strings.Contains(src, prefix) && (strings.HasPrefix(src, prefix) || strings.Contains(src, "\n"+prefix))
}

// complete is the conflict with the given markers, the last of which is ">>>>>>>"; false if some are missing.
func complete(lines []conflictLine) (Conflict, bool) {
	open, last := lines[0], lines[len(lines)-1]
	middle := slices.IndexFunc(lines, func(l conflictLine) bool { return l.kind == '=' })
	if open.kind != '<' || middle < 0 {
		return Conflict{}, false
	}
	return Conflict{
		Range:  text.Range{Start: open.Start, End: last.End},
		Ours:   text.Range{Start: open.End, End: lines[1].Start}, // up to the base, if Git has written it
		Theirs: text.Range{Start: lines[middle].End, End: last.Start},
	}, true
}

// markerOf is the byte of which a line of a conflict's marker consists; 0 for any other line.
func markerOf(line string) byte {
	const width = 7
	line = strings.TrimRight(line, "\r\n")
	if len(line) < width || !strings.ContainsRune("<|=>", rune(line[0])) ||
		strings.TrimLeft(line[:width], line[:1]) != "" || len(line) > width && line[width] != ' ' {
		return 0
	}
	if line[0] == '=' && len(line) > width {
		return 0 // Git writes nothing after this marker
	}
	return line[0]
}

// withoutConflicts is src with white space for all of the conflicts but ours. Offsets and lines stay the same.
func withoutConflicts(src string, conflicts []Conflict) string {
	return keepingSide(src, conflicts, func(c Conflict) text.Range { return c.Ours })
}

// TheirSide is src, whose conflicts are given, with white space for all of them but their side. Offsets and lines stay
// the same.
func TheirSide(src string, conflicts []Conflict) string {
	return keepingSide(src, conflicts, func(c Conflict) text.Range { return c.Theirs })
}

func keepingSide(src string, conflicts []Conflict, side func(Conflict) text.Range) string {
	if len(conflicts) == 0 {
		return src
	}
	b := []byte(src)
	clear := func(from, to int) {
		for i := from; i < to; i++ {
			if b[i] != '\n' && b[i] != '\r' {
				b[i] = ' '
			}
		}
	}
	for _, c := range conflicts {
		kept := side(c)
		clear(c.Start, kept.Start)
		clear(kept.End, c.End)
	}
	return string(b)
}

// ConflictAt is the conflict that r touches; false if there is none.
func (t *Tree) ConflictAt(r text.Range) (Conflict, bool) {
	i := sort.Search(len(t.Conflicts), func(i int) bool { return t.Conflicts[i].End > r.Start })
	if i == len(t.Conflicts) {
		return Conflict{}, false
	}
	c := t.Conflicts[i]
	return c, c.Start < r.End || r.Start == r.End && c.Start <= r.Start
}

// InConflict says if r touches a merge conflict.
func (t *Tree) InConflict(r text.Range) bool {
	_, in := t.ConflictAt(r)
	return in
}
