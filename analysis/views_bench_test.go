package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// largeValues is a values.yaml of some 5,800 lines with symbols, folds, links and tokens.
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

// BenchmarkViews measures what editors ask about a large file after each edit, including the new parse.
func BenchmarkViews(b *testing.B) {
	o := packtest.OpenFile([]txtar.File{{Name: "values.yaml", Data: []byte(largeValues())}}, "values.yaml")
	middle := len(o.Src) / 2
	for name, ask := range map[string]func(o packtest.Opened){
		"symbols": func(o packtest.Opened) {
			for range outline.Symbols(o.Snapshot, o.Path) {
			}
		},
		"folding":   func(o packtest.Opened) { outline.Folding(o.Snapshot, o.Path, 0) },
		"tokens":    func(o packtest.Opened) { outline.Tokens(o.Snapshot, o.Path, nil) },
		"links":     func(o packtest.Opened) { outline.Links(o.Snapshot, o.Path) },
		"selection": func(o packtest.Opened) { outline.Selection(o.Snapshot, o.Path, middle) },
		"linked":    func(o packtest.Opened) { symbol.Linked(o.Snapshot, o.Path, middle) },
		"nothing":   func(o packtest.Opened) { _, f := o.PackOf(o.Path); f.Tree() },
	} {
		b.Run(name, func(b *testing.B) {
			for version := int32(2); b.Loop(); version++ {
				o.Snapshot = o.WithOpen(o.Path, version, text.New(o.Src))
				ask(o)
			}
		})
	}
}
