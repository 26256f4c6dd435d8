package defaults

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Drop takes out of the value of a pair of a pack's values what equals the default at its place of a chart's values,
// with its comments. If nothing is left, it is an empty mapping. keep reports whether the value at a path, below the
// pair, must stay all the same, since something refers to it. n is how many keys are taken out, not counting those in
// them.
func Drop(owner syntax.Node, at chart.Scope, keep func(path []string) bool) (edits []text.Edit, n int) {
	v := owner.Value()
	if v.Kind() != syntax.Mapping || v.Broken() || v.Style() == syntax.Flow || !v.First().Exists() || !alone(v.First()) {
		return nil, 0
	}
	pairs, _ := droppable(v, at, nil, keep)
	return Remove(pairs...), len(pairs)
}

// Equal reports whether the value of a pair of a pack's values, which is not a mapping, equals the default at its
// place, so that it can be dropped.
func Equal(pair syntax.Node, at chart.Scope) bool {
	v := pair.Value()
	return at.Status == chart.Known && v.Kind() != syntax.Null && v.Kind() != syntax.Mapping && !broken(pair) &&
		!refers(pair) && Same(v, at.Value())
}

// droppable are the outermost pairs in the mapping m that equal their defaults; whole reports whether these are all.
func droppable(
	m syntax.Node, at chart.Scope, path []string, keep func([]string) bool,
) (pairs []syntax.Node, whole bool) {
	whole = true
	for pair := range m.Children() {
		key := pair.Key().Text()
		to := append(slices.Clip(path), key)
		child := at.Child(key)
		v, def := pair.Value(), child.Value()
		drop := false
		switch {
		case pair.IsMerge() || m.Pair(key) != pair || child.Status != chart.Known || broken(pair) || refers(pair):
		case v.Kind() == syntax.Mapping && def.Kind() == syntax.Mapping:
			inner, all := droppable(v, child, to, keep)
			if drop = all && !keep(to); !drop && v.Style() != syntax.Flow {
				pairs = append(pairs, inner...)
			}
		default:
			drop = Equal(pair, child) && !keep(to)
		}
		if drop {
			pairs = append(pairs, pair)
		}
		whole = whole && drop
	}
	return pairs, whole
}

// Remove takes pairs out of their block mappings, with their lines and the comments that are about them: those right
// above in the same column, and those below that are indented further. A mapping of which all pairs go becomes empty.
// What is in flow style, or after a dash on a line, stays.
func Remove(pairs ...syntax.Node) []text.Edit {
	gone := map[syntax.Node]bool{}
	for _, pair := range pairs {
		gone[pair] = true
	}
	var edits []text.Edit
	for _, pair := range pairs {
		m := pair.Parent()
		if m.Style() == syntax.Flow || !alone(pair) {
			continue
		}
		if stays := func(n syntax.Node) bool { return !gone[n] }; !slices.ContainsFunc(slices.Collect(m.Children()), stays) {
			if pair == m.First() {
				edits = append(edits, emptied(m)...)
			}
			continue
		}
		edits = append(edits, text.Edit{Range: linesOf(pair)})
	}
	edits = merged(edits)
	if n := len(edits); n > 0 && edits[n-1].New == "" {
		last, src := &edits[n-1], pairs[0].Tree().Text
		if kept := len(strings.TrimRight(src[:last.Start], " \r\n")); last.End == len(src) {
			last.Start = min(last.Start, nextLine(src, text.LineEnd(src, kept))) // no empty lines at the end
		}
	}
	return edits
}

// emptied makes a block mapping an empty one.
func emptied(m syntax.Node) []text.Edit {
	owner := m.Owner()
	if owner.Value() != m {
		return nil
	}
	start := owner.Key().End()
	src := m.Tree().Text
	colon := strings.IndexByte(src[start:m.Start()], ':')
	if colon < 0 || strings.Trim(src[start:start+colon], " ") != "" {
		return nil
	}
	start += colon + 1
	if line := text.LineEnd(src, start); strings.TrimSpace(src[start:line]) == "" {
		return []text.Edit{{Range: text.Range{Start: start, End: blockEnd(m.Last())}, New: " {}"}}
	}
	return nil // an anchor, a tag or a comment is there
}

// linesOf are the lines of a pair with its comments. The empty lines after them go, too, if there are some before, or
// if the pair is the first one of its mapping.
func linesOf(pair syntax.Node) text.Range {
	src := pair.Tree().Text
	r := text.Range{Start: commentsAbove(pair), End: nextLine(src, blockEnd(pair))}
	before := strings.TrimRight(src[:r.Start], " ")
	if pair.Prev().Exists() && !strings.HasSuffix(before, "\n\n") && !strings.HasSuffix(before, "\n\r\n") {
		return r
	}
	for r.End < len(src) {
		next := nextLine(src, text.LineEnd(src, r.End))
		if strings.TrimSpace(src[r.End:next]) != "" || next == r.End {
			break
		}
		r.End = next
	}
	return r
}

// nextLine is where the line after the one that ends at end begins; the end of src if there is none.
func nextLine(src string, end int) int {
	if strings.HasPrefix(src[end:], "\r\n") {
		return end + 2
	}
	return min(end+1, len(src))
}

// merged are edits that take out text, those that touch each other as one.
func merged(edits []text.Edit) []text.Edit {
	slices.SortFunc(edits, func(a, b text.Edit) int { return a.Start - b.Start })
	var out []text.Edit
	for _, e := range edits {
		if n := len(out); n > 0 && out[n-1].New == "" && e.New == "" && e.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, e.End)
			continue
		}
		out = append(out, e)
	}
	return out
}
