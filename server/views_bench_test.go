package server_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/server"
)

// BenchmarkRequests measures, over the wire, each request about a large values.yaml that has just been edited.
func BenchmarkRequests(b *testing.B) {
	text := strings.ReplaceAll(largeValues(), "--log.level=info", `"--cluster={{ .spectro.system.cluster.name }}"`)
	dir := files(b, map[string]string{"pack.json": good, "values.yaml": text})
	path := dir + "/values.yaml"
	here := at(path, 2843, 12)
	for method, extra := range map[string]object{
		"textDocument/hover":                nil,
		"textDocument/completion":           nil,
		"textDocument/definition":           nil,
		"textDocument/documentSymbol":       nil,
		"textDocument/foldingRange":         nil,
		"textDocument/documentLink":         nil,
		"textDocument/linkedEditingRange":   nil,
		"textDocument/semanticTokens/full":  nil,
		"textDocument/semanticTokens/range": {"range": span{position{2800, 0}, position{2860, 0}}},
		"textDocument/selectionRange":       {"positions": []position{{2843, 12}}},
		"textDocument/codeAction": {
			"range": span{position{2800, 0}, position{2860, 0}}, "context": object{"diagnostics": []object{}},
		},
	} {
		params := object{}
		for _, from := range []object{here, extra} {
			for key, value := range from {
				params[key] = value
			}
		}
		b.Run(strings.TrimPrefix(method, "textDocument/"), func(b *testing.B) {
			e := start(b, server.Options{})
			e.initialize(viewing(), dir)
			e.open(path, text)
			_, next := e.problems(0, path, 1)
			version, insert := 1, true
			var took []time.Duration
			for b.Loop() {
				version++
				change := object{"range": span{position{10, 0}, position{11, 0}}, "text": ""}
				if insert {
					change = object{"range": span{position{10, 0}, position{10, 0}}, "text": "# a line\n"}
				}
				insert = !insert
				e.notify("textDocument/didChange", object{
					"textDocument": object{"uri": uriOf(path), "version": version}, "contentChanges": []object{change},
				})
				began := time.Now()
				_, ch := e.request(method, params)
				r := e.wait(ch)
				if r.Error != nil {
					b.Fatalf("%+v", r.Error)
				}
				took = append(took, r.arrived.Sub(began))
				_, next = e.problems(next, path, version)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
			b.ReportMetric(0, "ns/op")
		})
	}
}
