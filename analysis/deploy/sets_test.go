package deploy_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/value"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestSets runs each archive in testdata/sets: a section "sets PATH" lists the fields that the value at PATH sets, with
// what the preview has at their places; "preview" is the preview.
func TestSets(t *testing.T) {
	begin := func(t *testing.T, files []txtar.File) func(word, rest string) string {
		s := packtest.OnDisk(packtest.Complete("", files))
		p, _ := s.PackOf(packtest.Path("pack.json"))
		return func(word, rest string) string {
			if word == "preview" {
				return preview(t, s, p)
			}
			return sets(t, s, p, rest)
		}
	}
	packtest.RunArchives(t, "sets", []string{"sets", "preview"}, begin)
}

func preview(t *testing.T, s *pack.Snapshot, p *pack.Pack) string {
	t.Helper()
	v, err := deploy.PreviewOf(t.Context(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range v.Objects {
		if !strings.HasPrefix(v.Text.String()[o.Start:], o.Document.Text) {
			t.Errorf("%s is not at byte %d", o.Source, o.Start)
		}
	}
	return v.Text.String()
}

func sets(t *testing.T, s *pack.Snapshot, p *pack.Pack, dotted string) string {
	t.Helper()
	fields, err := deploy.Sets(t.Context(), s, p, value.Segments(dotted))
	if err != nil {
		t.Fatal(err)
	}
	v, err := deploy.PreviewOf(t.Context(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%s %s %s", f.ID.Kind, f.Name, f.Words())
		if f.Path == nil {
			b.WriteString("(all of it)")
		}
		if f.Whole {
			b.WriteString(" whole")
		}
		if f.Type.Exists() {
			fmt.Fprintf(&b, " (%s)", f.Type)
		}
		if r, ok := v.Place(f); ok {
			fmt.Fprintf(&b, " at %d: %s", v.Text.LineAt(r.Start)+1, r.Of(v.Text.String()))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
