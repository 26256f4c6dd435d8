package pack

import (
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Fragment is YAML that stands in a scalar of another YAML file, as what a preset adds does. Offsets of Tree are bytes from 0 in the
// fragment's own text; the methods convert them to offsets in the outer file.
type Fragment struct {
	Tree *syntax.Tree

	node     syntax.Node   // the scalar
	lines    []lineStart   // of a literal block scalar, in the order of the text
	unquoted text.Unquoted // of a scalar on one line, with base and quoting
	base     int
	quoting  text.Quoting
	indent   int  // columns of a block scalar's indentation
	exact    bool // offsets of the two texts correspond
}

// lineStart is where a line of a fragment begins in both texts, its indentation in the outer one left out.
type lineStart struct{ inner, outer int }

// NewFragment reads the scalar n as YAML of its own.
func NewFragment(n syntax.Node) *Fragment {
	f := &Fragment{node: n}
	inner, quoting := n.Inner()
	switch source := inner.Of(n.Tree().Text); {
	case n.Style() == syntax.Literal:
		f.exact = true
		f.Tree = syntax.ParseYAML(f.literal(inner))
	case n.Style() != syntax.Folded && !strings.ContainsAny(source, "\r\n"):
		f.exact, f.base, f.quoting = true, inner.Start, quoting
		f.unquoted = text.Unquote(source, quoting)
		f.Tree = syntax.ParseYAML(f.unquoted.S)
	default: // lines are joined
		f.Tree = syntax.ParseYAML(n.Text())
	}
	return f
}

// literal is the text of a literal block scalar whose lines are at inner, without its indentation, and with the blank lines that follow
// it: that is where an author goes on typing.
func (f *Fragment) literal(inner text.Range) string {
	src := f.node.Tree().Text
	end := inner.End
	for next := lineAfter(src, end); next < len(src); {
		after := lineAfter(src, next)
		if strings.Trim(src[next:after], " \r\n") != "" {
			break
		}
		end, next = after, after
	}
	f.indent = f.indentation(src, inner)
	var b strings.Builder
	for at := inner.Start; at < end; {
		next := min(lineAfter(src, at), end)
		begin := at
		for begin < next && begin < at+f.indent && src[begin] == ' ' {
			begin++
		}
		f.lines = append(f.lines, lineStart{b.Len(), begin})
		b.WriteString(src[begin:next])
		at = next
	}
	if len(f.lines) == 0 || strings.HasSuffix(b.String(), "\n") {
		f.lines = append(f.lines, lineStart{b.Len(), end})
	}
	return b.String()
}

// indentation is how many columns the scalar's content is indented by: what its first line with text has more of than the content.
func (f *Fragment) indentation(src string, inner text.Range) int {
	for at := inner.Start; at < inner.End; at = lineAfter(src, at) {
		line := src[at:min(lineAfter(src, at), inner.End)]
		if strings.TrimSpace(line) == "" {
			continue
		}
		content := strings.TrimLeft(f.node.Text(), "\n")
		return max(0, leading(line)-leading(content))
	}
	key := f.node.Owner()
	column := key.Start() - (strings.LastIndexByte(src[:key.Start()], '\n') + 1)
	return column + 2
}

func leading(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// lineAfter is where the line after that of off begins.
func lineAfter(src string, off int) int {
	if i := strings.IndexByte(src[off:], '\n'); i >= 0 {
		return off + i + 1
	}
	return len(src)
}

// Node is the scalar in the outer file.
func (f *Fragment) Node() syntax.Node { return f.node }

// Exact reports whether offsets can be converted. They cannot where line ends of the scalar are no line ends of the fragment.
func (f *Fragment) Exact() bool { return f.exact }

// Outer is the offset in the outer file of offset off in the fragment; the start of the scalar where it is not exact.
func (f *Fragment) Outer(off int) int {
	switch {
	case !f.exact:
		return f.node.Start()
	case f.lines == nil:
		return f.base + f.unquoted.Raw(min(max(off, 0), len(f.unquoted.S)))
	}
	i := max(0, sort.Search(len(f.lines), func(i int) bool { return f.lines[i].inner > off })-1)
	return f.lines[i].outer + off - f.lines[i].inner
}

// OuterRange is the range in the outer file of a range in the fragment; the first line of the scalar where the fragment is not exact.
func (f *Fragment) OuterRange(r text.Range) text.Range {
	if !f.exact {
		end := f.node.End()
		if i := strings.IndexAny(f.node.Source(), "\r\n"); i >= 0 {
			end = f.node.Start() + i
		}
		return text.Range{Start: f.node.Start(), End: end}
	}
	start := f.Outer(r.Start)
	end := f.Outer(r.End)
	if r.End > r.Start { // the end of a line is not the start of the next one, behind its indentation
		end = f.Outer(r.End-1) + 1
		if f.lines == nil {
			end = f.Outer(r.End)
		}
	}
	return text.Range{Start: start, End: max(start, end)}
}

// Inner is the offset in the fragment of offset off in the outer file; false where off lies outside the scalar's content. A place in the
// indentation of a line is the line's start.
func (f *Fragment) Inner(off int) (int, bool) {
	switch {
	case !f.exact:
		return 0, false
	case f.lines == nil:
		if off < f.base || off > f.base+f.unquoted.Raw(len(f.unquoted.S)) {
			return 0, false
		}
		return f.unquoted.Offset(off - f.base), true
	}
	last := f.lines[len(f.lines)-1]
	first, _ := f.node.Inner()
	if off < first.Start || off > last.outer+len(f.Tree.Text)-last.inner {
		return 0, false
	}
	i := sort.Search(len(f.lines), func(i int) bool { return f.lines[i].outer > off }) - 1
	if i < 0 {
		return 0, true
	}
	inner := f.lines[i].inner + off - f.lines[i].outer
	if i+1 < len(f.lines) {
		inner = min(inner, f.lines[i+1].inner)
	}
	return inner, true
}

// OuterEdits are edits of the fragment's text as edits of the outer file; nil where they cannot be converted.
func (f *Fragment) OuterEdits(edits []text.Edit) []text.Edit {
	if !f.exact {
		return nil
	}
	var out []text.Edit
	for _, e := range edits {
		r := text.Range{Start: f.Outer(e.Start), End: f.Outer(e.End)}
		if e.Len() > 0 && f.lines != nil && !strings.HasSuffix(e.Of(f.Tree.Text), "\n") {
			r.End = f.OuterRange(e.Range).End
		}
		with := f.quoting.Escape(e.New)
		switch {
		case f.lines != nil:
			with = strings.ReplaceAll(with, "\n", "\n"+strings.Repeat(" ", f.indent))
		case strings.Contains(with, "\n") && f.quoting == text.DoubleQuoted:
			with = strings.ReplaceAll(with, "\n", `\n`)
		case strings.Contains(with, "\n"):
			return nil
		}
		out = append(out, text.Edit{Range: r, New: with})
	}
	return out
}
