package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// nearest is the one of known that word is likely a slip of: the same apart from case, hyphens, underscores, and
// spaces; or else the closest by edit distance, if it is close enough for its length. "" if there is none.
func nearest(word string, known []string) string {
	folded := fold(word)
	for _, k := range known {
		if folded != "" && len(k) >= len(folded)/2 && foldsTo(k, folded) { // letters of other cases may be half as long
			return k
		}
	}
	best, at, lower, length := "", 1+maxDistance(word), strings.ToLower(word), utf8.RuneCountInString(word)
	for _, k := range known {
		if d := length - utf8.RuneCountInString(k); at == 0 || d >= at || -d >= at {
			continue
		}
		if d := distance(lower, strings.ToLower(k), at); d < at && d <= maxDistance(k) {
			best, at = k, d
		}
	}
	return best
}

// Nearest is the one of known that word is likely a slip of; "" if there is none.
func Nearest(word string, known []string) string { return nearest(word, known) }

// slip is a word that is not one of those known, and the one that it is likely meant to be.
type slip struct {
	word  string
	known []string
	meant string // "" if none is near
}

func newSlip(word string, known []string) slip { return slip{word, known, nearest(word, known)} }

// hint is a clause for a message; "" if no known word is near.
func (s slip) hint() string {
	if s.meant == "" {
		return ""
	}
	return didYouMean(quote(s.meant))
}

// didYouMean is a clause for a message.
func didYouMean(quoted string) string { return "; did you mean " + quoted + "?" }

// asWarning makes the finding of a slip a warning, since the author meant something that now has no effect. A severity
// from the settings has priority.
func (d *Diagnostic) asWarning(p *Pass, s slip) *Diagnostic {
	if s.meant != "" && p.severity == p.check.Severity {
		d.Severity = max(d.Severity, pack.Warning)
	}
	return d
}

// choices is the hint and the list of all known words, for the end of a message.
func (s slip) choices() string { return s.hint() + " " + oneOf(s.known) }

// fewChoices is choices with only the first words of a long list, for names that packs are free to choose.
func (s slip) fewChoices() string { return s.hint() + " " + among(s.known) }

// maxDistance is how many slips are believed in a word of that length: one in a short word, two from 5 letters on.
func maxDistance(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 3:
		return 0
	case n < 5:
		return 1
	}
	return 2
}

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// foldsTo is fold(s) == folded, without making the former.
func foldsTo(s, folded string) bool {
	for _, r := range s {
		if r == '-' || r == '_' || r == ' ' {
			continue
		}
		want, size := utf8.DecodeRuneInString(folded)
		if size == 0 || unicode.ToLower(r) != want {
			return false
		}
		folded = folded[size:]
	}
	return folded == ""
}

// distance is how many letters must be put in, left out, replaced, or swapped with their neighbor to turn a into b
// (optimal string alignment); limit if it is not less than that.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d >= limit || -d >= limit {
		return limit
	}
	const short = 32 // words are compared by the thousand, and most are short
	var room [3 * (short + 1)]int
	rows, n := room[:], len(y)+1
	if n > short+1 {
		rows = make([]int, 3*n)
	}
	before, prev, row := rows[:n], rows[n:2*n], rows[2*n:3*n]
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) >= limit {
			return limit
		}
		before, prev, row = prev, row, before
	}
	return min(prev[len(y)], limit)
}

// quote is s in double quotes for a message, shortened if it is long.
func quote(s string) string { return `"` + shortened(s) + `"` }

// shortened is as much of a word as a message has.
func shortened(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}

// oneOf lists the values of an enum for a message.
func oneOf(values []string) string { return listUpTo(50, values) }

// among lists names for a message, only the first ones if there are many.
func among(names []string) string { return listUpTo(8, names) }

func listUpTo(most int, values []string) string {
	more := ""
	if n := len(values) - most; n > 0 {
		values, more = values[:most], fmt.Sprintf(" and %d more", n)
	}
	short := make([]string, len(values))
	for i, v := range values {
		short[i] = shortened(v)
	}
	return "(one of " + strings.Join(short, ", ") + more + ")"
}
