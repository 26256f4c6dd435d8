package format

import "strings"

// placeComments gives lines with nothing but a comment their columns. A comment stays with the entry below it if it is
// in its column, otherwise with the entries above that are in its column, and otherwise as much deeper as it was.
func (l *layout) placeComments() {
	var open []column // collections around the line, the innermost last
	next := 0         // the first of l.columns that is not open yet
	below := 0        // the next line with text
	for i := range l.lines {
		for ; next < len(l.columns) && l.columns[next].line <= i; next++ {
			c := l.columns[next]
			for len(open) > 0 {
				top := open[len(open)-1]
				if top.old < c.old || top.old == c.old && c.dash && !top.dash {
					break
				}
				open = open[:len(open)-1]
			}
			open = append(open, c)
		}
		n := &l.lines[i]
		switch {
		case n.kind == marker:
			open = nil
		case n.kind == comment && !n.frozen:
			for below = max(below, i+1); below < len(l.lines) && l.lines[below].kind <= comment; below++ {
				if l.lines[below].kind == unplaced {
					break
				}
			}
			l.put(i, l.commentColumn(i, below, open), comment)
		}
	}
}

// commentColumn is the column of the comment on the line i. below is the next line with text, if there is one.
func (l *layout) commentColumn(i, below int, open []column) int {
	c := l.lines[i].indent
	if below < len(l.lines) && l.lines[below].kind != marker && l.lines[below].indent == c {
		return l.lines[below].want
	}
	for k := len(open) - 1; k >= 0; k-- {
		o := open[k]
		if o.old > c {
			continue
		}
		if o.old < c {
			return o.want + l.deeper(open[:k+1], c-o.old)
		}
		listed := strings.HasPrefix(strings.TrimLeft(l.src[l.lines[i].content:l.lines[i].End], "# \t"), "- ")
		if o.dash && !listed && k > 0 && open[k-1].old == c {
			o = open[k-1] // the key of a list whose dashes are in the key's column
		}
		return o.want
	}
	return c
}

// deeper is how much deeper than the innermost of the open collections a comment is that was deeper by d: if these were
// steps of the file's indentation, they still are.
func (l *layout) deeper(open []column, d int) int {
	if len(open) < 2 {
		return d
	}
	top, around := open[len(open)-1], open[len(open)-2]
	if step := top.old - around.old; step > 0 && d%step == 0 && top.want-around.want == l.unit {
		return d / step * l.unit
	}
	return d
}
