// Package text holds a file's text, its line table, and the edits that editors make to it.
//
// Offsets are bytes from 0. Lines are counted from 0 and end at "\n", "\r\n" or "\r" (LSP 3.17, "Text Documents").
// A Position counts characters in the units of an Encoding, since editors and servers agree on one at start.
//
// What always holds: a Text never changes, and every offset and position gives a place in it, however far outside it
// is.
//
// Deliberately absent: files, and what the text is written in.
package text

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Range is the text from byte offset Start up to, not including, End.
type Range struct{ Start, End int }

// Len is the length in bytes.
func (r Range) Len() int { return r.End - r.Start }

// Touches reports whether off is in r or at one of its ends: a cursor there is on it.
func (r Range) Touches(off int) bool { return r.Start <= off && off <= r.End }

// Covers reports whether s is in r.
func (r Range) Covers(s Range) bool { return r.Start <= s.Start && s.End <= r.End }

// Of returns the part of s that r names. It panics if r is not inside s.
func (r Range) Of(s string) string { return s[r.Start:r.End] }

// Encoding is the unit in which a Position counts characters (LSP 3.17, PositionEncodingKind).
type Encoding uint8

const (
	UTF16 Encoding = iota // UTF-16 code units, what every client speaks
	UTF8                  // bytes
)

// Position is a place between two characters: a line from 0, and a character on it from 0 in the units of an Encoding.
type Position struct{ Line, Character int }

// Text is an immutable text. Its line table is made when it is first asked for.
type Text struct {
	s     string
	once  sync.Once
	lines []int32 // byte offset of the start of each line; at least one
	ascii bool    // all of it is, so that every encoding counts bytes

	marksOnce sync.Once
	marks     []mark // see unitsBefore
}

// New returns the text s.
func New(s string) *Text { return &Text{s: s} }

// String returns the whole text.
func (t *Text) String() string { return t.s }

// Len is the length in bytes.
func (t *Text) Len() int { return len(t.s) }

func (t *Text) table() []int32 {
	t.once.Do(func() { t.lines, t.ascii = lineStarts(t.s), isASCII(t.s) })
	return t.lines
}

func lineStarts(s string) []int32 {
	lines := make([]int32, 1, 1+max(strings.Count(s, "\n"), strings.Count(s, "\r")))
	if strings.IndexByte(s, '\r') < 0 {
		for i := 0; ; {
			k := strings.IndexByte(s[i:], '\n')
			if k < 0 {
				return lines
			}
			i += k + 1
			lines = append(lines, int32(i))
		}
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' || s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
			lines = append(lines, int32(i+1))
		}
	}
	return lines
}

// LineCount is the number of lines; a text that ends with a line end has an empty last line.
func (t *Text) LineCount() int { return len(t.table()) }

// Line returns the range of line n without its line end. It panics if there is no such line.
func (t *Text) Line(n int) Range {
	lines := t.table()
	start, end := int(lines[n]), len(t.s)
	if n+1 < len(lines) {
		end = int(lines[n+1])
	}
	for end > start && (t.s[end-1] == '\n' || t.s[end-1] == '\r') {
		end--
	}
	return Range{start, end}
}

// LineAt returns the line that holds byte offset off; offsets outside the text are taken for its ends.
func (t *Text) LineAt(off int) int { return lineIn(t.table(), off, 0) }

// lineIn is the line of off, which is at or after the start of the line lo.
func lineIn(lines []int32, off, lo int) int {
	hi := len(lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; int(lines[mid]) <= off {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// Position converts a byte offset. Offsets outside the text are taken for its ends, one inside a character as the
// character's start, one inside a line end as the end of the line.
func (t *Text) Position(off int, enc Encoding) Position {
	off = min(max(off, 0), len(t.s))
	return t.positionOn(t.LineAt(off), off, enc)
}

// positionOn is the position of off, which is on line n.
func (t *Text) positionOn(n, off int, enc Encoding) Position {
	if start := int(t.lines[n]); t.ascii && (off == start || t.s[off-1] != '\r') { // so it is not in a line end
		return Position{n, off - start}
	}
	line := t.Line(n)
	if t.ascii {
		return Position{n, min(off, line.End) - line.Start}
	}
	off = runeStart(t.s, min(off, line.End))
	switch {
	case enc == UTF8:
		return Position{n, off - line.Start}
	case off-line.Start > markEvery:
		return Position{n, t.unitsBefore(off) - t.unitsBefore(line.Start)}
	}
	return Position{n, utf16Len(t.s[line.Start:off])}
}

// runeStart is where the character begins that off is inside of; off itself between characters and in bytes that are
// not UTF-8.
func runeStart(s string, off int) int {
	for k := off; k > off-utf8.UTFMax && k >= 0 && off < len(s); k-- {
		if utf8.RuneStart(s[k]) {
			if _, size := utf8.DecodeRuneInString(s[k:]); k+size > off {
				return k
			}
			break
		}
	}
	return off
}

// Offset converts a position to a byte offset. A character past the end of its line is the end of the line, a line past
// the last one the end of the text, and a place inside a character its start.
func (t *Text) Offset(p Position, enc Encoding) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= t.LineCount() {
		return len(t.s)
	}
	line := t.Line(p.Line)
	s := line.Of(t.s)
	if enc == UTF8 {
		return line.Start + runeStart(s, min(max(p.Character, 0), len(s)))
	}
	units := 0
	for i, r := range s {
		if units += utf16Units(r); units > p.Character {
			return line.Start + i
		}
	}
	return line.End
}

// LineAround is the start of the line of byte offset off in src, and its end before the line end.
func LineAround(src string, off int) (start, end int) { return LineStart(src, off), LineEnd(src, off) }

// LineStart is where the line of byte offset off in src begins.
func LineStart(src string, off int) int {
	for off > 0 && src[off-1] != '\n' && src[off-1] != '\r' {
		off--
	}
	return off
}

// LineEnd is the first line end at or after byte offset off in src, or the end of src.
func LineEnd(src string, off int) int {
	for off < len(src) && src[off] != '\n' && src[off] != '\r' {
		off++
	}
	return off
}
