package upgrade

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
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
	e.after = strings.TrimRight(first, "\r") + "\n" + movedAll(rest, indent, 0, "\n")
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

// removeEntry takes the pair at path out of src, with the mappings that would be empty without it, down to those with
// keep keys. The comments right above it go as well, except for those that stay.
func removeEntry(src string, path []string, keep int, stays func(comment string) bool) (string, bool) {
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
	var kept strings.Builder
	for l := range strings.Lines(e.lead.Of(src)) {
		if stays(strings.TrimSpace(l)) {
			kept.WriteString(l)
		}
	}
	whole := text.Range{Start: e.lead.Start, End: e.lines.End}
	return text.Apply(src, []text.Edit{{Range: whole, New: kept.String()}}), true
}

// setEntry writes after, what follows the key from the colon on, at a path of src, with a comment above it, "" for
// none. Mappings on the way are made, at the end of those that are there.
func setEntry(src string, path []string, after, comment string) (string, bool) {
	tree := syntax.ParseYAML(src)
	newline := edit.Newline(src)
	if e, ok := entryAt(tree, path); ok {
		indent := column(src, e.pair.Start())
		entry := withComment(e.pair.Key().Source()+after, comment)
		return text.Apply(src, []text.Edit{{Range: e.lines, New: movedAll(entry, 0, indent, newline)}}), true
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
	entry := withComment(edit.Scalar(missing[len(missing)-1])+after, comment)
	for _, key := range slices.Backward(missing[:len(missing)-1]) {
		entry = edit.Scalar(key) + ":\n" + movedAll(entry, 0, unit, "\n")
	}
	edits := edit.AppendEntry(owner, strings.TrimSuffix(entry, "\n"))
	return text.Apply(src, edits), len(edits) > 0
}

func withComment(entry, comment string) string {
	if comment == "" {
		return entry
	}
	return "# " + comment + "\n" + entry
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
