package edit_test

import (
	"encoding/json"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FuzzJSON adds and removes members of any text: edits are inside it, and JSON stays JSON.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a": 1, "b": [1, {"c": {}}], "d": []}`,
		"{\r\n\t\"a\": [\r\n\t\t1,\r\n\t\t2\r\n\t]\r\n}", "[ ]", "{ \n }", "[[1],\n[2]]",
		`[{"a": 1}, {"b": 2}, {"a": 3}]`, `{"a": [1,], b: {`, `{"a" 1, // c` + "\n", `"x"`, "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 2000 {
			return
		}
		tree, valid, count := syntax.ParseJSON(src), json.Valid([]byte(src)), 0
		for n := range tree.All() {
			if count++; count > 60 {
				return
			}
			for _, edits := range jsonEdits(n) {
				for _, e := range edits {
					if e.Start < 0 || e.End < e.Start || e.End > len(src) {
						t.Fatalf("edit %v outside %q", e, src)
					}
				}
				if got := text.Apply(src, edits); valid && !json.Valid([]byte(got)) {
					t.Fatalf("%q became %q by %v", src, got, edits)
				}
			}
		}
	})
}

// jsonEdits are all edits of n and its members.
func jsonEdits(n syntax.Node) [][]text.Edit {
	var all [][]text.Edit
	switch n.Kind() {
	case syntax.Mapping:
		all = append(all, one(edit.Append(n, `"x": [1]`)))
	case syntax.Sequence:
		all = append(all, one(edit.Append(n, "1")))
		if merged, ok := edit.MergeObjects(n); ok {
			all = append(all, one(merged))
		}
	}
	if n.Exists() && n.Kind() != syntax.Pair {
		all = append(all, one(edit.Replace(n, edit.Quote("\"\u2028\xff")))) // which may be a key
		if n.Parent().Kind() != syntax.Pair || n.Parent().Value() == n {
			all = append(all, edit.Wrap(n, "[", "]"))
		}
	}
	member := "1"
	if n.Kind() == syntax.Pair {
		member = `"x": 1`
	}
	if parent := n.Parent().Kind(); n.Kind() == syntax.Pair || parent == syntax.Sequence {
		all = append(all, one(edit.Remove(n)), one(edit.InsertBefore(n, member)), one(edit.InsertAfter(n, member)))
	}
	return all
}
