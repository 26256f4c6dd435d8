package edit

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// InsertAfter adds member after the child prev of a JSON object or array.
func InsertAfter(prev syntax.Node, member string) text.Edit {
	sep := ", "
	if t := prev.Tree(); multiline(prev.Parent()) {
		sep = "," + Newline(t.Text) + lineIndent(t.Text, prev.Start())
	}
	return text.Edit{Range: text.Range{Start: prev.End(), End: prev.End()}, New: sep + member}
}

// Wrap puts open before n and after after it.
func Wrap(n syntax.Node, open, after string) []text.Edit {
	return []text.Edit{
		{Range: text.Range{Start: n.Start(), End: n.Start()}, New: open},
		{Range: text.Range{Start: n.End(), End: n.End()}, New: after},
	}
}

// MergeObjects writes a JSON array of objects as one object with the members of all, in their order; false if
// an element is not an object or could not be read whole, or if two of them have the same key.
func MergeObjects(array syntax.Node) (text.Edit, bool) {
	if array.Kind() != syntax.Sequence || array.Broken() {
		return text.Edit{}, false
	}
	var members []string
	seen := map[string]bool{}
	for object := range array.Children() {
		if object.Kind() != syntax.Mapping || object.Broken() {
			return text.Edit{}, false
		}
		for pair := range object.Children() {
			key := pair.Key().Text()
			if seen[key] {
				return text.Edit{}, false
			}
			seen[key] = true
			members = append(members, pair.Source())
		}
	}
	if len(members) == 0 {
		return Replace(array, "{}"), true
	}
	if !strings.Contains(array.Source(), "\n") {
		return Replace(array, "{"+strings.Join(members, ", ")+"}"), true
	}
	t := array.Tree()
	outer, nl := lineIndent(t.Text, array.Start()), Newline(t.Text)
	inner := nl + outer + Unit(t)
	return Replace(array, "{"+inner+strings.Join(members, ","+inner)+nl+outer+"}"), true
}
