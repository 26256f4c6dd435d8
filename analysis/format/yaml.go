package format

import (
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// maxSpaceLines is how many empty lines may follow one another; a quarter of the published packs have two between
// their sections.
const maxSpaceLines = 2

// YAML returns the edits that format t, whose tree is tree, in the lines that the range in touches. Columns, spaces
// between the parts of an entry, empty lines and the end of the text change; comments, quotes, line breaks, the text of
// scalars and the order stay. A block that is only partly in the range keeps its column, and so does one with a mistake
// or a merge conflict in it.
func YAML(t *text.Text, tree *syntax.Tree, in text.Range, opts Options) []text.Edit {
	bad, all := badLines(t, tree)
	if all {
		return nil
	}
	edits, ok := yamlEdits(t, tree, in, opts, bad)
	if !ok || len(edits) == 0 {
		return nil
	}
	if !same(tree, syntax.ParseYAML(text.Apply(t.String(), edits))) {
		return nil // no case is known, and values are worth more than columns
	}
	return edits
}

// maxRounds limits how often a text is laid out again because something unusual was found in it. Each round finds
// something in a collection around the one before.
const maxRounds = 8

// yamlEdits are the edits of YAML before they are tried. ok is false if too much of the text is unusual.
func yamlEdits(
	t *text.Text, tree *syntax.Tree, in text.Range, opts Options, bad []text.Range,
) (edits []text.Edit, ok bool) {
	s := styleOf(t, tree, opts)
	for range maxRounds {
		l := newLayout(t, tree, in, s, bad)
		for root := range tree.Docs() {
			l.document(root)
		}
		l.findUnplaced()
		if len(l.odd) == 0 {
			l.placeComments()
			return l.edits(), true
		}
		bad = merged(append(slices.Clone(bad), l.odd...))
	}
	return nil, false
}

// maxMistakes is how many mistakes a text may have to be formatted; the syntax package stops to report them at 1,000.
const maxMistakes = 500

// badLines are the lines that must stay as they are. all says that this is the whole text.
func badLines(t *text.Text, tree *syntax.Tree) (bad []text.Range, all bool) {
	if len(tree.Errors) > maxMistakes || tree.Text == "" {
		return nil, true
	}
	for _, e := range tree.Errors {
		// What is wrong with a line often depends on the column of the one above.
		bad = append(bad, wholeLines(t, text.Range{Start: aboveLine(t, e.Start), End: e.End}))
	}
	for _, c := range tree.Conflicts {
		bad = append(bad, wholeLines(t, c.Range))
	}
	if len(bad) > 0 {
		for n := range tree.All() {
			if n.Broken() && n.Kind() != syntax.Mapping && n.Kind() != syntax.Sequence {
				bad = append(bad, wholeLines(t, n.Range()))
			}
		}
	}
	return merged(bad), false
}

// aboveLine is the start of the last line above byte offset off that holds more than a comment; of the first line if
// there is none.
func aboveLine(t *text.Text, off int) int {
	i := t.LineAt(off)
	for i > 0 {
		i--
		if s := strings.TrimLeft(t.Line(i).Of(t.String()), " \t"); s != "" && s[0] != '#' {
			break
		}
	}
	return t.Line(i).Start
}

// merged are ranges in the order of the text, those that touch as one.
func merged(ranges []text.Range) []text.Range {
	slices.SortFunc(ranges, func(a, b text.Range) int { return a.Start - b.Start })
	var out []text.Range
	for _, r := range ranges {
		if last := len(out) - 1; last >= 0 && r.Start <= out[last].End {
			out[last].End = max(out[last].End, r.End)
			continue
		}
		out = append(out, r)
	}
	return out
}

// kind is what a line of YAML holds.
type kind uint8

const (
	unplaced kind = iota // text that has no place yet
	empty                // white space at most
	comment              // nothing but a comment
	marker               // a document marker or a directive
	placed               // an entry, or a value on a line of its own
	inside               // a later line of a scalar or flow collection
)

// line is one line of a YAML text.
type line struct {
	text.Range      // without the line end, and without a byte order mark
	indent     int  // the spaces it begins with
	content    int  // byte offset of its first byte that is not white space; End if there is none
	want       int  // the spaces it is to begin with
	kind       kind // what it holds
	frozen     bool // nothing on it may change
	keepsEnd   bool // white space at its end belongs to a scalar
}

// column is where entries of a collection are, from the line on: before formatting and after.
type column struct {
	line, old, want int
	dash            bool // the entries are items
}

// layout decides where the lines of one text go.
type layout struct {
	style
	tree    *syntax.Tree
	src     string // Tree.Text, in which merge conflicts are white space
	whole   string // the text itself
	table   *text.Text
	lines   []line
	in      text.Range // the lines to format, as indices; End is the last one
	bad     []text.Range
	columns []column
	gaps    []text.Edit  // between parts of a line
	odd     []text.Range // lines that turned out to be unusual
}

func newLayout(t *text.Text, tree *syntax.Tree, in text.Range, s style, bad []text.Range) *layout {
	l := &layout{style: s, tree: tree, src: tree.Text, whole: t.String(), table: t, bad: bad,
		in: text.Range{Start: t.LineAt(in.Start), End: t.LineAt(in.End)}}
	l.lines = make([]line, t.LineCount())
	for i := range l.lines {
		n := &l.lines[i]
		n.Range = t.Line(i)
		if i == 0 && strings.HasPrefix(l.src, "\ufeff") {
			n.Start += len("\ufeff")
		}
		for n.indent < n.Len() && l.src[n.Start+n.indent] == ' ' {
			n.indent++
		}
		n.content = l.afterSpace(n.Start + n.indent)
		n.want = n.indent
		switch s := l.src[n.content:n.End]; {
		case s == "":
			n.kind = empty
		case n.indent == 0 && (isMarker(s) || s[0] == '%'):
			n.kind = marker
		}
	}
	for _, c := range tree.Comments {
		if n := &l.lines[t.LineAt(c.Start)]; n.content == c.Start { // Own is not set between brackets
			n.kind = comment
		}
	}
	for _, r := range bad {
		l.freeze(t.LineAt(r.Start), t.LineAt(r.End))
	}
	return l
}

// isMarker reports whether a line that begins with s in column 0 is a document marker.
func isMarker(s string) bool {
	return (strings.HasPrefix(s, "---") || strings.HasPrefix(s, "...")) && (len(s) == 3 || isBlank(s[3]))
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// afterSpace is the first byte from i on that is neither a space nor a tab.
func (l *layout) afterSpace(i int) int {
	for i < len(l.src) && isBlank(l.src[i]) {
		i++
	}
	return i
}

// lineOf is the line of a byte offset.
func (l *layout) lineOf(off int) int { return l.table.LineAt(off) }

// freeze keeps the lines from first to last as they are.
func (l *layout) freeze(first, last int) {
	for i := first; i <= last; i++ {
		l.lines[i].frozen = true
		l.lines[i].want = l.lines[i].indent
	}
}

// touched reports whether lines that must stay as they are are in the text from start up to end.
func (l *layout) touched(start, end int) bool {
	i := sort.Search(len(l.bad), func(i int) bool { return l.bad[i].End >= start })
	return i < len(l.bad) && l.bad[i].Start < end
}

// covers reports whether all lines from first to last are to be formatted.
func (l *layout) covers(first, last int) bool { return l.in.Start <= first && last <= l.in.End }

// put gives a line its number of spaces, unless it must stay as it is.
func (l *layout) put(i, want int, k kind) {
	n := &l.lines[i]
	if n.frozen || !l.covers(i, i) {
		want = n.indent
	}
	n.kind, n.want = k, max(want, 0)
}

// gap makes the white space from start to end, on one line, the text want.
func (l *layout) gap(start, end int, want string) {
	if start > end || l.src[start:end] == want {
		return
	}
	for start < end && want != "" && l.src[start] == want[0] {
		start, want = start+1, want[1:]
	}
	if i := l.lineOf(start); !l.lines[i].frozen && l.covers(i, i) {
		l.gaps = append(l.gaps, text.Edit{Range: text.Range{Start: start, End: end}, New: want})
	}
}

// strange notes that the lines of n are unusual, so that the next round keeps them.
func (l *layout) strange(n syntax.Node) { l.odd = append(l.odd, wholeLines(l.table, n.Range())) }

// findUnplaced notes lines with text that no part of the tree has placed.
func (l *layout) findUnplaced() {
	for i := range l.lines {
		if n := &l.lines[i]; n.kind == unplaced && !n.frozen {
			l.odd = append(l.odd, n.Range)
		}
	}
}

// edits are the changes of white space that put every line and gap in its place.
func (l *layout) edits() []text.Edit {
	edits := l.gaps
	for i := 0; i < len(l.lines); i++ {
		n := &l.lines[i]
		switch {
		case n.frozen || !l.covers(i, i):
		case n.kind == empty:
			last := i
			for last+1 < len(l.lines) && l.lines[last+1].kind == empty && !l.lines[last+1].frozen && l.covers(i, last+1) {
				last++
			}
			edits = append(edits, l.space(i, last)...)
			i = last
		default:
			if n.want > n.indent {
				edits = append(edits, text.Edit{Range: text.Range{Start: n.Start, End: n.Start},
					New: strings.Repeat(" ", n.want-n.indent)})
			} else if n.want < n.indent {
				edits = append(edits, text.Edit{Range: text.Range{Start: n.Start, End: n.Start + n.indent - n.want}})
			}
			end := n.End
			for end > n.content && isBlank(l.src[end-1]) {
				end--
			}
			if end < n.End && !n.keepsEnd {
				edits = append(edits, text.Edit{Range: text.Range{Start: end, End: n.End}})
			}
			if i+1 == len(l.lines) && !n.keepsEnd {
				edits = append(edits, text.Edit{Range: text.Range{Start: n.End, End: n.End}, New: edit.Newline(l.whole)})
			}
		}
	}
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return a.Start - b.Start })
	return slices.Compact(edits) // the gap before a value may be found from both sides
}

// space tidies the empty lines from first to last: none at the ends of the text, and not too many elsewhere.
func (l *layout) space(first, last int) []text.Edit {
	start, end := l.lines[first].Start, l.lines[last].End
	if last+1 < len(l.lines) {
		end = l.table.Line(last + 1).Start
	}
	if first == 0 || last+1 == len(l.lines) {
		if start == end {
			return nil
		}
		return []text.Edit{{Range: text.Range{Start: start, End: end}}}
	}
	var edits []text.Edit
	keep := min(first+maxSpaceLines-1, last)
	for i := first; i <= keep; i++ {
		if l.lines[i].Len() > 0 {
			edits = append(edits, text.Edit{Range: l.lines[i].Range})
		}
	}
	if keep < last {
		edits = append(edits, text.Edit{Range: text.Range{Start: l.lines[keep+1].Start, End: end}})
	}
	return edits
}
