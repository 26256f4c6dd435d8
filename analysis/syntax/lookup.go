package syntax

import (
	"hash/maphash"
	"slices"
	"sort"
	"strconv"
	"sync"
)

// maxScan is how many children a lookup goes through one by one. Larger collections get an index with the first lookup
// that needs it, so that many lookups in a large file do not take the square of its length.
const maxScan = 32

// wides are the indexes of the large collections of a tree. The zero value is ready for use, by many goroutines.
type wides struct {
	mu    sync.RWMutex
	index map[int32]*wide
}

// wide is the index of one collection.
type wide struct {
	children []int32 // in the order of the text, which is that of their numbers
	// pairs are the last pairs of all keys of a mapping, in an open-addressed hash table of a power of two; none in
	// free places. It takes eight to sixteen bytes for a pair, a sixth of what a map of Go would.
	pairs []int32
	// repeats says that the mapping has a key more than once.
	repeats bool
}

// seed is that of the hash tables of this process.
var seed = maphash.MakeSeed()

// wideOf is the index of the collection n, which has more than maxScan children.
func (n Node) wideOf() *wide {
	w := &n.t.wide
	w.mu.RLock()
	x := w.index[n.i]
	w.mu.RUnlock()
	if x != nil {
		return x
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if x := w.index[n.i]; x != nil {
		return x
	}
	x = newWide(n)
	if w.index == nil {
		w.index = map[int32]*wide{}
	}
	w.index[n.i] = x
	return x
}

func newWide(n Node) *wide {
	x := &wide{}
	for i := n.first(); i >= 0; i = n.t.nodes[i].next {
		x.children = append(x.children, i)
	}
	x.children = slices.Clip(x.children)
	if n.Kind() != Mapping {
		return x
	}
	size := 1
	for size < 2*len(x.children) {
		size *= 2
	}
	x.pairs = slices.Repeat([]int32{none}, size)
	for _, i := range x.children {
		at := x.place(n.t, n.t.at(i).Key().Text())
		x.repeats = x.repeats || x.pairs[at] != none
		x.pairs[at] = i
	}
	return x
}

// home is where the search for key in x.pairs begins.
func (x *wide) home(key string) int { return int(maphash.String(seed, key)) & (len(x.pairs) - 1) }

// place is where the pair of key is in x.pairs, or where it would be.
func (x *wide) place(t *Tree, key string) int {
	mask := len(x.pairs) - 1
	at := x.home(key)
	for x.pairs[at] != none && t.at(x.pairs[at]).Key().Text() != key {
		at = (at + 1) & mask
	}
	return at
}

// isWide reports whether n has more than maxScan children.
func (n Node) isWide() bool {
	left := maxScan
	for i := n.first(); i >= 0; i = n.t.nodes[i].next {
		if left--; left < 0 {
			return true
		}
	}
	return false
}

// Len is the number of children.
func (n Node) Len() int {
	k := 0
	for range n.Children() {
		if k++; k > maxScan {
			return len(n.wideOf().children)
		}
	}
	return k
}

// Pair returns the pair of the mapping n whose key is key, the last one if there are several, without looking
// at merge keys.
func (n Node) Pair(key string) Node {
	var found Node
	if n.Kind() != Mapping {
		return found
	}
	left := maxScan
	for i := n.first(); i >= 0; i = n.t.nodes[i].next {
		if left--; left < 0 {
			x := n.wideOf()
			return n.t.at(x.pairs[x.place(n.t, key)])
		}
		if p := (Node{n.t, i}); p.Key().Text() == key {
			found = p
		}
	}
	return found
}

// RepeatsKeys reports whether the mapping n has two pairs whose keys have the same text.
func (n Node) RepeatsKeys() bool {
	if n.Kind() != Mapping {
		return false
	}
	var keys [maxScan]string
	k := 0
	for i := n.first(); i >= 0; i = n.t.nodes[i].next {
		if k == maxScan {
			return n.wideOf().repeats
		}
		keys[k] = n.t.at(i).Key().Text()
		if slices.Contains(keys[:k], keys[k]) {
			return true
		}
		k++
	}
	return false
}

// Get returns the value of key in the mapping n, aliases and merge keys (<<) followed; absent if there is
// none.
func (n Node) Get(key string) Node {
	budget := 64
	return n.get(key, &budget).Resolve()
}

func (n Node) get(key string, budget *int) Node {
	if *budget--; *budget < 0 {
		return Node{}
	}
	n = n.Resolve()
	if p := n.Pair(key); p.Exists() {
		return p.Value()
	}
	if n.Kind() != Mapping || n.t.Lang != YAML {
		return Node{}
	}
	merged := n.Pair(MergeKey).Value().Resolve()
	if merged.Kind() != Sequence {
		if merged.Kind() != Mapping {
			return Node{}
		}
		return merged.get(key, budget)
	}
	for m := range merged.Children() {
		if v := m.get(key, budget); v.Exists() {
			return v
		}
	}
	return Node{}
}

// At follows keys, and decimal indices in sequences, from n; absent if the path leads nowhere.
func (n Node) At(path ...string) Node {
	n = n.Resolve()
	for _, step := range path {
		if n.Kind() == Sequence {
			i, err := strconv.Atoi(step)
			if err != nil {
				return Node{}
			}
			n = n.Index(i).Resolve()
			continue
		}
		n = n.Get(step)
	}
	return n
}

// Index is the i-th child, from 0; absent if there is none.
func (n Node) Index(i int) Node {
	if i < 0 {
		return Node{}
	}
	k := 0
	for c := range n.Children() {
		if k == i {
			return c
		}
		if k++; k > maxScan {
			if x := n.wideOf(); i < len(x.children) {
				return n.t.at(x.children[i])
			}
			break
		}
	}
	return Node{}
}

// Path is the keys and sequence indices that lead from the document's root to n; for a key it is the path of its
// value.
func (n Node) Path() []string {
	var up []string
	for m := n; m.Exists(); m = m.Parent() {
		p := m.Parent()
		switch {
		case m.Kind() == Pair:
			up = append(up, m.Key().Text())
		case p.Kind() == Sequence:
			up = append(up, strconv.Itoa(p.position(m)))
		}
	}
	slices.Reverse(up)
	return up
}

// position is how many children of n are before c, which is one of them.
func (n Node) position(c Node) int {
	k := 0
	for i := n.first(); i != c.i; i = n.t.nodes[i].next {
		if k++; k > maxScan {
			k, _ = slices.BinarySearch(n.wideOf().children, c.i)
			break
		}
	}
	return k
}

// NodeAt is the innermost node that a cursor at byte offset off is on; absent outside every root. If two nodes meet
// there, it is the one that begins there, unless that one is not written at all (see Empty).
func (t *Tree) NodeAt(off int) Node {
	found := Node{}
	for root := range t.Docs() {
		if root.Range().Touches(off) {
			found = root
		}
	}
	for found.Exists() {
		inner := found.childAt(off)
		if !inner.Exists() {
			break
		}
		found = inner
	}
	return found
}

// childAt is the child of n that NodeAt chooses.
func (n Node) childAt(off int) Node {
	first := n.First()
	if n.isWide() {
		children := n.wideOf().children
		after := sort.Search(len(children), func(k int) bool { return n.t.at(children[k]).Start() > off })
		for after > 0 && n.t.at(children[after-1]).Range().Touches(off) {
			after--
		}
		if after == len(children) {
			return Node{}
		}
		first = n.t.at(children[after])
	}
	inner := Node{}
	for c := first; c.Exists() && c.Start() <= off; c = c.Next() {
		if c.Range().Touches(off) && (!c.Empty() || !inner.Exists()) {
			inner = c
		}
	}
	return inner
}
