package format

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// keepsLines matches the header of a block scalar to which the empty lines after it belong.
var keepsLines = regexp.MustCompile(`[|>][1-9]?\+`)

// SortKeys sorts the keys of the mapping that is the value of pair, in the order of the alphabet. Comments go with the
// key below them, or above if they are deeper; empty lines stay where they are. ok is false if the keys are in order,
// or sorting may change what the file says: with duplicate keys, and if a key holds an anchor that another one uses.
func (w *Rewriter) SortKeys(pair syntax.Node) (e text.Edit, ok bool) {
	v := pair.Value()
	if v.Kind() != syntax.Mapping || v.Style() != syntax.Block || v.Len() < 2 || !w.sortable(v) {
		return e, false
	}
	parts, gaps, ok := w.entries(v)
	if !ok {
		return e, false
	}
	before := slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b entry) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.key), strings.ToLower(b.key)), cmp.Compare(a.key, b.key))
	})
	if slices.EqualFunc(before, parts, func(a, b entry) bool { return a.key == b.key }) {
		return e, false
	}
	var lines []string
	for i, p := range parts {
		lines = append(lines, p.lines...)
		lines = append(lines, gaps[i]...)
	}
	e.Range = text.Range{Start: w.table.Line(before[0].first).Start, End: w.table.Line(before[len(before)-1].last).End}
	if e.End == len(w.src) && keepsText(v) {
		return e, false // the last line end would belong to another text
	}
	e.New = strings.Join(lines, w.nl)
	return e, true
}

// keepsText reports whether a block scalar is in n.
func keepsText(n syntax.Node) bool {
	for m := range n.All() {
		if m.Style() == syntax.Literal || m.Style() == syntax.Folded {
			return true
		}
	}
	return false
}

// sortable reports whether the order of the entries of v means nothing.
func (w *Rewriter) sortable(v syntax.Node) bool {
	tree := v.Tree()
	if tree.InConflict(v.Range()) || keepsLines.MatchString(v.Source()) {
		return false
	}
	keys := map[string]bool{}
	for p := range v.Children() {
		if keys[p.Key().Text()] || !p.Key().IsScalar() {
			return false
		}
		keys[p.Key().Text()] = true
		for n := range p.All() {
			if n.Broken() {
				return false
			}
			if n.Kind() != syntax.Alias {
				continue
			}
			target := n.Resolve()
			if !target.Exists() || v.Range().Covers(target.Range()) && !p.Range().Covers(target.Range()) {
				return false
			}
		}
	}
	names := map[string]bool{}
	for _, a := range tree.Anchors() {
		if !v.Range().Covers(a.Range) {
			continue
		}
		if names[a.Name] {
			return false
		}
		names[a.Name] = true
	}
	return !v.Broken()
}

// entry is an entry of a mapping with its comments, as whole lines.
type entry struct {
	key         string
	first, last int
	lines       []string
}

// entries are the entries of the block mapping v, and the empty lines after each of them. ok is false if an entry is
// not on lines of its own, or it is unclear which comment belongs to which.
func (w *Rewriter) entries(v syntax.Node) (parts []entry, gaps [][]string, ok bool) {
	first := w.table.LineAt(v.Start())
	column := w.indent(first)
	above := w.table.LineAt(v.Parent().Key().End()) // the last line of what is before the entry
	for p := range v.Children() {
		at := w.table.LineAt(p.Start())
		if w.indent(at) != column || at <= above {
			return nil, nil, false
		}
		start := at
		for i := at - 1; i > above; i-- {
			switch kind, in := w.kindOf(i), w.indent(i); {
			case kind == comment && in == column:
				start = i
			case kind == comment && in < column:
				return nil, nil, false
			case kind == comment && len(parts) == 0:
				return nil, nil, false
			case kind == comment: // deeper: it belongs to the entry above
				parts[len(parts)-1].last = max(parts[len(parts)-1].last, i)
			}
		}
		for i := start; i < at; i++ {
			if w.kindOf(i) == comment && w.indent(i) != column {
				return nil, nil, false
			}
		}
		above = w.table.LineAt(max(p.End()-1, p.Start()))
		parts = append(parts, entry{key: p.Key().Text(), first: start, last: above})
	}
	for i := above + 1; i < w.table.LineCount() && w.kindOf(i) == comment && w.indent(i) > column; i++ {
		parts[len(parts)-1].last = i
	}
	for i := range parts {
		p := &parts[i]
		p.lines = w.textOf(p.first, p.last)
		if i+1 < len(parts) {
			gaps = append(gaps, w.textOf(p.last+1, parts[i+1].first-1))
		}
	}
	return parts, append(gaps, nil), true
}

func (w *Rewriter) textOf(first, last int) (lines []string) {
	for i := first; i <= last; i++ {
		lines = append(lines, w.table.Line(i).Of(w.src))
	}
	return lines
}

func (w *Rewriter) indent(i int) int {
	line := w.table.Line(i).Of(w.src)
	return len(line) - len(strings.TrimLeft(line, " "))
}

// kindOf is what is on the line i, which is between entries.
func (w *Rewriter) kindOf(i int) kind {
	switch s := strings.TrimLeft(w.table.Line(i).Of(w.src), " \t"); {
	case s == "":
		return empty
	case s[0] == '#':
		return comment
	}
	return unplaced
}
