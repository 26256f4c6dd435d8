package symbol_test

import (
	"context"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/action"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzSymbols asks for references, a rename and actions at every place of a text: nothing panics, the name at the
// cursor is among its own references, and edits are inside of their files and do not overlap.
func FuzzSymbols(f *testing.F) {
	for _, s := range []string{
		"charts:\n  web: &x\n    a.b: 1\n" +
			"    c: ['{{ .spectro.pack.demo.charts.web.a.b }}', *x]\n  <<: *x\n  d: {e: *x, <<: [*x, *x]}\n",
		"charts.web.a.b:\n  schema: '{{ required }}'\n\"charts.web\\u002ea\": {schema: 1}\ncharts..x: \n",
		"presets:\n- name: a\n  remove: [charts.web.a.b, \"charts.web\", 'x''.y']\n  add: |\n" +
			"    charts:\n      web: &y {a.b: 2}\n      z: *y\n- add: \"a: {b: \\\"c\\\"}\"\n- add: \"a:\n\n  b: c\"\n",
		`{"name": "demo", "kubeManifests": ["manifests/app.yaml", 1], "constraints": {` +
			`"dependencies": [{"packName": "demo"}], ` +
			`"resources": [{"components": [{"resourceRequestParamRef": "web.a.b"}]}]}}`,
		"a: {{ .Values.x.y }} {{ with .Values.x }}{{ .y }}{{ index . \"y\" `z` }}{{ end }} " +
			"{{ $.Values.x-y }} {{ .spectro.pack.demo.charts }}\n",
		"pack:\n  content:\n    images:\n    - image: b\n    # c\n    - image: a\n      x: |\n        y\n\n",
	} {
		for kind := range 5 {
			f.Add(s, kind)
		}
	}
	names := []string{"pack.json", "values.yaml", "schema.yaml", "presets.yaml", "manifests/app.yaml"}
	base := []txtar.File{
		{Name: "values.yaml", Data: []byte("charts:\n  web:\n    a.b: 1\nmanifests:\n  app:\n    x: {y: 1}\n")},
		{Name: "presets.yaml", Data: []byte("presets:\n  - name: p\n    remove: [charts.web.a.b]\n    add: |\n      charts: {web: {a.b: 2}}\n")},
		{Name: "schema.yaml", Data: []byte("charts.web.a.b:\n  schema: '{{ required }}'\n")},
	}
	f.Fuzz(func(t *testing.T, src string, kind int) {
		if len(src) > 600 || kind < 0 || kind >= len(names) {
			return
		}
		at := packtest.Path(names[kind])
		s := packtest.OnDisk(packtest.Complete("", base)).WithOpen(at, 1, text.New(src))
		for off := range len(src) + 1 {
			askAt(t, s, at, off)
		}
	})
}

func askAt(t *testing.T, s *pack.Snapshot, at string, off int) {
	t.Helper()
	found, err := symbol.References(context.Background(), s, at, off, true)
	if err != nil {
		t.Fatal(err)
	}
	here := slices.ContainsFunc(found, func(l pack.Location) bool { return l.Path == at && l.Range.Touches(off) })
	if len(found) > 0 && !here {
		t.Errorf("at %d: %d references, none of them there", off, len(found))
	}
	if got := symbol.Highlights(s, at, off); len(found) > 0 && len(got) == 0 {
		t.Errorf("at %d: no highlight", off)
	}
	if _, err := symbol.PrepareRename(s, at, off); err == nil {
		if edits, err := symbol.Rename(context.Background(), s, at, off, "other"); err == nil {
			packtest.EditedTexts(t, s, edits)
		}
	}
	if off%7 != 0 {
		return // these take longer
	}
	actions, err := action.At(context.Background(), s, at, text.Range{Start: off, End: off})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range actions {
		packtest.EditedTexts(t, s, a.Edits())
	}
}
