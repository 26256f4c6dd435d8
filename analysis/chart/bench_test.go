package chart_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// thanos is one of the largest archives of the corpus: 204 entries, two subcharts, 5,694 lines of values.
func thanos(b *testing.B) string {
	b.Helper()
	for _, path := range archives(b) {
		if filepath.Base(path) == "thanos-17.6.0.tgz" {
			content, err := os.ReadFile(path)
			if err != nil {
				b.Fatal(err)
			}
			return string(content)
		}
	}
	b.Skip("the corpus has no thanos archive")
	return ""
}

func BenchmarkParse(b *testing.B) {
	archive := thanos(b)
	b.SetBytes(int64(len(archive)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseString(archive); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCorpus reads all archives of the corpus, with all processors.
func BenchmarkCorpus(b *testing.B) {
	paths := archives(b)
	b.ReportAllocs()
	for b.Loop() {
		readAll(b, chart.NewCache(), paths)
	}
}

func BenchmarkFirstUses(b *testing.B) {
	archive := thanos(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		c, err := parseString(archive)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		c.Uses([]string{"query"})
	}
}

// paths are those of all defaults of c.
func paths(c *chart.Chart) [][]string {
	var out [][]string
	for n := range c.Values().Root().All() {
		if n.Kind() == syntax.Pair && !inSequence(n) {
			out = append(out, n.Path())
		}
	}
	return out
}

func BenchmarkUses(b *testing.B) {
	c, err := parseString(thanos(b))
	if err != nil {
		b.Fatal(err)
	}
	all := paths(c)
	c.Uses(nil)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Uses(all[i%len(all)])
	}
}

func BenchmarkLookup(b *testing.B) {
	c, err := parseString(thanos(b))
	if err != nil {
		b.Fatal(err)
	}
	all := paths(c)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Lookup(all[i%len(all)])
	}
}

func BenchmarkDoc(b *testing.B) {
	c, err := parseString(thanos(b))
	if err != nil {
		b.Fatal(err)
	}
	all := paths(c)
	for i := 0; b.Loop(); i++ {
		if doc := c.Lookup(all[i%len(all)]).Doc(); strings.Contains(doc, "\x00") {
			b.Fatal(doc)
		}
	}
}
