// Package syntax turns the text of a JSON or YAML file into one tree of nodes, however broken the text is.
//
// All offsets are bytes from 0 in the text that was parsed. A tree never changes; a Node is a small value
// that names one of its nodes, which == compares. Parsers of this package read both languages; they continue
// after mistakes and know where everything is. github.com/goccy/go-yaml reads what the text of a YAML scalar
// means.
//
// Invariants, for any text: nodes are inside the text, children are inside their parent and in the order of
// the text, and a syntax error costs no more than the smallest block around it.
//
// Deliberately absent: incremental parsing. Each version of a text is read whole, so no edit can leave a wrong tree.
package syntax

import (
	"fmt"
	"iter"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Lang is the language of a tree.
type Lang uint8

const (
	JSON Lang = iota
	YAML
)

// Kind says what a node is. YAML scalars are what Helm's YAML 1.1 reader takes them for: a plain yes is a Bool.
type Kind uint8

const (
	Invalid  Kind = iota // text that could not be read where a value belongs, or an absent node (the zero Node)
	Null                 // null, ~, or in YAML nothing at all (see Node.Empty)
	Bool                 // true, false
	Number               // a number
	String               // any other scalar
	Mapping              // a JSON object or YAML mapping: its children are Pairs
	Sequence             // a JSON array or YAML sequence
	Pair                 // a key and its value
	Alias                // a YAML alias such as *name
)

func (k Kind) String() string {
	return [...]string{"invalid", "null", "boolean", "number", "string", "object", "array", "pair", "alias"}[k]
}

// Style is how a node is written.
type Style uint8

const (
	Plain        Style = iota // a scalar without quotes
	SingleQuoted              // '...'
	DoubleQuoted              // "..."
	Literal                   // block scalar: |
	Folded                    // block scalar: >
	Flow                      // [...] or {...}
	Block                     // mapping or sequence by indentation
)

// none is the index of no node.
const none = -1

// node is one node of a tree. Links are indices into Tree.nodes, in which each node is right before all that it
// contains. Nodes have no pointers, since a tree may have hundreds of thousands, and the garbage collector would look at each.
type node struct {
	start, end               int32
	parent, last, prev, next int32
	value                    int32 // where the decoded scalar or the alias's name is: one more than in Tree.values, or:
	kind                     Kind
	style                    Style
	broken                   bool
}

const (
	valueNone   = 0  // the value is empty
	valueWhole  = -1 // it is the text of the node
	valueInside = -2 // it is that without the first and last byte, its quotes
)

// valueOf is the value of a node of the text src.
func valueOf(n *node, src string, values []string) string {
	switch n.value {
	case valueNone:
		return ""
	case valueWhole:
		return src[n.start:n.end]
	case valueInside:
		return src[n.start+1 : n.end-1]
	}
	return values[n.value-1]
}

// firstOf is the first child of the node i; none if it has no children.
func firstOf(nodes []node, i int32) int32 {
	if nodes[i].last < 0 {
		return none
	}
	return i + 1
}

// Tree is what one text says. It is immutable.
type Tree struct {
	Lang     Lang
	Text     string
	Errors   []Error   // in the order of the text
	Comments []Comment // YAML comments, in the order of the text
	// Conflicts are merge conflicts. Text, and so the nodes, have only our side of each, at the same offsets.
	Conflicts []Conflict

	nodes   []node
	values  []string // see node.value
	docs    []int32  // root node of each document; none for an empty one
	anchors []Anchor
	aliases map[int32]int32 // alias node -> the node it stands for
	wide    wides
}

// Code says what kind of mistake an Error is; it is the diagnostic's code.
type Code string

const (
	CodeJSON    Code = "json/syntax"
	CodeYAML    Code = "yaml/syntax"
	CodeYAMLTab Code = "yaml/tab-indent"

	// CodeMacroUnquoted marks a YAML value that begins with a macro of Palette's, {{ .spectro..., and is not
	// quoted, which makes it a flow mapping to YAML. Other values that begin with {{ are a CodeYAML.
	CodeMacroUnquoted Code = "macro/unquoted"
)

// Error is a mistake in the language itself. Fix, if not empty, makes it go away, and FixTitle says what it
// does.
type Error struct {
	Code Code
	text.Range
	Message  string
	FixTitle string
	Fix      []text.Edit
	// Loses says that Fix deletes what an author may want to keep, so that it is one to choose.
	Loses bool
}

// maxText is how many bytes of a text are analyzed; a values.yaml of 300 KB is a very large one.
const maxText = 20 << 20

// maxWeight is how many bytes a text and its tree may take, see text.Weight.
const maxWeight = 512 << 20

// analyzable reports whether a tree is made of src.
func analyzable(src string) bool { return len(src) <= maxText && !text.Heavy(src, maxWeight) }

// tooLarge is the only error of a text that is too large to analyze.
func tooLarge(code Code, src string) Error {
	message := fmt.Sprintf("the file is too large to analyze: %d MB, the limit is %d MB", len(src)>>20, maxText>>20)
	if len(src) <= maxText {
		message = fmt.Sprintf("the file has too many values to analyze: they would take more than %d MiB in memory",
			maxWeight>>20)
	}
	return Error{Code: code, Message: message}
}

// Comment is a YAML comment from its # to the end of the line; Own says that nothing else is on the line.
type Comment struct {
	text.Range
	Own bool
}

// Anchor is a YAML anchor: &name before a node.
type Anchor struct {
	text.Range // of &name
	Name       string
	node       int32
}

// Node names a node of a tree. The zero Node is no node: its methods return zero values, so paths can be
// walked without checks.
type Node struct {
	t *Tree
	i int32
}

func (t *Tree) at(i int32) Node {
	if i < 0 {
		return Node{}
	}
	return Node{t, i}
}

// absent is what the zero Node looks like.
var absent = node{parent: none, last: none, prev: none, next: none}

func (n Node) node() *node {
	if n.t == nil {
		return &absent
	}
	return &n.t.nodes[n.i]
}

// Root is the root of the first document; absent if the text holds nothing.
func (t *Tree) Root() Node {
	if len(t.docs) == 0 {
		return Node{}
	}
	return t.at(t.docs[0])
}

// Docs yields the root of each document; a root is absent if its document is empty.
func (t *Tree) Docs() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, d := range t.docs {
			if !yield(t.at(d)) {
				return
			}
		}
	}
}

// All yields every node in the order of the text, parents before children.
func (t *Tree) All() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for n := range t.Docs() {
			for m := range n.All() {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// Len is the number of nodes.
func (t *Tree) Len() int { return len(t.nodes) }

// Members is the number of pairs of mappings and items of lists.
func (t *Tree) Members() int {
	n := 0
	for i := range t.nodes {
		if m := &t.nodes[i]; m.kind == Pair || m.parent >= 0 && t.nodes[m.parent].kind == Sequence {
			n++
		}
	}
	return n
}

// Anchors are the anchors of the text, in its order.
func (t *Tree) Anchors() []Anchor { return t.anchors }

// AnchorNode is the node that carries the anchor.
func (t *Tree) AnchorNode(a Anchor) Node { return t.at(a.node) }

// Exists reports whether n is a node at all.
func (n Node) Exists() bool { return n.t != nil }

// Tree is the tree that n belongs to; nil if n is absent.
func (n Node) Tree() *Tree { return n.t }

// Kind is what n is; Invalid if n is absent.
func (n Node) Kind() Kind { return n.node().kind }

// Style is how n is written.
func (n Node) Style() Style { return n.node().style }

// Range is the text of n: a scalar with its quotes, a pair from its key to the end of its value, a block
// mapping from its first key to the end of its last value. Anchors and tags are before it.
func (n Node) Range() text.Range { return text.Range{Start: n.Start(), End: n.End()} }

// Start is the byte offset where n begins.
func (n Node) Start() int { return int(n.node().start) }

// End is the byte offset after n.
func (n Node) End() int { return int(n.node().end) }

// Source is the text of n as it is written.
func (n Node) Source() string {
	if n.t == nil {
		return ""
	}
	return n.t.Text[n.Start():n.End()]
}

// Text is a scalar's content with quotes, escapes and folding undone; what an Invalid node could be read as;
// an alias's name. Empty for every other kind.
func (n Node) Text() string {
	if n.t == nil {
		return ""
	}
	return valueOf(&n.t.nodes[n.i], n.t.Text, n.t.values)
}

// Empty reports whether n is a value that is not written at all, as in "key:" of YAML.
func (n Node) Empty() bool { return n.Exists() && n.Start() == n.End() }

// Broken reports whether a syntax error is directly in the mapping or sequence n, so that members of it may
// be missing from the tree; or, for a pair or scalar, whether it was read from broken text.
func (n Node) Broken() bool { return n.node().broken }

// IsScalar reports whether n is null, a boolean, a number or a string.
func (n Node) IsScalar() bool { return n.Kind() >= Null && n.Kind() <= String }

// Parent is the node that n is in: a Pair for a key and a value, a Mapping for a pair. Absent for a root.
func (n Node) Parent() Node { return n.t.at(n.node().parent) }

// Children yields the nodes directly in n.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for i := n.first(); i >= 0; i = n.t.nodes[i].next {
			if !yield(Node{n.t, i}) {
				return
			}
		}
	}
}

// First is the first child; absent if there is none.
func (n Node) First() Node { return n.t.at(n.first()) }

// first is the index of the first child; none if there is none.
func (n Node) first() int32 {
	if n.t == nil {
		return none
	}
	return firstOf(n.t.nodes, n.i)
}

// Last is the last child; absent if there is none.
func (n Node) Last() Node { return n.t.at(n.node().last) }

// Prev is the sibling before n; absent for the first one.
func (n Node) Prev() Node { return n.t.at(n.node().prev) }

// Next is the sibling after n; absent for the last one.
func (n Node) Next() Node { return n.t.at(n.node().next) }

// All yields n and all nodes under it, parents before children.
func (n Node) All() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.t == nil {
			return
		}
		last := n.i // the nodes in n are those after it up to the last one in its last child
		for n.t.nodes[last].last >= 0 {
			last = n.t.nodes[last].last
		}
		for i := n.i; i <= last; i++ {
			if !yield(Node{n.t, i}) {
				return
			}
		}
	}
}

// Key is the key of the pair n.
func (n Node) Key() Node {
	if n.Kind() != Pair {
		return Node{}
	}
	return n.First()
}

// Value is the value of the pair n; absent if JSON text lacks it. A YAML key without a value has an Empty
// Null.
func (n Node) Value() Node {
	if n.Kind() != Pair {
		return Node{}
	}
	return n.First().Next()
}

// MergeKey is the key of a mapping in YAML whose value is merged into it (YAML 1.1, "Merge Key
// Language-Independent Type").
const MergeKey = "<<"

// Entries are the pairs of the mapping n; in YAML without its merge keys. None if n is not a mapping.
func (n Node) Entries() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range n.Children() {
			if c.Kind() == Pair && !c.IsMerge() && !yield(c) {
				return
			}
		}
	}
}

// IsMerge reports whether the pair n merges other mappings into its own.
func (n Node) IsMerge() bool { return n.Exists() && n.t.Lang == YAML && n.Key().Text() == MergeKey }

// Resolve is the node that the alias n stands for, absent if no anchor of that name is before it in its
// document, or n is in the anchored node itself; n itself if it is not an alias.
func (n Node) Resolve() Node {
	for n.Kind() == Alias { // ends: an alias stands for a node that ended before it
		target, ok := n.t.aliases[n.i]
		if !ok {
			return Node{}
		}
		n = n.t.at(target)
	}
	return n
}

// Owner is the innermost pair around n: for a key or value its own; absent if none is.
func (n Node) Owner() Node {
	for m := n.Parent(); m.Exists(); m = m.Parent() {
		if m.Kind() == Pair {
			return m
		}
	}
	return Node{}
}
