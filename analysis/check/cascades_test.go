package check_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestCascades runs the archives in testdata/cascades: each holds packs with one mistake that several checks could
// report, or one check several times, and all that is found
// in the texts of the whole workspace.
func TestCascades(t *testing.T) {
	words := []string{"findings"}
	packtest.RunArchives(t, "cascades", words, func(t *testing.T, files []txtar.File) func(_, _ string) string {
		return func(string, string) string {
			cs := testCase{name: ".", files: files}
			s := pack.NewSnapshot(cs.fs(), chart.NewCache(), today).WithFolders([]string{packtest.Root})
			s = packtest.WithIndex(s)
			var lines strings.Builder
			for _, dir := range cs.packDirs() {
				p := s.Pack(packtest.Path(dir))
				for _, f := range p.AnalyzedFiles() {
					found, err := check.DiagnoseFile(t.Context(), s, p, f)
					if err != nil {
						t.Fatal(err)
					}
					for _, d := range found.Diagnostics {
						fmt.Fprintf(&lines, "%s: %s %s: %s\n", place(found.File, d.Range), d.Severity, d.Code, d.Message)
					}
				}
			}
			return lines.String()
		}
	})
}

// TestKeyWithoutClosingQuote takes the closing quote from each key of each pack.json of the catalogue. That must be one
// report of the syntax, and nothing else that was not reported before.
func TestKeyWithoutClosingQuote(t *testing.T) {
	tried := 0
	for _, c := range check.All {
		src, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(c.Code)+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, cs := range readCases(txtar.Parse(src)) {
			if strings.HasPrefix(cs.name, "good") {
				tried += cs.unquoteKeys(t)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d keys were tried", tried)
	}
}

// unquoteKeys tries the keys of the pack.json of a case, and returns how many there are.
func (c testCase) unquoteKeys(t *testing.T) (tried int) {
	t.Helper()
	for _, dir := range c.packDirs() {
		file := packtest.Path(dir, pack.MetaName)
		given := c.fs().Read(file)
		tree := syntax.ParseJSON(given)
		if len(tree.Errors) > 0 {
			continue
		}
		before := c.codesIn(t, dir, given)
		for n := range tree.All() {
			if n.Kind() != syntax.Pair || n.Value().Source() == `" "` {
				continue // a value of spaces looks like what is between two strings
			}
			tried++
			end := n.Key().End()
			after := c.codesIn(t, dir, text.Apply(given, []text.Edit{{Range: text.Range{Start: end - 1, End: end}}}))
			for code, many := range after {
				if code == "json/syntax" && many != 1 || code != "json/syntax" && many > before[code] {
					t.Errorf("%s: key %s without its closing quote: %d of %s", dir, n.Key().Source(), many, code)
				}
			}
			if after["json/syntax"] == 0 {
				t.Errorf("%s: key %s without its closing quote: nothing reported", dir, n.Key().Source())
			}
		}
	}
	return tried
}

// codesIn counts the findings by code in the pack in dir, if its pack.json has the text meta.
func (c testCase) codesIn(t *testing.T, dir, meta string) map[string]int {
	t.Helper()
	fsys := c.fs()
	fsys.Write(packtest.Path(dir, pack.MetaName), meta)
	s := packtest.WithIndex(pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root}))
	p := s.Pack(packtest.Path(dir))
	counts := map[string]int{}
	for _, f := range p.AnalyzedFiles() {
		found, err := check.DiagnoseFile(t.Context(), s, p, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found.Diagnostics {
			counts[d.Code]++
		}
	}
	return counts
}
