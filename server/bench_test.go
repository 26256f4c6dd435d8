package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// largeValues is a values.yaml of about 5,700 lines and 290 KB, with the shape of those of large charts.
func largeValues() string {
	var b strings.Builder
	b.WriteString("pack:\n  namespace: demo\ncharts:\n  demo:\n")
	for i := range 378 {
		fmt.Fprintf(&b, `    component%d:
      # -- Whether component %d is deployed; without it the others go on as they are
      enabled: true
      image:
        registry: docker.io
        repository: demo/component-%d
        tag: "1.%d.0"
        pullPolicy: IfNotPresent
      resources:
        limits: {cpu: 500m, memory: 512Mi}
        requests: {cpu: 100m, memory: 128Mi}
      args:
        - --log.level=info
        - "--web.listen-address=:9090"
      podAnnotations: {} # annotations of the pods, as a mapping of strings

`, i, i, i, i)
	}
	return b.String()
}

// denseValues is a values.yaml of 50,000 lines and 1 MB: short lines, no comments, and sections of charts that the pack
// does not have, so that a thousand problems are shown and more are not.
func denseValues() string {
	var b strings.Builder
	b.WriteString("pack:\n  namespace: demo\ncharts:\n")
	for i := range 4545 {
		fmt.Fprintf(&b, `  app%d:
    replicas: %d
    image:
      repository: demo/app-%d
      tag: "2.0.%d"
    ports:
      - name: web
        port: 80
    labels: {tier: front, team: a}
    service: {}
    debug: false
`, i, i%5, i, i)
	}
	return b.String()
}

func BenchmarkEditToDiagnostics(b *testing.B) {
	pack := strings.Replace(good, "\"cloudTypes\"", "\n\"charts\": [\"charts/demo.tgz\"],\n\"cloudTypes\"", 1)
	for _, bench := range []struct {
		name, file string
		line       int
		text       string // inserted as a line, and deleted again
	}{
		{"pack.json", "pack.json", 1, "x\n"},
		{"values.yaml", "values.yaml", 2843, "      enabled: true\n"},
		{"dense values.yaml", "values.yaml", 25006, "    debug: false\n"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			content := map[string]string{"pack.json": pack, "values.yaml": largeValues()}
			if bench.name == "dense values.yaml" {
				content["values.yaml"] = denseValues()
			}
			dir := files(b, content)
			path := dir + "/" + bench.file
			e := start(b, server.Options{})
			e.initialize(modern(), dir)
			e.open(path, content[bench.file])
			_, next := e.problems(0, path, 1)
			version := 1
			edit := func(from, to position, text string) {
				version++
				e.notify("textDocument/didChange", object{
					"textDocument":   object{"uri": uriOf(path), "version": version},
					"contentChanges": []object{{"range": span{from, to}, "text": text}},
				})
				_, next = e.problems(next, path, version)
			}
			here := position{bench.line, 0}
			for b.Loop() {
				edit(here, here, bench.text)
				edit(here, position{bench.line + 1, 0}, "")
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(version-1)/1000, "ms/edit")
		})
	}
}
