package server_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
	"github.com/pack-lsp/pack-lsp/server"
)

// nesting is how deep objects and arrays nest in a JSON text.
func nesting(t *testing.T, src json.RawMessage) (deepest int) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(src)))
	depth := 0
	for {
		token, err := d.Token()
		if err != nil {
			return deepest
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			deepest = max(deepest, depth)
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

// Replies nest no deeper than JSON readers accept, however deep the document nests.
func TestNesting(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/values.yaml"
	e := start(t, server.Options{})
	caps := modern()
	caps["textDocument"].(object)["documentSymbol"] = object{"hierarchicalDocumentSymbolSupport": true}
	e.initialize(caps, dir)
	const depth = 400
	var text strings.Builder
	for i := range depth {
		fmt.Fprintf(&text, "%sk%d:\n", strings.Repeat(" ", i), i)
	}
	e.open(path, text.String())
	params := document(path)
	params["positions"] = []position{{depth - 1, depth - 1}}
	for _, method := range []string{"documentSymbol", "selectionRange"} {
		_, ch := e.request("textDocument/"+method, params)
		r := e.wait(ch)
		if n := nesting(t, r.Result); n < 80 || n > 120 {
			t.Errorf("%s nests %d deep", method, n)
		}
	}
}

// If one file has too many problems, the most severe are shown, and the number of the others.
func TestMaxProblems(t *testing.T) {
	var text strings.Builder
	text.WriteString("pack:\n")
	for i := range 1500 {
		fmt.Fprintf(&text, "  k%d: 1\n", i) // keys that nothing uses
	}
	text.WriteString("broken: [\n") // and one error
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": text.String(), ".pack-lsp.yaml": "{}\n"})
	e := start(t, server.Options{})
	e.initialize(pulling(), dir)
	path := dir + "/values.yaml"
	e.open(path, text.String())
	for _, limit := range []int{1000, 7} {
		if limit != 1000 {
			e.open(dir+"/.pack-lsp.yaml", fmt.Sprintf("maxProblems: %d\n", limit))
		}
		items := ask[report](e, "textDocument/diagnostic", document(path)).Items
		if len(items) != limit+1 {
			t.Fatalf("%d problems, want %d and one more", len(items), limit)
		}
		if last := items[limit]; !strings.Contains(last.Message, " more problems in this file are not shown") {
			t.Errorf("%+v", last)
		}
		errors := 0
		for _, d := range items {
			if d.Severity == 1 {
				errors++
			}
		}
		if errors == 0 {
			t.Errorf("the error is not among the first %d", limit)
		}
	}
}

// A pack in two workspace folders, one of them a link, is not a duplicate of itself.
func TestPackByLink(t *testing.T) {
	dir := files(t, map[string]string{"real/p/pack.json": metaText("demo", "1.0.0", onOperator)})
	link := dir + "/link"
	packtest.Symlink(t, "real", filepath.FromSlash(link))
	e := start(t, server.Options{})
	e.initialize(pulling(), dir+"/real", link)
	for uri, found := range e.all() {
		for _, d := range found {
			if d.Code == "pack/duplicate-identity" {
				t.Errorf("%s: %s", uri, d.Message)
			}
		}
	}
}
