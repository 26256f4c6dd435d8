package upgrade

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// merger merges the section of one chart.
type merger struct {
	src      string // values.yaml
	newline  string
	old, new *chart.Chart
	edits    []text.Edit
	changes  []ValueChange
	orphans  []orphan
	bare     bool // the section has lost the comments of the old defaults
	tight    bool // and their empty lines
	unit     int  // one step of indentation in the section; 0 if it shows none
	opaque   bool // the section cannot be taken apart into lines
	blocks   map[syntax.Node]*block
}

// orphan is a value that the author has set, and that the new chart does not know.
type orphan struct {
	path []string
	pair syntax.Node
	kind bool // the chart knows it as a value of another kind
}

// valuesTree is the tree of values.yaml as the merge needs it: its last line has a line end.
func valuesTree(src string) *syntax.Tree {
	if src != "" && !strings.HasSuffix(src, "\n") {
		src += edit.Newline(src)
	}
	return syntax.ParseYAML(src)
}

// mergeSection merges the defaults of two versions of a chart into the section pair of values.yaml.
func mergeSection(pair syntax.Node, old, new *chart.Chart) *merger {
	src := pair.Tree().Text
	m := &merger{src: src, newline: edit.Newline(src), old: old, new: new, blocks: map[syntax.Node]*block{}}
	b := sectionBlock(pair)
	if b == nil {
		m.opaque = pair.Value().First().Exists()
		return m
	}
	m.unit = unitOf(b)
	section := src[b.entries[0].lead.Start:b.tail.End]
	if defaults := old.Values(); defaults != nil {
		m.bare = comments(section) == 0 && comments(defaults.Text) > 2
		m.tight = !hasEmptyLine(section) && hasEmptyLine(defaults.Text)
	}
	m.mapping(b, old.Defaults(), new.Defaults(), nil)
	return m
}

// unitOf is one step of indentation in a block: that of the first mapping in it; 0 if there is none.
func unitOf(b *block) int {
	for _, e := range b.entries {
		if inner := e.inner(); inner != nil {
			return inner.indent - b.indent
		}
	}
	return 0
}

func comments(lines string) int {
	n := 0
	for l := range strings.Lines(lines) {
		if strings.HasPrefix(strings.TrimSpace(l), "#") {
			n++
		}
	}
	return n
}

func hasEmptyLine(lines string) bool {
	for l := range strings.Lines(lines) {
		if strings.TrimSpace(l) == "" {
			return true
		}
	}
	return false
}

// blockOf is the lines of the mapping m of a chart's defaults; nil if it cannot be taken apart.
func (m *merger) blockOf(n syntax.Node) *block {
	if b, known := m.blocks[n]; known || !n.Exists() {
		return b
	}
	var b *block
	if owner := n.Owner(); !owner.Exists() {
		b = rootBlock(n)
	} else if e := m.blockOf(owner.Parent()).entry(owner.Key().Text()); e != nil {
		b = e.inner()
	}
	m.blocks[n] = b
	return b
}

// entryOf is the lines of the default at s; nil if there are none.
func (m *merger) entryOf(s chart.Scope) *entry {
	if pair := s.Pair(); s.Status == chart.Known && pair.Exists() {
		return m.blockOf(pair.Parent()).entry(pair.Key().Text())
	}
	return nil
}

func pathTo(path []string, key string) []string { return append(slices.Clip(path), key) }

// mapping merges into the mapping b what leads from the defaults o to the defaults n. It returns how many entries the
// mapping has afterward.
func (m *merger) mapping(b *block, o, n chart.Scope, path []string) int {
	before := m.edits
	left := map[string]int{} // the index of each entry that stays
	edits := make([][]text.Edit, len(b.entries))
	for i, e := range b.entries {
		m.edits = nil
		if m.entry(b, e, o.Child(e.key), n.Child(e.key), pathTo(path, e.key)) {
			left[e.key] = i
		}
		edits[i] = m.edits
	}
	added, inserts := m.add(b, left, o, n, path)
	// In the order of the text: several may be at one place.
	m.edits = append(before, inserts[-1]...)
	for i := range b.entries {
		m.edits = append(append(m.edits, edits[i]...), inserts[i]...)
	}
	count := len(left)
	if count+added > 0 {
		m.comments(b.tail, b.indent, m.blockOf(o.Value()), m.blockOf(n.Value()), func(b *block) text.Range { return b.tail })
	}
	return count + added
}

// entry merges into one entry of b, for which the charts have the defaults o and n. It reports whether it is still
// there.
func (m *merger) entry(b *block, e *entry, o, n chart.Scope, path []string) bool {
	if e.key == "" || anchored(e.pair) {
		if e.key != "" {
			m.author(e, o, n, path)
		}
		return true
	}
	v := e.pair.Value()
	switch inner := e.inner(); {
	case inner != nil && hasDefault(o) && o.Value().Kind() == syntax.Mapping:
		return m.nested(b, e, inner, o, n, path)
	case hasDefault(o) && defaults.Same(v, o.Value()):
		return m.follow(b, e, o, n, path)
	}
	m.author(e, o, n, path)
	m.lead(b, e, o, n)
	return true
}

// nested merges into an entry whose value is a mapping, as it is in the old defaults.
func (m *merger) nested(b *block, e *entry, inner *block, o, n chart.Scope, path []string) bool {
	gone := m.gone(n)
	switch kind := n.Value().Kind(); {
	case gone && copied(e.pair.Value(), o, 0):
		m.remove(b, e, o)
		m.change(Removed, path, e.pair.Value(), syntax.Node{})
		return false
	case hasDefault(n) && (kind != syntax.Mapping || m.blockOf(n.Value()) == nil) && copied(e.pair.Value(), o, 0):
		m.replace(b, e, o, n)
		m.lead(b, e, o, n)
		if !defaults.Same(e.pair.Value(), n.Value()) {
			m.change(Followed, path, e.pair.Value(), n.Value())
		}
		return true
	case hasDefault(n) && kind != syntax.Mapping && kind != syntax.Null:
		m.author(e, o, n, path)
		m.lead(b, e, o, n)
		return true
	}
	if m.mapping(inner, o, n, path) == 0 {
		colon := strings.IndexByte(m.src[e.pair.Key().End():], ':') + e.pair.Key().End()
		m.drop(text.Range{Start: colon, End: e.to})
		m.edits = append(m.edits, text.Edit{
			Range: text.Range{Start: colon + 1, End: e.to}, New: " {}" + m.newline,
		})
	}
	m.lead(b, e, o, n)
	return true
}

// drop takes back the edits inside a range that is replaced as a whole.
func (m *merger) drop(r text.Range) {
	m.edits = slices.DeleteFunc(m.edits, func(e text.Edit) bool { return r.Covers(e.Range) })
}

// follow brings an entry that is a copy of the default o to the default n.
func (m *merger) follow(b *block, e *entry, o, n chart.Scope, path []string) bool {
	switch {
	case m.gone(n):
		m.remove(b, e, o)
		m.change(Removed, path, e.pair.Value(), syntax.Node{})
		return false
	case !hasDefault(n):
	case !defaults.Same(o.Value(), n.Value()):
		m.replace(b, e, o, n)
		m.change(Followed, path, e.pair.Value(), n.Value())
	case m.sameText(e, m.entryOf(o)) && !m.sameText(e, m.entryOf(n)):
		m.replace(b, e, o, n) // only comments in it have changed
	}
	m.lead(b, e, o, n)
	return true
}

// gone reports whether the new chart has no default n. Of a chart without any, nothing is known.
func (m *merger) gone(n chart.Scope) bool {
	return !hasDefault(n) && m.new.Defaults().Value().First().Exists()
}

// sameText reports whether two entries are the same lines, whatever their indentation.
func (m *merger) sameText(e, other *entry) bool {
	if other == nil {
		return false
	}
	text := func(e *entry) string {
		var b strings.Builder
		for l := range strings.Lines(e.value().Of(e.pair.Tree().Text)) {
			b.WriteString(strings.TrimSpace(l) + "\n")
		}
		return b.String()
	}
	return text(e) == text(other)
}

// author says what has become of a value that the author has set.
func (m *merger) author(e *entry, o, n chart.Scope, path []string) {
	v := e.pair.Value()
	if m.pinned(e.key, v) && hasDefault(n) {
		m.changes = append(m.changes, ValueChange{Kind: Pinned, Path: path, Value: short(v), New: m.new.AppVersion})
		return
	}
	if v.Kind() == syntax.Mapping && o.Value().Kind() == syntax.Mapping && n.Value().Kind() == syntax.Mapping {
		m.inside(v, o, n, path)
	}
	switch {
	case hasDefault(n) && hasDefault(o):
		switch {
		case defaults.Same(o.Value(), n.Value()) || defaults.Same(v, n.Value()):
		case otherKind(v, n.Value()) && !otherKind(v, o.Value()):
			m.orphans = append(m.orphans, orphan{path: path, pair: e.pair, kind: true})
		default:
			m.changes = append(m.changes, ValueChange{
				Kind: Kept, Path: path, Value: short(v), Old: short(o.Value()), New: short(n.Value()),
			})
		}
	case hasDefault(n):
	case m.knew(o, path) && !knows(m.new, n, path):
		m.orphans = append(m.orphans, orphan{path: path, pair: e.pair})
	}
}

// inside finds what the new chart does not know in a mapping that cannot be taken apart into lines.
func (m *merger) inside(v syntax.Node, o, n chart.Scope, path []string) {
	for pair := range v.Entries() {
		key := pair.Key().Text()
		was, is, here := o.Child(key), n.Child(key), pathTo(path, key)
		switch {
		case len(here) > maxDepth:
		case pair.Value().Kind() == syntax.Mapping && hasDefault(was) && hasDefault(is):
			m.inside(pair.Value(), was, is, here)
		case !hasDefault(is) && m.knew(was, here) && !knows(m.new, is, here):
			m.orphans = append(m.orphans, orphan{path: here, pair: pair})
		}
	}
}

// pinned reports whether the value of a key is the version of the old chart's application, and the new one has another.
func (m *merger) pinned(key string, v syntax.Node) bool {
	name := strings.ToLower(key)
	old, new := strings.TrimPrefix(m.old.AppVersion, "v"), strings.TrimPrefix(m.new.AppVersion, "v")
	return (strings.HasSuffix(name, "tag") || strings.HasSuffix(name, "version")) && v.IsScalar() && old != "" &&
		strings.TrimPrefix(v.Text(), "v") == old && new != "" && new != old
}

// knew reports whether the old chart made something of the value at path.
func (m *merger) knew(o chart.Scope, path []string) bool {
	return hasDefault(o) || m.old.Uses(path) != chart.Unused
}

// knows reports whether a chart makes something of the value at path, or may do so.
func knows(c *chart.Chart, s chart.Scope, path []string) bool {
	key := path[len(path)-1]
	return s.Status > chart.Free || key == "global" || key == "tags" || c.Uses(path) != chart.Unused
}

// otherKind reports whether v is a mapping, a list or neither, and the default is not.
func otherKind(v, def syntax.Node) bool {
	kind := func(n syntax.Node) int {
		switch n.Resolve().Kind() {
		case syntax.Mapping:
			return 1
		case syntax.Sequence:
			return 2
		}
		return 0
	}
	null := v.Kind() == syntax.Null || def.Kind() == syntax.Null
	return !null && kind(v) != kind(def)
}

func (m *merger) change(kind ChangeKind, path []string, old, new syntax.Node) {
	m.changes = append(m.changes, ValueChange{Kind: kind, Path: path, Old: short(old), New: short(new)})
}
