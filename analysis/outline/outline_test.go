package outline_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestSymbols(t *testing.T) {
	packtest.RunFileArchives(t, "symbols", func(t *testing.T, o packtest.Opened) string {
		var b strings.Builder
		around := []text.Range{{End: len(o.Src)}}
		for s := range outline.Symbols(o.Snapshot, o.Path) {
			fmt.Fprintf(&b, "%s%s (%s) %s", strings.Repeat("  ", s.Depth), s.Name, s.Kind, packtest.Lines(o.Src, s.Range))
			if s.Detail != "" {
				fmt.Fprintf(&b, " %q", s.Detail)
			}
			b.WriteByte('\n')
			if !s.Range.Covers(s.Selection) || !around[s.Depth].Covers(s.Range) {
				t.Errorf("%s: %v and %v do not nest in %v", s.Name, s.Selection, s.Range, around[s.Depth])
			}
			if strings.TrimSpace(s.Name) == "" || strings.ContainsAny(s.Name+s.Detail, "\r\n") {
				t.Errorf("name %q, detail %q", s.Name, s.Detail)
			}
			around = append(around[:s.Depth+1], s.Range)
		}
		return b.String()
	})
}

func TestFolding(t *testing.T) {
	packtest.RunFileArchives(t, "folding", func(t *testing.T, o packtest.Opened) string {
		names := map[outline.FoldKind]string{
			outline.FoldBlock: "block", outline.FoldComment: "comment", outline.FoldRegion: "region",
		}
		table := text.New(o.Src)
		var b strings.Builder
		for _, f := range outline.Folding(o.Snapshot, o.Path, 0) {
			fmt.Fprintf(&b, "%d-%d %s: %s ... %s\n", f.Start+1, f.End+1, names[f.Kind],
				strings.TrimSpace(table.Line(f.Start).Of(o.Src)), strings.TrimSpace(table.Line(f.End).Of(o.Src)))
		}
		return b.String()
	})
}

// A limit removes the innermost folds first, and all of the same depth together.
func TestFoldingLimit(t *testing.T) {
	values := "a:\n  b:\n    c:\n      d: 1\n    e:\n      f: 1\ng:\n  h: 1\n"
	o := packtest.OpenFile([]txtar.File{{Name: "values.yaml", Data: []byte(values)}}, "values.yaml")
	for most, want := range map[int]string{
		0: "[0 1 2 4 6]", 5: "[0 1 2 4 6]", 4: "[0 1 6]", 3: "[0 1 6]", 2: "[0 6]", 1: "[]",
	} {
		got := []int{}
		for _, f := range outline.Folding(o.Snapshot, o.Path, most) {
			got = append(got, f.Start)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("at most %d: %v, not %s", most, got, want)
		}
	}
}

// TestSelection asks at the cursor: "selection" lists the ranges from the inside out, one per line, without the whole
// text.
func TestSelection(t *testing.T) {
	packtest.RunCursorArchives(t, "selection", func(t *testing.T, s packtest.Session) string {
		var b strings.Builder
		ranges := outline.Selection(s.Snapshot, s.Path, s.Off)
		for i, r := range ranges {
			if !r.Touches(s.Off) || i > 0 && (!r.Covers(ranges[i-1]) || r == ranges[i-1]) {
				t.Errorf("%v after %v", r, ranges[:i])
			}
			if i < len(ranges)-1 {
				fmt.Fprintf(&b, "%q\n", r.Of(s.Src))
			}
		}
		if last := ranges[len(ranges)-1]; last != (text.Range{End: len(s.Src)}) {
			t.Errorf("ends with %v", last)
		}
		return b.String()
	})
}

func TestLinks(t *testing.T) {
	packtest.RunFileArchives(t, "links", func(t *testing.T, o packtest.Opened) string {
		var b strings.Builder
		for _, l := range outline.Links(o.Snapshot, o.Path) {
			fmt.Fprintf(&b, "%s: %s -> %s\n", packtest.Lines(o.Src, l.Range), l.Of(o.Src), packtest.Portable(l.Path)+l.URL)
		}
		return b.String()
	})
}

func TestTokens(t *testing.T) {
	packtest.RunFileArchives(t, "tokens", func(t *testing.T, o packtest.Opened) string {
		names := outline.TokenTypes()
		all := outline.Tokens(o.Snapshot, o.Path, nil)
		var b strings.Builder
		for i, tok := range all {
			fmt.Fprintf(&b, "%s %s %q\n", packtest.Lines(o.Src, tok.Range), names[tok.Type], tok.Of(o.Src))
			if i > 0 && tok.Start < all[i-1].End || tok.Len() == 0 {
				t.Errorf("%v after %v", tok.Range, all[i-1].Range)
			}
			some := outline.Tokens(o.Snapshot, o.Path, &tok.Range)
			if len(some) == 0 || len(some) > 3 || some[min(len(some)-1, 1)] != tok && some[0] != tok {
				t.Errorf("in the range of %q: %v", tok.Of(o.Src), some)
			}
		}
		return b.String()
	})
}
