package defaults

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Take writes the defaults at a place of a chart's values below a pair of the values of a pack, with their comments:
// all that the mapping there, and the mappings in it, lack. What is there stays. The keys come in the order of the
// chart. n is how many keys are written, not counting those in them; 0 if nothing is missing, or if the text does not
// allow it.
func Take(owner syntax.Node, at chart.Scope) (edits []text.Edit, n int) {
	v := owner.Value()
	switch {
	case !owner.Exists() || v.Kind() == syntax.Alias || at.Value().Exists() && at.Value().Kind() != syntax.Mapping:
		return nil, 0
	case v.Empty() || v.Kind() == syntax.Mapping && !v.First().Exists():
		entries := missing(syntax.Node{}, at)
		if len(entries) == 0 {
			return nil, 0
		}
		var all []string
		for _, e := range entries {
			all = append(all, e.text)
		}
		edits := edit.Prepend(owner, strings.Join(all, "\n"))
		return edits, len(entries) * min(len(edits), 1)
	case v.Kind() != syntax.Mapping || v.Broken() || v.Style() == syntax.Flow || !alone(v.First()):
		return nil, 0
	}
	for pair := range v.Entries() { // first: what is at the same place as an insertion after the mapping belongs into it
		if child := at.Child(pair.Key().Text()); child.Status == chart.Known && !pair.Value().Empty() &&
			child.Value().Kind() == syntax.Mapping {
			inner, m := Take(pair, child)
			edits, n = append(edits, inner...), n+m
		}
	}
	entries := missing(v, at)
	return append(edits, insertions(v, entries)...), n + len(entries)
}

// TakeKey is the entry that Take writes for one key at a place; "" if the chart has no default for it, or null: in the
// values of a pack, that would take the key away.
func TakeKey(at chart.Scope, key string) string {
	if child := at.Child(key); child.Status == chart.Known && child.Value().Kind() != syntax.Null {
		return Entry(child.Pair())
	}
	return ""
}

// entry is the text of a default that is missing, and the key of the mapping that it is to follow: the nearest one
// before it in the order of the chart, "" if there is none.
type entry struct{ text, after string }

// missing are the defaults at a place that the mapping m lacks.
func missing(m syntax.Node, at chart.Scope) []entry {
	var entries []entry
	after := ""
	for _, key := range at.Keys() {
		if m.Pair(key).Exists() {
			after = key
		} else if text := TakeKey(at, key); text != "" && !m.Get(key).Exists() {
			entries = append(entries, entry{text, after})
		}
	}
	return entries
}

// alone reports whether only spaces are before n on its line.
func alone(n syntax.Node) bool {
	src := n.Tree().Text
	return strings.Trim(src[text.LineStart(src, n.Start()):n.Start()], " ") == ""
}

// insertions write entries into the block mapping m.
func insertions(m syntax.Node, entries []entry) []text.Edit {
	src, pad := m.Tree().Text, strings.Repeat(" ", column(m.First()))
	nl := edit.Newline(src)
	var edits []text.Edit
	for i := 0; i < len(entries); {
		after := entries[i].after
		var lines []string
		for ; i < len(entries) && entries[i].after == after; i++ {
			lines = append(lines, strings.ReplaceAll(indented(entries[i].text, pad), "\n", nl))
		}
		written := strings.Join(lines, nl)
		if after == "" {
			start := commentsAbove(m.First())
			edits = append(edits, text.Edit{Range: text.Range{Start: start, End: start}, New: written + nl})
			continue
		}
		end := blockEnd(m.Pair(after))
		edits = append(edits, text.Edit{Range: text.Range{Start: end, End: end}, New: nl + written})
	}
	return edits
}
