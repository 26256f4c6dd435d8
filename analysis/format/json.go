package format

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// maxDepth is how deeply a pack.json may nest to be formatted: indentation grows with the square of the depth.
// Published packs have 8 levels.
const maxDepth = 100

// packJSON returns the edits that format the pack.json f in the lines that the range in touches: one member per line,
// the indentation of the file, one space after colons and commas. Only white space changes; keys keep their order.
// Arrays and objects on one line stay there, unless the whole text is on one line. Merge conflicts
// stay as they are. It is nil for invalid JSON, in which white space may be significant.
func packJSON(f *pack.File, in text.Range, opts Options) []text.Edit {
	if len(f.Tree().Errors) > 0 || !f.Root().Exists() {
		return nil
	}
	root, src := f.Root(), f.Text.String()
	w := formatter{
		src: src, nl: edit.Newline(src), unit: unitOf(f.Text, root, opts.Unit),
		packed: !strings.ContainsAny(root.Source(), "\r\n"),
		in:     wholeLines(f.Text, in),
	}
	w.gap(0, root.Start(), "")
	w.value(root, 0)
	end := ""
	if opts.FinalNewline || strings.ContainsAny(src[root.End():], "\r\n") {
		end = w.nl
	}
	w.gap(root.End(), len(src), end)
	if w.tooDeep {
		return nil
	}
	return slices.DeleteFunc(w.edits, func(e text.Edit) bool { return f.Tree().InConflict(e.Range) })
}

// unitOf is one step of indentation: that of the first member of root that begins a line; otherwise if there is none.
func unitOf(t *text.Text, root syntax.Node, otherwise string) string {
	const most = 8 // columns; more is no step but a slip
	for m := range root.Children() {
		before := text.Range{Start: t.Line(t.LineAt(m.Start())).Start, End: m.Start()}.Of(t.String())
		if before != "" && len(before) <= most && strings.Trim(before, " \t") == "" {
			return before
		}
	}
	if otherwise == "" {
		return "  "
	}
	return otherwise
}

// formatter collects edits of the white space between tokens.
type formatter struct {
	src, unit, nl string
	in            text.Range
	packed        bool // the whole text is on one line
	tooDeep       bool
	edits         []text.Edit
}

// gap changes the white space between two tokens to want. The edit leaves out what is the same already, so that the
// cursor does not move without need, and a range of lines can be formatted without the line end before it.
func (w *formatter) gap(start, end int, want string) {
	had := w.src[start:end]
	same := 0
	for same < min(len(had), len(want)) && had[same] == want[same] {
		same++
	}
	start, had, want = start+same, had[same:], want[same:]
	same = 0
	for same < min(len(had), len(want)) && had[len(had)-1-same] == want[len(want)-1-same] {
		same++
	}
	end, want = end-same, want[:len(want)-same]
	// A position cannot be inside a line end.
	if start > 0 && start < len(w.src) && w.src[start-1] == '\r' && w.src[start] == '\n' {
		start, want = start-1, "\r"+want
	}
	if end > start && end < len(w.src) && w.src[end-1] == '\r' && w.src[end] == '\n' {
		end, want = end+1, want+"\n"
	}
	if r := (text.Range{Start: start, End: end}); r.Of(w.src) != want && w.in.Covers(r) {
		w.edits = append(w.edits, text.Edit{Range: r, New: want})
	}
}

func (w *formatter) line(depth int) string { return w.nl + strings.Repeat(w.unit, depth) }

func (w *formatter) value(n syntax.Node, depth int) {
	if n.Kind() != syntax.Mapping && n.Kind() != syntax.Sequence {
		return
	}
	first := n.First()
	switch {
	case depth == maxDepth:
		w.tooDeep = true
		return
	case !first.Exists():
		w.gap(n.Start()+1, n.End()-1, "")
		return
	}
	before, between, after := w.line(depth+1), ","+w.line(depth+1), w.line(depth)
	if !w.spread(n, depth) {
		before, between, after = "", ", ", ""
	}
	w.gap(n.Start()+1, first.Start(), before)
	for c := first; c.Exists(); c = c.Next() {
		v := valueOf(c)
		if c.Kind() == syntax.Pair {
			w.gap(c.Key().End(), v.Start(), ": ")
		}
		w.value(v, depth+1)
		if next := c.Next(); next.Exists() {
			w.gap(c.End(), next.Start(), between)
		}
	}
	w.gap(n.Last().End(), n.End()-1, after)
}

// spread reports whether each member of n gets a line of its own.
func (w *formatter) spread(n syntax.Node, depth int) bool {
	if depth == 0 || strings.ContainsAny(n.Source(), "\r\n") {
		return true
	}
	if w.packed {
		for c := range n.Children() {
			if valueOf(c).First().Exists() {
				return true
			}
		}
	}
	return false
}

// valueOf is what a member of an object or array holds.
func valueOf(member syntax.Node) syntax.Node {
	if member.Kind() == syntax.Pair {
		return member.Value()
	}
	return member
}
