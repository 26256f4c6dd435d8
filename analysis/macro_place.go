package analysis

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// macroPlace is a cursor between {{ and }}.
type macroPlace struct {
	macro.Cursor
	src      string // what was parsed; the cursor's ranges speak of it
	base     int    // byte offset of src in the file
	quoting  text.Quoting
	bare     bool // the action begins a scalar that lacks the quotes it needs
	manifest bool // a Helm-style template, not a macro of Palette's alone
}

// rangeOf is a range of src as a range of the file.
func (m *macroPlace) rangeOf(r text.Range) text.Range {
	return text.Range{Start: m.base + r.Start, End: m.base + r.End}
}

// macroAt is the action around byte offset off of YAML, where c is the cursor, told by the text of the line so that it is right while the
// action is half typed; false outside any.
func macroAt(t *syntax.Tree, c syntax.Cursor, off int) (macroPlace, bool) {
	src := t.Text
	start, end := lineAround(src, off)
	open := strings.LastIndex(src[start:off], "{{")
	if open < 0 || strings.Contains(src[start+open:off], "}}") {
		return macroPlace{}, false
	}
	m := macroPlace{base: start + open}
	before := src[start:m.base]
	begins := strings.HasSuffix(strings.TrimRight(before, " "), ":") && strings.HasSuffix(before, " ") || strings.Contains(before, "-") && strings.Trim(before, "- ") == ""
	m.bare = begins && c.Quote == 0 && !c.InBlockScalar
	switch {
	case c.InBlockScalar:
	case c.Quote == '"':
		m.quoting = text.DoubleQuoted
	case c.Quote == '\'':
		m.quoting = text.SingleQuoted
	}
	m.src = src[m.base:end]
	m.src = m.src[:quotedEnd(m.src, m.quoting, off-m.base)]
	m.Cursor = macro.At(macro.Parse(m.src, m.quoting), off-m.base)
	return m, m.Place != macro.Outside
}

// quotedEnd is where the scalar ends of which s is a part up to the end of a line, at least at from: at its closing quote or before a comment.
func quotedEnd(s string, quoting text.Quoting, from int) int {
	for i := from; i < len(s); i++ {
		switch {
		case quoting == text.DoubleQuoted && s[i] == '\\':
			i++
		case quoting == text.DoubleQuoted && s[i] == '"':
			return i
		case quoting == text.SingleQuoted && s[i] == '\'':
			if i+1 == len(s) || s[i+1] != '\'' {
				return i
			}
			i++
		case quoting == text.Verbatim && s[i] == '#' && i > from && s[i-1] == ' ':
			return i
		}
	}
	return len(s)
}

// lineAround is the start of the line of byte offset off, and its end before the line end.
func lineAround(src string, off int) (start, end int) {
	start = strings.LastIndexAny(src[:off], "\r\n") + 1
	end = len(src)
	if i := strings.IndexAny(src[off:], "\r\n"); i >= 0 {
		end = off + i
	}
	return start, end
}

// path is the names before the one at the cursor and the range of the whole path, where the cursor is in a path from the root or where
// one may be typed; false elsewhere.
func (m *macroPlace) path() (names []string, whole text.Range, ok bool) {
	w := m.Word
	switch {
	case m.Place == macro.AtFunction:
		return nil, text.Range{}, false
	case w == nil && (m.Place == macro.AtStart || m.Place == macro.AtOperand):
		return nil, m.Replace, true
	case w == nil || w.Kind != macro.Field && (w.Kind != macro.Variable || w.Text != "$"):
		return nil, text.Range{}, false
	case m.Place != macro.AtSegment:
		return nil, w.Range, len(w.Path) == 0
	}
	for _, s := range w.Path[:m.Segment] {
		names = append(names, s.Name)
	}
	return names, w.Range, true
}

// callable reports whether the name of a function can stand at the cursor.
func (m *macroPlace) callable() bool {
	if m.Word != nil && m.Word.Kind != macro.Ident && m.Word.Kind != macro.Constant {
		return false
	}
	switch m.Place {
	case macro.AtFunction, macro.AtStart:
		return true
	case macro.AtOperand:
		return m.Arg < 0
	}
	return false
}
