package merge

import (
	"slices"
	"strings"
)

// Comment is a comment on a line of its own, with the empty lines above it.
type Comment struct {
	Norm string // without indentation
	Text string // as it is to be written, with its line end
	Gap  string // the empty lines
}

// Comments are the lines of a text that has only comments, and the empty lines at its end. Their indentation
// becomes to if they are in column from, and is moved by as much if they are deeper.
func Comments(src string, from, to int, newline string) (lines []Comment, end string) {
	gap := ""
	for raw := range strings.Lines(src) {
		norm := strings.TrimSpace(raw)
		if norm == "" {
			gap += newline
			continue
		}
		lines = append(lines, Comment{Norm: norm, Text: Indent(raw, from, to, newline), Gap: gap})
		gap = ""
	}
	return lines, gap
}

// Indent is a line with the indentation from changed to to.
func Indent(raw string, from, to int, newline string) string {
	content := strings.TrimRight(raw, "\r\n")
	if strings.TrimSpace(content) == "" {
		return newline
	}
	spaces := len(content) - len(strings.TrimLeft(content, " "))
	return strings.Repeat(" ", max(spaces-from, 0)+to) + content[spaces:] + newline
}

// IndentAll is lines of YAML with the indentation from changed to to.
func IndentAll(src string, from, to int, newline string) string {
	var b strings.Builder
	for raw := range strings.Lines(src) {
		b.WriteString(Indent(raw, from, to, newline))
	}
	return b.String()
}

// Three is mine with the changes that lead from old to new. Where both have changed the same lines, mine stay.
func Three(mine, old, new []Comment) []Comment {
	norm := func(l Comment) string { return l.Norm }
	toMine, toNew := Match(old, mine, norm), Match(old, new, norm)
	var out []Comment
	o, m, n := 0, 0, 0
	for {
		// The next old line that is in both.
		next := o
		for next < len(old) && (toMine[next] < 0 || toNew[next] < 0) {
			next++
		}
		endM, endN := len(mine), len(new)
		if next < len(old) {
			endM, endN = toMine[next], toNew[next]
		}
		was, has, gets := old[o:next], mine[m:endM], new[n:endN]
		if Same(was, has) {
			out = append(out, gets...)
		} else {
			out = append(out, has...)
		}
		if next == len(old) {
			return out
		}
		out = append(out, mine[endM])
		o, m, n = next+1, endM+1, endN+1
	}
}

// Same reports whether comments are the same, whatever empty lines are between them.
func Same(a, b []Comment) bool {
	return slices.EqualFunc(a, b, func(x, y Comment) bool { return x.Norm == y.Norm })
}

// SameGaps is Same, with the empty lines.
func SameGaps(a, b []Comment) bool {
	return slices.EqualFunc(a, b, func(x, y Comment) bool { return x.Norm == y.Norm && x.Gap == y.Gap })
}
