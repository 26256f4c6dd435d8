// Package outline is the structure of a text: symbols, folds, selection ranges, links, and tokens.
//
// What always holds: everything depends only on the text of the file, except links, which also depend on the files that
// they name.
//
// Deliberately absent: what names mean, which is in package symbol, and formatting, which is in package format.
package outline

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Symbol is a key, an item of a list, or one of several documents, with the symbols inside it.
type Symbol struct {
	Name      string      // on one line; never only white space, which clients reject
	Detail    string      // the value of a scalar, shortened; the target of an alias
	Kind      syntax.Kind // of the value
	Range     text.Range  // key and value
	Selection text.Range  // the key, or the item; inside Range
	Depth     int         // how many symbols it is in
}

// Symbols yields the outline of the file at path in the order of the text: each symbol before those inside it. There
// are none if it is not a file of a pack.
func Symbols(s *pack.Snapshot, path string) iter.Seq[Symbol] {
	_, f := s.PackOf(path)
	return func(yield func(Symbol) bool) {
		if f == nil {
			return
		}
		var roots []syntax.Node
		for root := range f.Tree().Docs() {
			if root.Exists() && !root.Empty() {
				roots = append(roots, root)
			}
		}
		if len(roots) == 1 {
			yieldIn(roots[0], 0, yield)
			return
		}
		for i, root := range roots {
			sym := Symbol{Name: documentName(root, i), Kind: root.Kind(), Range: root.Range(), Selection: root.Range()}
			if !yield(sym) || !yieldIn(root, 1, yield) {
				return
			}
		}
	}
}

// documentName is the name of the i-th document of a manifest, from 0: kind and name of its Kubernetes object, if it
// has them.
func documentName(root syntax.Node, i int) string {
	kind, name := root.Get("kind").Text(), root.At("metadata", "name").Text()
	if s := markdown.Line(strings.TrimSpace(kind + " " + name)); s != "" {
		return s
	}
	return "document " + strconv.Itoa(i+1)
}

// yieldIn yields the symbols in n, at the given depth. It is false if yield was.
func yieldIn(n syntax.Node, depth int, yield func(Symbol) bool) bool {
	kind := n.Kind()
	if kind != syntax.Mapping && kind != syntax.Sequence {
		return true
	}
	i := 0
	for c := n.First(); c.Exists(); c, i = c.Next(), i+1 {
		v, sym := c, Symbol{Range: c.Range(), Depth: depth}
		if kind == syntax.Mapping {
			key := c.Key()
			v = c.Value()
			sym.Name, sym.Selection = keyName(key), key.Range()
		} else {
			sym.Name, sym.Selection = itemName(c, i), sym.Range
		}
		switch sym.Kind = v.Kind(); {
		case v.IsScalar():
			sym.Detail = markdown.Line(v.Text())
		case v.Kind() == syntax.Alias:
			sym.Detail = markdown.Line("*" + v.Text())
		}
		if !yield(sym) || !v.IsScalar() && !yieldIn(v, depth+1, yield) {
			return false
		}
	}
	return true
}

func keyName(key syntax.Node) string {
	if s := markdown.Line(key.Text()); s != "" {
		return s
	}
	return strconv.Quote(key.Text())
}

// nameKeys are the keys whose values name an item of a list, the best first.
var nameKeys = [...]string{pack.KeyPackName, "name", "image", "type"}

// itemName is the name of an item of a list: its own name, if it has one, otherwise its index.
func itemName(item syntax.Node, i int) string {
	if item.Kind() == syntax.Mapping {
		if s := ownName(item); s != "" {
			return s
		}
	}
	return "[" + strconv.Itoa(i) + "]"
}

// ownName is the name of a mapping, on one line; "" if it has none.
func ownName(mapping syntax.Node) string {
	var named [len(nameKeys)]syntax.Node
	for pair := mapping.First(); pair.Exists(); pair = pair.Next() {
		key := pair.Key().Text()
		if i := slices.Index(nameKeys[:], key); i >= 0 {
			named[i] = pair.Value() // the last one of equal keys
		}
	}
	for _, v := range named {
		if v.Kind() == syntax.String {
			if s := markdown.Line(v.Text()); s != "" {
				return s
			}
		}
	}
	return ""
}
