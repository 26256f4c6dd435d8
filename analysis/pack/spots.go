package pack

import (
	"strings"
	"unicode/utf8"
	"unique"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Spot is a place on one line of a file, known without its text: what is before it on the line, and what is in it, is
// ASCII, so that columns are the same in all encodings. The zero Spot is none.
type Spot struct {
	Line, Column int32 // from 0
	Len          int32 // never 0
}

// spots are the places in a pack.json on disk that name packs. References ask for those of thousands of packs, and
// reading the files again takes far longer than all else.
type spots struct {
	stamp chart.Stamp // of the file that they are in
	exact bool        // false if Spot cannot say where a name is
	found []nameSpot  // in the order of the text
}

type nameSpot struct {
	Spot
	declares bool // it is the pack's own name
	name     string
}

// NamingSpots are the places that name the pack called name in the pack.json of e, in the order of the text: the pack's
// own name only if declarations is true. It is false if they are not known, or if the file is another by now.
func (s *Snapshot) NamingSpots(e *Entry, name string, declarations bool) ([]Spot, bool) {
	if e.mentions == nil || e.mentions.spots == nil || !e.mentions.spots.exact || s.holds(e.Dir) {
		return nil, false
	}
	in := e.mentions.spots
	if info, err := s.fsys.Stat(e.Path()); err != nil || chart.StampOf(info) != in.stamp {
		return nil, false
	}
	var found []Spot
	for _, n := range in.found {
		if n.name == name && (declarations || !n.declares) {
			found = append(found, n.Spot)
		}
	}
	return found, true
}

// spotsIn are the places in src, a pack.json with the given root and stamp.
func spotsIn(src string, root syntax.Node, stamp chart.Stamp) *spots {
	in := &spots{stamp: stamp, exact: strings.Count(src, "\r") == strings.Count(src, "\r\n")}
	cursor := lineCursor{src: src}
	add := func(n syntax.Node, declares bool) {
		if n.Kind() != syntax.String || n.Text() == "" || !in.exact {
			return
		}
		inner, _ := n.Inner()
		at, ok := cursor.spot(inner)
		if in.exact = ok && inner.Of(src) == n.Text(); in.exact {
			in.found = append(in.found, nameSpot{at, declares, unique.Make(n.Text()).Value()})
		}
	}
	name, after := root.Get("name"), false
	for n := range DependencyNodes(root) {
		n = n.Get(KeyPackName)
		if !after && n.Range().Start > name.Range().Start {
			add(name, true)
			after = true
		}
		add(n, false)
	}
	if !after {
		add(name, true)
	}
	in.found = append([]nameSpot(nil), in.found...) // no more than needed is kept
	return in
}

// lineCursor counts the lines of a text up to places that are asked for in their order.
type lineCursor struct {
	src       string
	line      int
	lineStart int
}

func (c *lineCursor) spot(r text.Range) (Spot, bool) {
	if r.Start < c.lineStart || r.Len() == 0 {
		return Spot{}, false
	}
	if between := c.src[c.lineStart:r.Start]; strings.Contains(between, "\n") {
		c.line += strings.Count(between, "\n")
		c.lineStart += strings.LastIndexByte(between, '\n') + 1
	}
	for _, b := range []byte(c.src[c.lineStart:r.End]) {
		if b >= utf8.RuneSelf || b == '\n' {
			return Spot{}, false
		}
	}
	return Spot{int32(c.line), int32(r.Start - c.lineStart), int32(r.Len())}, true
}
