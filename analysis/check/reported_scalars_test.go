package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// What a reported scalar is replaced by.
const (
	byMacro    = "a macro"
	byUnclosed = "itself without its closing quote"
)

// speaksOn says which checks, by code or group, may still report a replaced scalar, and why.
var speaksOn = []struct{ code, by, why string }{
	{"json/syntax", byUnclosed, "this is the report that the quote is missing"},
	{"json/syntax", byMacro, "a string that has no closing quote reaches into what follows, which a replacement splits"},
	{"yaml/syntax", byUnclosed, "this is the report that the quote is missing"},
	{"macro/", byMacro, "these checks are about macros"},
	{"macro/unbalanced", byUnclosed, "an action of a broken text is as wrong as before"},
	{"schema/entry-shape", byMacro, "the braces in schema.yaml hold templates, and none of them is a macro"},
	{"schema/template-syntax", byMacro, "the braces in schema.yaml hold templates, and none of them is a macro"},
	{"presets/shape", byMacro, "Palette reads the keys and paths of presets.yaml as they are"},
	{"config/", byMacro, "pack-lsp reads its settings as they are"},
	{"config/", byUnclosed, "settings are taken as far as they can be read"},
	{"values/namespace-labels-format", byMacro, "whatever namespace the key names, its value is wrong"},
	{"values/namespace-missing", byMacro, "the place is the first key, whatever it is; nothing is there to point at"},
	{"values/images-missing", byMacro, "the place is the first key, whatever it is; nothing is there to point at"},
	{"central/images", byMacro, "the place is the first key, whatever it is; nothing is there to point at"},
	{"values/image-not-listed", byMacro, "the place may be the first key; nothing is there to point at"},
	{"files/undeclared-chart", byMacro, "the place is the pack's name; nothing in pack.json is wrong"},
	{"files/undeclared-manifest", byMacro, "the place is the pack's name; nothing in pack.json is wrong"},
	{"files/no-content", byMacro, "the place is the pack's name; nothing is there to point at"},
	{"files/values-missing", "", "the place is the pack's name; what is missing is a file"},
	{"files/logo-missing", "", "the place is the pack's name; what is missing is a file"},
	{"files/logo-format", "", "the place is the pack's name; what is wrong is another file"},
	{"files/stray", "", "the place is the pack's name; what is wrong are other files"},
	{"files/readme-missing", "", "the place is the pack's name; what is missing is a file"},
}

// maySpeak says which row of speaksOn lets a check report a replaced scalar; -1 for none.
func maySpeak(code, by string) int {
	for i, e := range speaksOn {
		if (e.code == code || strings.HasSuffix(e.code, "/") && strings.HasPrefix(code, e.code)) &&
			(e.by == "" || e.by == by) {
			return i
		}
	}
	return -1
}

// TestReportedScalars replaces each scalar that a check reports, in the bad packs of its archive. The check must not
// report the replacement: what a macro stands for is open, and a missing quote has its own report.
func TestReportedScalars(t *testing.T) {
	tried := map[string]int{}
	spoke := map[int]bool{}
	ran := 0 // fewer than all if -run names some
	for _, c := range check.All {
		t.Run(c.Code, func(t *testing.T) {
			ran++
			src, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(c.Code)+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			for _, cs := range readCases(txtar.Parse(src)) {
				if strings.HasPrefix(cs.name, "bad") {
					cs.replaceReported(t, c, tried, spoke)
				}
			}
		})
	}
	if ran < len(check.All) {
		return
	}
	if tried[byMacro] < 200 || tried[byUnclosed] < 50 {
		t.Errorf("too few scalars were replaced: %v", tried)
	}
	for i, e := range speaksOn {
		if !spoke[i] {
			t.Errorf("%s needs no exception (%s)", e.code, e.why)
		}
	}
}

// replaceReported tries all replacements on each scalar that ch reports in the case.
func (c testCase) replaceReported(t *testing.T, ch *check.Check, tried map[string]int, spoke map[int]bool) {
	t.Helper()
	before := c.find(t, c.fs(), ch)
	for _, f := range before {
		n := reportedScalar(f)
		for _, r := range replacementsOf(n) {
			tried[r.by]++
			fsys := c.fs()
			fsys.Write(f.file.Path, text.Apply(fsys.Read(f.file.Path), []text.Edit{{Range: n.Range(), New: r.text}}))
			left := about(c.find(t, fsys, ch),
				len(before), f.file.Path, text.Range{Start: n.Start(), End: n.Start() + len(r.text)}, n)
			if len(left) == 0 {
				continue
			}
			if i := maySpeak(ch.Code, r.by); i >= 0 {
				spoke[i] = true
				continue
			}
			t.Errorf("%s: %s replaced by %s is still reported; ask a guard first (CONTRIBUTING.md, Guards):\n%s",
				place(f.file, f.Range), n.Source(), r.by, strings.Join(left, "\n"))
		}
	}
}

// about are the findings that lie in the range r of a file, if n was replaced; all of them if n is a value and there
// are no fewer than before. A key that is replaced may be missed elsewhere.
func about(found []finding, before int, file string, r text.Range, n syntax.Node) []string {
	isKey := n.Parent().Key() == n
	var lines []string
	for _, f := range found {
		if f.file.Path == file && f.Start < r.End && r.Start < f.End || !isKey && len(found) >= before {
			lines = append(lines, place(f.file, f.Range)+": "+f.Message)
		}
	}
	return lines
}

// reportedScalar is the scalar that a finding lies in; absent if it lies in none. Manifests are left out: in them,
// braces are actions of Helm, which fill in lines and blocks as well.
func reportedScalar(f finding) syntax.Node {
	if f.file.Kind == pack.Manifest {
		return syntax.Node{}
	}
	for n := range f.file.Tree().All() {
		if n.IsScalar() && !n.Empty() && f.Len() > 0 && n.Range().Covers(f.Range) {
			return n
		}
	}
	return syntax.Node{}
}

type replacement struct{ by, text string }

func replacementsOf(n syntax.Node) []replacement {
	if !n.Exists() {
		return nil
	}
	macro := replacement{byMacro, `"{{ .spectro.var.x }}"`}
	switch n.Style() {
	case syntax.Literal, syntax.Folded:
		macro.text += "\n" // the text of a block ends with its line
	case syntax.DoubleQuoted, syntax.SingleQuoted:
		return []replacement{macro, {byUnclosed, n.Source()[:len(n.Source())-1]}}
	}
	return []replacement{macro}
}
