package analysis

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesText is YAML whose root is that of a pack's values: values.yaml, or what a preset adds to it, which stands in presets.yaml.
// Offsets are bytes of the tree's text until outer converts them.
type valuesText struct {
	pack     *pack.Pack
	tree     *syntax.Tree
	fragment *pack.Fragment // nil for values.yaml
}

// outer is the range in the file of a range of the tree's text.
func (v valuesText) outer(r text.Range) text.Range {
	if v.fragment == nil {
		return r
	}
	return v.fragment.OuterRange(r)
}

// valueRoots are the roots that paths of values lead from: that of values.yaml, and those of what presets add.
func valueRoots(p *pack.Pack) []syntax.Node {
	return append([]syntax.Node{p.Values.Root()}, p.Additions()...)
}

// valueAt is the value at a path of the pack's values: in values.yaml, or else in what presets add; absent where there is none.
func valueAt(p *pack.Pack, path []string) syntax.Node {
	for _, root := range valueRoots(p) {
		if n := root.At(path...); n.Exists() {
			return n
		}
	}
	return syntax.Node{}
}

// fragmentAt is what the preset at byte offset off of presets.yaml adds, and the offset in it; false elsewhere.
func fragmentAt(p *pack.Pack, off int) (v valuesText, inner int, ok bool) {
	for _, preset := range p.PresetList() {
		if preset.Add == nil {
			continue
		}
		if inner, ok := preset.Add.Inner(off); ok {
			return valuesText{p, preset.Add.Tree, preset.Add}, inner, true
		}
	}
	return valuesText{}, 0, false
}

// outerItems converts items of a preset's addition to edits of presets.yaml. Editors give the lines of a snippet the indentation of the
// line that it begins on, which in presets.yaml is that of the addition too. off is the cursor in presets.yaml: in the indentation of the
// addition there is nothing to complete.
func (v valuesText) outerItems(items []Completion, off int) []Completion {
	var out []Completion
	for _, item := range items {
		edits := v.fragment.OuterEdits([]text.Edit{item.Edit})
		more := v.fragment.OuterEdits(item.More)
		if len(edits) != 1 || len(more) != len(item.More) || !edits[0].Touches(off) {
			continue
		}
		if item.Snippet {
			edits[0].New = item.Edit.New
		}
		item.Edit, item.More = edits[0], more
		out = append(out, item)
	}
	return out
}

// options are those under which the text is completed: a snippet cannot be written in the quotes of a string.
func (v valuesText) options(opts CompleteOptions) CompleteOptions {
	opts.Snippets = opts.Snippets && (v.fragment == nil || v.fragment.Node().Style() == syntax.Literal)
	return opts
}
