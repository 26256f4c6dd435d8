// Package symbol is what names in the texts of packs stand for, where it is defined, every place that names it, and how to
// give it another name.
//
// A symbol is a pack, a value of a pack, or a YAML anchor. An occurrence is a place that names one; how it is written there
// is its form, on which it depends what a rename has to write. Of other packs only those are read that may name a symbol.
package symbol

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// kind is a sort of thing that texts of packs name. A set of them is a sum.
type kind uint8

const (
	packSymbol   kind = 1 << iota // a pack of the workspace, by its name
	valueSymbol                   // a value of one pack, by its path
	anchorSymbol                  // an anchored node of one YAML text
	anySymbol    = packSymbol | valueSymbol | anchorSymbol
)

// symbol is what names in the texts of packs stand for: references, highlights and renaming are all about one.
type symbol struct {
	kind kind
	name string // of a pack; of a value that a macro in another pack names, its pack's
	// path is the keys from the root of the pack's values to a value, value.EachElement for the elements of a list: charts, app, hosts, $[],
	// name. Where an alias or a merge key leads to the value it is the path of what they stand for.
	path   []string
	anchor syntax.Node // the anchored node
}

// valueAtPath is the value at a path, which it keeps.
func valueAtPath(path ...string) symbol { return symbol{kind: valueSymbol, path: path} }

// is reports whether t and u are the same symbol, of the same pack unless they are packs.
func (t symbol) is(u symbol) bool {
	return t.kind == u.kind && t.name == u.name && t.anchor == u.anchor && slices.Equal(t.path, u.path)
}

// elsewhere is t, a pack or a value of p, as the texts of q name it, and the name of the pack that they must name; "" where any text may
// name t.
func (t symbol) elsewhere(p, q *pack.Pack) (name string, in symbol) {
	if t.kind == valueSymbol && t.name == "" && p.Dir != q.Dir {
		t.name = p.Facts().Name
	}
	return t.name, t
}

// word is the name of t alone: the last key of a path.
func (t symbol) word() string {
	if t.kind == valueSymbol {
		return t.path[len(t.path)-1]
	}
	return t.name
}

// occurrence is one place in the text of a file that names a thing.
type occurrence struct {
	symbol     symbol // its path is valid while the occurrence is looked at
	text.Range        // of the name in the file, without quotes
	declares   bool   // the thing is what stands here; other occurrences refer to it
	form       form
	node       syntax.Node    // of a scalar or anchor: in whose text the name is
	lo, hi     int            // of a scalar: the bytes of its content that are the name
	doubtful   bool           // another thing may be meant: it is a reference, and a rename leaves it alone
	inner      text.Range     // of a path in a template: the name in the text that was parsed
	in         *pack.Embedded // the text that node or inner is of; nil if it is the file's
}

// form is how a name is written at a place.
type form uint8

const (
	asScalar   form = iota // all of a string or key
	asPath                 // a part of a dotted path, which is a string or key
	asMacro                // a name in the path of a macro of Palette's
	asTemplate             // a name in a path of a template's .Values
	asIndex                // a string that index takes, in a template
	asAnchor               // behind & or *
	asFile                 // the path of a file whose name is the thing's
)

// occurrencesAt are the names at byte offset off of f, a file of p, at one place: several only if it is not known which of
// several symbols is meant. A cursor at either end of a name is on it.
func occurrencesAt(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int) []occurrence {
	var found []occurrence
	w := occurrenceWalker{snapshot: s, pack: p, file: f, kinds: anySymbol}
	w.yield = func(o occurrence) bool {
		switch same := len(found) > 0 && o.doubtful && o.Range == found[0].Range; {
		case !o.Touches(off):
		case same:
			o.symbol.path = slices.Clone(o.symbol.path)
			found = append(found, o)
		case len(found) == 0 || o.Start == off:
			o.symbol.path = slices.Clone(o.symbol.path)
			found = append(found[:0], o)
		}
		return true
	}
	sub := value.SubjectAt(p, f, off)
	w.subject(&sub)
	return found
}

// occurrencesOf are the places in f, a file of p, that name t.
func occurrencesOf(s *pack.Snapshot, p *pack.Pack, f *pack.File, t symbol) []occurrence {
	var found []occurrence
	for m := range occurrences(s, p, f, t.kind) {
		if m.symbol.is(t) {
			m.symbol = t
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b occurrence) int { return a.Start - b.Start })
	return slices.CompactFunc(found, func(a, b occurrence) bool { return a.Range == b.Range })
}
