package main

import (
	"context"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// fixerOf is a fixer of a pack of the chart web.
func fixerOf(files map[string]string) *fixer {
	list := []txtar.File{
		{Name: "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/values.yaml", Data: []byte("image:\n  tag: 1.0.0\nservice:\n  port: 80\n")},
		{Name: "logo.png", Data: []byte("\x89PNG\r\n\x1a\n")}, {Name: "README.md", Data: []byte("# Demo\n")},
	}
	for name, src := range files {
		list = append(list, txtar.File{Name: name, Data: []byte(src)})
	}
	s := pack.NewSnapshot(packtest.NewFS(list), chart.NewCache(), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)).
		WithFolders([]string{packtest.Root})
	return &fixer{
		job: job{snapshot: s, dir: packtest.Root}, snapshot: s, before: map[string]string{}, tried: map[string]int{},
	}
}

// fixedTexts are the texts of files after all safe fixes.
func fixedTexts(t *testing.T, files map[string]string) map[string]string {
	t.Helper()
	w := fixerOf(files)
	if err := w.run(context.Background()); err != nil {
		t.Fatal(err)
	}
	after := map[string]string{}
	for name, src := range files {
		if after[name] = src; w.snapshot.Open(packtest.Path(name)) != nil {
			after[name] = w.snapshot.Open(packtest.Path(name)).Text.String()
		}
	}
	return after
}

// FuzzFix applies all safe fixes to packs of any texts. What parsed still does, and has the same line ends; what is
// outside of the edits stays, byte by byte; and there is nothing left to fix.
func FuzzFix(f *testing.F) {
	const meta = `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],` +
		` "annotations": {"source": "community"}, "charts": ["charts/web.tgz"], "kubeManifests": ["manifests/app.yaml"]}`
	f.Add(unfixed, "charts:\n  web:\n    tag: 1\n\tport: 2\nmanifests:\n  app: {a: 1}\na: b:c\nx:y\n", "", "", "")
	f.Add(meta, "pack:\n  namespace: A\ncharts:\r\n  web:\r\n    service:\r\n    port: 1\r\n"+
		"key: {{ .spectro.system.x }}\r\n",
		"charts.web.service.port:\n  schema: '{{ required | format \"${number:[9-1]}\" }}'\n",
		"presets:\n- name: a\n  remove: charts.web\n  add: |\n    charts: {web: {tag: {{ .spectro.var.x }}}}\n",
		"a: {{ .Values.a }\n")
	f.Add(strings.Replace(meta, "cloudTypes", "cloudtypes", 1), "a: 1\na: 1\n<<<<<<< x\nb: 1\n=======\nb: 2\n>>>>>>> y\n",
		"a.b:\n schema: {{ required }}\n", "- name: b\n", "apiversion: v1\nkind: pod\n")
	f.Add("\ufeff{'name': 'demo', // c\n}", "\ufeffa: \"\\q\"\nb: 'it's'\nc: [1, 2\n", "x", "presets: {}", "---\n--- x\n")
	f.Fuzz(func(t *testing.T, meta, values, schema, presets, manifest string) {
		if len(meta)+len(values)+len(schema)+len(presets)+len(manifest) > 4000 {
			return
		}
		files := map[string]string{
			"pack.json": meta, "values.yaml": values, "schema.yaml": schema, "presets.yaml": presets,
			"manifests/app.yaml": manifest,
		}
		checkEdits(t, fixerOf(files))
		once := fixedTexts(t, files)
		for name, before := range files {
			if mistakes(name, before) < mistakes(name, once[name]) {
				t.Errorf("%s: %q has more syntax errors than %q", name, once[name], before)
			}
			if strings.Contains(before, "\r") != strings.Contains(once[name], "\r") && once[name] != "" {
				t.Errorf("%s: %q became %q, with other line ends", name, before, once[name])
			}
		}
		for name, again := range fixedTexts(t, once) {
			if again != once[name] {
				t.Errorf("%s: %q became %q, and that %q", name, files[name], once[name], again)
			}
		}
	})
}

// mistakes is the number of syntax errors in a file.
func mistakes(name, src string) int {
	if name == "pack.json" {
		return len(syntax.ParseJSON(src).Errors)
	}
	if path.Dir(name) == "manifests" {
		return 0 // a template, not YAML
	}
	return len(syntax.ParseYAML(src).Errors)
}

// checkEdits applies the first safe fixes of each file. They are inside it, do not overlap, and keep the rest of it.
func checkEdits(t *testing.T, w *fixer) {
	t.Helper()
	files, err := check.DiagnosePack(context.Background(), w.snapshot, w.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		_, edits := action.SafeFixes(w.ours(f.Diagnostics))
		byFile := map[string][]text.Edit{}
		for _, e := range edits {
			byFile[e.Path] = append(byFile[e.Path], e.Edit)
		}
		for path, after := range packtest.EditedTexts(t, w.snapshot, edits) {
			kept, rest := packtest.TextOf(w.snapshot, path), after
			slices.SortStableFunc(byFile[path], func(a, b text.Edit) int { return a.Start - b.Start })
			done := 0
			for _, e := range byFile[path] {
				unchanged, ok := strings.CutPrefix(rest, kept[done:e.Start]+e.New)
				if !ok {
					t.Fatalf("%s: %q became %q by %v", path, kept, after, byFile[path])
				}
				rest, done = unchanged, e.End
			}
			if rest != kept[done:] {
				t.Fatalf("%s: %q became %q by %v", path, kept, after, byFile[path])
			}
		}
	}
}
