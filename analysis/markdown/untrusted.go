package markdown

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxUntrusted is how many bytes of a text from a pack or chart are shown.
const maxUntrusted = 16 << 10

// Untrusted returns Markdown from a chart or pack, made safe to show as blocks of its own. Code, lists, emphasis and
// links to http and https stay. Everything else that could load or run something becomes plain text: images, HTML,
// links with other schemes, reference links. Tables become text too, because cells would cut code spans apart. Fences
// always end.
func Untrusted(s string) string {
	s = lineEndings.Replace(s)
	if len(s) > maxUntrusted {
		end := maxUntrusted
		for !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end] + "…"
	}
	var out []string
	for _, b := range splitBlocks(s) {
		if b.code {
			out = append(out, Fenced(b.lang, b.text))
			continue
		}
		lines := strings.Split(b.text, "\n")
		for i, line := range lines {
			if tableRow.MatchString(line) && strings.ContainsAny(line, "|:") {
				lines[i] = strings.Replace(line, "-", `\-`, 1)
			}
		}
		out = append(out, escapeInline(strings.Join(lines, "\n")))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// UntrustedLine is like Untrusted, for text inside a paragraph: it returns one line without fences.
func UntrustedLine(s string) string {
	s = strings.Join(strings.Fields(lineEndings.Replace(s)), " ")
	if len(s) > maxUntrusted {
		s = strings.ToValidUTF8(s[:maxUntrusted], "") + "…"
	}
	return escapeInline(s)
}

// Literal returns Markdown that shows s as it is, on one line: a name or a version.
func Literal(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(lineEndings.Replace(s), "\uFFFD")), " ")
	var b strings.Builder
	before := rune(' ')
	for i, r := range s {
		after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case strings.ContainsRune("\\`*[]<>~", r),
			i == 0 && strings.ContainsRune("#-+=", r),
			r == '_' && !(isWordRune(before) && isWordRune(after)),
			r == '&' && (after == '#' || unicode.IsLetter(after)):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// Strong returns s as it is, in bold: the title of a hover.
func Strong(s string) string { return "**" + Literal(s) + "**" }

// A block is either the content of a fenced code block or the lines between two of them.
type block struct {
	code bool
	lang string // of code: the first word after the fence; "" if it is not a plain word
	text string // without the last line end
}

var (
	lineEndings = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD")
	fenceLine   = regexp.MustCompile("^[ \t]*(`{3,}|~{3,})(.*)$")
	langWord    = regexp.MustCompile(`^[\w+-]+$`)
	// tableRow is the line under the header of a table (GitHub Flavored Markdown, "Tables").
	tableRow = regexp.MustCompile(`^[ \t>|:]*-[-|: \t]*$`)
)

// splitBlocks splits s, whose lines end in \n, at fences. A fence may be indented: its block loses that indentation,
// and the list that it is in ends. Otherwise a renderer might end the block earlier, with the list.
func splitBlocks(s string) []block {
	var blocks []block
	var prose []string
	flush := func() {
		if len(prose) > 0 {
			blocks = append(blocks, block{text: strings.Join(prose, "\n")})
		}
		prose = nil
	}
	lines := strings.Split(s, "\n")
	for i := 0; i < len(lines); i++ {
		m := fenceLine.FindStringSubmatch(lines[i])
		if m == nil || m[1][0] == '`' && strings.Contains(m[2], "`") {
			prose = append(prose, lines[i])
			continue
		}
		flush()
		b := block{code: true}
		if words := strings.Fields(m[2]); len(words) > 0 && langWord.MatchString(words[0]) {
			b.lang = words[0]
		}
		indent := indentation(lines[i])
		var code []string
		for i++; i < len(lines) && !endsFence(lines[i], m[1], indent); i++ {
			code = append(code, lines[i][min(indent, indentation(lines[i])):])
		}
		b.text = strings.Join(code, "\n")
		blocks = append(blocks, b)
	}
	flush()
	return blocks
}

// indentation is how many spaces and tabs a line begins with.
func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

func endsFence(line, fence string, indent int) bool {
	rest := strings.TrimSpace(line)
	return len(rest) >= len(fence) && strings.Trim(rest, fence[:1]) == "" && indentation(line) <= indent+3
}

var (
	webAutolink = regexp.MustCompile("^<(?i:https?)://[^\\s<>`[:cntrl:]]*>")
	webLink     = regexp.MustCompile("^\\[[^\\[\\]`<>\\\\!\\n]*\\]\\((?i:https?)://[^\\s()<>`\\\\\\[\\]\"']*\\)")
)

// escapeInline escapes links, images and HTML in s. Code and links to http and https stay. All that renderers could
// understand in several ways is escaped: every backtick that is left in it belongs to a code span on one line.
func escapeInline(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		c, rest := s[i], s[i:]
		n := 1 // bytes of s that have been written
		switch {
		case c == '\\' && len(rest) == 1:
			b.WriteString(`\\`)
		case c == '\\' && isPunctuation(rest[1]):
			n = 2
			b.WriteString(rest[:n])
		case c == '`':
			if n = spanLength(rest); n > 0 {
				b.WriteString(strings.ReplaceAll(rest[:n], "\n", " "))
			} else {
				n = runLength(rest)
				b.WriteString(strings.Repeat("\\`", n))
			}
		case c == '<':
			n = writeOr(&b, webAutolink.FindString(rest), `\<`)
		case c == '[' && i > 0 && s[i-1] == '!':
			b.WriteString(`\[`)
		case c == '[':
			n = writeOr(&b, webLink.FindString(rest), `\[`)
		case c == '~' && runLength(rest) > 2: // a fence, if a list marker is before it
			n = runLength(rest)
			b.WriteString(`\` + rest[:n])
		default:
			b.WriteByte(c)
		}
		i += n
	}
	return b.String()
}

// writeOr writes keep or, if that is empty, other in the place of one byte. It returns how many bytes that replaces.
func writeOr(b *strings.Builder, keep, other string) int {
	if keep == "" {
		b.WriteString(other)
		return 1
	}
	b.WriteString(keep)
	return len(keep)
}

func isPunctuation(c byte) bool { return c > ' ' && c < 0x7f && !isWordRune(rune(c)) }

// runLength is how often the first byte of s is repeated at its start.
func runLength(s string) int { return len(s) - len(strings.TrimLeft(s, s[:1])) }

// spanLength is the length in bytes of the code span that s begins with; 0 if its backticks are not closed in the
// paragraph.
func spanLength(s string) int {
	open := runLength(s)
	for i := open; i < len(s); {
		switch s[i] {
		case '`':
			n := runLength(s[i:])
			i += n
			if n == open {
				return i
			}
		case '\n':
			next := strings.TrimLeft(s[i+1:], " \t")
			if next == "" || strings.ContainsRune("\n`~#>*+-=|:0123456789", rune(next[0])) {
				return 0 // a new block may begin
			}
			i++
		default:
			i++
		}
	}
	return 0
}
