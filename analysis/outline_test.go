package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// lines says which lines, from 1, r spans.
func lines(src string, r text.Range) string {
	t := text.New(src)
	first, last := t.LineAt(r.Start)+1, t.LineAt(r.End)+1
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}

func TestSymbols(t *testing.T) {
	runFileArchives(t, "symbols", func(t *testing.T, o opened) string {
		var b strings.Builder
		var write func(all []analysis.Symbol, around text.Range, indent string)
		write = func(all []analysis.Symbol, around text.Range, indent string) {
			for _, s := range all {
				fmt.Fprintf(&b, "%s%s (%s) %s", indent, s.Name, s.Kind, lines(o.src, s.Range))
				if s.Detail != "" {
					fmt.Fprintf(&b, " %q", s.Detail)
				}
				b.WriteByte('\n')
				if !s.Range.Covers(s.Selection) || !around.Covers(s.Range) {
					t.Errorf("%s: %v and %v do not nest in %v", s.Name, s.Selection, s.Range, around)
				}
				if strings.TrimSpace(s.Name) == "" || strings.ContainsAny(s.Name+s.Detail, "\r\n") {
					t.Errorf("name %q, detail %q", s.Name, s.Detail)
				}
				write(s.Children, s.Range, indent+"  ")
			}
		}
		write(analysis.Symbols(o.Snapshot, o.path), text.Range{End: len(o.src)}, "")
		return b.String()
	})
}

func TestFolding(t *testing.T) {
	runFileArchives(t, "folding", func(t *testing.T, o opened) string {
		names := map[analysis.FoldKind]string{analysis.FoldBlock: "block", analysis.FoldComment: "comment", analysis.FoldRegion: "region"}
		table := text.New(o.src)
		var b strings.Builder
		for _, f := range analysis.Folding(o.Snapshot, o.path, 0) {
			fmt.Fprintf(&b, "%d-%d %s: %s ... %s\n", f.Start+1, f.End+1, names[f.Kind],
				strings.TrimSpace(table.Line(f.Start).Of(o.src)), strings.TrimSpace(table.Line(f.End).Of(o.src)))
		}
		return b.String()
	})
}

// A limit costs the innermost folds first, and all that lie equally deep.
func TestFoldingLimit(t *testing.T) {
	values := "a:\n  b:\n    c:\n      d: 1\n    e:\n      f: 1\ng:\n  h: 1\n"
	o := open([]txtar.File{{Name: "values.yaml", Data: []byte(values)}}, "values.yaml")
	for most, want := range map[int]string{0: "[0 1 2 4 6]", 5: "[0 1 2 4 6]", 4: "[0 1 6]", 3: "[0 1 6]", 2: "[0 6]", 1: "[]"} {
		got := []int{}
		for _, f := range analysis.Folding(o.Snapshot, o.path, most) {
			got = append(got, f.Start)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("at most %d: %v, not %s", most, got, want)
		}
	}
}

// TestSelection asks at the cursor: "selection" is what grows from there, one range a line but for the whole text.
func TestSelection(t *testing.T) {
	runCursorArchives(t, "selection", func(t *testing.T, s session) string {
		var b strings.Builder
		ranges := analysis.Selection(s.Snapshot, s.path, s.off)
		for i, r := range ranges {
			if !r.Touches(s.off) || i > 0 && (!r.Covers(ranges[i-1]) || r == ranges[i-1]) {
				t.Errorf("%v after %v", r, ranges[:i])
			}
			if i < len(ranges)-1 {
				fmt.Fprintf(&b, "%q\n", r.Of(s.src))
			}
		}
		if last := ranges[len(ranges)-1]; last != (text.Range{End: len(s.src)}) {
			t.Errorf("ends with %v", last)
		}
		return b.String()
	})
}

// TestLinked asks at the cursor: "linked" is the file with the ranges in brackets.
func TestLinked(t *testing.T) {
	runCursorArchives(t, "linked", func(t *testing.T, s session) string {
		ranges := analysis.Linked(s.Snapshot, s.path, s.off)
		if ranges == nil {
			return "(nothing)"
		}
		var marks []text.Edit
		for _, r := range ranges {
			if r.Of(s.src) != ranges[0].Of(s.src) {
				t.Errorf("%q and %q", r.Of(s.src), ranges[0].Of(s.src))
			}
			marks = append(marks, text.Edit{Range: r, New: "[" + r.Of(s.src) + "]"})
		}
		return text.Apply(s.src, marks)
	})
}

func TestLinks(t *testing.T) {
	runFileArchives(t, "links", func(t *testing.T, o opened) string {
		var b strings.Builder
		for _, l := range analysis.Links(o.Snapshot, o.path) {
			fmt.Fprintf(&b, "%s: %s -> %s\n", lines(o.src, l.Range), l.Of(o.src), l.Path+l.URL)
		}
		return b.String()
	})
}

func TestTokens(t *testing.T) {
	runFileArchives(t, "tokens", func(t *testing.T, o opened) string {
		names := analysis.TokenTypes()
		all := analysis.Tokens(o.Snapshot, o.path, nil)
		var b strings.Builder
		for i, tok := range all {
			fmt.Fprintf(&b, "%s %s %q\n", lines(o.src, tok.Range), names[tok.Type], tok.Of(o.src))
			if i > 0 && tok.Start < all[i-1].End || tok.Len() == 0 {
				t.Errorf("%v after %v", tok.Range, all[i-1].Range)
			}
			some := analysis.Tokens(o.Snapshot, o.path, &tok.Range)
			if len(some) == 0 || len(some) > 3 || some[min(len(some)-1, 1)] != tok && some[0] != tok {
				t.Errorf("in the range of %q: %v", tok.Of(o.src), some)
			}
		}
		return b.String()
	})
}

// TestHints shows hints in the text, in angle brackets.
func TestHints(t *testing.T) {
	runFileArchives(t, "hints", func(_ *testing.T, o opened) string {
		var marks []text.Edit
		var tooltips strings.Builder
		for _, h := range analysis.Hints(o.Snapshot, o.path, text.Range{End: len(o.src)}) {
			marks = append(marks, text.Edit{Range: text.Range{Start: h.Offset, End: h.Offset}, New: "<" + h.Label + ">"})
			fmt.Fprintf(&tooltips, "%s: %s\n", h.Label, h.Tooltip)
		}
		return text.Apply(o.src, marks) + tooltips.String()
	})
}

func TestLenses(t *testing.T) {
	runFileArchives(t, "lens", func(t *testing.T, o opened) string {
		var b strings.Builder
		without := analysis.Lenses(o.Snapshot, o.path, false)
		for i, l := range analysis.Lenses(o.Snapshot, o.path, true) {
			fmt.Fprintf(&b, "%s: %s: %s\n", lines(o.src, l.Range), l.Of(o.src), l.Title)
			for _, p := range l.Places {
				fmt.Fprintf(&b, "  %s: %s\n", strings.TrimPrefix(p.Path, packtest.Root+"/"), p.Range.Of(p.Text.String()))
			}
			if without[i].Title != l.Title || without[i].Places != nil {
				t.Errorf("without places: %+v", without[i])
			}
		}
		return b.String()
	})
}
