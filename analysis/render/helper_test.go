package render

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// chartOf makes a chart of a txtar archive with the paths of files from the chart's folder. Without a Chart.yaml
// it gets one.
func chartOf(tb testing.TB, archive string) *chart.Chart {
	tb.Helper()
	if !strings.Contains(archive, "-- Chart.yaml --") {
		archive = "-- Chart.yaml --\n{apiVersion: v2, name: demo, version: 1.0.0}\n" + archive
	}
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	tw := tar.NewWriter(zw)
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if err := tw.WriteHeader(&tar.Header{Name: "demo/" + f.Name, Mode: 0o644, Size: int64(len(f.Data))}); err != nil {
			tb.Fatal(err)
		}
		if _, err := tw.Write(f.Data); err != nil {
			tb.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		tb.Fatal(err)
	}
	c, err := chart.Parse(&out, -1)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// valuesOf reads values as an author writes them.
func valuesOf(text string) map[string]any {
	return FromNode(syntax.ParseYAML(text).Root(), nil)
}

// rendered renders a chart that is one template.
func rendered(tb testing.TB, template, vals string) *Result {
	tb.Helper()
	p := Prepare(chartOf(tb, "-- templates/x.yaml --\n"+template+"\n"))
	few := Limits{Steps: DefaultLimits.Steps / 20, Bytes: DefaultLimits.Bytes, Depth: DefaultLimits.Depth}
	return p.Render(context.Background(), valuesOf(vals), Options{Release: "r", Namespace: "n", Limits: few})
}
