package syntax

import "github.com/pack-lsp/pack-lsp/analysis/text"

// builder makes the nodes of a tree, parents before their children, children in the order of the text.
type builder struct {
	nodes []node
}

// add appends a node as the last child of parent (none for a root) and returns its index.
func (b *builder) add(parent int32, kind Kind, style Style, r text.Range, value string) int32 {
	i, prev := int32(len(b.nodes)), int32(none)
	if parent >= 0 {
		p := &b.nodes[parent]
		if prev = p.last; prev >= 0 {
			b.nodes[prev].next = i
		} else {
			p.first = i
		}
		p.last = i
	}
	b.nodes = append(b.nodes, node{
		value: value, start: int32(r.Start), end: int32(r.End),
		parent: parent, first: none, last: none, prev: prev, next: none, kind: kind, style: style,
	})
	return i
}

// unlinkLast removes the last child of parent, with all that was added since, from its parent and returns it.
func (b *builder) unlinkLast(parent int32) int32 {
	p := &b.nodes[parent]
	i := p.last
	if p.last = b.nodes[i].prev; p.last >= 0 {
		b.nodes[p.last].next = none
	} else {
		p.first = none
	}
	return i
}

// wrap replaces the node i, which is the last one with its descendants, by nested new nodes of the given
// kinds, outermost first, that hold it.
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
		for _, link := range []*int32{&n.parent, &n.first, &n.last, &n.prev, &n.next} {
			if *link >= i {
				*link += k
			}
		}
	}
	for j, kind := range kinds {
		at := i + int32(j)
		b.nodes[at] = node{start: inner.start, end: inner.end, parent: at - 1, first: at + 1, last: at + 1, prev: none,
			next: none, kind: kind, style: Flow}
	}
	b.nodes[i].parent, b.nodes[i].prev = inner.parent, inner.prev
	b.nodes[i+k].parent, b.nodes[i+k].prev = i+k-1, none
}
