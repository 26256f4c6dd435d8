package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// largeValues is a text like a large chart's values.yaml: about 5,500 lines, half of them comments.
func largeValues() string {
	var b strings.Builder
	b.WriteString("pack:\n  namespace: \"demo\"\ncharts:\n  demo:\n")
	for i := range 250 {
		fmt.Fprintf(&b,
			"    ## @section Part %d\n    ## What this part of the chart does, in a line as long as such lines usually "+
				"are\n    ##\n    part%d:\n", i, i)
		b.WriteString("      enabled: true\n      image:\n        registry: registry.example.com\n        repository: " +
			"demo/part\n        tag: 1.2.3\n        digest: \"\"\n")
		b.WriteString("      ## ref: https://example.com/docs/\n      ##\n      resources:\n        limits: {}\n       " +
			" requests: {cpu: 100m, memory: 128Mi}\n")
		b.WriteString("      extraEnvVars: []\n      ## - name: A\n      ##   value: b\n      args:\n        - " +
			"--log=info\n        - '--port=80'\n      script: |\n        echo one\n        echo two\n")
	}
	return b.String()
}

// denseValues is a text of about 50,000 short lines without comments or empty lines: as many nodes for its length as
// authors write.
func denseValues() string {
	var b strings.Builder
	b.WriteString("charts:\n  demo:\n")
	for i := range 4167 {
		fmt.Fprintf(&b, "    svc%d:\n      replicas: %d\n      on: true\n      ports:\n        - port: %d\n"+
			"          name: web\n        - {port: 9090, name: metrics}\n      labels: {app: svc%d, tier: \"back\"}\n"+
			"      hosts: [a, b]\n      probe:\n        path: /healthz\n        period: 5s\n", i, i%7, 8000+i, i)
	}
	return b.String()
}

const smallValues = "pack:\n  namespace: demo\n  content:\n    images:\n      - image: " +
	"registry.example.com/demo:1.0\ncharts:\n  demo:\n    replicas: 2\n"

func BenchmarkParseYAML(b *testing.B) {
	for _, bench := range []struct {
		name, src string
		size      *Size
	}{
		{"small", smallValues, nil}, {"large", largeValues(), nil}, {"dense", denseValues(), nil},
		{"dense again", denseValues(), &Size{}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.src)))
			b.ReportAllocs()
			for b.Loop() {
				ParseYAMLOf(bench.src, bench.size)
			}
		})
	}
}

func BenchmarkCursorAt(b *testing.B) {
	src := largeValues()
	tree := ParseYAML(src)
	for b.Loop() {
		tree.CursorAt(len(src))
	}
}
