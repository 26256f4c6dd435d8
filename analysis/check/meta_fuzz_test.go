package check_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzMeta runs all checks on packs of any pack.json: what they report, and edit, is inside the files.
func FuzzMeta(f *testing.F) {
	for _, s := range []string{
		`{"name": "demo", "version": "1.x", "layer": "addons", "cloudTypes": ["all", "aws"], "charts": ["web.tgz", 1],` +
			`"kubeManifests": ["manifests/app.yaml", "../x"], "eol": "2020-02-30", "annotations": {"source": "x"}}`,
		`{"constraints": {"dependencies": [{"packName": "demo", "minVersion": "2", "maxVersion": "1", "type": "x"}],` +
			`"resources": [{"type": "cpu", "minLimit": -1, "components": [{"resourceRequestParamRef": "manifests.app.x"}]}]}}`,
		`{'name': "a",, // c` + "\n", `[{"name": 1}]`, `{"name": "a" "version": "1" "layer": {}`, "\ufeff", `{"a": {"a": {`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4000 {
			return
		}
		p := pack.NewSnapshot(packtest.NewFS(packtest.Complete("demo", []txtar.File{
			{Name: "demo/pack.json", Data: []byte(src)},
			{Name: "demo/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		})), chart.NewCache(), today).WithFolders([]string{packtest.Root}).Pack(packtest.Path("demo"))
		for _, file := range p.AnalyzedFiles() {
			found, err := runChecks(p, file)
			if err != nil {
				t.Fatal(err)
			}
			insideFiles(t, p, file, found)
		}
	})
}

// insideFiles checks that what is reported in a file, and edited, is inside the files.
func insideFiles(t *testing.T, p *pack.Pack, file *pack.File, found []check.Diagnostic) {
	t.Helper()
	for _, d := range found {
		inside(t, d.Code, file, d.Start, d.End)
		for _, r := range d.Related {
			inside(t, d.Code, r.File, r.Start, r.End)
		}
		for _, fix := range d.Fixes {
			for _, e := range fix.Edits {
				if !e.Create {
					inside(t, d.Code, p.File(e.Path), e.Edit.Start, e.Edit.End)
				}
			}
		}
	}
}

// FuzzSettings reads any settings, from a file and from an editor, and checks a pack with them.
func FuzzSettings(f *testing.F) {
	f.Add("checks: {json/*: off, x: y}\nexclude: [a/**, '{a,b}*{c,d}*z']\noverrides:\n"+
		"- files: [\"*.yaml\"]\n  checks: {\"*\": hint}\n",
		`{"checks": {"*": "warning"}, "maxProblems": 1e9, "kubernetesVersion": "1.x", "schema": "../x"}`)
	f.Add("schema: pack.json\nmaxProblems: -1\ninlayHints: maybe\nkubernetesVersion: 1.25\n", `{"packLsp": {}}`)
	f.Add("checks: &a {b: *a}\nexclude: [[\noverrides: {}\n", `[{"exclude": 5}`)
	f.Fuzz(func(t *testing.T, config, editor string) {
		if len(config)+len(editor) > 4000 {
			return
		}
		files := packtest.Complete("demo", []txtar.File{{Name: ".pack-lsp.yaml", Data: []byte(config)}})
		root := syntax.ParseJSON(editor).Root()
		for _, problem := range check.SettingsProblems(root) {
			if problem.Message == "" || problem.Range.Start < 0 || problem.Range.End > len(editor) {
				t.Fatalf("%q: %+v", editor, problem)
			}
		}
		s := packtest.OnDisk(files).WithSettings(pack.ParseSettings(root, packtest.Root))
		file := s.ConfigFile(packtest.Root)
		for _, d := range check.DiagnoseConfig(s, file) {
			inside(t, d.Code, file, d.Start, d.End)
		}
		s.Excluded(packtest.Path("demo"))
		p := s.Pack(packtest.Path("demo"))
		found, err := check.Diagnose(t.Context(), s, p.Values.Path)
		if err != nil {
			t.Fatal(err)
		}
		insideFiles(t, p, p.Values, found)
	})
}
