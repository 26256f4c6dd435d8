package hover_test

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func TestHoverInChart(t *testing.T) {
	s := packtest.NewSession(t, []txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/web.tgz"]}`)},
		{Name: "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/values.yaml", Data: []byte("# The image.\nimage:\n  tag: 1\n  # When.\n  pull: Always\n")},
		{Name: "charts/web.tgz/templates/_helpers.tpl", Data: []byte("{{ define \"web.name\" }}web{{ end }}\n")},
		{Name: "charts/web.tgz/templates/app.yaml", Data: []byte(`{{ $x := include "web.name" . }}{{ $x | quote }}
{{ with .Values.image }}{{ .tag }} {{ .pull }}{{ end }} {{ .Values.nothing }} {{ .Release.Name }} {{ .Chart.Version }}
`)},
		{Name: "schema.yaml", Data: []byte("charts.web.image.tag:\n  schema: '{{ required | format \"${number}\" }}'\n")},
		{Name: "values.yaml", Data: []byte("charts:\n  web:\n    image:\n      tag: 7\n" + packtest.Cursor)},
	})
	for _, test := range []struct {
		at   string
		want []string
	}{
		{"web.name", []string{"**web.name** · template", "Defined in line 1 of `_helpers.tpl`", `{{ define "web.name" }}web`}},
		{"$x |", []string{"**$x** · variable", "Defined in line 1:", `{{ $x := include "web.name" . }}`}},
		{"tag }}", []string{"**tag** · number", "tag: 7", "Overrides the chart's default `1`.", "Constraint in schema.yaml: Required. A number."}},
		{"pull", []string{"**pull** · string", "The pack does not set it; the chart's default is:", "pull: Always", "When."}},
		{"nothing", []string{"**nothing** · value\n\nNeither the pack nor the chart sets it."}},
		{"Name }}", []string{"**.Release.Name** · Helm"}},
		{"Version }}", []string{"**.Chart.Version** · Helm"}},
		{"quote", []string{"**quote** · "}},
		{"with", []string{"**with** · "}},
		{" and a place of nothing", nil},
	} {
		at := pack.ChartFile{Archive: packtest.Root + "/charts/web.tgz", Inner: "web/templates/app.yaml"}
		info, source := hover.InChart(context.Background(), s.Snapshot, at, func(t *text.Text) int {
			return max(0, strings.Index(t.String(), test.at))
		})
		switch {
		case source == nil:
			t.Fatal("no such file")
		case info == nil:
			if test.want != nil {
				t.Errorf("%s: nothing", test.at)
			}
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(info.Markdown, want) {
				t.Errorf("%s lacks %q:\n%s", test.at, want, info.Markdown)
			}
		}
	}
	if info, source := hover.InChart(context.Background(), s.Snapshot, pack.ChartFile{}, nil); info != nil || source != nil {
		t.Error("a file that is not there is explained")
	}
}
