//go:build unix

package analysis_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
)

// TestHunt prints what takes more than six times as long for four times as many entries: all checks of each large pack,
// what it deploys, and all that an editor asks about its files. PACK_LSP_HUNT has the numbers of entries, such as
// 2500,10000,40000.
func TestHunt(t *testing.T) {
	sizes := os.Getenv("PACK_LSP_HUNT")
	if sizes == "" {
		t.Skip("set PACK_LSP_HUNT to numbers of entries, such as 2500,10000")
	}
	for _, l := range packgen.Larges() {
		t.Run(l.Name, func(t *testing.T) {
			last := map[string]time.Duration{}
			for size := range strings.SplitSeq(sizes, ",") {
				n, err := strconv.Atoi(size)
				if err != nil {
					t.Fatal(err)
				}
				huntIn(t, l, n, last)
			}
		})
	}
}

// huntIn prints what took much longer than for the last number of entries, and puts what it took in last.
func huntIn(t *testing.T, l packgen.Large, n int, last map[string]time.Duration) {
	s, dir := largePack(l, n)
	took := func(what string, work func()) {
		began := userTime()
		work()
		d, before := userTime()-began, last[what]
		last[what] = d
		if before > 0 && d > 6*max(before, 10*time.Millisecond) || d > 2*time.Second {
			t.Logf("%6d %s: %s %v, before %v", n, l.Name, what, d.Round(time.Millisecond), before.Round(time.Millisecond))
		}
	}
	ctx := context.Background()
	var p *pack.Pack
	took("check", func() {
		p = s.Pack(dir)
		if _, err := check.DiagnosePack(ctx, s, dir); err != nil {
			t.Fatal(err)
		}
	})
	took("deploy", func() {
		if _, err := check.Deploy(ctx, s, p); err != nil {
			t.Fatal(err)
		}
	})
	for _, f := range p.AnalyzedFiles() {
		if f.Text.Len() < 10*n {
			continue // small
		}
		opened := s.WithOpen(f.Path, 1, f.Text)
		for _, ask := range asks(f) {
			took(ask.what+" "+filepath.Base(f.Path), func() { ask.run(ctx, opened) })
		}
	}
}

type ask struct {
	what string
	run  func(ctx context.Context, s *pack.Snapshot)
}

// asks are all questions about a file, those about a place at one in its middle.
func asks(f *pack.File) []ask {
	file, whole := f.Path, text.Range{End: f.Text.Len()}
	src := f.Text.String()
	off := len(src) / 2
	off += strings.IndexAny(src[off:], "key") + 1
	return []ask{
		{"symbols", func(_ context.Context, s *pack.Snapshot) {
			for range outline.Symbols(s, file) {
			}
		}},
		{"folding", func(_ context.Context, s *pack.Snapshot) { outline.Folding(s, file, 0) }},
		{"tokens", func(_ context.Context, s *pack.Snapshot) { outline.Tokens(s, file, nil) }},
		{"links", func(_ context.Context, s *pack.Snapshot) { outline.Links(s, file) }},
		{"selection", func(_ context.Context, s *pack.Snapshot) { outline.Selection(s, file, off) }},
		{"hints", func(_ context.Context, s *pack.Snapshot) { hover.Hints(s, file, whole) }},
		{"lenses", func(_ context.Context, s *pack.Snapshot) { hover.Lenses(s, file) }},
		{"used values", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.UsedValues(ctx, s, file) }},
		{"hover", func(ctx context.Context, s *pack.Snapshot) { hover.At(ctx, s, file, off) }},
		{"signatures", func(_ context.Context, s *pack.Snapshot) { hover.Signatures(s, file, off) }},
		{"completion", func(ctx context.Context, s *pack.Snapshot) {
			complete.At(ctx, s, file, off, complete.Options{Snippets: true})
		}},
		{"definition", func(_ context.Context, s *pack.Snapshot) {
			symbol.Define(s, file, off)
			symbol.DefineType(s, file, off)
		}},
		{"linked editing", func(_ context.Context, s *pack.Snapshot) { symbol.Linked(s, file, off) }},
		{"highlights", func(_ context.Context, s *pack.Snapshot) { symbol.Highlights(s, file, off) }},
		{"references", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.References(ctx, s, file, off, true) }},
		{"rename", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.Rename(ctx, s, file, off, "renamed") }},
		{"deploys", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.Deploys(ctx, s, file, off) }},
		{"workspace symbols", func(ctx context.Context, s *pack.Snapshot) { _, _ = symbol.Search(ctx, s, "key", 1000, nil) }},
		{"actions at a place", func(ctx context.Context, s *pack.Snapshot) {
			_, _ = action.At(ctx, s, file, text.Range{Start: off, End: off})
		}},
		{"actions of the file", func(ctx context.Context, s *pack.Snapshot) { _, _ = action.At(ctx, s, file, whole) }},
		{"formatting", func(_ context.Context, s *pack.Snapshot) { format.File(s, file, whole, format.Options{}) }},
		{"fixes", func(ctx context.Context, s *pack.Snapshot) {
			p, f := s.PackOf(file)
			if found, err := check.DiagnoseFile(ctx, s, p, f); err == nil {
				action.SafeFixes(found.Diagnostics)
				action.PreferredFixes(s, found.Diagnostics)
			}
		}},
	}
}

// userTime is the processor time that the process has used so far.
func userTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano())
}
