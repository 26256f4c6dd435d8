package edit

import (
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// plainScalar matches texts that YAML reads as a string without quotes: no indicator in front, no ": " or " #" inside.
var plainScalar = regexp.MustCompile(`^[A-Za-z_./][A-Za-z0-9_./@+=-]*(:[A-Za-z0-9_./@+=-]+)*$`)

// versionScalar matches versions, which are not numbers, since they have two dots.
var versionScalar = regexp.MustCompile(`^v?[0-9]+\.[0-9]+\.[0-9]+[A-Za-z0-9.+-]*$`)

// looksTyped matches plain texts that YAML 1.1 takes for something other than a string.
var looksTyped = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null|\.nan|\.inf|\.?[0-9.].*)$`)

// Scalar is s as a YAML scalar on one line: plain if that is safe, in double quotes otherwise.
func Scalar(s string) string {
	if plainScalar.MatchString(s) && !looksTyped.MatchString(s) || versionScalar.MatchString(s) {
		return s
	}
	return Quote(s)
}

// Rewrite replaces the content of the scalar n, which stays in the quotes that it has.
func Rewrite(n syntax.Node, content string) text.Edit {
	with := Scalar(content)
	switch n.Style() {
	case syntax.SingleQuoted:
		with = "'" + text.SingleQuoted.Escape(content) + "'"
	case syntax.DoubleQuoted:
		with = Quote(content)
	}
	return Replace(n, with)
}

// QuoteScalar puts the scalar n, as it is written, in double quotes.
func QuoteScalar(n syntax.Node) text.Edit { return Replace(n, Quote(n.Source())) }

// lineStart is where the line of off begins.
func lineStart(src string, off int) int { return text.LineStart(src, off) }

// lineEnd is where the line of off ends, before its line end.
func lineEnd(src string, off int) int { return text.LineEnd(src, off) }

// lastLineEnd is where the last line of n ends, before its line end and after a comment on it.
func lastLineEnd(n syntax.Node) int {
	src, end := n.Tree().Text, n.End()
	for end > n.Start() && (src[end-1] == '\n' || src[end-1] == '\r') { // a block scalar may reach over its last line end
		end--
	}
	return lineEnd(src, end)
}

// afterLine is where the next line begins, given the end of one.
func afterLine(src string, end int) int {
	if strings.HasPrefix(src[end:], "\r\n") {
		return end + 2
	}
	return min(end+1, len(src))
}

// column is the bytes between the start of n's line and n.
func column(n syntax.Node) int { return n.Start() - lineStart(n.Tree().Text, n.Start()) }

// beginsLine reports whether only spaces are before n on its line.
func beginsLine(n syntax.Node) bool {
	src := n.Tree().Text
	return strings.Trim(src[lineStart(src, n.Start()):n.Start()], " ") == ""
}

// inFlow reports whether n is in [...] or {...}.
func inFlow(n syntax.Node) bool {
	for m := n.Parent(); m.Exists(); m = m.Parent() {
		if m.Style() == syntax.Flow && (m.Kind() == syntax.Mapping || m.Kind() == syntax.Sequence) {
			return true
		}
	}
	return false
}

// maxUnitSearched is how many entries are searched for a file's own indentation: each fix of very many asks for it.
const maxUnitSearched = 500

// yamlUnit is one step of a file's own indentation: that of the first mapping in another one; two spaces
// if there is none among the first entries.
func yamlUnit(t *syntax.Tree) int {
	searched := 0
	for pair := range t.Root().Children() {
		if searched++; searched > maxUnitSearched {
			break
		}
		if inner := pair.Value(); inner.Kind() == syntax.Mapping && inner.Style() == syntax.Block {
			if unit := column(inner) - column(pair); unit > 0 {
				return unit
			}
		}
	}
	return 2
}

// indented is an entry as written at a column: every line after the first begins with that many spaces, lines
// end as in src.
func indented(entry string, column int, src string) string {
	return strings.ReplaceAll(entry, "\n", Newline(src)+strings.Repeat(" ", column))
}

// SetValue writes value, on one line, after the key of a YAML pair, in place of the value that it has.
func SetValue(pair syntax.Node, value string) text.Edit {
	v := pair.Value()
	r := v.Range()
	if colon := colonOf(pair); colon >= 0 && r.Start > colon &&
		strings.Trim(pair.Tree().Text[colon+1:r.Start], " \r\n") == "" {
		r.Start = colon + 1
		value = " " + value
	}
	return text.Edit{Range: r, New: value}
}
