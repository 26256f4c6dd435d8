package syntax

import "github.com/pack-lsp/pack-lsp/analysis/text"

// builder makes the nodes of a tree, parents before their children, children in the order of the text.
type builder struct {
	nodes []node
}

// add appends a node as the last child of parent (none for a root) and returns its index.
func (b *builder) add(parent int32, kind Kind, style Style, r text.Range, value string) int32 {
	i := int32(len(b.nodes))
	b.nodes = append(b.nodes, node{
		value: value, start: int32(r.Start), end: int32(r.End),
		parent: parent, first: none, last: none, next: none, kind: kind, style: style,
	})
	if parent >= 0 {
		p := &b.nodes[parent]
		if p.last >= 0 {
			b.nodes[p.last].next = i
		} else {
			p.first = i
		}
		p.last = i
	}
	return i
}

// truncate drops node i and all after it. Links to them are left to the caller: see unlink.
func (b *builder) truncate(i int32) {
	b.nodes = b.nodes[:i]
}

// unlink forgets the children of parent that have been truncated.
func (b *builder) unlink(parent int32) {
	n := int32(len(b.nodes))
	p := &b.nodes[parent]
	if p.first >= n {
		p.first = none
	}
	last := int32(none)
	for c := p.first; c >= 0 && c < n; c = b.nodes[c].next {
		last = c
	}
	p.last = last
	if last >= 0 {
		b.nodes[last].next = none
	}
}

// wrap puts the node i, which is the last one with all it holds, into k new nodes around each other that take its place, of the
// given kinds from the outermost on.
func (b *builder) wrap(i int32, kinds ...Kind) {
	k := int32(len(kinds))
	inner := b.nodes[i]
	for range kinds {
		b.nodes = append(b.nodes, node{})
	}
	copy(b.nodes[i+k:], b.nodes[i:])
	moved := b.nodes[i+k:]
	for j := range moved {
		n := &moved[j]
		for _, link := range []*int32{&n.parent, &n.first, &n.last, &n.next} {
			if *link >= i {
				*link += k
			}
		}
	}
	for j, kind := range kinds {
		at := i + int32(j)
		b.nodes[at] = node{start: inner.start, end: inner.end, parent: at - 1, first: at + 1, last: at + 1, next: none, kind: kind, style: Flow}
	}
	b.nodes[i].parent = inner.parent
	b.nodes[i+k].parent = i + k - 1
}
