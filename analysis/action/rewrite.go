package action

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// rewriting are the actions that write what is at a byte offset in another style: brackets as a block and back, a
// string as a block scalar, the keys under a key in order.
func rewriting(f *pack.File, at int) []Action {
	tree := f.Tree()
	n := tree.NodeAt(at)
	if f.Kind == pack.Meta || !format.Formats(f.Kind) || !n.Exists() || tree.InConflict(text.Range{Start: at, End: at}) {
		return nil
	}
	w := format.NewRewriter(f.Text, tree)
	var actions []Action
	offer := func(title string, e text.Edit, ok bool) {
		if ok {
			edits := func() []edit.FileEdit { return []edit.FileEdit{{Path: f.Path, Edit: e}} }
			actions = append(actions, Action{Title: title, Kind: RefactorRewrite, Edits: edits})
		}
	}
	if flow := outermostFlow(n); flow.Exists() {
		e, ok := w.ToBlock(flow)
		offer(fmt.Sprintf("Write the %s as a block", nameOf(flow)), e, ok)
		return actions
	}
	if pair := n.Parent(); pair.Kind() == syntax.Pair && pair.Key() == n {
		e, ok := w.ToFlow(pair)
		offer(fmt.Sprintf("Write the %s on one line", nameOf(pair.Value())), e, ok)
		e, ok = w.SortKeys(pair)
		offer(fmt.Sprintf("Sort the keys under %q", n.Text()), e, ok)
		return actions
	}
	e, ok := w.ToBlockScalar(n)
	offer("Write the text as a block scalar", e, ok)
	return actions
}

func nameOf(n syntax.Node) string {
	if n.Kind() == syntax.Sequence {
		return "list"
	}
	return "mapping"
}

// outermostFlow is the outermost collection in brackets that n is in; absent if there is none.
func outermostFlow(n syntax.Node) (found syntax.Node) {
	for ; n.Exists(); n = n.Parent() {
		if n.Style() == syntax.Flow && n.Kind() != syntax.Pair {
			found = n
		}
	}
	return found
}
