package soak

import (
	"math/rand/v2"
	"strings"
)

// pieces are what a random author types.
var pieces = []string{
	"", "", "", `"`, "{", "}", "[", "]", ":", ",", "\n", "  ", "- ", "#", "{{ ", " }}", ".spectro.", "charts:", "&a",
	"*a", "é", "😀", "\u2028", "\ufeff", "\x00", "\r", "\r\n", "日本", "e\u0301",
	"\t", "'", "|", "null", "true", "1", "manifests:", "pack:", `"layer": "`, "values", ": ", "---\n", "<<: *a",
	"# pack-lsp: ignore\n", "{{ .Values.", "{{ if ", "{{ end }}",
}

// maxGrowth is how many bytes a document may grow before its author starts again.
const maxGrowth = 4000

// edit types in a document, in bursts: some changes come before the server has looked at the one before.
func (s *session) edit(path string) {
	burst := 1
	if s.random.IntN(4) == 0 {
		burst = 1 + s.random.IntN(8)
	}
	for range burst {
		text, by := s.doc(path), 1
		if s.random.IntN(20) == 0 && s.version(path) > 1 {
			by = -s.random.IntN(2) // some clients use a version twice, or go back; 0 means none
		}
		s.edits++
		var next string
		var changes []object
		switch n := s.random.IntN(12); {
		case n < 8 && len(text) < len(s.first(path))+maxGrowth:
			next, changes = s.mutation(text)
		case n == 8:
			next = s.conflict(text)
		case n == 9:
			next = s.lines(text)
		default:
			next = s.first(path)
		}
		s.did("edit %s, %d bytes", path, len(next))
		if changes == nil {
			changes = []object{{"text": next}}
		}
		s.change(path, next, by, changes)
	}
}

// mutation replaces one to three pieces of text. Each change is in the result of those before it.
func (s *session) mutation(text string) (string, []object) {
	var changes []object
	for range 1 + s.random.IntN(3) {
		start := boundary(text, s.place(text))
		end := boundary(text, min(len(text), start+s.random.IntN(4)*s.random.IntN(6)))
		piece := pick(s, pieces)
		changes = append(changes, object{
			"range": object{"start": s.position(text, start), "end": s.position(text, end)}, "text": piece,
		})
		text = text[:start] + piece + text[end:]
	}
	return text, changes
}

// place is an offset in text, often one at which something begins or ends.
func (s *session) place(text string) int {
	off := s.random.IntN(len(text) + 1)
	if s.random.IntN(2) == 0 {
		if i := strings.IndexAny(text[off:], ":\"\n"); i >= 0 {
			off += i + s.random.IntN(2)
		}
	}
	return off
}

// conflict is text with the marks of a merge around some of its lines.
func (s *session) conflict(text string) string {
	lines, from, to := someLines(s.random, text)
	ours := strings.Join(lines[from:to], "")
	marked := "<<<<<<< HEAD\n" + ours + "=======\n" + strings.ToUpper(ours) + ">>>>>>> other\n"
	return strings.Join(lines[:from], "") + marked + strings.Join(lines[to:], "")
}

// lines is text with some of its lines removed, duplicated, indented or moved to the end.
func (s *session) lines(text string) string {
	lines, from, to := someLines(s.random, text)
	some := strings.Join(lines[from:to], "")
	before, after := strings.Join(lines[:from], ""), strings.Join(lines[to:], "")
	switch s.random.IntN(4) {
	case 0:
		return before + after
	case 1:
		return before + some + some + after
	case 2:
		return before + "  " + strings.ReplaceAll(some, "\n", "\n  ") + after
	}
	return before + after + some
}

// someLines are the lines of text with their line breaks, and a range of a few of them.
func someLines(random *rand.Rand, text string) (lines []string, from, to int) {
	lines = strings.SplitAfter(text, "\n")
	from = random.IntN(len(lines))
	return lines, from, min(len(lines), from+1+random.IntN(5))
}
