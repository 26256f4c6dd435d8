package render

import "strings"

// piece is one of the documents that Helm splits what a template gave into.
type piece struct {
	text string
	line int // from 0, in what the template gave
}

// split takes a text apart as releaseutil.SplitManifests does, which matches (?:^|\s*\n)---\s*: a line that begins
// with three dashes, with all space around it, ends a document, even inside a block scalar.
func split(text string) []piece {
	var out []piece
	start, end := trimmed(text, 0, len(text))
	line, counted := 0, 0
	add := func(from, to int) {
		if from == to {
			return
		}
		line += strings.Count(text[counted:from], "\n")
		counted = from
		out = append(out, piece{text[from:to], line})
	}
	at := start
	if strings.HasPrefix(text[start:end], "---") {
		at = skip(text, start+3, end)
	}
	for from := at; ; {
		i := strings.Index(text[from:end], "\n---")
		if i < 0 {
			break
		}
		i += from
		_, to := trimmed(text, at, i)
		add(at, max(to, at))
		at = skip(text, i+4, end)
		from = at
	}
	add(at, max(end, at))
	return out
}

// skip is the first place from i on without space.
func skip(text string, i, end int) int {
	for i < end && space(text[i]) {
		i++
	}
	return i
}

func trimmed(text string, start, end int) (int, int) {
	start = skip(text, start, end)
	for end > start && space(text[end-1]) {
		end--
	}
	return start, end
}

// space reports whether c is one of \s of package regexp.
func space(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\f', '\r':
		return true
	}
	return false
}
