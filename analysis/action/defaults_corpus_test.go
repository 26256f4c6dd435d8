package action_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// Taking over all defaults of a chart, or dropping all that equals them, changes nothing of what published packs
// deploy.
func TestDefaultsOfPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	taken, dropped, lines := 0, 0, 0
	for _, dir := range dirs {
		p := s.Pack(dir)
		if p.Values == nil {
			continue
		}
		before := rendered(t, s, p)
		for pair := range p.Values.Root().Get(pack.SectionCharts).Entries() {
			actions, err := action.At(t.Context(), s, p.Values.Path, text.Range{Start: pair.Start(), End: pair.Start()})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range actions {
				take, drop := strings.HasPrefix(a.Title, "Take over all "), strings.HasPrefix(a.Title, "Drop all ")
				if !take && !drop {
					continue
				}
				after := packtest.EditedTexts(t, s, a.Edits())[p.Values.Path]
				next := s.WithOpen(p.Values.Path, 1, text.New(after))
				q := next.Pack(dir)
				if errs := q.Values.Tree().Errors; len(errs) > len(p.Values.Tree().Errors) {
					t.Errorf("%s: %s: %v", p.Dir, a.Title, errs[0])
					continue
				}
				if got := rendered(t, next, q); got != before {
					t.Errorf("%s: %s changes what is deployed: %s", p.Dir, a.Title, firstDifference(before, got))
				}
				if take {
					taken++
				} else {
					dropped++
					lines += strings.Count(p.Values.Text.String(), "\n") - strings.Count(after, "\n")
				}
			}
		}
	}
	t.Logf("%d times taken over; %d times dropped, %d lines", taken, dropped, lines)
	if taken < 20 || dropped < 50 {
		t.Error("too few actions were tried")
	}
}

func rendered(t *testing.T, s *pack.Snapshot, p *pack.Pack) string {
	t.Helper()
	units, err := deploy.Units(t.Context(), s, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return deploy.Write(p, units)
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + " | " + y[i]
		}
	}
	return "one is longer"
}
