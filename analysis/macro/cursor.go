package macro

import "github.com/pack-lsp/pack-lsp/analysis/text"

// Place is the kind of thing that is, or may be typed, at a cursor.
type Place uint8

const (
	Outside    Place = iota // in no action
	AtStart                 // first word of an action: a keyword, function, path or value
	AtFunction              // after |: a function
	AtOperand               // elsewhere: a path, a value, or a function in parentheses
	AtSegment               // in a name of a path
	AtVariable              // in the name of a variable
	InString                // in a string or character constant
	InComment               //
	InKeyword               //
	InNumber                //
)

// Cursor is where an offset is in an action.
type Cursor struct {
	Place   Place
	Action  *Action
	Word    *Word      // the word the cursor is in; nil if none has been typed
	Segment int        // of AtSegment: the index in Word.Path
	Prefix  string     // the part of the name before the cursor
	Replace text.Range // what a completion replaces: the name that the cursor is in; empty if there is none
	Call    *Command   // the command the cursor is in; nil in an empty place
	Arg     int        // index of the argument of Call that the cursor is at, from 0; -1 on what is called
	Piped   bool       // the command gets the value of the one before it as its last argument
}

// At returns where byte offset off of the text given to Parse is. A cursor at either end of a name is in it.
func At(actions []Action, off int) Cursor {
	for i := len(actions) - 1; i >= 0; i-- { // inner actions follow the one they are in
		a := &actions[i]
		behind := off >= a.End && a.Closed || off > a.End
		if off < a.Start+2 || behind || a.Closed && off > a.Inner.End {
			continue
		}
		c := Cursor{Action: a, Replace: text.Range{Start: off, End: off}, Place: AtStart, Arg: -1}
		switch {
		case a.Kind == Comment:
			c.Place = InComment
		case a.Kind == Control && a.KeywordAt.Touches(off):
			c.Place, c.Replace = InKeyword, a.KeywordAt
			c.Prefix = prefix(a.Keyword, a.KeywordAt, off)
		case a.Name != nil && a.Name.Touches(off):
			c.word(a.Name, off)
		case a.Pipeline != nil:
			c.pipeline(a.Pipeline, off, a.Kind == Output)
		case a.Kind == Control:
			c.Place = AtOperand
		}
		return c
	}
	return Cursor{Replace: text.Range{Start: off, End: off}, Arg: -1}
}

// pipeline places the cursor in pl, which it is somewhere in or around; start says that pl is all of an action.
func (c *Cursor) pipeline(pl *Pipeline, off int, start bool) {
	for i := range pl.Declared {
		if pl.Declared[i].Touches(off) {
			c.word(&pl.Declared[i], off)
			return
		}
	}
	n := 0 // the command after the last | before the cursor
	for i := range pl.Commands {
		if pl.Commands[i].from <= off {
			n = i
		}
	}
	if len(pl.Commands) == 0 {
		c.Place = AtOperand
		return
	}
	cmd := &pl.Commands[n]
	c.Piped = n > 0
	switch {
	case c.Piped:
		c.Place = AtFunction
	case start && len(pl.Declared) == 0:
		c.Place = AtStart
	default:
		c.Place = AtOperand
	}
	for k := range cmd.Words {
		w := &cmd.Words[k]
		if off < w.Start {
			break
		}
		c.Call, c.Arg = cmd, k-1
		if w.Paren != nil && off > w.Start && (off < w.End || w.Unclosed) {
			c.Call, c.Arg = nil, -1
			c.pipeline(w.Paren, off, false)
			if c.Word != nil || w.Unclosed || !pathTouches(w, off) {
				return
			}
			c.Call, c.Arg = cmd, k-1
		}
		if w.Touches(off) {
			if k > 0 {
				c.Place = AtOperand
			}
			c.word(w, off)
			return
		}
		c.Arg, c.Place = k, AtOperand
	}
}

func pathTouches(w *Word, off int) bool { return len(w.Path) > 0 && off >= w.Path[0].Start }

// word places the cursor in w, whose kind of place is known already.
func (c *Cursor) word(w *Word, off int) {
	c.Word = w
	for i, s := range w.Path {
		if s.Touches(off) {
			c.Place, c.Segment = AtSegment, i
			c.Prefix, c.Replace = prefix(s.Name, s.Range, off), s.Range
			return
		}
	}
	switch w.Kind {
	case Ident, Constant:
		at := text.Range{Start: w.Start, End: w.Start + len(w.Text)}
		c.Prefix, c.Replace = prefix(w.Text, at, off), at
	case Field:
		c.Replace = w.Range // the dot alone, or the cursor is before its dot
		if len(w.Path) > 0 {
			c.Replace = text.Range{Start: off, End: off}
		}
	case Variable:
		c.Place = AtVariable
		at := text.Range{Start: w.Start, End: min(w.Start+len(w.Text), w.End)}
		c.Prefix, c.Replace = prefix(w.Text, at, off), at
	case String, Char:
		c.Place, c.Replace = InString, w.Range
	case Number:
		c.Place, c.Replace = InNumber, w.Range
	}
}

// prefix is the part of name, written at r, before off.
func prefix(name string, r text.Range, off int) string {
	return name[:min(max(off-r.Start, 0), len(name))]
}
