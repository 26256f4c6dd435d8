package render

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// corpusChart is a chart of the corpus, and the values of its pack.
func corpusChart(tb testing.TB, pack, archive string) (*chart.Chart, map[string]any) {
	tb.Helper()
	dir := filepath.Join(corpus.Packs(tb), pack)
	f, err := os.Open(filepath.Join(dir, "charts", archive))
	if err != nil {
		tb.Skip("skipped: the corpus lacks this chart: ", err)
	}
	defer f.Close()
	c, err := chart.Parse(f, -1)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "values.yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	return c, FromNode(syntax.ParseYAML(string(text)).Root().At("charts", c.Name), DefaultMacros)
}

func benchmarkCorpus(b *testing.B, pack, archive string) {
	c, vals := corpusChart(b, pack, archive)
	ctx := context.Background()
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			Prepare(c).Render(ctx, vals, Options{Release: "r"})
		}
	})
	p := Prepare(c)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			p.Render(ctx, vals, Options{Release: "r"})
		}
	})
	b.Run("edited", func(b *testing.B) { // what every template gives differs from the last time
		for i := 0; b.Loop(); i++ {
			p.Render(ctx, vals, Options{Release: "r" + string(rune('a'+i%2))})
		}
	})
}

func BenchmarkKyverno(b *testing.B) { benchmarkCorpus(b, "kyverno-1.12.2", "kyverno-3.2.3.tgz") }
func BenchmarkThanos(b *testing.B)  { benchmarkCorpus(b, "thanos-17.6.0", "thanos-17.6.0.tgz") }

// BenchmarkSmall renders a chart of the usual kind, with helpers, a loop and tpl.
func BenchmarkSmall(b *testing.B) {
	p := Prepare(chartOf(b, small))
	ctx, vals := context.Background(), valuesOf("replicas: 3\nenv: {A: '{{ .Release.Name }}', B: two}\n")
	for b.Loop() {
		if r := p.Render(ctx, vals, Options{Release: "r"}); len(r.Errors) > 0 {
			b.Fatal(r.Errors)
		}
	}
}

const small = `-- templates/_helpers.tpl --
{{- define "labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name | trunc 63 | quote }}
{{- end }}
-- templates/deployment.yaml --
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ printf "%s-%s" .Release.Name .Chart.Name }}
  labels: {{- include "labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
      - name: main
        image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
        env:
        {{- range $k, $v := .Values.env }}
        - {name: {{ $k }}, value: {{ tpl $v $ | quote }}}
        {{- end }}
        resources: {{- toYaml .Values.resources | nindent 10 }}
-- templates/service.yaml --
{{- if .Values.service.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "labels" . | nindent 4 }}
spec:
  ports: {{- toYaml .Values.service.ports | nindent 4 }}
{{- end }}
-- values.yaml --
image: {repository: example.com/demo, tag: "1.0"}
replicas: 1
resources: {requests: {cpu: 100m, memory: 64Mi}}
service: {enabled: true, ports: [{name: http, port: 80}]}
`
