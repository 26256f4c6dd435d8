package analysis_test

import (
	"fmt"
	"path"
	"runtime"
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

// TestLargeAllocates holds that the checks of a pack of which one part is four times as large allocate about four times
// as many bytes: work that takes the square of a file's length mostly does so through lists that it makes again and
// again.
func TestLargeAllocates(t *testing.T) {
	const n, most = 500, 6
	allocated := func(l packgen.Large, n int) uint64 {
		s, dir := largePack(l, n)
		var before, after runtime.MemStats
		for range 2 { // empties the pools of arrays, in which those of a small pack would find more room
			runtime.GC()
		}
		runtime.ReadMemStats(&before)
		if _, err := check.DiagnosePack(t.Context(), s, dir); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, l := range packgen.Larges() {
		allocated(l, 1) // what is made once
		small, large := allocated(l, n), allocated(l, 4*n)
		if large > most*small {
			t.Errorf("%s: %d bytes for %d entries, %d bytes for %d", l.Name, small, n, large, 4*n)
		}
	}
}
