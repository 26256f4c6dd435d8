package chart

import (
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Doc is the documentation of a key in the comments of a values file; n is its pair, key or value. It knows the
// conventions of helm-docs ("# -- text", "@default -- text") and of readme-generator ("## @param path text"). Otherwise
// it is the comment right above the key, without commented-out keys, or the one after the key. Lines are separated by
// "\n"; "" means none.
func Doc(n syntax.Node) string {
	pair := n
	if pair.Kind() != syntax.Pair {
		pair = n.Owner()
	}
	if !pair.Exists() {
		return ""
	}
	t := pair.Tree()
	path := strings.Join(pair.Path(), ".")
	above := blockAbove(t, pair.Start())
	if found := items(above); len(found) > 0 {
		above = above[found[len(found)-1].to:]
	}
	if doc := documentation(above, path); doc != "" {
		return doc
	}
	i := sort.Search(len(t.Comments), func(i int) bool { return t.Comments[i].Start > pair.Start() })
	if i < len(t.Comments) && !t.Comments[i].Own && t.Comments[i].Start < text.LineEnd(t.Text, pair.Start()) {
		return documentation([]commentLine{lineOf(t.Text, t.Comments[i].Range)}, path)
	}
	return paramAbove(t, pair.Start(), path)
}

// paramAbove is the text of the @param line for path before byte offset off: charts list those of a section above it.
func paramAbove(t *syntax.Tree, off int, path string) string {
	i := sort.Search(len(t.Comments), func(i int) bool { return t.Comments[i].Start >= off })
	for _, c := range slices.Backward(t.Comments[:i]) {
		body := strings.TrimLeft(c.Of(t.Text), "# ")
		if strings.HasPrefix(body, paramTag) {
			if text, ok := param(body, path); ok {
				return text
			}
		}
	}
	return ""
}

// blockAbove are the lines of the comment right above the line of byte offset off, in the column of off.
func blockAbove(t *syntax.Tree, off int) []commentLine {
	var lines []commentLine
	col := column(t.Text, off)
	next := commentLine{}
	next.Start, next.End = off, off
	i := sort.Search(len(t.Comments), func(i int) bool { return t.Comments[i].Start >= off })
	for i--; i >= 0 && t.Comments[i].Own; i-- {
		l := lineOf(t.Text, t.Comments[i].Range)
		if l.column != col || !next.follows(t.Text, l.End) {
			break
		}
		lines = append(lines, l)
		next = l
	}
	slices.Reverse(lines)
	return lines
}

const paramTag = "@param "

// documentation is the text of comment lines above the key at path, which is dotted.
func documentation(lines []commentLine, path string) string {
	for i, l := range slices.Backward(lines) { // helm-docs: text before the marker is about something else
		if text, ok := cutMarker(l.body); ok {
			lines = slices.Clone(lines[i:])
			lines[0].body = text
			break
		}
		if text, ok := strings.CutPrefix(l.body, path+" -- "); ok {
			lines = slices.Clone(lines[i:])
			lines[0].body = text
			break
		}
	}
	var doc []string
	fenced := false
	for _, l := range lines {
		body := strings.TrimSpace(strings.TrimLeft(l.body, "#"))
		fence := strings.HasPrefix(body, "```")
		if fence {
			fenced = !fenced
		}
		switch {
		case fenced && !fence: // code keeps its indentation
			doc = append(doc, strings.Repeat(" ", max(l.indent-1, 0))+l.body)
		case strings.HasPrefix(body, "@default"):
			if text, ok := cutMarker(strings.TrimSpace(strings.TrimPrefix(body, "@default"))); ok {
				doc = append(doc, "Default: "+text)
			}
		case strings.HasPrefix(body, paramTag):
			if text, ok := param(body, path); ok {
				doc = append(doc, text)
			}
		case strings.HasPrefix(body, "@"): // @section, @schema, @skip and so on are for tools
		case strings.Trim(body, "#=-*~ ") == "": // a ruler
			if len(doc) > 0 {
				doc = append(doc, "")
			}
		default:
			doc = append(doc, body)
		}
	}
	return strings.TrimSpace(strings.Join(doc, "\n"))
}

// param is the text of "@param path [type] text".
func param(body, path string) (string, bool) {
	about, text, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(body, paramTag)), " ")
	if about != path {
		return "", false
	}
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "[") {
		if _, rest, ok := strings.Cut(text, "]"); ok {
			text = strings.TrimSpace(rest)
		}
	}
	return text, text != ""
}

// cutMarker removes the "-- " of helm-docs, or more dashes, from the start of s.
func cutMarker(s string) (string, bool) {
	if !strings.HasPrefix(s, "--") {
		return s, false
	}
	rest := strings.TrimLeft(s, "-")
	return strings.TrimLeft(rest, " -"), strings.HasPrefix(rest, " ")
}

// Doc is the documentation of the default of s, or else of the next default in precedence.
func (s Scope) Doc() string {
	for _, l := range s.layers {
		if len(l.pending) > 0 {
			continue
		}
		if l.commented != nil && l.pair == l.commented.value {
			return l.commented.doc
		}
		if doc := Doc(l.pair); doc != "" {
			return doc
		}
	}
	return ""
}
