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
