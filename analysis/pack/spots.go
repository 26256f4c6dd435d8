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
func (s *Snapshot) NamingSpots(e *Entry, name string, declarations bool) (found []text.Spot, ok bool) {
	if !s.AsIndexed(e) || !e.mentions.spots.exact {
		return nil, false
	}
	for _, n := range e.mentions.spots.found {
		if n.name == name && (declarations || !n.declares) {
			found = append(found, n.Spot)
		}
	}
	return found, true
}

// AsIndexed reports whether the pack.json of e, which s has not read, is on disk as it was when the index read it.
func (s *Snapshot) AsIndexed(e *Entry) bool {
	if e.mentions == nil || e.mentions.spots == nil || s.holds(e.Dir) {
		return false
	}
	info, err := s.fsys.Stat(e.Path())
	return err == nil && chart.StampOf(info) == e.mentions.spots.stamp
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
	name := root.Get("name")
	for n := range DependencyNodes(root) {
		if n = n.Get(KeyPackName); name.Exists() && n.Range().Start > name.Range().Start {
			add(name, true)
			name = syntax.Node{}
		}
		add(n, false)
	}
	add(name, true)
	in.found = append([]nameSpot(nil), in.found...) // no more than needed is kept
	return in
}
