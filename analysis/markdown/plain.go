package markdown

import (
	"regexp"
	"strings"
)

var (
	fence    = regexp.MustCompile("(?m)^[ \t]*(```|~~~).*\n?")
	heading  = regexp.MustCompile(`(?m)^#{1,6} +`)
	link     = regexp.MustCompile(`!?\[([^\]\n]*)\]\(([^)\s]+)\)`)
	autolink = regexp.MustCompile(`<(https?://[^>\s]+)>`)
	strong   = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	emphasis = regexp.MustCompile(`(^|[\s(])[*_]([^*_\n]+)[*_]($|[\s).,;:])`)
	code     = regexp.MustCompile("``? ?([^`\n]*?) ?``?")
	rule     = regexp.MustCompile(`(?m)^ {0,3}([-*_])( *[-*_]){2,} *$\n?`)
	escaped  = regexp.MustCompile("\\\\([\\\\`*_{}\\[\\]()#+\\-.!|<>~])")
)

// PlainText is Markdown as a person would write it in plain text: without marks, links as their text with the address behind it. What stands in
// a code block stays as it is.
func PlainText(markdown string) string {
	var b strings.Builder
	inside := false
	for len(markdown) > 0 {
		part := markdown
		at := fence.FindStringIndex(markdown)
		if at != nil {
			part = markdown[:at[0]]
			markdown = markdown[at[1]:]
		} else {
			markdown = ""
		}
		if inside {
			b.WriteString(part)
		} else {
			b.WriteString(plainProse(part))
		}
		inside = !inside
	}
	return strings.TrimSpace(b.String())
}

func plainProse(s string) string {
	s = rule.ReplaceAllString(s, "")
	s = heading.ReplaceAllString(s, "")
	s = link.ReplaceAllString(s, "$1 ($2)")
	s = autolink.ReplaceAllString(s, "$1")
	s = strong.ReplaceAllString(s, "$1")
	s = emphasis.ReplaceAllString(s, "$1$2$3")
	s = code.ReplaceAllString(s, "$1")
	return escaped.ReplaceAllString(s, "$1")
}
