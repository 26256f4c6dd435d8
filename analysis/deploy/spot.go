package deploy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// spot is a line of what a manifest gives, from which the line of the manifest is found. The zero spot is unknown.
type spot struct {
	line   string // without space around it
	nth    int    // of the lines that read like it, from 0
	of     int    // how many lines read like it
	source int    // the line of the manifest, from 1, if that is what is known; else 0
}

// spotOf is where a node of a rendered document is.
func (b *blamer) spotOf(n syntax.Node) spot {
	if b.work.Manifest == nil || !n.Exists() {
		return spot{}
	}
	if b.lines == nil {
		b.lines = newLineIndex(b.first.Documents)
	}
	src := n.Tree().Text
	start, end := text.LineAround(src, n.Start())
	at := spot{line: strings.TrimSpace(src[start:end])}
	at.of = b.lines.count[at.line]
	if doc, ok := b.lines.documentOf(n); ok {
		at.nth = b.lines.nth[place{doc, start}]
	}
	return at
}

// lineIndex knows the lines of all that a manifest gives: thousands of them may be wrong.
type lineIndex struct {
	documents []*render.Document // in their order
	last      map[string]int     // the last document with a text
	ofTree    map[*syntax.Tree]int
	count     map[string]int // how many lines read the same, without space around them
	nth       map[place]int  // of the lines that read like the one that begins there
}

// place is a byte of a document.
type place struct{ document, offset int }

func newLineIndex(docs []*render.Document) *lineIndex {
	x := &lineIndex{documents: slices.Clone(docs), last: map[string]int{}, ofTree: map[*syntax.Tree]int{},
		count: map[string]int{}, nth: map[place]int{}}
	slices.SortStableFunc(x.documents, func(x, y *render.Document) int { return x.Line - y.Line })
	for i, doc := range x.documents {
		x.last[doc.Text] = i
		offset := 0
		for line := range strings.Lines(doc.Text) {
			read := strings.TrimSpace(line)
			x.nth[place{i, offset}] = x.count[read]
			x.count[read]++
			offset += len(line)
		}
	}
	return x
}

// documentOf is the number of the document that n is in; false if there is none.
func (x *lineIndex) documentOf(n syntax.Node) (int, bool) {
	t := n.Tree()
	i, ok := x.ofTree[t]
	if !ok {
		if i, ok = x.last[t.Text]; ok {
			x.ofTree[t] = i
		}
	}
	return i, ok
}

// inManifest is the line of the manifest that a spot comes from. If several lines read like it, it is known if as many
// are rendered. If it is not known, it is the first line.
func (w *work) inManifest(at spot) text.Range {
	t := w.Manifest.Text
	if at.source > 0 && at.source <= t.LineCount() {
		return contentOf(t, at.source-1)
	}
	if at.line == "" {
		return t.Line(0)
	}
	if w.lines == nil {
		w.lines = map[string][]int{}
		for i := range t.LineCount() {
			line := strings.TrimSpace(t.Line(i).Of(t.String()))
			w.lines[line] = append(w.lines[line], i)
		}
	}
	found := w.lines[at.line]
	switch {
	case len(found) == 1:
		return contentOf(t, found[0])
	case len(found) == at.of && at.nth < at.of:
		return contentOf(t, found[at.nth])
	}
	return t.Line(0)
}

// contentOf is a line, from 0, without the space before it.
func contentOf(t *text.Text, line int) text.Range {
	r := t.Line(line)
	src := r.Of(t.String())
	return text.Range{Start: r.Start + len(src) - len(strings.TrimLeft(src, " \t")), End: r.End}
}

// locate is where the value at a path below section stands: the value, if it is a scalar on one line, or else its key.
// Empty if the text does not set it there.
func locate(section syntax.Node, path []string) text.Range {
	n := section.Resolve()
	var at text.Range
	for _, step := range path {
		var val syntax.Node
		if n.Kind() == syntax.Sequence {
			i, err := strconv.Atoi(step)
			if err != nil {
				return at
			}
			val = n.Index(i)
			if !val.Exists() {
				return at
			}
			at = firstOf(val)
		} else {
			pair := n.Pair(step)
			if !pair.Exists() {
				if pair = n.Get(step).Owner(); !pair.Exists() {
					return at
				}
			}
			val = pair.Value()
			at = pair.Key().Range()
			if val.IsScalar() && !val.Empty() {
				at = val.Range()
			}
		}
		n = val.Resolve()
	}
	return at
}

// firstOf is where an item of a list is shown: a scalar, or the first key of anything else.
func firstOf(n syntax.Node) text.Range {
	if key := n.First().Key(); !n.IsScalar() && key.Exists() {
		return key.Range()
	}
	return n.Range()
}
