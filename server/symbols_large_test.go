package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// TestSymbolsOfLargeFiles asks for more symbols than are copied into a message.
func TestSymbolsOfLargeFiles(t *testing.T) {
	const n = 2000
	dir := files(t, map[string]string{"pack.json": good})
	e := start(t, server.Options{})
	caps := modern()
	caps["textDocument"].(object)["documentSymbol"] = object{"hierarchicalDocumentSymbolSupport": true}
	e.initialize(caps, dir)
	path := dir + "/values.yaml"
	e.open(path, "pack:\n  namespace: demo\ncharts:\n"+strings.Repeat("  a: {b: [1, 2], c: \"\\u00e9\"}\n", n))
	type symbol struct {
		Name     string
		Children []symbol
	}
	for range 2 { // with a new buffer, and the one of the first answer
		roots := ask[[]symbol](e, "textDocument/documentSymbol", document(path))
		if len(roots) != 2 || len(roots[1].Children) != n {
			t.Fatalf("%d roots", len(roots))
		}
		for _, a := range roots[1].Children {
			if fmt.Sprint(a) != "{a [{b [{[0] []} {[1] []}]} {c []}]}" {
				t.Fatal(a)
			}
		}
	}
}

// TestFewSymbols asks for the symbols of a file that has more than any editor shows: those in the fewest others come
// first, then the first ones of the next depth.
func TestFewSymbols(t *testing.T) {
	const roots, leaves = 1000, 120
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	var text strings.Builder
	for i := range roots {
		fmt.Fprintf(&text, "k%d: [%s1]\n", i, strings.Repeat("1,", leaves-1))
	}
	tree := modern()
	tree["textDocument"].(object)["documentSymbol"] = object{"hierarchicalDocumentSymbolSupport": true}
	type symbol struct {
		Name     string
		Children []symbol
	}
	e := start(t, server.Options{})
	e.initialize(tree, dir)
	e.open(path, text.String())
	all := ask[[]symbol](e, "textDocument/documentSymbol", document(path))
	inside := 0
	for i, root := range all {
		inside += len(root.Children)
		if full := leaves * (i + 1); full <= server.MaxOutline-roots && len(root.Children) != leaves {
			t.Fatalf("%d symbols in %s", len(root.Children), root.Name)
		}
	}
	if len(all) != roots || inside != server.MaxOutline-roots {
		t.Errorf("%d symbols, and %d in them", len(all), inside)
	}
	list := start(t, server.Options{})
	list.initialize(modern(), dir)
	list.open(path, text.String())
	if got := ask[[]symbol](list, "textDocument/documentSymbol", document(path)); len(got) != server.MaxOutline {
		t.Errorf("a list of %d symbols", len(got))
	}
}
