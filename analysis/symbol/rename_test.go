package symbol_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestRename runs each archive in testdata/rename. Its files hold one cursor; "references" lists the references of
// the symbol there, with * before its declarations; "prepare" is the name that can be changed; each "rename NAME" is
// the lines that change, or the error.
func TestRename(t *testing.T) {
	type answer = func(word, rest string) string
	sections := []string{"references", "prepare", "rename"}
	packtest.RunArchives(t, "rename", sections, func(t *testing.T, files []txtar.File) answer {
		s := packtest.NewSession(t, files)
		return func(word, to string) string {
			switch word {
			case "references":
				return references(t, s)
			case "prepare":
				return prepare(s)
			}
			edits, err := symbol.Rename(t.Context(), s.Snapshot, s.Path, s.Off, to)
			if err != nil {
				return "error: " + packtest.Portable(err.Error())
			}
			return changedLines(t, s.Snapshot, edits)
		}
	})
}

func references(t *testing.T, s packtest.Session) string {
	t.Helper()
	all, err := symbol.References(context.Background(), s.Snapshot, s.Path, s.Off, true)
	if err != nil {
		t.Fatal(err)
	}
	others, err := symbol.References(context.Background(), s.Snapshot, s.Path, s.Off, false)
	if err != nil {
		t.Fatal(err)
	}
	var here []text.Range
	shown := ""
	for _, l := range all {
		mark := "  "
		if !slices.ContainsFunc(others, func(o pack.Location) bool {
			return o.Path == l.Path && o.Range == l.Range && o.Spot == l.Spot
		}) {
			mark = "* "
		}
		shown += mark + place(t, s, l) + "\n"
		if l.Path == s.Path {
			here = append(here, l.Range)
		}
	}
	for i, h := range symbol.Highlights(s.Snapshot, s.Path, s.Off) {
		if i >= len(here) || h.Range != here[i] {
			t.Errorf("highlight %d is %q", i, h.Of(s.Src))
		}
	}
	return cmp.Or(shown, "(nothing)\n")
}

func prepare(s packtest.Session) string {
	target, err := symbol.PrepareRename(s.Snapshot, s.Path, s.Off)
	switch {
	case err != nil:
		return "error: " + err.Error() + "\n"
	case target == nil:
		return "(nothing)\n"
	}
	return target.Of(s.Src) + " is " + target.Name + "\n"
}

// changedLines are the lines that edits change, as they are after them.
func changedLines(t *testing.T, s *pack.Snapshot, edits []edit.FileEdit) string {
	t.Helper()
	shown := ""
	for path, after := range packtest.EditedTexts(t, s, edits) {
		before := strings.Split(packtest.TextOf(s, path), "\n")
		for i, line := range strings.Split(after, "\n") {
			if i >= len(before) || line != before[i] {
				shown += fmt.Sprintf("%s:%d: %s\n", packtest.Rel(path), i+1, line)
			}
		}
	}
	lines := strings.SplitAfter(shown, "\n")
	slices.Sort(lines)
	return cmp.Or(strings.Join(lines, ""), "(no change)\n")
}

func TestRenameToNothing(t *testing.T) {
	src := "charts:\n  a:\n    " + packtest.Cursor + "b: 1\n"
	s := packtest.NewSession(t, []txtar.File{{Name: "values.yaml", Data: []byte(src)}})
	for _, name := range []string{"", " ", " c", "c ", "c\nd", "<<", "{{ c }}"} {
		if edits, err := symbol.Rename(context.Background(), s.Snapshot, s.Path, s.Off, name); err == nil {
			t.Errorf("%q: %v", name, edits)
		}
	}
	if edits, err := symbol.Rename(context.Background(), s.Snapshot, s.Path, s.Off, "b"); err != nil || edits != nil {
		t.Errorf("its own name: %v, %v", edits, err)
	}
}

// TestRenameInPublishedPacks renames values of published packs: their files parse as before, all references change,
// and renaming back gives the old texts.
func TestRenameInPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	renamed, files := 0, 0
	for _, dir := range dirs {
		s := s // no other pack is open in it
		p := s.Pack(dir)
		if p.Values == nil || len(p.Values.Tree().Errors) > 0 {
			continue
		}
		for _, f := range p.AnalyzedFiles() { // renaming edits what an editor has open
			s = s.WithOpen(f.Path, 1, f.Text)
		}
		n := 0
		for pair := range p.Values.Root().All() {
			if pair.Kind() != syntax.Pair || len(pair.Path()) < 3 {
				continue
			}
			if n++; n%97 != 0 {
				continue
			}
			off := pair.Key().Start()
			const name = "renamedKey"
			edits, err := symbol.Rename(context.Background(), s, p.Values.Path, off, name)
			if err != nil {
				continue
			}
			before, err := symbol.References(context.Background(), s, p.Values.Path, off, true)
			before = slices.DeleteFunc(before, func(l pack.Location) bool { return l.Path == "" }) // in archives
			if err != nil || len(before) != len(edits) {
				t.Fatalf("%s: %d references and %d edits of %q, %v", p.Values.Path, len(before), len(edits), pair.Key().Text(), err)
			}
			next := s
			for path, after := range packtest.EditedTexts(t, s, edits) {
				files++
				next = next.WithOpen(path, 2, text.New(after))
				if _, f := next.PackOf(path); f.Kind != pack.Manifest && len(f.Tree().Errors) > len(s.Open(path).Tree().Errors) {
					t.Errorf("%s no longer parses when %q is renamed", path, pair.Key().Text())
				}
			}
			for _, e := range edits {
				if e.Path == p.Values.Path && e.Edit.Start < pair.Key().Start() {
					off += len(e.Edit.New) - e.Edit.Len()
				}
			}
			back, err := symbol.Rename(context.Background(), next, p.Values.Path, off, pair.Key().Text())
			if err != nil {
				t.Errorf("%s: %q renamed back: %v", p.Values.Path, pair.Key().Text(), err)
				continue
			}
			for path, again := range packtest.EditedTexts(t, next, back) {
				if was := packtest.TextOf(s, path); again != was && !strings.ContainsAny(pair.Key().Source(), `"'`) {
					t.Errorf("%s: renaming %q and back changes the text", path, pair.Key().Text())
				}
			}
			renamed++
		}
		for _, f := range p.AnalyzedFiles() {
			s = s.WithClosed(f.Path)
		}
	}
	t.Logf("renamed %d values in %d files", renamed, files)
	if renamed < 100 {
		t.Errorf("only %d values could be renamed", renamed)
	}
}
