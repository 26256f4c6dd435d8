// Package outline is the structure of a text: symbols, folds, selection ranges, links, and tokens.
//
// What always holds: everything depends only on the text of the file, except links, which also depend on the files that
// they name.
//
// Deliberately absent: what names mean, which is in package symbol, and formatting, which is in package format.
package outline

import (
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
	Children  []Symbol
}

// Symbols is the outline of the file at path; nil if it is not a file of a pack.
func Symbols(s *pack.Snapshot, path string) []Symbol {
	_, f := s.PackOf(path)
	if f == nil {
		return nil
	}
	var roots []syntax.Node
	for root := range f.Tree().Docs() {
		if root.Exists() && !root.Empty() {
			roots = append(roots, root)
		}
	}
	if len(roots) == 1 {
		return symbolsIn(roots[0])
	}
	var all []Symbol
	for i, root := range roots {
		all = append(all, Symbol{
			Name: documentName(root, i), Kind: root.Kind(), Range: root.Range(), Selection: root.Range(),
			Children: symbolsIn(root),
		})
	}
	return all
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

func symbolsIn(n syntax.Node) []Symbol {
	var out []Symbol
	for c := range n.Children() {
		v, sym := c, Symbol{Range: c.Range(), Selection: c.Range()}
		switch n.Kind() {
		case syntax.Mapping:
			v = c.Value()
			sym.Name, sym.Selection = keyName(c.Key()), c.Key().Range()
		case syntax.Sequence:
			sym.Name = itemName(c, len(out))
		default:
			return nil
		}
		switch sym.Kind = v.Kind(); {
		case v.IsScalar():
			sym.Detail = markdown.Line(v.Text())
		case v.Kind() == syntax.Alias:
			sym.Detail = markdown.Line("*" + v.Text())
		default:
			sym.Children = symbolsIn(v)
		}
		out = append(out, sym)
	}
	return out
}

func keyName(key syntax.Node) string {
	if s := markdown.Line(key.Text()); s != "" {
		return s
	}
	return strconv.Quote(key.Text())
}

// itemName is the name of an item of a list: its own name, if it has one, otherwise its index.
func itemName(item syntax.Node, i int) string {
	for _, key := range []string{pack.KeyPackName, "name", "image", "type"} {
		if v := item.Pair(key).Value(); v.Kind() == syntax.String {
			if s := markdown.Line(v.Text()); s != "" {
				return s
			}
		}
	}
	return "[" + strconv.Itoa(i) + "]"
}
