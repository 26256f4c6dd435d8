package constraint

import "github.com/pack-lsp/pack-lsp/analysis/text"

// Place is the kind of thing that is, or may be typed, at a cursor.
type Place uint8

const (
	Outside   Place = iota // not between the braces
	AtClause               // in the keyword of a clause, or where one may be typed
	AtPipe                 // after a clause that is complete
	AtFormat               // where the string of a format is missing
	InLiteral              // in the text of a format, outside placeholders
	AtType                 // in the type of a placeholder
	AtArg                  // in an argument that is neither of the following
	InRegex                //
	InRange                //
	AtOption               // in an option of a list
	InHint                 // in the string of hints, or where one is missing
)

// Cursor is where an offset is in a template.
type Cursor struct {
	Place       Place
	Prefix      string       // what was typed of the keyword, type or option before the cursor
	Replace     text.Range   // what a completion replaces
	Clause      *Clause      // the clause it is in; nil without one
	Placeholder *Placeholder // the placeholder it is in; nil without one
}

// At returns where byte offset off of the text given to Parse is.
func (t *Template) At(off int) Cursor {
	c := Cursor{Replace: text.Range{Start: off, End: off}}
	if !t.inner.Touches(off) {
		return c
	}
	c.Place = AtClause
	for i := range t.Clauses {
		cl := &t.Clauses[i]
		end := t.inner.End
		if i+1 < len(t.Clauses) {
			end = t.Clauses[i+1].Start
		}
		if off < cl.Start || off >= end && !(off <= cl.End || i+1 == len(t.Clauses)) {
			continue
		}
		c.Clause = cl
		t.inClause(&c, cl, off)
		// After the | that follows the clause, the next one has not begun.
		if c.Place == AtPipe && cl.pipe > 0 && off >= cl.pipe {
			c.Place, c.Clause = AtClause, nil
		}
		return c
	}
	return c
}

func (t *Template) inClause(c *Cursor, cl *Clause, off int) {
	if cl.Name.Touches(off) && (cl.Name.Len() > 0 || len(cl.Strings) == 0) {
		c.at(AtClause, cl.Name, off, cl.word)
		return
	}
	for i := range cl.Strings {
		s := &cl.Strings[i]
		if !s.Inner.Touches(off) {
			continue
		}
		if cl.Kind != FormatClause {
			c.Place, c.Replace = InHint, s.Inner
			return
		}
		c.Place = InLiteral
		if t.Format != nil && t.Format.Range == s.Range {
			t.Format.at(c, off)
		}
		return
	}
	switch {
	case cl.Kind == FormatClause && len(cl.Strings) == 0:
		c.Place = AtFormat
	case cl.Kind == Hints && len(cl.Strings) == 0:
		c.Place = InHint
	default:
		c.Place = AtPipe
	}
}

// at places the cursor in a name at r.
func (c *Cursor) at(place Place, r text.Range, off int, name string) {
	c.Place, c.Replace = place, r
	c.Prefix = name[:min(max(off-r.Start, 0), len(name))]
}

func (f *Format) at(c *Cursor, off int) {
	for _, p := range f.Parts {
		ph := p.Placeholder
		if ph == nil || off < p.Start+2 || off > p.End || ph.closed && off == p.End {
			continue
		}
		c.Placeholder = ph
		if !ph.colon || off < ph.Arg.Start {
			c.at(AtType, ph.NameAt, off, ph.Name)
			if !ph.NameAt.Touches(off) {
				c.Prefix, c.Replace = "", text.Range{Start: off, End: off}
			}
			return
		}
		switch {
		case ph.Type == TypeList:
			c.Place = AtOption
			for _, o := range ph.Options {
				if o.Touches(off) {
					c.at(AtOption, o.Range, off, o.Value)
				}
			}
		case ph.Pattern != "" || ph.Regexp != nil:
			c.Place, c.Replace = InRegex, ph.Arg
		case ph.Range != nil:
			c.Place, c.Replace = InRange, ph.Arg
		default:
			c.Place, c.Replace = AtArg, ph.Arg
		}
		return
	}
}
