package syntax

import (
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// builder makes the nodes of a tree, parents before their children, children in the order of the text.
type builder struct {
	src    string
	nodes  []node
	values []string // see node.value
}

// Size is how many nodes and comments the last tree of a text has, so that there is room for those of the next version
// from the start. The zero value is ready for use, by many goroutines.
type Size struct{ nodes, comments atomic.Int32 }

// roomForComments is an empty list with room for as many comments as size says; size may be nil.
func roomForComments(size *Size) []Comment {
	if size == nil || size.comments.Load() == 0 {
		return nil
	}
	n := int(size.comments.Load())
	return make([]Comment, 0, n+n/64+16)
}

// scratch are the nodes of builders that are done, for texts whose size is not known: most are read once.
var scratch sync.Pool

// maxScratch is how many nodes are kept for the next builder: two megabytes.
const maxScratch = 1 << 16

// newBuilder is for a text about as large as size says; nil if that is not known.
func newBuilder(src string, size *Size) builder {
	b := builder{src: src}
	if size != nil {
		if n := int(size.nodes.Load()); n > 0 {
			b.nodes = make([]node, 0, n+n/64+16)
			return b
		}
	}
	if kept, ok := scratch.Get().(*[]node); ok {
		b.nodes = (*kept)[:0]
	}
	return b
}

// finish returns the nodes and their values, and notes their number in size. The builder must not be used after that.
func (b *builder) finish(size *Size) ([]node, []string) {
	n := len(b.nodes)
	if size != nil {
		if size.nodes.Swap(int32(n)) > 0 && cap(b.nodes)-n <= n/8+16 {
			return b.nodes, b.values
		}
	}
	nodes := copied(b.nodes, n)
	if cap(b.nodes) <= maxScratch {
		scratch.Put(&b.nodes)
	}
	return nodes, b.values
}

// add appends a node as the last child of parent (none for a root) and returns its index.
func (b *builder) add(parent int32, kind Kind, style Style, r text.Range, value string) int32 {
	i, prev := int32(len(b.nodes)), int32(none)
	if parent >= 0 {
		p := &b.nodes[parent]
		if prev = p.last; prev >= 0 {
			b.nodes[prev].next = i
		}
		p.last = i
	}
	if len(b.nodes) == cap(b.nodes) { // append would grow a large array by a quarter, and so copy it several times
		b.nodes = copied(b.nodes, max(2*len(b.nodes), 64))
	}
	b.nodes = b.nodes[:i+1]
	n := &b.nodes[i] // set in place: a node made elsewhere would have to be copied
	n.start, n.end = int32(r.Start), int32(r.End)
	n.parent, n.last, n.prev, n.next = parent, none, prev, none
	n.value, n.kind, n.style, n.broken = valueNone, kind, style, false
	if value != "" {
		n.value = b.valueAt(r, value)
	}
	return i
}

// copied is nodes in an array with room for size.
//
// Copying cannot be interrupted, and that of a huge text takes tens of milliseconds, since the system has yet to give
// the memory. Collecting garbage would wait for it, and then all that has to help.
func copied(nodes []node, size int) []node {
	const part = 1 << 14
	to := make([]node, len(nodes), size)
	for i := 0; i < len(nodes); i += part {
		copyNodes(to[i:], nodes[i:min(i+part, len(nodes))])
	}
	return to
}

// copyNodes is a function since one may be interrupted where it begins.
//
//go:noinline
func copyNodes(to, from []node) { copy(to, from) }

// valueAt is what node.value says for a node at r whose value is s. Most values are a part of the text itself.
func (b *builder) valueAt(r text.Range, s string) int32 {
	switch {
	case s == "":
		return valueNone
	case s == r.Of(b.src): // both are usually the same memory, which is quick to see
		return valueWhole
	case r.Len() == len(s)+2 && s == b.src[r.Start+1:r.End-1]:
		return valueInside
	}
	b.values = append(b.values, s)
	return int32(len(b.values))
}

// first is the first child of the node i; none if it has no children.
func (b *builder) first(i int32) int32 { return firstOf(b.nodes, i) }

// value is the value of the node i.
func (b *builder) value(i int32) string { return valueOf(&b.nodes[i], b.src, b.values) }

// unlinkLast removes the last child of parent, with all that was added since, from its parent and returns it.
func (b *builder) unlinkLast(parent int32) int32 {
	p := &b.nodes[parent]
	i := p.last
	if p.last = b.nodes[i].prev; p.last >= 0 {
		b.nodes[p.last].next = none
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
		for _, link := range []*int32{&n.parent, &n.last, &n.prev, &n.next} {
			if *link >= i {
				*link += k
			}
		}
	}
	for j, kind := range kinds {
		at := i + int32(j)
		b.nodes[at] = node{start: inner.start, end: inner.end, parent: at - 1, last: at + 1, prev: none, next: none,
			kind: kind, style: Flow}
	}
	b.nodes[i].parent, b.nodes[i].prev = inner.parent, inner.prev
	b.nodes[i+k].parent, b.nodes[i+k].prev = i+k-1, none
}
