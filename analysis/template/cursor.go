package template

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/embedded"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Cursor is a cursor between {{ and }}. Its ranges are bytes of In.Text.
type Cursor struct {
	macro.Cursor
	In       *embedded.Content // what was parsed
	Bare     bool              // the action begins a scalar that lacks the quotes it needs
	Manifest bool              // the action is of a template like Helm's, not only of macros of Palette
}

// RangeOf converts a range of the parsed text to a range of the text around it.
func (c *Cursor) RangeOf(r text.Range) text.Range { return c.In.OuterRange(r) }

// At is the action around byte offset off of YAML; at is the cursor there. It reads only the line, so that it works for
// half-typed actions. It is false outside of an action. t is the tree of outer; nil for the file's.
func At(t *syntax.Tree, at syntax.Cursor, off int, outer *embedded.Content) (Cursor, bool) {
	src := t.Text
	start, end := text.LineAround(src, off)
	open := strings.LastIndex(src[start:off], "{{")
	if open < 0 || strings.Contains(src[start+open:off], "}}") {
		return Cursor{}, false
	}
	base := start + open
	before := src[start:base]
	begins := strings.HasSuffix(strings.TrimRight(before, " "), ":") && strings.HasSuffix(before, " ") ||
		strings.Contains(before, "-") && strings.Trim(before, "- ") == ""
	quoting := text.Verbatim
	switch {
	case at.InBlockScalar:
	case at.Quote == '"':
		quoting = text.DoubleQuoted
	case at.Quote == '\'':
		quoting = text.SingleQuoted
	}
	src = src[base:end]
	src = src[:QuotedEnd(src, quoting, off-base)]
	c := Cursor{
		Cursor: macro.At(macro.Parse(src, quoting), off-base),
		In:     embedded.At(src, base, quoting, outer),
		Bare:   begins && at.Quote == 0 && !at.InBlockScalar,
	}
	return c, c.Place != macro.Outside
}

// InManifest is the action around byte offset off of a manifest; false outside of one.
func InManifest(f *pack.File, off int) (Cursor, bool) {
	whole := embedded.At(f.Text.String(), 0, text.Verbatim, nil)
	c := Cursor{Cursor: macro.At(Of(f).Parsed, off), In: whole, Manifest: true}
	return c, c.Place != macro.Outside
}

// QuotedEnd is the end of a scalar at or after from: at its closing quote, or before a comment. s is the scalar up to
// the end of the line.
func QuotedEnd(s string, quoting text.Quoting, from int) int {
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

// Path is the names before the one at the cursor, and the range of the whole path. It is false if the cursor is not in
// a path from the root and none can be typed there.
func (c *Cursor) Path() (names []string, whole text.Range, ok bool) {
	w := c.Word
	switch {
	case c.Place == macro.AtFunction:
		return nil, text.Range{}, false
	case w == nil && (c.Place == macro.AtStart || c.Place == macro.AtOperand):
		return nil, c.Replace, true
	case w == nil || w.Kind != macro.Field && (w.Kind != macro.Variable || w.Text != "$"):
		return nil, text.Range{}, false
	case c.Place != macro.AtSegment:
		return nil, w.Range, len(w.Path) == 0
	}
	return Names(w.Path[:c.Segment]), w.Range, true
}

// Callable reports whether a function name can be at the cursor.
func (c *Cursor) Callable() bool {
	if c.Word != nil && c.Word.Kind != macro.Ident && c.Word.Kind != macro.Constant {
		return false
	}
	switch c.Place {
	case macro.AtFunction, macro.AtStart:
		return true
	case macro.AtOperand:
		return c.Arg < 0
	}
	return false
}

// Keyword is a keyword of text/template.
type Keyword struct{ Name, Form, Doc string }

var keywords = []Keyword{
	{"if", "{{ if condition }}…{{ end }}", "What follows is kept if the condition is not empty."},
	{"else", "{{ else }}", "What follows is kept if the condition before it was empty."},
	{"end", "{{ end }}", "Ends if, range, with, define and block."},
	{"range", "{{ range list }}…{{ end }}", "What follows is repeated for each element, which is the dot there."},
	{"with", "{{ with value }}…{{ end }}", "What follows is kept if the value is not empty; the value is the dot there."},
	{"define", `{{ define "name" }}…{{ end }}`, "Defines a template that include and template can use."},
	{"template", `{{ template "name" . }}`, "Inserts a template; include does so too, and functions can follow it."},
}

// Keywords are the keywords that can begin an action (text/template, "Actions").
func Keywords() []Keyword { return keywords }
