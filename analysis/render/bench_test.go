package render

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// corpusChart is a chart of the corpus, and the values of its pack.
func corpusChart(tb testing.TB, pack, archive string) (*chart.Chart, map[string]any) {
	tb.Helper()
	dir := filepath.Join("../../../shared/corpus/packs", pack)
	f, err := os.Open(filepath.Join(dir, "charts", archive))
	if err != nil {
		tb.Skip("no corpus of packs: " + err.Error())
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
