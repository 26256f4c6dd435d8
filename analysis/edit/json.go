// Package edit makes the edits that a careful author would type: commas, quotes and indentation match the
// text around the place, and nothing else moves.
//
// Deliberately absent: formatting, which is in package format, and all that is known of packs.
package edit

import (
	"encoding/json"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Quote is s as a JSON string.
func Quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// Replace replaces the text of n.
func Replace(n syntax.Node, with string) text.Edit { return text.Edit{Range: n.Range(), New: with} }

// lineIndent is the white space that the line of off begins with.
func lineIndent(src string, off int) string {
	start := text.LineStart(src, off)
	end := start
	for end < len(src) && (src[end] == ' ' || src[end] == '\t') {
		end++
	}
	return src[start:end]
}

// Unit is one step of the file's own indentation, two spaces if it shows none.
func Unit(t *syntax.Tree) string {
	for m := range t.Root().Children() {
		if in := lineIndent(t.Text, m.Start()); in != "" {
			return in
		}
	}
	return "  "
}

// Newline is the line end that the text uses.
func Newline(src string) string {
	if i := strings.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// multiline reports whether the members of a JSON container are on lines of their own.
func multiline(container syntax.Node) bool {
	src := container.Source()
	first := container.First()
	if !first.Exists() {
		return strings.Contains(src, "\n")
	}
	return strings.Contains(src[:first.Start()-container.Start()], "\n")
}

// Append adds member (an element, or "key": value) at the end of a JSON object or array.
func Append(container syntax.Node, member string) text.Edit {
	t := container.Tree()
	if last := container.Last(); last.Exists() {
		sep := ", "
		if multiline(container) {
			sep = "," + Newline(t.Text) + lineIndent(t.Text, last.Start())
		}
		return text.Edit{Range: text.Range{Start: last.End(), End: last.End()}, New: sep + member}
	}
	inner := text.Range{Start: container.Start() + 1, End: container.End()}
	if inner.End > inner.Start && strings.ContainsRune("}]", rune(t.Text[inner.End-1])) {
		inner.End--
	}
	if container.Kind() == syntax.Sequence && !multiline(container) {
		return text.Edit{Range: inner, New: member}
	}
	in, nl := lineIndent(t.Text, container.Start()), Newline(t.Text)
	return text.Edit{Range: inner, New: nl + in + Unit(t) + member + nl + in}
}

// InsertBefore adds member before the child next of a JSON object or array.
func InsertBefore(next syntax.Node, member string) text.Edit {
	sep := ", "
	if t := next.Tree(); multiline(next.Parent()) {
		sep = "," + Newline(t.Text) + lineIndent(t.Text, next.Start())
	}
	return text.Edit{Range: text.Range{Start: next.Start(), End: next.Start()}, New: member + sep}
}

// Remove takes a member out of a JSON object or array, with its comma, and with its lines if nothing else is
// on them.
func Remove(member syntax.Node) text.Edit {
	src, parent := member.Tree().Text, member.Parent()
	r := member.Range()
	if next := member.Next(); next.Exists() {
		r.End = next.Start()
		return text.Edit{Range: r}
	}
	if prev := member.Prev(); prev.Exists() {
		r.Start = prev.End() // with the comma between
		return text.Edit{Range: r}
	}
	// The only one: an empty container is left, without the white space in it.
	if r.Start, r.End = parent.Start()+1, parent.End(); r.End > r.Start && strings.ContainsRune("}]", rune(src[r.End-1])) {
		r.End--
	}
	return text.Edit{Range: r}
}
