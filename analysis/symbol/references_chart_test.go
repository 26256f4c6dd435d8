package symbol_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestReferencesInChart(t *testing.T) {
	s := packtest.NewSession(t, []txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/web.tgz"]}`)},
		{Name: "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/values.yaml", Data: []byte("image:\n  tag: 1\ndb:\n  tag: 3\nglobal: {zone: a}\n")},
		{Name: "charts/web.tgz/templates/_helpers.tpl", Data: []byte("{{ define \"web.name\" }}web{{ end }}\n")},
		{Name: "charts/web.tgz/templates/app.yaml", Data: []byte(`{{ $x := include "web.name" . }}{{ $x }}
{{ with .Values.image }}{{ .tag }}{{ end }} {{ .Values.db.tag }} {{ .Values.global.zone }}
`)},
		{Name: "charts/web.tgz/charts/db/Chart.yaml", Data: []byte("name: db\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/charts/db/values.yaml", Data: []byte("tag: 2\n")},
		{Name: "charts/web.tgz/charts/db/templates/a.yaml",
			Data: []byte("{{ include \"web.name\" . }} {{ .Values.tag }} {{ .Values.global.zone }}\n")},
		{Name: "schema.yaml", Data: []byte("charts.web.image.tag:\n  schema: '{{ required }}'\n")},
		{Name: "values.yaml", Data: []byte("charts:\n  web:\n    image:\n      tag: 7\n    db: {tag: 4}\n" + packtest.Cursor)},
	})
	const app, sub = "web/templates/app.yaml", "web/charts/db/templates/a.yaml"
	const helpers = "web/templates/_helpers.tpl"
	for _, test := range []struct {
		inner, at string
		want      []string
	}{
		{app, "web.name", []string{helpers + ":1:12", app + ":1:19", sub + ":1:13"}},
		{app, "$x }}", []string{app + ":1:4", app + ":1:36"}},
		{app, "tag }}{{ end", []string{"web/values.yaml:2:3", app + ":2:29", "schema.yaml:1:18", "values.yaml:4:7"}},
		{app, "tag }} {{ .Values.g", []string{"web/values.yaml:4:3", app + ":2:59", sub + ":1:39", "values.yaml:5:10"}},
		{sub, "tag", []string{"web/values.yaml:4:3", app + ":2:59", sub + ":1:39", "values.yaml:5:10"}},
		{sub, "zone", []string{"web/values.yaml:5:10", app + ":2:84", sub + ":1:64"}},
		{sub, "include", nil},
	} {
		at := pack.ChartFile{Archive: packtest.Root + "/charts/web.tgz", Inner: test.inner}
		offset := func(t *text.Text) int { return strings.Index(t.String(), test.at) }
		found, err := symbol.ReferencesInChart(context.Background(), s.Snapshot, at, offset, true)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range found {
			shown := place(t, s, l)
			if _, inner, ok := strings.Cut(shown, "!"); ok {
				shown = inner
			}
			shown, _, _ = strings.Cut(shown, ": ")
			got = append(got, strings.TrimPrefix(shown, "/"))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s %s: %q, want %q", test.inner, test.at, got, test.want)
		}
	}
}
