package syntax

import (
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Conflict is a merge conflict that Git has left in a text. Its lines are white space in Tree.Text, except our side.
type Conflict struct {
	text.Range // from the first byte of the first marker to the end of the line of the last, its line end included
	// Ours and Theirs are whole lines with their line ends.
	Ours, Theirs text.Range
}

// conflictLine is a line of a text; kind is the first byte of a marker, or 0.
type conflictLine struct {
	text.Range
	kind byte
}

// conflictsOf finds the complete conflicts of src: "<<<<<<<", optionally "|||||||" (the base), "=======", and
// ">>>>>>>", each at the beginning of a line.
func conflictsOf(src string) []Conflict {
	if !strings.Contains(src, "<<<<<<<") { // quicker to search than with the line end before it, of which there are many
		return nil
	}
	var found []Conflict
	var open, base, middle conflictLine
	for start := 0; start < len(src); {
		end := len(src)
		if i := strings.IndexByte(src[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		line := conflictLine{text.Range{Start: start, End: end}, markerOf(src[start:end])}
		switch {
		case line.kind == '<':
			open, base, middle = line, conflictLine{}, conflictLine{}
		case open.kind == 0:
		case line.kind == '|' && base.kind == 0 && middle.kind == 0:
			base = line
		case line.kind == '=' && middle.kind == 0:
			middle = line
		case line.kind == '>' && middle.kind != 0:
			c := Conflict{
				Range:  text.Range{Start: open.Start, End: line.End},
				Ours:   text.Range{Start: open.End, End: middle.Start},
				Theirs: text.Range{Start: middle.End, End: line.Start},
			}
			if base.kind != 0 {
				c.Ours.End = base.Start
			}
			found = append(found, c)
			open = conflictLine{}
		}
		start = end
	}
	return found
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
