package text

// Cursor converts the ranges of a text to positions, in less time than Position if each range begins on the line of the
// one before it, or a few lines below.
type Cursor struct {
	t     *Text
	enc   Encoding
	lines []int32
	line  int // of the last start
}

// near is how many lines a Cursor looks at one by one.
const near = 8

// NewCursor returns a Cursor for t.
func NewCursor(t *Text, enc Encoding) *Cursor { return &Cursor{t: t, enc: enc, lines: t.table()} }

// Range converts both ends of r as Position does.
func (c *Cursor) Range(r Range) (start, end Position) {
	n := len(c.t.s)
	from, to := min(max(r.Start, 0), n), min(max(r.End, 0), n)
	c.line = c.lineOf(from)
	return c.t.positionOn(c.line, from, c.enc), c.t.positionOn(c.lineOf(to), to, c.enc)
}

// lineOf is the line of off.
func (c *Cursor) lineOf(off int) int {
	if int(c.lines[c.line]) > off {
		return lineIn(c.lines, off, 0)
	}
	for n := c.line; n < c.line+near; n++ {
		if n+1 == len(c.lines) || int(c.lines[n+1]) > off {
			return n
		}
	}
	return lineIn(c.lines, off, c.line+near)
}
