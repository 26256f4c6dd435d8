package analysis_test

import (
	"fmt"
	"path"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// largePack is a workspace with a pack whose part has n entries, and an index.
func largePack(l packgen.Large, n int) (*pack.Snapshot, string) {
	var files []txtar.File
	for name, content := range l.Files(n) {
		files = append(files, txtar.File{Name: path.Join("app", name), Data: []byte(content)})
	}
	return packtest.WithIndex(packtest.OnDisk(packtest.Complete("app", files))), packtest.Path("app")
}

// BenchmarkLarge measures the checks of a pack of which one part is large. Between n and 4n the time must not grow much
// more than four times.
func BenchmarkLarge(b *testing.B) {
	for _, l := range packgen.Larges() {
		for _, n := range []int{2500, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", l.Name, n), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					s, dir := largePack(l, n)
					b.StartTimer()
					if _, err := check.DiagnosePack(b.Context(), s, dir); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
