package upgrade

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// block is a block mapping as lines. Each line of it belongs to one entry, or to the comments at its end.
type block struct {
	src     string
	indent  int // column of the keys, in bytes
	entries []*entry
	byKey   map[string]*entry
	tail    text.Range // comments in the column of the keys, or deeper, after the last entry
}

// entry is a key with its value. Its ranges are whole lines with their line ends, one after the other.
type entry struct {
	key  string // "" of a merge key, which is kept as it is
	pair syntax.Node
	lead text.Range // comments and empty lines above the key
	body text.Range // from the line of the key to the last line of the value
	tail text.Range // deeper comments after the value, if that is not a block mapping: there they are in its lines
	to   int        // where the lines of the entry end
}

// all is the range of all lines of e.
func (e *entry) all() text.Range { return text.Range{Start: e.lead.Start, End: e.to} }

// value is the range of the lines of e without those above it.
func (e *entry) value() text.Range { return text.Range{Start: e.body.Start, End: e.to} }

// inner is the value of e as lines; nil if it is no block mapping, or an unusual one.
func (e *entry) inner() *block {
	v := e.pair.Value()
	if v.Kind() != syntax.Mapping || v.Style() != syntax.Block || !v.First().Exists() {
		return nil
	}
	for _, a := range v.Tree().Anchors() {
		if e.pair.Key().End() <= a.Start && a.Start < v.Start() {
			return nil
		}
	}
	return newBlock(v, nextLine(v.Tree().Text, e.pair.Key().End()), e.to)
}

// newBlock is the lines of the block mapping m between the byte offsets from and to, where lines begin; nil if m cannot
// be taken apart into lines.
func newBlock(m syntax.Node, from, to int) *block {
	if m.Kind() != syntax.Mapping || m.Style() != syntax.Block || m.Broken() || !m.First().Exists() {
		return nil
	}
	src := m.Tree().Text
	b := &block{src: src, indent: column(src, m.First().Start()), byKey: map[string]*entry{}}
	end := from // of what has been taken apart
	for pair := range m.Children() {
		start := text.LineStart(src, pair.Start())
		if !plainPair(pair, b.indent) || start < end {
			return nil
		}
		e := &entry{pair: pair, lead: text.Range{Start: end, End: start}}
		if !pair.IsMerge() {
			e.key = pair.Key().Text()
			if b.byKey[e.key] != nil {
				return nil
			}
			b.byKey[e.key] = e
		}
		if n := len(b.entries); n > 0 {
			split := b.split(end, start)
			b.entries[n-1].close(split)
			e.lead.Start = split
		}
		e.body = text.Range{Start: start, End: contentEnd(pair)}
		if !onlyComments(src[e.lead.Start:start]) || e.body.End > to {
			return nil
		}
		b.entries, end = append(b.entries, e), e.body.End
	}
	split := b.split(end, to)
	b.entries[len(b.entries)-1].close(split)
	b.tail = text.Range{Start: split, End: to}
	if !onlyComments(src[split:to]) {
		return nil
	}
	return b
}

// close says that the lines of e end at an offset.
func (e *entry) close(at int) {
	e.to = at
	if v := e.pair.Value(); v.Kind() != syntax.Mapping || v.Style() != syntax.Block {
		e.tail = text.Range{Start: e.body.End, End: at}
	} else {
		e.body.End = at
	}
}

// plainPair reports whether a pair begins a line, at a column, with its key.
func plainPair(pair syntax.Node, indent int) bool {
	if pair.Kind() != syntax.Pair || pair.Broken() || !pair.Key().IsScalar() || pair.Key().Start() != pair.Start() {
		return false
	}
	src := pair.Tree().Text
	start := text.LineStart(src, pair.Start())
	return pair.Start()-start == indent && strings.Trim(src[start:pair.Start()], " ") == "" &&
		!strings.ContainsAny(pair.Key().Source(), "\r\n")
}

// split is where, in the lines of comments from byte offset from to to, those begin that are about the next key, and
// not deeper than the block's keys. The empty lines above them are theirs.
func (b *block) split(from, to int) int {
	split := from
	for at := from; at < to; {
		next := nextLine(b.src, at)
		if line := strings.TrimRight(b.src[at:next], " \t\r\n"); line != "" {
			if len(line)-len(strings.TrimLeft(line, " ")) <= b.indent {
				break
			}
			split = next
		}
		at = next
	}
	return split
}

// entry is the entry of a key; nil if there is none.
func (b *block) entry(key string) *entry {
	if b == nil || key == "" {
		return nil
	}
	return b.byKey[key]
}

// column is the bytes before an offset on its line.
func column(src string, off int) int { return off - text.LineStart(src, off) }

// nextLine is where the line after the one of an offset begins, or the end of src.
func nextLine(src string, off int) int {
	end := text.LineEnd(src, off)
	switch {
	case strings.HasPrefix(src[end:], "\r\n"):
		return end + 2
	case end < len(src):
		return end + 1
	}
	return end
}

// contentEnd is where the line after the last one of a pair begins. Empty lines after a block scalar are only part of
// it if it keeps them.
func contentEnd(pair syntax.Node) int {
	src, v, end := pair.Tree().Text, pair.Value(), pair.End()
	last := v
	for last.Kind() == syntax.Mapping || last.Kind() == syntax.Sequence || last.Kind() == syntax.Pair {
		next := last.Last()
		if last.Kind() == syntax.Pair {
			next = last.Value()
		}
		if !next.Exists() {
			break
		}
		last = next
	}
	if style := last.Style(); (style == syntax.Literal || style == syntax.Folded) && keepsLines(last) {
		if end == text.LineStart(src, end) {
			return end
		}
		return nextLine(src, end)
	}
	for end > pair.Start() && strings.IndexByte(" \t\r\n", src[end-1]) >= 0 {
		end--
	}
	return nextLine(src, end)
}

// keepsLines reports whether the block scalar n keeps the empty lines at its end.
func keepsLines(n syntax.Node) bool {
	header, _, _ := strings.Cut(n.Source(), "\n")
	return strings.Contains(header, "+")
}

func onlyComments(lines string) bool {
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// rootBlock is the values of a chart as lines; nil if they cannot be taken apart.
func rootBlock(root syntax.Node) *block {
	if root.Kind() != syntax.Mapping || len(root.Tree().Conflicts) > 0 {
		return nil
	}
	src := root.Tree().Text
	from, to := 0, len(src)
	for at := 0; at < root.Start(); at = nextLine(src, at) {
		if line := src[at:nextLine(src, at)]; strings.HasPrefix(line, "---") || strings.HasPrefix(line, "%") {
			from = nextLine(src, at)
		}
	}
	for at := contentEnd(root.Last()); at < len(src); at = nextLine(src, at) {
		if line := src[at:nextLine(src, at)]; strings.HasPrefix(line, "---") || strings.HasPrefix(line, "...") {
			to = at
			break
		}
	}
	return newBlock(root, from, to)
}

// sectionBlock is the mapping that is the value of pair, in values.yaml, as lines. Comments after it belong to it if
// they are as deep as its keys.
func sectionBlock(pair syntax.Node) *block {
	m := pair.Value()
	if m.Kind() != syntax.Mapping || m.Style() != syntax.Block || !m.First().Exists() {
		return nil
	}
	src, indent := m.Tree().Text, column(m.Tree().Text, m.First().Start())
	to := contentEnd(m.Last())
	for at := to; at < len(src); {
		next := nextLine(src, at)
		line := strings.TrimRight(src[at:next], " \t\r\n")
		trimmed := strings.TrimLeft(line, " ")
		if trimmed != "" && (trimmed[0] != '#' || len(line)-len(trimmed) < indent) {
			break
		}
		if at = next; trimmed != "" {
			to = next
		}
	}
	return newBlock(m, nextLine(src, pair.Key().End()), to)
}
