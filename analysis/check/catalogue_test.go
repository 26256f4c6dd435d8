package check_test

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

var today = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)

// TestCatalogue runs every check on the archive of its name. An archive holds packs in folders: bad, bad-2, ... in
// which the check must report what the file expect says; good, good-2, ... in which it must be silent; and fixed,
// fixed-2, ...: the files of bad, bad-2 after the first fix of each finding.
func TestCatalogue(t *testing.T) {
	for _, c := range check.All {
		t.Run(c.Code, func(t *testing.T) {
			name := filepath.Join("testdata", filepath.FromSlash(c.Code)+".txtar")
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatalf("a check needs an archive that shows it: %v", err)
			}
			archive := txtar.Parse(src)
			cases := readCases(archive)
			got := &txtar.Archive{Comment: archive.Comment}
			var findings []string
			prefer := "fixed"
			for _, cs := range cases {
				got.Files = append(got.Files, cs.files...)
				found := cs.run(t, c)
				if strings.HasPrefix(cs.name, "good") {
					if len(found) > 0 {
						t.Errorf("%s must be silent:\n%s", cs.name, strings.Join(found, "\n"))
					}
					continue
				}
				if len(found) == 0 {
					t.Errorf("%s: nothing reported", cs.name)
				}
				findings = append(findings, found...)
				fixed, left := cs.fix(t, c)
				got.Files = append(got.Files, fixed...)
				if cs.name == "bad" && left {
					prefer = "good"
				}
			}
			got.Files = append(got.Files, txtar.File{Name: "expect", Data: []byte(strings.Join(findings, "\n") + "\n")})
			if !slices.ContainsFunc(cases, func(cs testCase) bool { return strings.HasPrefix(cs.name, "good") }) {
				t.Error("no folder good that shows where the check is silent")
			}
			compare(t, name, string(txtar.Format(got)), string(txtar.Format(archive)))
			if strings.Contains(checkPage(c, got, prefer), "FILL IN") {
				t.Error("the row or the archive is not filled in")
			}
			page := filepath.Join("..", "..", "docs", "checks", filepath.FromSlash(c.Code)+".md")
			compare(t, page, checkPage(c, got, prefer), readFile(page))
		})
	}
	index := filepath.Join("..", "..", "docs", "checks", "README.md")
	compare(t, index, checkIndex(), readFile(index))
}

func compare(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	if !*packtest.Update {
		t.Errorf("%s is not up to date (go test ./... -update rewrites it):\n%s", name, firstDifference(got, want))
		return
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		line := func(s []string) string {
			if i < len(s) {
				return s[i]
			}
			return "(end)"
		}
		if line(g) != line(w) {
			return fmt.Sprintf("line %d\n  got  %s\n  want %s", i+1, line(g), line(w))
		}
	}
	return ""
}

func readFile(name string) string {
	b, _ := os.ReadFile(name) // one that is not there yet differs
	return string(b)
}

// testCase is one folder of an archive.
type testCase struct {
	name  string
	files []txtar.File
}

func readCases(a *txtar.Archive) []testCase {
	var cases []testCase
	for _, f := range a.Files {
		dir, _, _ := strings.Cut(f.Name, "/")
		if f.Name == "expect" || strings.HasPrefix(dir, "fixed") {
			continue
		}
		if len(cases) == 0 || cases[len(cases)-1].name != dir {
			cases = append(cases, testCase{name: dir})
		}
		c := &cases[len(cases)-1]
		c.files = append(c.files, f)
	}
	return cases
}

// packDirs are the folders of the case that hold a pack: those with a pack.json, or else the case's own.
func (c testCase) packDirs() []string {
	var dirs []string
	for _, f := range c.files {
		if path.Base(f.Name) == pack.MetaName && !strings.Contains(f.Name, ".tgz/") {
			dirs = append(dirs, path.Dir(f.Name))
		}
	}
	if dirs == nil {
		dirs = []string{c.name}
	}
	return dirs
}

func (c testCase) fs() packtest.FS {
	files := c.files
	for _, dir := range c.packDirs() {
		files = packtest.Complete(dir, files)
	}
	return packtest.NewFS(files)
}

func (c testCase) snapshot(fsys packtest.FS, code string) *pack.Snapshot {
	settings := pack.ParseSettings(settingsTree(map[string]string{code: check.ByCode(code).Severity.String()}),
		packtest.Root)
	if check.ByCode(code).Severity == pack.Off {
		settings = pack.ParseSettings(settingsTree(map[string]string{code: "warning"}), packtest.Root)
	}
	s := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root}).WithSettings(settings)
	return s.WithIndex(s.BuildIndex(context.Background(), s.WorkspaceDirs(context.Background()), nil))
}

type finding struct {
	file *pack.File
	check.Diagnostic
}

func (c testCase) find(t *testing.T, fsys packtest.FS, ch *check.Check) []finding {
	t.Helper()
	s := c.snapshot(fsys, ch.Code)
	var found []finding
	if slices.Contains(ch.On, pack.Config) {
		file := packtest.Path(c.name, pack.ConfigName)
		f := s.WithOpen(file, 1, text.New(fsys.Read(file))).Open(file)
		for _, d := range check.DiagnoseConfig(s, f) {
			found = append(found, finding{f, d})
		}
	}
	for _, dir := range c.packDirs() {
		p := s.Pack(packtest.Path(dir))
		if ch.Deployed {
			if _, err := check.Deploy(context.Background(), s, p); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range p.AnalyzedFiles() {
			all, err := check.DiagnoseFile(context.Background(), s, p, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range all.Diagnostics {
				found = append(found, finding{f, d})
			}
		}
	}
	return slices.DeleteFunc(found, func(f finding) bool { return f.Code != ch.Code })
}

func (c testCase) run(t *testing.T, ch *check.Check) []string {
	t.Helper()
	var lines []string
	for _, f := range c.find(t, c.fs(), ch) {
		lines = append(lines, place(f.file, f.Range)+": "+f.Message)
		for _, r := range f.Related {
			lines = append(lines, "\trelated "+place(r.File, r.Range)+": "+r.Message)
		}
		for _, fix := range f.Fixes {
			word := "fix: "
			if fix.Safe {
				word = "safe fix: "
			}
			lines = append(lines, "\t"+word+fix.Title)
		}
	}
	return lines
}

// place is FILE:LINE:COLUMN-LINE:COLUMN, counted from 1, columns in UTF-16 code units.
func place(f *pack.File, r text.Range) string {
	rel, _ := filepath.Rel(packtest.Root, f.Path)
	a, b := f.Text.Position(r.Start, text.UTF16), f.Text.Position(r.End, text.UTF16)
	return fmt.Sprintf("%s:%d:%d-%d:%d", filepath.ToSlash(rel), a.Line+1, a.Character+1, b.Line+1, b.Character+1)
}

// fix applies the first fix of each finding, one after the other, until none is left, and returns the files that
// changed under the folder fixed. Findings that offer no fix may stay; left reports whether there are any.
func (c testCase) fix(t *testing.T, ch *check.Check) (fixed []txtar.File, left bool) {
	t.Helper()
	fsys := c.fs()
	changed := map[string]bool{}
	for range 40 {
		found := c.find(t, fsys, ch)
		i := slices.IndexFunc(found, func(f finding) bool { return len(f.Fixes) > 0 })
		if i < 0 {
			break
		}
		byFile := map[string][]text.Edit{}
		for _, e := range found[i].Fixes[0].Edits {
			byFile[e.Path] = append(byFile[e.Path], e.Edit)
		}
		for name, edits := range byFile {
			fsys.Write(name, text.Apply(fsys.Read(name), edits))
			changed[name] = true
		}
		if left := c.find(t, fsys, ch); len(left) >= len(found) {
			t.Errorf("%s: the fix %q does not make its finding go away: %s", c.name, found[i].Fixes[0].Title, found[i].Message)
			break
		}
	}
	var out []txtar.File
	for name := range changed {
		rel, _ := filepath.Rel(packtest.Path(c.name), name)
		out = append(out, txtar.File{Name: path.Join("fixed"+strings.TrimPrefix(c.name, "bad"), filepath.ToSlash(rel)),
			Data: []byte(withEnd(fsys.Read(name)))})
	}
	slices.SortFunc(out, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	return out, len(c.find(t, fsys, ch)) > 0
}

// withEnd is s with a line end at its end, which txtar adds to every file.
func withEnd(s string) string {
	if s != "" && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return s
}
