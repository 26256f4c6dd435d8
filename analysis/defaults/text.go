// Package defaults writes the defaults of charts into the values of packs, with their comments, and takes out of them
// what equals a default. All else of a file stays as it is, byte for byte.
//
// Deliberately absent: which chart and which place are meant. Callers know the pack.
package defaults

import (
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Entry is the text of a pair of a chart's values: its comments, its key and its value as the chart has them, in lines
// without indentation of their own and without a line end at the end. What is in flow style, or refers to an anchor
// that is elsewhere, is written again. It is "" for a pair that a syntax error is in.
func Entry(pair syntax.Node) string {
	if !pair.Exists() || pair.Kind() != syntax.Pair || broken(pair) {
		return ""
	}
	if pair.Parent().Style() == syntax.Flow || refers(pair) {
		return strings.TrimSuffix(written(pair.Key().Text(), pair.Value(), 0), "\n")
	}
	src := pair.Tree().Text
	column := pair.Start() - text.LineStart(src, pair.Start())
	return outdent(src[commentsAbove(pair):blockEnd(pair)], column)
}

// Bare is Entry without the comments above.
func Bare(pair syntax.Node) string {
	entry := Entry(pair)
	for strings.HasPrefix(entry, "#") {
		_, entry, _ = strings.Cut(entry, "\n")
	}
	return entry
}

// Whole is the text of all of a chart's own values with their comments, in the form of Entry; "" if there are none, or
// if they are not written as a block.
func Whole(c *chart.Chart) string {
	if t := c.Values(); t != nil {
		return WholeOf(t)
	}
	return ""
}

// WholeOf is Whole of values that are not in the chart's values.yaml.
func WholeOf(t *syntax.Tree) string {
	if len(t.Errors) > 0 {
		return ""
	}
	root := t.Root()
	if root.Kind() != syntax.Mapping || root.Style() != syntax.Block || !root.First().Exists() {
		return ""
	}
	start := text.LineStart(t.Text, root.Start())
	for _, c := range t.Comments {
		if c.Own && c.Start < start && !directives(t.Text[c.Start:start]) {
			start = text.LineStart(t.Text, c.Start)
			break
		}
	}
	end := len(t.Text)
	for doc := range t.Docs() { // of the second document, which Helm does not read
		if doc.Start() > root.Start() {
			end = strings.LastIndex(t.Text[:doc.Start()], "\n---")
			break
		}
	}
	return outdent(t.Text[start:max(end, root.End())], column(root.First()))
}

// directives reports whether s has a line that begins a document.
func directives(s string) bool { return strings.HasPrefix(s, "---") || strings.Contains(s, "\n---") }

// broken reports whether a syntax error is in n.
func broken(n syntax.Node) bool {
	for m := range n.All() {
		if m.Broken() || m.Kind() == syntax.Invalid {
			return true
		}
	}
	return false
}

// refers reports whether an alias in n refers to an anchor outside, or an anchor in n is referred to from outside.
func refers(n syntax.Node) bool {
	r := n.Range()
	for m := range n.All() {
		if m.Kind() == syntax.Alias || m.IsMerge() {
			return true
		}
	}
	for _, a := range n.Tree().Anchors() {
		if r.Covers(a.Range) {
			return true
		}
	}
	return false
}

// commentsAbove is the start of the first line of the comments right above a pair, in its column, or of its own line.
func commentsAbove(pair syntax.Node) int {
	t := pair.Tree()
	start, col := text.LineStart(t.Text, pair.Start()), column(pair)
	i := sort.Search(len(t.Comments), func(i int) bool { return t.Comments[i].Start >= start })
	for i--; i >= 0; i-- {
		c := t.Comments[i]
		line := text.LineStart(t.Text, c.Start)
		next := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(t.Text[c.End:start], "\r"), "\n"), " ")
		if !c.Own || c.Start-line != col || next != "" {
			break
		}
		start = line
	}
	return start
}

// blockEnd is the end of the last line of a pair, with the comments after it that are indented further than its key.
func blockEnd(pair syntax.Node) int {
	t := pair.Tree()
	end := lastLine(pair)
	limit := len(t.Text)
	for n := pair; n.Exists(); n = n.Parent() {
		if next := n.Next(); next.Exists() {
			limit = next.Start()
			break
		}
	}
	col := column(pair)
	i := sort.Search(len(t.Comments), func(i int) bool { return t.Comments[i].Start >= end })
	for ; i < len(t.Comments) && t.Comments[i].End <= limit; i++ {
		c := t.Comments[i]
		if !c.Own || c.Start-text.LineStart(t.Text, c.Start) <= col {
			break
		}
		end = c.End
	}
	return end
}

// lastLine is the end of the last line of n, before its line end and after a comment on it.
func lastLine(n syntax.Node) int {
	src, end := n.Tree().Text, n.End()
	for end > n.Start() && (src[end-1] == '\n' || src[end-1] == '\r') { // a block scalar may reach over its last line end
		end--
	}
	return text.LineEnd(src, end)
}

func column(n syntax.Node) int {
	return n.Start() - text.LineStart(n.Tree().Text, n.Start())
}

// outdent is s without the first by spaces of each line, with \n for line ends, and none at the end.
func outdent(s string, by int) string {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n \t"), "\n")
	for i, line := range lines {
		spaces := len(line) - len(strings.TrimLeft(line, " "))
		lines[i] = strings.TrimRight(line[min(by, spaces):], "\r")
	}
	return strings.Join(lines, "\n")
}

// maxWritten is how deep values are written again; aliases may make more of them than Helm reads.
const maxWritten = 64

// written is a key and its value in block style, with aliases and merge keys followed, and a line end at the end.
func written(key string, value syntax.Node, depth int) string {
	value = value.Resolve()
	head := edit.Scalar(key) + ":"
	pad := strings.Repeat(" ", 2)
	var b strings.Builder
	switch {
	case depth > maxWritten:
		return ""
	case value.Kind() == syntax.Mapping && value.First().Exists():
		for _, name := range keysOf(value) {
			b.WriteString(written(name, value.Get(name), depth+1))
		}
	case value.Kind() == syntax.Sequence && value.First().Exists():
		for item := range value.Children() {
			b.WriteString(writtenItem(item.Resolve(), depth+1))
		}
	default:
		return head + scalar(value) + "\n"
	}
	return head + "\n" + indented(b.String(), pad)
}

func writtenItem(item syntax.Node, depth int) string {
	var b strings.Builder
	switch {
	case depth > maxWritten:
		return ""
	case item.Kind() == syntax.Mapping && item.First().Exists():
		for _, name := range keysOf(item) {
			b.WriteString(written(name, item.Get(name), depth+1))
		}
	case item.Kind() == syntax.Sequence && item.First().Exists():
		for inner := range item.Children() {
			b.WriteString(writtenItem(inner.Resolve(), depth+1))
		}
	default:
		return "-" + scalar(item) + "\n"
	}
	return "- " + strings.TrimPrefix(indented(b.String(), "  "), "  ")
}

// keysOf are the keys of a mapping, with those that are merged into it, each once.
func keysOf(mapping syntax.Node) []string {
	var keys []string
	seen := map[string]bool{}
	var add func(m syntax.Node, depth int)
	add = func(m syntax.Node, depth int) {
		for pair := range m.Children() {
			if pair.IsMerge() && depth < maxWritten {
				if from := pair.Value().Resolve(); from.Kind() == syntax.Sequence {
					for each := range from.Children() {
						add(each.Resolve(), depth+1)
					}
				} else {
					add(from, depth+1)
				}
			} else if key := pair.Key().Text(); !pair.IsMerge() && !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
		}
	}
	add(mapping, 0)
	return keys
}

// scalar is a value on one line with a space before it; "" for one that is not written at all.
func scalar(n syntax.Node) string {
	switch {
	case !n.Exists() || n.Empty():
		return ""
	case n.Kind() == syntax.Mapping:
		return " {}"
	case n.Kind() == syntax.Sequence:
		return " []"
	case n.Kind() == syntax.String && n.Style() != syntax.Plain:
		return " " + edit.Quote(n.Text())
	case strings.Contains(n.Source(), "\n"):
		return " " + edit.Quote(n.Text())
	}
	return " " + n.Source()
}

// indented puts pad before each line of s that is not empty.
func indented(s, pad string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = pad + line
		}
	}
	return strings.Join(lines, "\n")
}
