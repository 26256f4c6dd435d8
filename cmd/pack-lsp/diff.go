package main

import (
	"fmt"
	"regexp"
	"strings"
)

// diffContext is how many unchanged lines a diff shows around a change.
const diffContext = 3

// unifiedDiff is the change from before to after in the form that git apply and patch read. Characters that a terminal
// or a CI system would act on are escaped; lines with them cannot be applied.
func unifiedDiff(name, before, after string) string {
	a, b := splitLines(before), splitLines(after)
	var out strings.Builder
	fmt.Fprintf(&out, "--- a/%s\n+++ b/%s\n", visible(name), visible(name))
	script := diffLines(a, b)
	for len(script) > 0 {
		n := hunkEnd(script)
		writeHunk(&out, a, b, script[:n])
		script = script[n:]
	}
	return out.String()
}

func splitLines(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		lines = append(lines, line)
	}
	return lines
}

// replaced says that the lines from..to of the one text become the lines newFrom..newTo of the other, without the ends.
type replaced struct{ from, to, newFrom, newTo int }

// diffLines are the changes from a to b, in order. They are the fewest possible (Myers, "An O(ND) Difference Algorithm
// and Its Variations", 1986) unless there are very many.
func diffLines(a, b []string) []replaced {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var script []replaced
	x, y := start, start
	add := func(toX, toY int) { // up to a common line
		if toX > x || toY > y {
			script = append(script, replaced{x, toX, y, toY})
		}
		x, y = toX+1, toY+1
	}
	for _, common := range commonLines(a[start:len(a)-end], b[start:len(b)-end]) {
		add(start+common[0], start+common[1])
	}
	add(len(a)-end, len(b)-end)
	return script
}

// maxDiff limits the number of changed lines that are searched for. The middle of texts that differ more is replaced as
// a whole.
const maxDiff = 500

// commonLines are the indices of lines that are the same in a and b, a longest common subsequence.
func commonLines(a, b []string) [][2]int {
	limit := min(len(a)+len(b), maxDiff)
	furthest := map[int]int{1: 0} // diagonal x-y -> largest x
	var trace []map[int]int
	for d := range limit + 1 {
		before := map[int]int{}
		for k := -d - 1; k <= d+1; k++ {
			before[k] = furthest[k]
		}
		trace = append(trace, before)
		for k := -d; k <= d; k += 2 {
			x := furthest[k-1] + 1
			if k == -d || k != d && furthest[k-1] < furthest[k+1] {
				x = furthest[k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			furthest[k] = x
			if x >= len(a) && x-k >= len(b) {
				return backtrack(trace, a, b)
			}
		}
	}
	return nil
}

// backtrack follows the trace of commonLines back from the ends.
func backtrack(trace []map[int]int, a, b []string) [][2]int {
	var common [][2]int
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		furthest, k := trace[d], x-y
		before := k - 1
		if k == -d || k != d && furthest[k-1] < furthest[k+1] {
			before = k + 1
		}
		fromX := furthest[before]
		fromY := fromX - before
		for x > fromX && y > fromY && x > 0 && y > 0 {
			x, y = x-1, y-1
			common = append(common, [2]int{x, y})
		}
		x, y = fromX, fromY
	}
	for i, j := 0, len(common)-1; i < j; i, j = i+1, j-1 {
		common[i], common[j] = common[j], common[i]
	}
	return common
}

// hunkEnd is how many changes of script share the first hunk.
func hunkEnd(script []replaced) int {
	n := 1
	for n < len(script) && script[n].from-script[n-1].to <= 2*diffContext {
		n++
	}
	return n
}

func writeHunk(out *strings.Builder, a, b []string, script []replaced) {
	first, last := script[0], script[len(script)-1]
	from, to := max(0, first.from-diffContext), min(len(a), last.to+diffContext)
	newFrom, newTo := first.newFrom-(first.from-from), last.newTo+(to-last.to)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", hunkRange(from, to), hunkRange(newFrom, newTo))
	at := from
	for _, r := range script {
		writeDiffLines(out, ' ', a[at:r.from])
		writeDiffLines(out, '-', a[r.from:r.to])
		writeDiffLines(out, '+', b[r.newFrom:r.newTo])
		at = r.to
	}
	writeDiffLines(out, ' ', a[at:to])
}

// hunkRange is a range of lines in the head of a hunk. An empty one is after the line that it names.
func hunkRange(from, to int) string {
	if from == to {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

// commandAfterSpace is a command of a workflow in a line that begins with spaces.
var commandAfterSpace = regexp.MustCompile(`^([ \t]*):(:)`)

func writeDiffLines(out *strings.Builder, sign byte, lines []string) {
	for _, line := range lines {
		text, hasEnd := strings.CutSuffix(line, "\n")
		text, hasReturn := strings.CutSuffix(text, "\r")
		parts := strings.Split(text, "\t")
		for i := range parts {
			parts[i] = visible(parts[i])
		}
		text = strings.Join(parts, "\t")
		if sign == ' ' {
			text = commandAfterSpace.ReplaceAllString(text, `$1\u003a$2`)
		}
		out.WriteByte(sign)
		out.WriteString(text)
		if hasReturn {
			out.WriteByte('\r')
		}
		out.WriteByte('\n')
		if !hasEnd {
			out.WriteString("\\ No newline at end of file\n")
		}
	}
}
