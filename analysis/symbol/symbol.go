// Package symbol finds the definition and the references of what a name in a pack stands for, and renames it.
//
// A symbol is a pack, a value of a pack, a preset or a group of them, a YAML anchor, or a template or variable of a
// manifest. An occurrence is a place that names a symbol. Its form says how the name is written there, and so what a
// rename has to write. Other packs are read only if they may name the symbol.
//
// Deliberately absent: what a cursor is on and which value a path means. Package value says it to hovers and checks,
// too, so that they agree.
package symbol

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// kind is a kind of symbol, or a set of kinds: their sum.
type kind uint8

const (
	packSymbol   kind = 1 << iota // a pack of the workspace, by its name
	valueSymbol                   // a value of one pack, by its path
	anchorSymbol                  // an anchored node of one YAML text
	presetSymbol                  // a preset, by its name; path is its group
	groupSymbol                   // a group of presets, by its name

	templateSymbol // a template that a manifest defines, by its name
	variableSymbol // a variable of a manifest, by its name and the place where it is declared

	ownSymbol = templateSymbol | variableSymbol // of a manifest as a template
	anySymbol = packSymbol | valueSymbol | anchorSymbol | presetSymbol | groupSymbol | ownSymbol
)

// symbol is what a name stands for.
type symbol struct {
	kind kind
	name string // of a pack; or of the pack of a value, if a macro in another pack names the value
	// path is the keys from the root of the pack's values to a value, with value.EachElement for the elements of a list:
	// charts, app, hosts, $[], name. If an alias or a merge key leads to the value, it is the path of what they stand
	// for.
	path   []string
	anchor syntax.Node // the anchored node
	at     int         // of a variable: the byte offset of its declaration
}

// valueAtPath is the value at a path. It keeps the slice.
func valueAtPath(path ...string) symbol { return symbol{kind: valueSymbol, path: path} }

// is reports whether s and t, which are of the same pack unless they are packs, are the same symbol.
func (s symbol) is(t symbol) bool {
	return s.kind == t.kind && s.name == t.name && s.anchor == t.anchor && s.at == t.at && slices.Equal(s.path, t.path)
}

// in is s, a pack or a value of p, as the files of q name it. If its name is not empty, they name that pack with it.
func (s symbol) in(p, q *pack.Pack) symbol {
	if s.kind == valueSymbol && s.name == "" && p.Dir != q.Dir {
		s.name = p.Facts().Name
	}
	return s
}

// word is the name that a rename changes: of a value the last key of its path.
func (s symbol) word() string {
	if s.kind == valueSymbol {
		return s.path[len(s.path)-1]
	}
	return s.name
}

// occurrence is a place in a file that names a symbol.
type occurrence struct {
	symbol     symbol // whose path is valid until the next occurrence; clone it to keep it
	text.Range        // of the name in the file, without quotes
	declares   bool   // whether the symbol is defined here; other occurrences refer to it
	form       form
	node       syntax.Node       // the scalar or anchor that holds the name
	lo, hi     int               // of a scalar: the name's bytes in its content
	doubtful   bool              // whether another symbol may be meant; a rename skips such references
	onTheWay   bool              // whether the path goes on, or the value holds keys: another value is what is used
	inner      text.Range        // in a template: of the name in the text that was parsed
	in         *embedded.Content // the text of node or inner; nil if it is the file's
}

// form is how a name is written at a place.
type form uint8

const (
	asScalar   form = iota // a whole string or key
	asPath                 // a part of a dotted path in a string or key
	asMacro                // a segment of a Palette macro
	asTemplate             // a segment of a path from .Values in a template
	asIndex                // a string argument of index in a template
	asAnchor               // after & or *
	asEnabled              // in the comment of values.yaml that names presets
	asFile                 // a path to the file that the symbol is named after
	asString               // a string of a template
	asVariable             // a variable with its $
)

// occurrencesAt returns the name at byte offset off of f, a file of p: several occurrences in one place if it is not
// known which of several symbols is meant. A cursor at either end of a name is on it.
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
	w.presetNames()
	return found
}

// occurrencesOf returns the places in f, a file of p, that name sym, in the order of the text.
func occurrencesOf(s *pack.Snapshot, p *pack.Pack, f *pack.File, sym symbol) []occurrence {
	var found []occurrence
	find := occurrences
	if sym.kind == valueSymbol && !(len(sym.path) == 2 && sym.path[0] == pack.SectionCharts) {
		find = occurrencesUnread // the names of charts make no difference
	}
	for o := range find(s, p, f, sym.kind) {
		if o.symbol.is(sym) {
			o.symbol = sym
			found = append(found, o)
		}
	}
	slices.SortStableFunc(found, func(a, b occurrence) int { return a.Start - b.Start })
	return slices.CompactFunc(found, func(a, b occurrence) bool { return a.Range == b.Range })
}
