package analysis_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// typed are texts that an author may just have typed.
var typed = []string{
	"", "\n    ", "\n      -", "a.b.", " {{ .", "\"{{ .spectro.", "{{ .Values.", "\"", ": ", "- ", "{", "[", " | ",
}

// TestEverywhere asks at places all over the files of published packs, also in texts that end there or are half typed:
// all ranges must be inside the text, and nothing may panic.
func TestEverywhere(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	const stride = 11 // every so many packs; all of them take half a minute
	for i := 0; i < len(dirs); i += stride {
		for _, f := range s.Pack(dirs[i]).AnalyzedFiles() {
			everywhere(t, s, f)
		}
	}
}

// everywhere asks at some places of the file.
func everywhere(t *testing.T, s *pack.Snapshot, f *pack.File) {
	t.Helper()
	src := f.Text.String()
	const places = 12
	for k := range places {
		off := k * len(src) / places
		for i, what := range typed {
			tail := src[off:]
			if (k+i)%3 == 0 {
				tail = ""
			}
			before, after := src[:off]+what, tail
			if (k+i)%5 == 0 {
				before, after = strings.ReplaceAll(before, "\n", "\r\n"), strings.ReplaceAll(after, "\n", "\r\n")
			}
			askAll(t, s.WithOpen(f.Path, 1, text.New(before+after)), f.Path, before+after, len(before))
		}
	}
}

func askAll(t *testing.T, s *pack.Snapshot, path, src string, off int) {
	t.Helper()
	whole := text.Range{End: len(src)}
	for _, item := range complete.At(context.Background(), s, path, off, complete.Options{Snippets: true}) {
		if r := item.Edit.Range; !whole.Covers(r) || !r.Touches(off) || strings.Contains(r.Of(src), "\n") {
			t.Fatalf("%s: %s at %d: edit of %v", path, item.Label, off, r)
		}
	}
	if h := hover.At(context.Background(), s, path, off); h != nil && (!whole.Covers(h.Range) || h.Markdown == "") {
		t.Fatalf("%s: hover at %d: %v %q", path, off, h.Range, h.Markdown)
	}
	for _, l := range append(symbol.Define(s, path, off), symbol.DefineType(s, path, off)...) {
		if target := (text.Range{End: l.Text.Len()}); !target.Covers(l.Range) || !whole.Covers(l.Origin) {
			t.Fatalf("%s: definition at %d: %v from %v", path, off, l.Range, l.Origin)
		}
	}
}
