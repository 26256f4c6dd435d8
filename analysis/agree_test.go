package analysis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestAgree runs each archive in testdata/agree: what findings, whose codes begin with a prefix, hover, definition and
// references say of one place, and whether it can be renamed. They must not contradict each other.
func TestAgree(t *testing.T) {
	words := []string{"findings", "hover", "define", "references", "rename"}
	packtest.RunArchives(t, "agree", words, func(t *testing.T, files []txtar.File) func(word, rest string) string {
		s := packtest.NewSession(t, files)
		return func(word, rest string) string { return agreeOn(t, s, word, rest) }
	})
}

func agreeOn(t *testing.T, s packtest.Session, word, rest string) string {
	t.Helper()
	ctx := context.Background()
	var shown strings.Builder
	places := func(found []pack.Location) {
		for _, l := range found {
			name := packtest.Rel(l.Path)
			if l.Path == "" {
				name = packtest.Rel(l.Archive) + "!" + l.Inner
			}
			fmt.Fprintf(&shown, "%s:%d: %s\n", name, l.Text.LineAt(l.Range.Start)+1, l.Range.Of(l.Text.String()))
		}
	}
	switch word {
	case "findings":
		found, err := check.Diagnose(ctx, s.Snapshot, s.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found {
			if strings.HasPrefix(d.Code, rest) {
				fmt.Fprintf(&shown, "%s: %s\n", d.Code, d.Message)
			}
		}
	case "hover":
		if h := hover.At(t.Context(), s.Snapshot, s.Path, s.Off); h != nil {
			shown.WriteString(h.Markdown)
		}
	case "define":
		places(symbol.Define(s.Snapshot, s.Path, s.Off))
	case "references":
		found, err := symbol.References(ctx, s.Snapshot, s.Path, s.Off, true)
		if err != nil {
			t.Fatal(err)
		}
		places(found)
	case "rename":
		if target, err := symbol.PrepareRename(s.Snapshot, s.Path, s.Off); err != nil {
			shown.WriteString(err.Error())
		} else if target != nil {
			shown.WriteString(target.Name)
		}
	}
	if shown.Len() == 0 {
		return "(none)"
	}
	return shown.String()
}
