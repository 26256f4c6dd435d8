package action_test

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestAllActions applies every action for the problems in the archives of package check: see checkAction.
func TestAllActions(t *testing.T) {
	names, err := filepath.Glob("../check/testdata/*/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	taken := map[action.Kind]int{}
	all, created := 0, 0
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			for _, files := range badCases(archive) {
				eachFile(t, files, func(s *pack.Snapshot, f *pack.File) {
					for _, a := range actionsOfFile(t, s, f) {
						taken[a.Kind]++
						if strings.HasPrefix(a.Title, "Fix all: ") {
							all++
						}
						if a.Creates {
							created++
						}
						checkAction(t, files, s, f, a)
					}
				})
			}
		})
	}
	if taken[action.QuickFix] < 1000 || taken[action.SourceFixAll] < 20 || taken[action.RefactorRewrite] < 20 ||
		all < 100 || created < 100 {
		t.Errorf("too few actions were taken: %v, %d of them for all of a kind, %d that make a file", taken, all, created)
	}
}

// TestActionsInPublishedPacks applies the actions for the problems of published packs, except those that create a file.
func TestActionsInPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	const stride = 3 // every third pack
	taken := 0
	for i := 0; i < len(dirs); i += stride {
		for _, f := range s.Pack(dirs[i]).AnalyzedFiles() {
			for _, a := range actionsOfFile(t, s, f) {
				if !a.Creates {
					checkAction(t, nil, s, f, a)
					taken++
				}
			}
		}
	}
	if taken < 50 {
		t.Errorf("only %d actions were offered", taken)
	}
}

// TestConstrainPublishedPacks adds entries to schema.yaml for values of published packs: the file parses and the values
// match.
func TestConstrainPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	added := 0
	for _, dir := range dirs {
		p := s.Pack(dir)
		if p.Values == nil || len(p.Values.Tree().Errors) > 0 {
			continue
		}
		n := 0
		for pair := range p.Values.Root().All() {
			if pair.Kind() != syntax.Pair || !pair.Value().IsScalar() {
				continue
			}
			if n++; n%50 != 1 {
				continue
			}
			at := text.Range{Start: pair.Key().Start(), End: pair.Key().Start()}
			actions, err := action.At(t.Context(), s, p.Values.Path, at)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range actions {
				if !strings.HasSuffix(a.Title, " to "+pack.SchemaName) {
					continue
				}
				for path, content := range packtest.EditedTexts(t, s, a.Edits()) {
					next := s.WithOpen(path, 1, text.New(content))
					mismatch := func(d check.Diagnostic) bool { return d.Code == "schema/default-mismatch" }
					found := append(problems(t, next, path), problems(t, next, p.Values.Path)...)
					before := append(problems(t, s, path), problems(t, s, p.Values.Path)...)
					if count(found, isError) > count(before, isError) || count(found, mismatch) > count(before, mismatch) {
						t.Errorf("%s after %q: %v", path, a.Title, found)
					}
				}
				added++
			}
		}
	}
	if added < 100 {
		t.Errorf("only %d entries could be added", added)
	}
}

// badCases are the workspaces of an archive in which a check reports something, each as its files.
func badCases(a *txtar.Archive) [][]txtar.File {
	byName := map[string][]txtar.File{}
	var names []string
	for _, f := range a.Files {
		name, _, _ := strings.Cut(f.Name, "/")
		if !strings.HasPrefix(name, "bad") {
			continue
		}
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], f)
	}
	var cases [][]txtar.File
	for _, name := range names {
		files, packs := byName[name], 0
		for _, f := range byName[name] {
			if path.Base(f.Name) == pack.MetaName && !strings.Contains(f.Name, ".tgz/") {
				files = packtest.Complete(path.Dir(f.Name), files)
				packs++
			}
		}
		if packs == 0 {
			files = packtest.Complete(name, files)
		}
		cases = append(cases, files)
	}
	return cases
}

// eachFile calls do for each file of the packs in a workspace, and for its settings files.
func eachFile(t *testing.T, files []txtar.File, do func(*pack.Snapshot, *pack.File)) {
	t.Helper()
	s := packtest.WithIndex(packtest.OnDisk(files))
	for _, dir := range s.WorkspaceDirs(t.Context()) {
		for _, f := range s.Pack(dir).AnalyzedFiles() {
			do(s, f)
		}
	}
	for _, f := range files {
		if at := packtest.Path(f.Name); path.Base(at) == pack.ConfigName {
			now := s.WithOpen(at, 1, text.New(string(f.Data)))
			do(now, now.Open(at))
		}
	}
}

// actionsOfFile are the actions for the problems of f, each once.
func actionsOfFile(t *testing.T, s *pack.Snapshot, f *pack.File) []action.Action {
	t.Helper()
	var all []action.Action
	seen := map[string]bool{}
	for _, d := range problems(t, s, f.Path) {
		actions, err := action.At(t.Context(), s, f.Path, d.Range)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range actions {
			if id := fmt.Sprint(a.Title, a.Diagnostics); !seen[id] {
				seen[id] = true
				all = append(all, a)
			}
		}
	}
	return all
}

func problems(t *testing.T, s *pack.Snapshot, path string) []check.Diagnostic {
	t.Helper()
	found, err := check.Diagnose(t.Context(), s, path)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// checkAction applies the action a of the file f: texts that parse still do, and the problems of the action are gone.
// files are those of the workspace of s, in which a may create another.
func checkAction(t *testing.T, files []txtar.File, s *pack.Snapshot, f *pack.File, a action.Action) {
	t.Helper()
	edits := a.Edits()
	if len(edits) == 0 {
		t.Errorf("%s: %q changes nothing", f.Path, a.Title)
		return
	}
	texts := packtest.EditedTexts(t, s, edits)
	next := s
	if a.Creates {
		next = packtest.WithIndex(packtest.OnDisk(withTexts(files, texts)))
	} else {
		for changed, content := range texts {
			next = next.WithOpen(changed, 2, text.New(content))
		}
	}
	for changed, content := range texts {
		before, after := syntaxErrors(s, changed, packtest.TextOf(s, changed)), syntaxErrors(next, changed, content)
		if after > before {
			t.Errorf("%s: after %q %s has %d syntax errors instead of %d:\n%s\nby %+v",
				f.Path, a.Title, changed, after, before, content, edits)
		}
	}
	before, after := problems(t, s, f.Path), problems(t, next, f.Path)
	switch {
	case a.Kind == action.RefactorRewrite:
		if had, has := count(before, isError), count(after, isError); has > had {
			t.Errorf("%s: after %q there are %d errors instead of %d", f.Path, a.Title, has, had)
		}
	case a.Kind == action.SourceFixAll:
		fixed, _ := action.SafeFixes(before)
		for _, d := range fixed {
			checkFewer(t, f, a, before, after, count(fixed, sameCode(d)), sameCode(d))
		}
	case a.Fixed > 1:
		checkFewer(t, f, a, before, after, a.Fixed, sameCode(a.Diagnostics[0]))
	default: // one report may need several fixes; after one of them its words change
		d := a.Diagnostics[0]
		same := func(e check.Diagnostic) bool { return e.Code == d.Code && e.Message == d.Message }
		checkFewer(t, f, a, before, after, 1, same)
	}
}

// withTexts are files with the given texts at absolute paths, instead of their own.
func withTexts(files []txtar.File, texts map[string]string) []txtar.File {
	files = slices.Clone(files)
	for at, content := range texts {
		name := packtest.Rel(at)
		files = slices.DeleteFunc(files, func(f txtar.File) bool { return f.Name == name })
		files = append(files, txtar.File{Name: name, Data: []byte(content)})
	}
	return files
}

// checkFewer checks that a removes the given number of the problems that of accepts, or all of them.
func checkFewer(
	t *testing.T, f *pack.File, a action.Action, before, after []check.Diagnostic, fewer int,
	of func(check.Diagnostic) bool,
) {
	t.Helper()
	if had, has := count(before, of), count(after, of); has > had-fewer {
		t.Errorf("%s: after %q, for %d, there are %d problems instead of %d: %v", f.Path, a.Title, a.Fixed, has, had, after)
	}
}

func isError(d check.Diagnostic) bool { return d.Severity == pack.Error }

func sameCode(as check.Diagnostic) func(check.Diagnostic) bool {
	return func(d check.Diagnostic) bool { return d.Code == as.Code }
}

// syntaxErrors is the number of syntax errors in src as the file at path; 0 for a file of an unknown kind.
func syntaxErrors(s *pack.Snapshot, path, src string) int {
	now := s.WithOpen(path, 3, text.New(src))
	f := now.Open(path)
	if f == nil || f.Kind == pack.Manifest || f.Kind == pack.Other {
		return 0
	}
	return len(f.Tree().Errors)
}

func count(found []check.Diagnostic, of func(check.Diagnostic) bool) int {
	n := 0
	for _, d := range found {
		if of(d) {
			n++
		}
	}
	return n
}
