package pack

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/intern"
)

// spots are the places in a pack.json on disk that name packs. References ask for those of thousands of packs, and
// reading the files again takes far longer than all else.
type spots struct {
	stamp chart.Stamp // of the file that they are in
	exact bool        // false if Spot cannot say where a name is
	found []nameSpot  // in the order of the text
}

type nameSpot struct {
	text.Spot
	declares bool // it is the pack's own name
	name     string
}

// NamingSpots are the places that name the pack called name in the pack.json of e, in the order of the text: the pack's
// own name only if declarations is true. It is false if they are not known, or if the file is another by now.
func (s *Snapshot) NamingSpots(e *Entry, name string, declarations bool) ([]text.Spot, bool) {
	if e.mentions == nil || e.mentions.spots == nil || !e.mentions.spots.exact || s.holds(e.Dir) {
		return nil, false
	}
	in := e.mentions.spots
	if info, err := s.fsys.Stat(e.Path()); err != nil || chart.StampOf(info) != in.stamp {
		return nil, false
	}
	var found []text.Spot
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
	cursor := text.SpotCursor{Text: src}
	add := func(n syntax.Node, declares bool) {
		if n.Kind() != syntax.String || n.Text() == "" || !in.exact {
			return
		}
		inner, _ := n.Inner()
		at, ok := cursor.Spot(inner)
		if in.exact = ok && inner.Of(src) == n.Text(); in.exact {
			in.found = append(in.found, nameSpot{at, declares, intern.String(n.Text())})
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
