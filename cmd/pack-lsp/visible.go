package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// visible returns s with escapes for all that a terminal or a CI system would act on: line breaks, escape sequences and
// other control characters, characters that change the direction of text, and commands. Names and values in packs come
// from anyone, and must not write lines of their own. Bytes that are not UTF-8 become U+FFFD: some terminals act on
// them, too.
func visible(s string) string {
	if strings.Contains(s, "##") {
		s = anyCommand.ReplaceAllString(s, `#\u0023$1`)
	}
	if s = strings.ToValidUTF8(s, "\ufffd"); strings.IndexFunc(s, acts) < 0 {
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

// anyCommand is a command that a CI system finds anywhere in a line: ##[error] (GitHub), ##vso[...] (Azure),
// ##teamcity[...].
var anyCommand = regexp.MustCompile(`##([A-Za-z]*\[)`)

// acts reports whether r does something when it is printed. These are control characters, line separators, and the
// format characters for the direction of text (Unicode, category Cc and UAX #9).
func acts(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// visibleLine is visible for a line of output that begins with a path. It makes sure that no CI system takes the line
// for a command: these begin with "::" (GitHub), maybe after spaces, or "##" (Azure).
func visibleLine(s string) string {
	s = visible(s)
	if t := strings.TrimLeftFunc(s, unicode.IsSpace); strings.HasPrefix(t, "::") || strings.HasPrefix(t, "##") {
		return "./" + s
	}
	return s
}

// visibleJSON makes the JSON that write writes free of characters that act, except for line breaks between members.
func visibleJSON(write func(io.Writer, report) error) func(io.Writer, report) error {
	return func(w io.Writer, rep report) error {
		var b strings.Builder
		if err := write(&b, rep); err != nil {
			return err
		}
		_, err := io.WriteString(w, escapeJSON(b.String()))
		return err
	}
}

// escapeJSON escapes the characters and commands of a JSON text that act. They can only be in strings.
func escapeJSON(s string) string {
	s = anyCommand.ReplaceAllString(s, `#\u0023$1`)
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
