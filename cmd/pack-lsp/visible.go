package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// visible is s with what a terminal or a CI system would act on written out: line breaks, escape sequences and other control characters, and
// those that change the direction of text. Names and values in packs come from anyone, and must not write lines of their own.
func visible(s string) string {
	if strings.IndexFunc(s, acts) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case acts(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// acts reports whether r does something where it is printed: control characters, separators of lines, and the format characters for
// the direction of text (Unicode, category Cc and UAX #9).
func acts(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// visibleLine is a line of output that is no command to a CI system, which some take lines for that begin with "::" (GitHub) or "##" (Azure).
func visibleLine(s string) string {
	if s = visible(s); strings.HasPrefix(s, "::") || strings.HasPrefix(s, "##") {
		return "./" + s // lines begin with paths
	}
	return s
}

// visibleJSON has what write writes, JSON, hold no character that acts, but line breaks between members.
func visibleJSON(write func(io.Writer, []finding) error) func(io.Writer, []finding) error {
	return func(w io.Writer, findings []finding) error {
		var b strings.Builder
		if err := write(&b, findings); err != nil {
			return err
		}
		_, err := io.WriteString(w, escapeJSON(b.String()))
		return err
	}
}

// escapeJSON writes what acts in a JSON text as escapes: it can stand in strings alone.
func escapeJSON(s string) string {
	unsafe := func(r rune) bool { return acts(r) && r != '\n' && r != '\t' && r != '\r' }
	if strings.IndexFunc(s, unsafe) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unsafe(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
