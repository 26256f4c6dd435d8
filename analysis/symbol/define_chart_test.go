package symbol_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

const chartTemplate = `{{- $root := . }}
{{ include "web.name" . }} {{ include "db.name" . }} {{ include "gone" . }}
{{ .Values.image.tag }} {{ with .Values.image }}{{ .repository }}{{ end }} {{ .Values.gone }}
{{ $root.Values.image }} {{ .Release.Name }}
`

func TestDefineInChart(t *testing.T) {
	s := packtest.NewSession(t, []txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/web.tgz"]}`)},
		{Name: "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/values.yaml", Data: []byte("image:\n  repository: web\n  tag: 1\n")},
		{Name: "charts/web.tgz/templates/_helpers.tpl", Data: []byte("{{ define \"web.name\" }}web{{ end }}\n")},
		{Name: "charts/web.tgz/templates/app.yaml", Data: []byte(chartTemplate)},
		{Name: "charts/web.tgz/charts/db/Chart.yaml", Data: []byte("name: db\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/charts/db/values.yaml", Data: []byte("image: {tag: 2}\n")},
		{Name: "charts/web.tgz/charts/db/templates/a.yaml",
			Data: []byte("{{ define \"db.name\" }}{{ include \"web.name\" . }}{{ .Values.image.tag }}{{ end }}\n")},
		{Name: "values.yaml", Data: []byte(packtest.Cursor)},
	})
	const app, sub = "web/templates/app.yaml", "web/charts/db/templates/a.yaml"
	for _, test := range []struct{ inner, at, want string }{
		{app, `web.name`, "web/templates/_helpers.tpl:1:12: web.name"},
		{app, `db.name`, "web/charts/db/templates/a.yaml:1:12: db.name"},
		{app, `gone"`, ""},
		{app, `tag`, "web/values.yaml:3:3: tag"},
		{app, `repository`, "web/values.yaml:2:3: repository"},
		{app, `gone }}`, ""},
		{app, `$root.`, "web/templates/app.yaml:1:5: $root"},
		{app, `Values.image }} {{ .Rel`, "web/values.yaml:1:1: image"},
		{app, `image }} {{ .Rel`, "web/values.yaml:1:1: image"},
		{app, `Release`, ""},
		{sub, `web.name`, "web/templates/_helpers.tpl:1:12: web.name"},
		{sub, `tag`, "web/charts/db/values.yaml:1:9: tag"},
	} {
		at := pack.ChartFile{Archive: packtest.Path("charts/web.tgz"), Inner: test.inner}
		off := 0
		found, source := symbol.DefineInChart(s.Snapshot, at, func(t *text.Text) int {
			off = strings.Index(t.String(), test.at)
			return off
		})
		if source == nil || off < 0 {
			t.Fatalf("%s: %s is not there", test.inner, test.at)
		}
		var got []string
		for _, l := range found {
			_, shown, _ := strings.Cut(place(t, s, l), "!")
			got = append(got, shown)
			if !l.Origin.Touches(off) {
				t.Errorf("%s: the cursor is not in %v", test.at, l.Origin)
			}
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s: %q, not %q", test.at, got, test.want)
		}
	}
	for _, at := range []pack.ChartFile{
		{}, {Archive: packtest.Path("charts/web.tgz"), Inner: "web/gone"}, {Archive: "/x.tgz", Inner: app},
	} {
		found, source := symbol.DefineInChart(s.Snapshot, at, func(*text.Text) int { return 0 })
		if found != nil || source != nil {
			t.Errorf("%v: %v", at, found)
		}
	}
}
