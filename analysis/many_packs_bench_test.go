package analysis_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// BenchmarkManyPacks measures questions about a workspace of 10,000 packs with 2,000 names, asked in an open pack.json.
func BenchmarkManyPacks(b *testing.B) {
	const packs = 10_000
	dir := b.TempDir()
	for i := range packs {
		for _, name := range []string{"pack.json", "values.yaml"} {
			path := filepath.Join(dir, packgen.Dir(i), name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(packgen.Files(i)[name]), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	s := packtest.WithIndex(pack.NewSnapshot(disk.OS{}, chart.NewCache(), packtest.Today()).WithFolders([]string{dir}))
	path, src := filepath.Join(dir, packgen.Dir(10), "pack.json"), packgen.Files(10)["pack.json"]
	s = s.WithOpen(path, 1, text.New(src))
	after := func(what string) int { return strings.Index(src, what) + len(what) }
	b.Run("completion of packName", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			items := complete.At(context.Background(), s, path, after(`{"packName": "`), complete.Options{Snippets: true})
			if len(items) < packs/5 {
				b.Fatal(len(items))
			}
		}
	})
	for name, what := range map[string]string{
		"references of a name":                      `"name": "`,
		"references of the name that all depend on": `"kubern`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				found, err := symbol.References(b.Context(), s, path, after(what), true)
				if err != nil || len(found) == 0 {
					b.Fatal(len(found), err)
				}
				b.ReportMetric(float64(len(found)), "places")
			}
		})
	}
}
