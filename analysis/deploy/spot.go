package deploy

import (
	"slices"
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
	src := n.Tree().Text
	start, end := text.LineAround(src, n.Start())
	at := spot{line: strings.TrimSpace(src[start:end])}
	docs := slices.Clone(b.first.Documents)
	slices.SortStableFunc(docs, func(x, y *render.Document) int { return x.Line - y.Line })
	for _, doc := range docs {
		offset := 0
		for line := range strings.Lines(doc.Text) {
			if strings.TrimSpace(line) == at.line {
				if doc.Text == src && offset == start {
					at.nth = at.of
				}
				at.of++
			}
			offset += len(line)
		}
	}
	return at
}

// inManifest is the line of the manifest that a spot comes from. If several lines read like it, it is known if as many
// are rendered. If it is not known, it is the first line.
func (w *work) inManifest(at spot) text.Range {
	t := w.Manifest.Text
	if at.source > 0 && at.source <= t.LineCount() {
		return contentOf(t, at.source-1)
	}
	var found []int
	for i := range t.LineCount() {
		if r := t.Line(i); at.line != "" && strings.TrimSpace(r.Of(t.String())) == at.line {
			found = append(found, i)
		}
	}
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
