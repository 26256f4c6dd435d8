package edit

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Prepend makes entry the first member of the mapping that is the value of owner. An entry is lines of YAML
// without indentation of their own and without a line end at the end. An owner without a value, or with an
// empty or null one, gets the mapping. nil if the value is something else, or a flow mapping and the entry
// has more than one line.
func Prepend(owner syntax.Node, entry string) []text.Edit { return insert(owner, entry, true) }

// AppendEntry makes entry the last member of the mapping that is the value of owner; see Prepend.
func AppendEntry(owner syntax.Node, entry string) []text.Edit { return insert(owner, entry, false) }

func insert(owner syntax.Node, entry string, first bool) []text.Edit {
	v := owner.Value()
	switch {
	case !v.Exists():
		return nil
	case v.Kind() == syntax.Mapping && v.First().Exists() && v.Style() == syntax.Flow, inFlow(owner):
		return insertFlow(v, entry)
	case v.Kind() == syntax.Mapping && v.First().Exists():
		in := column(v.First())
		if !first {
			return insertAfter(v, entry, in)
		}
		if src := v.Tree().Text; lineStart(src, owner.Start()) != lineStart(src, v.Start()) {
			return insertAfter(owner.Key(), entry, in) // above the comments of what is the first one now
		}
		return []text.Edit{{Range: at(v.Start()), New: indented(entry+"\n", in, v.Tree().Text)}}
	case v.Kind() == syntax.Null, v.Kind() == syntax.Mapping:
		return fill(owner, entry)
	}
	return nil
}

func at(off int) text.Range { return text.Range{Start: off, End: off} }

// insertAfter puts entry, indented by in spaces, on the lines after n.
func insertAfter(n syntax.Node, entry string, in int) []text.Edit {
	src := n.Tree().Text
	return []text.Edit{{Range: at(lastLineEnd(n)), New: indented("\n"+entry, in, src)}}
}

// fill gives an owner without a value the mapping that holds entry.
func fill(owner syntax.Node, entry string) []text.Edit {
	v, src := owner.Value(), owner.Tree().Text
	edits := insertAfter(owner, entry, column(owner)+yamlUnit(owner.Tree()))
	if v.Empty() {
		return edits
	}
	blank := v.Range()
	for blank.Start > owner.Key().End() && src[blank.Start-1] == ' ' {
		blank.Start--
	}
	if src[blank.Start-1] != ':' {
		return nil // an anchor or a tag is before the value
	}
	return append([]text.Edit{{Range: blank}}, edits...)
}

func insertFlow(mapping syntax.Node, entry string) []text.Edit {
	if strings.Contains(entry, "\n") || mapping.Kind() != syntax.Mapping || mapping.Style() != syntax.Flow {
		return nil
	}
	if last := mapping.Last(); last.Exists() {
		return []text.Edit{{Range: at(last.End()), New: ", " + entry}}
	}
	return []text.Edit{Replace(mapping, "{"+entry+"}")}
}

// AppendItem adds entry, without its dash, at the end of the sequence that is the value of owner; see Prepend.
func AppendItem(owner syntax.Node, entry string) []text.Edit {
	return AppendItems(owner, []string{entry})
}

// AppendItems adds entries as AppendItem does one, in their order.
func AppendItems(owner syntax.Node, entries []string) []text.Edit {
	v := owner.Value()
	items := make([]string, len(entries))
	for i, entry := range entries {
		items[i] = "- " + strings.ReplaceAll(entry, "\n", "\n  ")
	}
	entry := strings.Join(items, "\n")
	switch last := v.Last(); {
	case v.Kind() == syntax.Sequence && v.Style() == syntax.Block && last.Exists():
		dash := dashOf(last)
		if dash < 0 {
			return nil
		}
		return insertAfter(v, entry, dash-lineStart(v.Tree().Text, dash))
	case inFlow(owner), last.Exists():
		return nil
	case v.Kind() == syntax.Null, v.Kind() == syntax.Sequence:
		return fill(owner, entry)
	}
	return nil
}

// AppendRoot adds entry as the last member of the root mapping of t, which may be empty. nil if the root is
// something else.
func AppendRoot(t *syntax.Tree, entry string) []text.Edit {
	root := t.Root()
	switch {
	case root.Kind() == syntax.Mapping && root.Style() == syntax.Block:
		return insertAfter(root, entry, 0)
	case root.Exists():
		return nil
	}
	nl := Newline(t.Text)
	before := ""
	if t.Text != "" && !strings.HasSuffix(t.Text, "\n") {
		before = nl
	}
	return []text.Edit{{Range: at(len(t.Text)), New: before + indented(entry, 0, t.Text) + nl}}
}

// PrependRoot adds entry as the first member of the root mapping of t, below the comments that the file
// begins with; see AppendRoot.
func PrependRoot(t *syntax.Tree, entry string) []text.Edit {
	root := t.Root()
	if root.Kind() != syntax.Mapping || root.Style() != syntax.Block {
		return AppendRoot(t, entry)
	}
	return []text.Edit{{Range: at(lineStart(t.Text, root.Start())), New: indented(entry+"\n", 0, t.Text)}}
}
