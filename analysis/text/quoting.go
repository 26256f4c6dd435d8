package text

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Quoting is how a text is in a YAML file, and so which of its characters are written otherwise there (YAML 1.2,
// chapter 7.3).
type Quoting uint8

const (
	Verbatim     Quoting = iota // plain and block scalars, and text that is not YAML: every character means itself
	SingleQuoted                // '' means '
	DoubleQuoted                // backslash escapes
)

var inDoubleQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Escape returns s as it has to be written inside a scalar of quoting q, without a change to line ends.
func (q Quoting) Escape(s string) string {
	switch q {
	case SingleQuoted:
		return strings.ReplaceAll(s, "'", "''")
	case DoubleQuoted:
		return inDoubleQuotes.Replace(s)
	}
	return s
}

// Unquoted is a text read out of its quoting, that still knows where each of its bytes was written.
type Unquoted struct {
	S   string
	raw []int32 // raw offset of each byte of S and of its end; nil if S is the raw text itself
}

// Unquote reads raw, what is between the quotes of a scalar. Broken escapes mean themselves; line folding is not done.
func Unquote(raw string, q Quoting) Unquoted {
	switch {
	case q == SingleQuoted && strings.Contains(raw, "''"), q == DoubleQuoted && strings.IndexByte(raw, '\\') >= 0:
	default:
		return Unquoted{S: raw}
	}
	var b strings.Builder
	b.Grow(len(raw))
	at := make([]int32, 0, len(raw)+1)
	for i := 0; i < len(raw); {
		s, n := raw[i:i+1], 1
		switch {
		case q == SingleQuoted && strings.HasPrefix(raw[i:], "''"):
			n = 2
		case q == DoubleQuoted && raw[i] == '\\':
			s, n = unescape(raw[i:])
		}
		b.WriteString(s)
		for range len(s) {
			at = append(at, int32(i))
		}
		i += n
	}
	return Unquoted{S: b.String(), raw: append(at, int32(len(raw)))}
}

// Raw returns the offset in the raw text of offset off of u.S.
func (u Unquoted) Raw(off int) int {
	if u.raw == nil {
		return off
	}
	return int(u.raw[off])
}

// RawRange returns the range of the raw text that was read as range r of u.S.
func (u Unquoted) RawRange(r Range) Range { return Range{u.Raw(r.Start), u.Raw(r.End)} }

// Offset returns the first offset in u.S of what is written at or after raw offset off.
func (u Unquoted) Offset(off int) int {
	if u.raw == nil {
		return min(max(off, 0), len(u.S))
	}
	return min(sort.Search(len(u.raw), func(i int) bool { return int(u.raw[i]) >= off }), len(u.S))
}

// unescape reads the escape sequence of a double-quoted scalar at the start of s; n is its length in bytes.
func unescape(s string) (text string, n int) {
	if len(s) < 2 {
		return s, len(s)
	}
	digits := 0
	switch s[1] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case '"', '\\', '/', ' ', '\t':
		return s[1:2], 2
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case '0':
		return "\x00", 2
	case 'a':
		return "\a", 2
	case 'b':
		return "\b", 2
	case 'e':
		return "\x1b", 2
	case 'f':
		return "\f", 2
	case 'v':
		return "\v", 2
	case 'N':
		return "\u0085", 2
	case '_':
		return "\u00a0", 2
	case 'L':
		return "\u2028", 2
	case 'P':
		return "\u2029", 2
	case '\n':
		return "", 2
	case '\r':
		if strings.HasPrefix(s[2:], "\n") {
			return "", 3
		}
		return "", 2
	}
	if digits == 0 || len(s) < 2+digits {
		return s[:1], 1
	}
	r, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || r > utf8.MaxRune {
		return s[:1], 1
	}
	return string(rune(r)), 2 + digits
}
