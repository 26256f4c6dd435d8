// Package markdown puts into words what completion, hovers, hints and lenses say of nodes, packs, charts and values: as
// Markdown, or as a few words on one line. Facts come from package value.
//
// Text from charts and packs is untrusted: it goes through Untrusted, UntrustedLine, Literal, Strong, Code or Fenced.
//
// Deliberately absent: messages of findings, which are in the check that reports them.
package markdown

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Code returns s as a code span on one line.
func Code(s string) string {
	s = strings.NewReplacer("\r", " ", "\n", " ").Replace(s)
	if strings.TrimSpace(s) == "" {
		return "` `"
	}
	delimiter := "`"
	for strings.Contains(s, delimiter) {
		delimiter += "`"
	}
	if len(delimiter) > 1 {
		s = " " + s + " " // a renderer takes them off
	}
	return delimiter + s + delimiter
}

// CodeIfAny returns s as a code span; "" stays "".
func CodeIfAny(s string) string {
	if s == "" {
		return ""
	}
	return Code(s)
}

// Fenced returns a block of code.
func Fenced(lang, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + lang + "\n" + code + "\n" + fence
}

// MaxLines is how many lines of a value YAML shows.
const MaxLines = 15

// YAML returns a pair or a value as a block of YAML, without the indentation that it has in its file; "" if n is
// absent.
func YAML(n syntax.Node) string {
	if !n.Exists() {
		return ""
	}
	src := n.Tree().Text
	column := n.Start() - (strings.LastIndexByte(src[:n.Start()], '\n') + 1)
	lines := strings.SplitN(strings.TrimRight(n.Source(), " \r\n"), "\n", MaxLines+1)
	more := len(lines) > MaxLines
	if more {
		lines = lines[:MaxLines]
	}
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		if i > 0 {
			line = line[min(column, len(line)-len(strings.TrimLeft(line, " "))):]
		}
		lines[i] = line
	}
	if more {
		lines = append(lines, "# …")
	}
	return Fenced("yaml", strings.Join(lines, "\n"))
}

// Short returns a value in at most 41 characters, as plain text on one line; "" if it is absent or empty.
func Short(n syntax.Node) string {
	const most = 40
	switch n = n.Resolve(); {
	case !n.Exists() || n.Empty():
		return ""
	case n.Kind() == syntax.Mapping && n.Len() == 0:
		return "{}"
	case n.Kind() == syntax.Sequence && n.Len() == 0:
		return "[]"
	case n.Kind() == syntax.Mapping:
		return "mapping"
	case n.Kind() == syntax.Sequence:
		return "list of " + strconv.Itoa(n.Len())
	}
	s := []rune(strings.Join(strings.Fields(n.Source()), " "))
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}

// Line returns the beginning of the first line of s, at most 61 characters of plain text.
func Line(s string) string {
	const most = 60 // characters
	if len(s) <= most && isPlainLine(s) {
		return s
	}
	s = strings.TrimSpace(s)
	end, cut := len(s), false
	for _, c := range [...]byte{'\n', '\r'} {
		if i := strings.IndexByte(s[:end], c); i >= 0 {
			end, cut = i, true
		}
	}
	if end <= most && !cut {
		return s
	}
	n := 0
	for i := range s[:end] {
		if n == most {
			end, cut = i, true
			break
		}
		n++
	}
	if cut {
		return strings.TrimSpace(s[:end]) + "…"
	}
	return s[:end]
}

// isPlainLine reports whether s is ASCII on one line, without space around it. Most keys and values are.
func isPlainLine(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}

// Sentence returns s, which is not empty, with a capital and a period.
func Sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// Plural returns a number and a noun, whose plural ends in s.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Kind returns the YAML word for a kind of value.
func Kind(k syntax.Kind) string {
	switch k {
	case syntax.Mapping:
		return "mapping"
	case syntax.Sequence:
		return "list"
	}
	return k.String()
}
