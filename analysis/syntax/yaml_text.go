package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// lineFeeds makes all line ends the same: goccy/go-yaml reads CR LF in quotes as two.
var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// fold is the content of the unquoted or quoted text s (YAML 1.2.2, section 6.5): a line end with the white space
// around it becomes a space, and the empty lines after it line feeds. It does so itself since goccy/go-yaml is slow and
// drops tabs, and empty lines with spaces.
func fold(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		end := strings.IndexAny(s, "\r\n")
		if end < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(strings.TrimRight(s[:end], " \t"))
		next, empty := skipFolded(s, end)
		if empty == 0 {
			b.WriteByte(' ')
		}
		writeBreaks(&b, empty)
		s = s[next:]
	}
}

// unquote is the content of the quoted text from start to end, its quotes included. Wrong escapes are
// reported and kept as written.
//
// goccy/go-yaml v1.19.2 reads what has escapes. If escapes writes more than the text has, it works around a mistake of
// the library; a test in yaml_goccy_test.go shows each one as long as it exists.
func (p *yamlParser) unquote(start, end int) string {
	s := p.src[start+1 : end-1]
	switch {
	case p.src[start] == '\'':
		return strings.ReplaceAll(fold(s), "''", "'")
	case strings.IndexByte(s, '\\') < 0:
		return fold(s)
	}
	return p.decode(`"`+lineFeeds.Replace(p.escapes(s, start+1))+`"`, s)
}

// escapes is s, the text in double quotes at byte offset base, with wrong escapes reported and written so
// that they are kept. Line ends that follow an escape are written as what they fold to: the library drops an
// escaped space before them, and spaces before an escaped line end that an empty line follows.
func (p *yamlParser) escapes(s string, base int) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	i := 0
	for k := strings.IndexByte(s, '\\'); k >= 0; k = strings.IndexByte(s[i:], '\\') {
		b.WriteString(s[i : i+k])
		i += k
		if i+1 < len(s) && isBreak(s[i+1]) {
			next, empty := skipFolded(s, i+1)
			b.WriteString(strings.Repeat(`\n`, empty))
			i = next
			continue
		}
		n := p.escape(s[i:], base+i)
		if n == 0 {
			b.WriteString(`\\`)
			i++
			continue
		}
		b.WriteString(s[i : i+n])
		i += n
		end := len(s) - len(strings.TrimLeft(s[i:], " \t"))
		if end == len(s) || !isBreak(s[end]) {
			continue
		}
		next, empty := skipFolded(s, end)
		if empty == 0 {
			b.WriteString(`\ `)
		}
		b.WriteString(strings.Repeat(`\n`, empty))
		i = next
	}
	b.WriteString(s[i:])
	return b.String()
}

// skipFolded returns where the text continues after the line end at i and the white space after it, and how
// many empty lines are in between.
func skipFolded(s string, i int) (n, empty int) {
	empty = -1
	for i < len(s) && (isBreak(s[i]) || isBlank(s[i])) {
		if isBreak(s[i]) {
			empty++
			if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
		}
		i++
	}
	return i, empty
}

// escape is the length of the escape at the start of s, at byte offset base (YAML 1.2.2, section 5.7); 0 if
// it is not one, which is reported. The library accepts any letter as a hexadecimal digit.
func (p *yamlParser) escape(s string, base int) int {
	digits := 0
	if len(s) > 1 {
		switch c := s[1]; {
		case strings.IndexByte("0abt\tnvfre \"/\\N_LP", c) >= 0:
			return 2
		case c == 'x':
			digits = 2
		case c == 'u':
			digits = 4
		case c == 'U':
			digits = 8
		}
	}
	if digits > 0 && len(s) >= 2+digits {
		if v, err := strconv.ParseUint(s[2:2+digits], 16, 32); err == nil && v <= utf8.MaxRune && utf8.ValidRune(rune(v)) {
			return 2 + digits
		}
	}
	_, size := utf8.DecodeRuneInString(s[min(1, len(s)):])
	r := text.Range{Start: base, End: base + 1 + size}
	if digits > 0 {
		p.fail(r, "the escape "+s[:2]+" needs "+strconv.Itoa(digits)+" hexadecimal digits that name a character")
	} else {
		p.report(Error{Code: CodeYAML, Range: r,
			Message:  "double quotes know no escape " + s[:1+size] + ": write two backslashes to mean one, or use single quotes",
			FixTitle: "Double the backslash", Fix: []text.Edit{insertion(base, `\`)}})
	}
	return 0
}
