package markdown

import (
	"regexp"
	"strings"
)

var (
	heading  = regexp.MustCompile(`(?m)^#{1,6} +`)
	link     = regexp.MustCompile(`!?\[([^\]\n]*)\]\(([^)\s]+)\)`)
	autolink = regexp.MustCompile(`<(https?://[^>\s]+)>`)
	strong   = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	emphasis = regexp.MustCompile(`(^|[\s(])[*_]([^*_\n]+)[*_]($|[\s).,;:])`)
	rule     = regexp.MustCompile(`(?m)^ {0,3}([-*_])( *[-*_]){2,} *$\n?`)
)

// PlainText returns Markdown as plain text: without marks, and with the address of a link after its text. Code stays
// as it is.
func PlainText(markdown string) string {
	var out []string
	for _, b := range splitBlocks(lineEndings.Replace(markdown)) {
		if b.code {
			out = append(out, b.text)
		} else {
			out = append(out, plainProse(b.text))
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func plainProse(s string) string {
	s = hideLiterals(s)
	s = rule.ReplaceAllString(s, "")
	s = heading.ReplaceAllString(s, "")
	s = link.ReplaceAllString(s, "$1 ($2)")
	s = autolink.ReplaceAllString(s, "$1")
	s = strong.ReplaceAllString(s, "$1")
	s = emphasis.ReplaceAllString(s, "$1$2$3")
	return strings.Map(func(r rune) rune {
		if hidden <= r && r < hidden+0x80 {
			return r - hidden
		}
		return r
	}, s)
}

// hidden is added to a character that is no mark: the result is for private use, and no text has it.
const hidden = 0x10FF00

// hideLiterals hides the punctuation in code spans and after backslashes. It takes off the backticks and backslashes.
func hideLiterals(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch n := 0; {
		case s[i] == '\\' && i+1 < len(s) && isPunctuation(s[i+1]):
			b.WriteRune(hidden + rune(s[i+1]))
			i += 2
			continue
		case s[i] == '`':
			if n = spanLength(s[i:]); n == 0 {
				n = runLength(s[i:])
				b.WriteString(s[i : i+n])
			} else {
				open := runLength(s[i:])
				hide(&b, s[i+open:i+n-open])
			}
			i += n
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// hide writes the content of a code span without the spaces that only keep backticks apart.
func hide(b *strings.Builder, content string) {
	if len(content) > 2 && content[0] == ' ' && content[len(content)-1] == ' ' {
		content = content[1 : len(content)-1]
	}
	for _, r := range content {
		if r < 0x80 && isPunctuation(byte(r)) {
			r += hidden
		}
		b.WriteRune(r)
	}
}
