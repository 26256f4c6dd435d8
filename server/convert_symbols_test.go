package server

import (
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// Symbols are not encoded by the protocol's encoder, but as it would do it.
func TestSymbolsAreEncodedAsTheProtocolDoes(t *testing.T) {
	for name, src := range map[string]string{
		"nothing":         "",
		"one":             "a: 1\n",
		"nested":          "a:\n  b: {c: [d, {e: f}]}\ng:\n  - name: h\n  - [i]\n",
		"special":         "\"a\\\"b\": \"tab\\there\"\n'<&>': \\\nä: 😀 b\nc: \"\\u2028\\0\"\n",
		"not UTF-8":       "a\xff: \xc3\n",
		"carriage return": "a: 1\r\nb:\r\n  c: é\rd: 2",
		"documents":       "a: 1\n---\nb: [2]\n---\n- c\n",
		"deep":            "a: " + strings.Repeat("[{b: ", 60) + "c" + strings.Repeat("}]", 60) + "\n",
		"many":            strings.Repeat("a:\n  b: 1\n  c: [d, e]\n", 500),
	} {
		for _, enc := range []text.Encoding{text.UTF8, text.UTF16} {
			o := packtest.OpenFile([]txtar.File{{Name: "values.yaml", Data: []byte(src)}}, "values.yaml")
			_, f := o.PackOf(o.Path)
			can := &capabilities{positions: positions{enc}}
			got := can.encodeSymbols(f, outline.Symbols(o.Snapshot, o.Path), f.Tree().Members())
			var tree protocol.DocumentSymbolSlice
			if err := protocol.Unmarshal(got, &tree); err != nil {
				t.Fatalf("%s: %v: %s", name, err, got)
			}
			want, err := protocol.Marshal(tree)
			if err != nil || string(got) != string(want) {
				t.Errorf("%s: %v\n%s, want\n%s", name, err, got, want)
			}
			checkSymbolTree(t, f.Text, enc, tree)
		}
	}
}

// checkSymbolTree reports symbols whose name is not where they say.
func checkSymbolTree(t *testing.T, file *text.Text, enc text.Encoding, tree []protocol.DocumentSymbol) {
	t.Helper()
	ps := positions{enc}
	for _, sym := range tree {
		r := ps.toRange(file, sym.SelectionRange)
		if src := r.Of(file.String()); len(sym.Name) == 1 && !strings.Contains(src, sym.Name) {
			t.Errorf("symbol %s at %q", sym.Name, src)
		}
		checkSymbolTree(t, file, enc, sym.Children)
	}
}

// BenchmarkEncodeSymbols encodes the outline of a text of 50,000 short lines.
func BenchmarkEncodeSymbols(b *testing.B) {
	item := "    - name: web\n      ports: [80, 443]\n      tls: {on: true}\n      host:\n        domain: example.com\n"
	src := "charts:\n  demo:\n" + strings.Repeat(item, 10000)
	o := packtest.OpenFile([]txtar.File{{Name: "values.yaml", Data: []byte(src)}}, "values.yaml")
	_, f := o.PackOf(o.Path)
	can := &capabilities{positions: positions{text.UTF16}}
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(can.encodeSymbols(f, outline.Symbols(o.Snapshot, o.Path), f.Tree().Members()))))
	}
}
