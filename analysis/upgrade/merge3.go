package upgrade

import (
	"slices"
	"strings"
)

// line is a comment with the empty lines above it.
type line struct {
	norm string // without indentation
	text string // as it is to be written, with its line end
	gap  string // the empty lines
}

// commentLines are the lines of a text that has only comments, and the empty lines at its end. Their indentation
// becomes to if they are in column from, and is moved by as much if they are deeper.
func commentLines(src string, from, to int, newline string) (lines []line, end string) {
	gap := ""
	for raw := range strings.Lines(src) {
		norm := strings.TrimSpace(raw)
		if norm == "" {
			gap += newline
			continue
		}
		lines = append(lines, line{norm: norm, text: moved(raw, from, to, newline), gap: gap})
		gap = ""
	}
	return lines, gap
}

// moved is a line with the indentation from changed to to.
func moved(raw string, from, to int, newline string) string {
	content := strings.TrimRight(raw, "\r\n")
	if strings.TrimSpace(content) == "" {
		return newline
	}
	spaces := len(content) - len(strings.TrimLeft(content, " "))
	return strings.Repeat(" ", max(spaces-from, 0)+to) + content[spaces:] + newline
}

// movedAll is lines of YAML with the indentation from changed to to.
func movedAll(src string, from, to int, newline string) string {
	var b strings.Builder
	for raw := range strings.Lines(src) {
		b.WriteString(moved(raw, from, to, newline))
	}
	return b.String()
}

// merge3 is mine with the changes that lead from old to new. Where both have changed the same lines, mine stay.
func merge3(mine, old, new []line) []line {
	norm := func(l line) string { return l.norm }
	toMine, toNew := matches(old, mine, norm), matches(old, new, norm)
	var out []line
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
		if sameLines(was, has) {
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

func sameLines(a, b []line) bool {
	return slices.EqualFunc(a, b, func(x, y line) bool { return x.norm == y.norm })
}

// sameText is sameLines, with the empty lines between them.
func sameText(a, b []line) bool {
	return slices.EqualFunc(a, b, func(x, y line) bool { return x.norm == y.norm && x.gap == y.gap })
}
