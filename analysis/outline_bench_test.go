package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// largeValues is a values.yaml of some 5,800 lines, with what outlines, folds, links and tokens are made of.
func largeValues() string {
	var b strings.Builder
	b.WriteString("pack:\n  namespace: demo\ncharts:\n  demo:\n")
	for i := range 363 {
		fmt.Fprintf(&b, `    ## @section Component %d
    ## See https://docs.example.com/components/%d
    ## for what it does.
    component%d: &c%d
      enabled: true
      image:
        registry: docker.io
        tag: "1.%d.0"
      resources: {limits: {cpu: 500m, memory: 512Mi}}
      args:
        - --log.level=info
        - "--cluster={{ .spectro.system.cluster.name | default \"none\" }}"
      config: |
        url: https://{{ .spectro.var.host }}:9090
      copy: *c%d

`, i, i, i, i, i, max(0, i-1))
	}
	return b.String()
}

// BenchmarkViews measures what is asked about a large file after each edit: reading it anew is part of it.
func BenchmarkViews(b *testing.B) {
	o := open([]txtar.File{{Name: "values.yaml", Data: []byte(largeValues())}}, "values.yaml")
	middle := len(o.src) / 2
	for name, ask := range map[string]func(o opened){
		"symbols":   func(o opened) { analysis.Symbols(o.Snapshot, o.path) },
		"folding":   func(o opened) { analysis.Folding(o.Snapshot, o.path, 0) },
		"tokens":    func(o opened) { analysis.Tokens(o.Snapshot, o.path, nil) },
		"links":     func(o opened) { analysis.Links(o.Snapshot, o.path) },
		"selection": func(o opened) { analysis.Selection(o.Snapshot, o.path, middle) },
		"linked":    func(o opened) { analysis.Linked(o.Snapshot, o.path, middle) },
		"nothing":   func(o opened) { _, f := o.PackOf(o.path); f.Tree() },
	} {
		b.Run(name, func(b *testing.B) {
			for version := int32(2); b.Loop(); version++ {
				o.Snapshot = o.WithOpen(o.path, version, text.New(o.src))
				ask(o)
			}
		})
	}
}
