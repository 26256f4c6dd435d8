package action_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestCodeActions runs each archive in testdata/codeaction. One file has a cursor. "actions" lists the actions there;
// "apply TITLE" is the files that this action changes or creates.
func TestCodeActions(t *testing.T) {
	type render = func(word, rest string) string
	packtest.RunArchives(t, "codeaction", []string{"actions", "apply"}, func(t *testing.T, files []txtar.File) render {
		s := packtest.NewSession(t, files)
		actions, err := action.At(t.Context(), s.Snapshot, s.Path, text.Range{Start: s.Off, End: s.Off})
		if err != nil {
			t.Fatal(err)
		}
		return func(word, title string) string {
			if word == "apply" {
				return appliedAction(t, s, actions, title)
			}
			shown := ""
			for _, a := range actions {
				shown += [...]string{"fix  ", "all  ", "other"}[a.Kind] + " " + a.Title + "\n"
			}
			return shown
		}
	})
}

func appliedAction(t *testing.T, s packtest.Session, actions []action.Action, title string) string {
	t.Helper()
	i := slices.IndexFunc(actions, func(a action.Action) bool { return a.Title == title })
	if i < 0 {
		t.Errorf("%q is not offered", title)
		return ""
	}
	texts := packtest.EditedTexts(t, s.Snapshot, actions[i].Edits())
	shown := ""
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		shown += fmt.Sprintf("=== %s\n%s", packtest.Rel(path), texts[path])
		if !strings.HasSuffix(shown, "\n") {
			shown += "\n"
		}
	}
	return shown
}

// TestIgnoreInPublishedPacks ignores problems of published packs: the problem goes away and causes no other.
func TestIgnoreInPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	comments, settings := 0, 0
	for _, dir := range dirs {
		for _, f := range s.Pack(dir).AnalyzedFiles() {
			now := s.WithOpen(f.Path, 1, f.Text)
			found, err := check.Diagnose(context.Background(), now, f.Path)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range found[:min(len(found), 5)] {
				made, after := ignored(t, now, f.Path, d)
				if made == "" {
					t.Errorf("%s: %s cannot be ignored", f.Path, d.Code)
					continue
				}
				if made == f.Path {
					comments++
				} else {
					settings++
				}
				if len(after) >= len(found) {
					t.Errorf("%s: %s at %d is still there, or another problem has come", f.Path, d.Code, d.Start)
				}
			}
		}
	}
	if comments < 20 || settings < 20 {
		t.Errorf("only %d could be ignored by a comment and %d by settings", comments, settings)
	}
}

// ignored is the path of the file that ignoring d changes or creates, and the problems of the file at path after that.
func ignored(t *testing.T, s *pack.Snapshot, path string, d check.Diagnostic) (string, []check.Diagnostic) {
	t.Helper()
	actions, err := action.At(context.Background(), s, path, d.Range)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		if !strings.HasPrefix(a.Title, "Ignore "+d.Code+" ") {
			continue
		}
		// The first problem of the code in the range is the one that the action is for.
		if a.Diagnostics[0].Range != d.Range {
			continue
		}
		for changed, after := range packtest.EditedTexts(t, s, a.Edits()) {
			next := s.WithOpen(changed, 2, text.New(after))
			found, err := check.Diagnose(context.Background(), next, path)
			if err != nil {
				t.Fatal(err)
			}
			return changed, found
		}
	}
	return "", nil
}
