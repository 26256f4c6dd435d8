package outline

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Selection returns the selection ranges around byte offset off, innermost first. Each contains the one before; the
// last is the whole text. It is nil if path is not a file of a pack.
func Selection(s *pack.Snapshot, path string, off int) []text.Range {
	_, f := s.PackOf(path)
	if f == nil {
		return nil
	}
	var ranges []text.Range
	add := func(r text.Range) {
		if r.Touches(off) && (len(ranges) == 0 || ranges[len(ranges)-1] != r && r.Covers(ranges[len(ranges)-1])) {
			ranges = append(ranges, r)
		}
	}
	for _, c := range f.Tree().Comments {
		if c.Touches(off) {
			add(c.Range)
		}
	}
	n := f.Tree().NodeAt(off)
	if n.IsScalar() {
		for _, a := range template.InScalar(n, nil) {
			add(a.RangeOf(a.Inner))
			add(a.RangeOf(a.Range))
		}
		inner, _ := n.Inner()
		add(inner)
	}
	for ; n.Exists(); n = n.Parent() {
		if inner, ok := inBrackets(n); ok {
			add(inner)
		}
		add(n.Range())
	}
	add(text.Range{Start: 0, End: f.Text.Len()})
	return ranges
}

// inBrackets is the text between the brackets of n; false if n has none.
func inBrackets(n syntax.Node) (text.Range, bool) {
	if n.Kind() != syntax.Mapping && n.Kind() != syntax.Sequence || n.Style() == syntax.Block {
		return text.Range{}, false
	}
	r, src := n.Range(), n.Source()
	r.Start++
	if last := src[len(src)-1]; len(src) > 1 && (last == '}' || last == ']') {
		r.End--
	}
	return r, true
}
