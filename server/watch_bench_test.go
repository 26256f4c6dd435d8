package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/server"
)

// The time until the server answers after a checkout of another branch, which changes many files at once.
func BenchmarkCheckout(b *testing.B) {
	for _, count := range []int{10_000, 40_000, 80_000} {
		for _, open := range []int{1, 50} {
			b.Run(fmt.Sprintf("%d/%d open", count, open), func(b *testing.B) {
				content := map[string]string{}
				for i := range 500 {
					content[fmt.Sprintf("packs/p%d/pack.json", i)] = metaText(fmt.Sprint("p", i), "1.0.0", "")
				}
				dir := files(b, content)
				e := start(b, server.Options{})
				e.initialize(pulling(), dir)
				for i := range open {
					e.open(fmt.Sprintf("%s/packs/p%d/pack.json", dir, i), good)
				}
				e.all()
				changes := []object{}
				for i := range count {
					uri := uriOf(fmt.Sprintf("%s/packs/p%d/manifests/m%d.yaml", dir, i%500, i))
					changes = append(changes, object{"uri": uri, "type": 1})
				}
				b.ResetTimer()
				for b.Loop() {
					e.notify("workspace/didChangeWatchedFiles", object{"changes": changes})
					asked := time.Now()
					ask[any](e, "textDocument/hover", at(dir+"/packs/p0/pack.json", 0, 2))
					b.ReportMetric(float64(time.Since(asked).Milliseconds()), "ms-to-answer")
					e.all()
				}
			})
		}
	}
}
