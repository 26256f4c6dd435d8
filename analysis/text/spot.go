package text

import (
	"strings"
	"unicode/utf8"
)

// Spot is a place on one line of a file, known without its text: what is before it on the line, and what is in it, is
// ASCII, so that columns are the same in all encodings. The zero Spot is none.
type Spot struct {
	Line, Column int32 // from 0
	Len          int32 // never 0
}

// SpotCursor tells spots in a text, whose lines all end in LF, in their order. It counts lines up to each.
type SpotCursor struct {
	Text      string
	line      int
	lineStart int
}

// Spot is the spot at r; false if there is none, or r is before the line of the last one.
func (c *SpotCursor) Spot(r Range) (Spot, bool) {
	if r.Start < c.lineStart || r.Len() == 0 {
		return Spot{}, false
	}
	if between := c.Text[c.lineStart:r.Start]; strings.Contains(between, "\n") {
		c.line += strings.Count(between, "\n")
		c.lineStart += strings.LastIndexByte(between, '\n') + 1
	}
	for _, b := range []byte(c.Text[c.lineStart:r.End]) {
		if b >= utf8.RuneSelf || b == '\n' {
			return Spot{}, false
		}
	}
	return Spot{int32(c.line), int32(r.Start - c.lineStart), int32(r.Len())}, true
}
