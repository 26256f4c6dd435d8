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
	if !c.on(from) {
		c.line = c.lineOf(from)
	}
	start = c.t.positionOn(c.line, from, c.enc)
	if c.on(to) {
		return start, c.t.positionOn(c.line, to, c.enc)
	}
	return start, c.t.positionOn(c.lineOf(to), to, c.enc)
}

// on reports whether off is on the line of the last start, and that is not the last line.
func (c *Cursor) on(off int) bool {
	return int(c.lines[c.line]) <= off && c.line+1 < len(c.lines) && off < int(c.lines[c.line+1])
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
	lo, step := c.line+near, near // off is usually far nearer than the end of the text
	for lo+step < len(c.lines) && int(c.lines[lo+step]) <= off {
		lo, step = lo+step, 2*step
	}
	return lineIn(c.lines[:min(lo+step, len(c.lines))], off, lo)
}
