package upgrade

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// entryLines is a pair of a block mapping as lines of its own: what follows its key, without indentation, and the
// comments right above it.
type entryLines struct {
	pair  syntax.Node
	lines text.Range // of the pair
	lead  text.Range // of the comments right above
	after string     // from the colon on, with a line end
}

// entryAt is the pair at a path of the text of tree; false if it is not on lines of its own, or has anchors.
func entryAt(tree *syntax.Tree, path []string) (entryLines, bool) {
	n := tree.Root()
	for _, key := range path {
		n = n.Pair(key).Value()
	}
	pair := n.Parent()
	if !n.Exists() || pair.Kind() != syntax.Pair || pair.Parent().Style() != syntax.Block {
		return entryLines{}, false
	}
	src := tree.Text
	start := text.LineStart(src, pair.Start())
	indent := pair.Start() - start
	if !plainPair(pair, indent) || anchored(pair) {
		return entryLines{}, false
	}
	e := entryLines{pair: pair, lines: text.Range{Start: start, End: contentEnd(pair)}}
	e.lead = text.Range{Start: start, End: start}
	for e.lead.Start > 0 {
		up := text.LineStart(src, e.lead.Start-1)
		if l := src[up:e.lead.Start]; !strings.HasPrefix(strings.TrimSpace(l), "#") || column(src, up+indentOf(l)) != indent {
			break
		}
		e.lead.Start = up
	}
	first, rest, _ := strings.Cut(src[pair.Key().End():e.lines.End], "\n")
	e.after = strings.TrimRight(first, "\r") + "\n" + merge.IndentAll(rest, indent, 0, "\n")
	return e, true
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// lone is the outermost pair with nothing in it but pair, at most that below the path of keys keep.
func lone(pair syntax.Node, keep int) syntax.Node {
	for {
		owner := pair.Parent().Parent()
		if pair.Parent().Len() > 1 || owner.Kind() != syntax.Pair || len(owner.Path()) <= keep {
			return pair
		}
		pair = owner
	}
}

// comments are the comments right above e that keep accepts, without their #.
func (e entryLines) comments(keep func(comment string) bool) []string {
	var all []string
	for l := range strings.Lines(e.lead.Of(e.pair.Tree().Text)) {
		if l = strings.TrimSpace(l); keep(l) {
			all = append(all, strings.TrimPrefix(l, "#"))
		}
	}
	return all
}

// removeEntry takes the pair at path out of src, with the comments right above it, and the mappings that would be empty
// without it, down to those with keep keys.
func removeEntry(src string, path []string, keep int) (string, bool) {
	tree := syntax.ParseYAML(src)
	e, ok := entryAt(tree, path)
	if !ok {
		return src, false
	}
	if outer := lone(e.pair, keep); outer != e.pair {
		if e, ok = entryAt(tree, outer.Path()); !ok {
			return src, false
		}
	}
	if e.pair.Parent().Len() == 1 { // the whole section
		edits := edit.RemoveEntry(e.pair)
		return text.Apply(src, edits), len(edits) > 0
	}
	return text.Apply(src, []text.Edit{{Range: text.Range{Start: e.lead.Start, End: e.lines.End}}}), true
}

// setEntry writes after, what follows the key from the colon on, at a path of src, with comments above it. Mappings
// on the way are made, at the end of those that are there.
func setEntry(src string, path []string, after string, comments ...string) (string, bool) {
	tree := syntax.ParseYAML(src)
	newline := edit.Newline(src)
	if e, ok := entryAt(tree, path); ok {
		indent := column(src, e.pair.Start())
		entry := withComments(e.pair.Key().Source()+after, comments)
		return text.Apply(src, []text.Edit{{Range: e.lines, New: merge.IndentAll(entry, 0, indent, newline)}}), true
	}
	depth := len(path)
	var owner syntax.Node
	for depth > 0 && !owner.Exists() {
		depth--
		owner = pairAt(tree.Root(), path[:depth])
	}
	if !owner.Exists() || len(path)-depth < 1 {
		return src, false
	}
	unit := len(edit.Unit(tree))
	missing := path[depth:]
	entry := withComments(edit.Scalar(missing[len(missing)-1])+after, comments)
	for _, key := range slices.Backward(missing[:len(missing)-1]) {
		entry = edit.Scalar(key) + ":\n" + merge.IndentAll(entry, 0, unit, "\n")
	}
	edits := edit.AppendEntry(owner, strings.TrimSuffix(entry, "\n"))
	return text.Apply(src, edits), len(edits) > 0
}

func withComments(entry string, comments []string) string {
	above := ""
	for _, c := range comments {
		above += "#" + c + "\n"
	}
	return above + entry
}

// pairAt is the pair at a path, without aliases and merge keys; absent if there is none.
func pairAt(root syntax.Node, path []string) syntax.Node {
	var pair syntax.Node
	n := root
	for _, key := range path {
		pair = n.Pair(key)
		n = pair.Value()
	}
	return pair
}

// markEntry puts a comment above the pair at a path of src.
func markEntry(src string, path []string, comment string) (string, bool) {
	e, ok := entryAt(syntax.ParseYAML(src), path)
	if !ok {
		return src, false
	}
	indent := strings.Repeat(" ", column(src, e.pair.Start()))
	at := text.Range{Start: e.lines.Start, End: e.lines.Start}
	return text.Apply(src, []text.Edit{{Range: at, New: indent + "# " + comment + edit.Newline(src)}}), true
}

// rename gives an entry another key, with a comment above it.
func rename(src string, e entryLines, key, comment string) string {
	indent := strings.Repeat(" ", column(src, e.pair.Start()))
	return text.Apply(src, []text.Edit{
		{Range: text.Range{Start: e.lines.Start, End: e.lines.Start}, New: indent + "# " + comment + edit.Newline(src)},
		edit.Rewrite(e.pair.Key(), key),
	})
}
