package analysis_test

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// opened is a file of a pack that an editor holds, in a workspace with an index.
type opened struct {
	*pack.Snapshot
	path string
	src  string
}

func open(files []txtar.File, name string) opened {
	o := opened{path: path.Join(packtest.Root, name)}
	files = packtest.Complete("", files)
	for _, f := range files {
		if f.Name == name {
			o.src = string(f.Data)
		}
	}
	today := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	s := pack.NewSnapshot(packtest.NewFS(files), chart.NewCache(), today).WithFolders([]string{packtest.Root})
	o.Snapshot = withIndex(s.WithOpen(o.path, 1, text.New(o.src)))
	return o
}

// runArchives runs the archives in testdata/<what>, whose sections "<what> FILE" are what render gives for that file of the pack.
func runArchives(t *testing.T, what string, render func(t *testing.T, o opened) string) {
	t.Helper()
	names, err := filepath.Glob("testdata/" + what + "/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive := parseArchive(t, name)
			files, asked := split(archive, what+" ")
			if len(asked) == 0 {
				t.Fatal("nothing is asked")
			}
			got := &txtar.Archive{Comment: archive.Comment, Files: files}
			for _, f := range asked {
				_, file, _ := strings.Cut(f.Name, " ")
				shown := strings.TrimSuffix(render(t, open(files, file)), "\n") + "\n"
				got.Files = append(got.Files, txtar.File{Name: f.Name, Data: []byte(shown)})
			}
			compareArchive(t, name, got, archive)
		})
	}
}

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
	runArchives(t, "symbols", func(t *testing.T, o opened) string {
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
	runArchives(t, "folding", func(t *testing.T, o opened) string {
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
		ranges := analysis.Selection(s.snapshot, s.path, s.off)
		for i, r := range ranges {
			if !r.Touches(s.off) || i > 0 && (!r.Covers(ranges[i-1]) || r == ranges[i-1]) {
				t.Errorf("%v after %v", r, ranges[:i])
			}
			if i < len(ranges)-1 {
				fmt.Fprintf(&b, "%q\n", r.Of(s.text))
			}
		}
		if last := ranges[len(ranges)-1]; last != (text.Range{End: len(s.text)}) {
			t.Errorf("ends with %v", last)
		}
		return b.String()
	})
}

// TestLinked asks at the cursor: "linked" is the file with the ranges in brackets.
func TestLinked(t *testing.T) {
	runCursorArchives(t, "linked", func(t *testing.T, s session) string {
		ranges := analysis.Linked(s.snapshot, s.path, s.off)
		if ranges == nil {
			return "(nothing)"
		}
		var marks []text.Edit
		for _, r := range ranges {
			if r.Of(s.text) != ranges[0].Of(s.text) {
				t.Errorf("%q and %q", r.Of(s.text), ranges[0].Of(s.text))
			}
			marks = append(marks, text.Edit{Range: r, New: "[" + r.Of(s.text) + "]"})
		}
		return text.Apply(s.text, marks)
	})
}

// runCursorArchives runs the archives in testdata/<what>, whose section <what> is what render gives for the place of the cursor.
func runCursorArchives(t *testing.T, what string, render func(t *testing.T, s session) string) {
	t.Helper()
	names, err := filepath.Glob("testdata/" + what + "/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive := parseArchive(t, name)
			files, _ := split(archive, what)
			shown := strings.TrimSuffix(render(t, newSession(t, files)), "\n") + "\n"
			compareArchive(t, name, &txtar.Archive{Comment: archive.Comment, Files: append(files, txtar.File{Name: what, Data: []byte(shown)})}, archive)
		})
	}
}

func TestLinks(t *testing.T) {
	runArchives(t, "links", func(t *testing.T, o opened) string {
		var b strings.Builder
		for _, l := range analysis.Links(o.Snapshot, o.path) {
			fmt.Fprintf(&b, "%s: %s -> %s\n", lines(o.src, l.Range), l.Of(o.src), l.Path+l.URL)
		}
		return b.String()
	})
}

func TestTokens(t *testing.T) {
	runArchives(t, "tokens", func(t *testing.T, o opened) string {
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
	runArchives(t, "hints", func(_ *testing.T, o opened) string {
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
	runArchives(t, "lens", func(t *testing.T, o opened) string {
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

// withIndex is s with an index of its folders.
func withIndex(s *pack.Snapshot) *pack.Snapshot {
	s = s.WithIndexing()
	return s.WithIndex(s.BuildIndex(context.Background(), s.WorkspaceDirs(context.Background()), nil))
}
