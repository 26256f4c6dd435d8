package defaults

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Bare is Entry without the comments above.
func Bare(pair syntax.Node) string {
	entry := Entry(pair)
	for strings.HasPrefix(entry, "#") {
		_, entry, _ = strings.Cut(entry, "\n")
	}
	return entry
}

// Remove takes a pair out of its mapping with the comments that are about it: those right above it in its column, and
// those below it that are indented further. nil if the text is too unusual for that.
func Remove(pair syntax.Node) []text.Edit {
	edits := edit.RemoveEntry(pair)
	if len(edits) != 1 {
		return edits
	}
	e, src := &edits[0], pair.Tree().Text
	from := text.LineStart(src, pair.Start())
	if strings.Trim(src[from:pair.Start()], " ") != "" {
		return edits // in flow style, or after a dash
	}
	if e.New == "" { // whole lines, and the line end before them if they are the last ones
		e.Start = max(0, commentsAbove(pair)-max(0, from-e.Start))
	}
	if end := blockEnd(pair); end > e.End {
		e.End = end
		if e.New == "" {
			e.End += len(src[end:]) - len(strings.TrimPrefix(strings.TrimPrefix(src[end:], "\r"), "\n"))
		}
	}
	return edits
}
