package edit

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// RemoveEntry takes a pair out of its YAML mapping, or an item out of its sequence, with its lines and the
// comments next to it. If it is the only one, an empty {} or [] is left. nil if the text is too unusual for
// that, as with keys that follow a "?".
func RemoveEntry(n syntax.Node) []text.Edit {
	parent := n.Parent()
	if !parent.Exists() {
		return nil
	}
	if parent.Style() == syntax.Flow {
		return []text.Edit{Remove(n)}
	}
	if n.Next().Exists() || parent.First() != n {
		return removeLines(n)
	}
	if parent.Parent().Kind() != syntax.Pair {
		if parent.Parent().Kind() == syntax.Sequence {
			return RemoveEntry(parent)
		}
		return removeLines(n)
	}
	empty := "{}"
	if parent.Kind() == syntax.Sequence {
		empty = "[]"
	}
	colon := colonOf(parent.Parent())
	if colon < 0 {
		return nil
	}
	return []text.Edit{{Range: text.Range{Start: colon + 1, End: n.End()}, New: " " + empty}}
}

// removeLines removes an entry of a block collection that is not the only one.
func removeLines(n syntax.Node) []text.Edit {
	src, start := n.Tree().Text, n.Start()
	if n.Parent().Kind() == syntax.Sequence {
		if start = dashOf(n); start < 0 {
			return nil
		}
	}
	from := lineStart(src, start)
	if strings.Trim(src[from:start], " ") == "" {
		end := lastLineEnd(n)
		if next := afterLine(src, end); next > end || from == 0 {
			return []text.Edit{{Range: text.Range{Start: from, End: next}}}
		}
		return []text.Edit{{Range: text.Range{Start: before(src, from), End: end}}} // the last line, which has no line end
	}
	// The first entry after a dash: the one that follows takes its place.
	next := n.Next()
	if !next.Exists() {
		return nil
	}
	to := next.Start()
	if n.Parent().Kind() == syntax.Sequence {
		to = dashOf(next)
	}
	if strings.Trim(src[from:start], " -") != "" || to < start {
		return nil
	}
	return []text.Edit{{Range: text.Range{Start: start, End: to}}}
}

// before is where the line end before the line that starts at off begins.
func before(src string, off int) int {
	if off > 0 {
		off--
	}
	if off > 0 && src[off-1] == '\r' {
		off--
	}
	return off
}

// dashOf is the byte offset of the dash of a block sequence's item; -1 if something else is before the item.
func dashOf(item syntax.Node) int {
	src := item.Tree().Text
	for i := item.Start() - 1; i >= 0; i-- {
		switch src[i] {
		case ' ', '\t', '\r', '\n':
		case '-':
			return i
		default:
			return -1
		}
	}
	return -1
}

// colonOf is the byte offset of the colon of a pair; -1 if none follows the key directly.
func colonOf(pair syntax.Node) int {
	src := pair.Tree().Text
	for i := pair.Key().End(); i < len(src); i++ {
		switch src[i] {
		case ' ', '\t':
		case ':':
			return i
		default:
			return -1
		}
	}
	return -1
}
