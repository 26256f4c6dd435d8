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

// chartSession is a pack with a chart that has another one in it.
func chartSession(t *testing.T) packtest.Session {
	return packtest.NewSession(t, []txtar.File{
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
}

// shownPlaces are the files, lines and columns of locations.
func shownPlaces(t *testing.T, s packtest.Session, found []pack.Location) []string {
	var got []string
	for _, l := range found {
		shown := place(t, s, l)
		if _, inner, ok := strings.Cut(shown, "!"); ok {
			shown = inner
		}
		shown, _, _ = strings.Cut(shown, ": ")
		got = append(got, strings.TrimPrefix(shown, "/"))
	}
	return got
}

func TestReferencesInChart(t *testing.T) {
	s := chartSession(t)
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
		at := pack.ChartFile{Archive: packtest.Path("charts/web.tgz"), Inner: test.inner}
		offset := func(t *text.Text) int { return strings.Index(t.String(), test.at) }
		found, err := symbol.ReferencesInChart(context.Background(), s.Snapshot, at, offset, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := shownPlaces(t, s, found); !slices.Equal(got, test.want) {
			t.Errorf("%s %s: %q, want %q", test.inner, test.at, got, test.want)
		}
	}
}

// TestReferencesToChart holds that the references of a value of a chart, from any file of the pack, have its uses in
// templates in the archive, and its default if declarations are wanted.
func TestReferencesToChart(t *testing.T) {
	s := chartSession(t)
	const app, sub = "web/templates/app.yaml", "web/charts/db/templates/a.yaml"
	for _, test := range []struct {
		file, at     string
		declarations bool
		want         []string
	}{
		{"values.yaml", "tag: 7", true,
			[]string{"schema.yaml:1:18", "values.yaml:4:7", "web/values.yaml:2:3", app + ":2:29"}},
		{"values.yaml", "tag: 7", false, []string{"schema.yaml:1:18", app + ":2:29"}},
		{"values.yaml", "image", false, []string{"schema.yaml:1:12", app + ":2:17"}},
		{"values.yaml", "tag: 4", true,
			[]string{"values.yaml:5:10", "web/values.yaml:4:3", app + ":2:59", sub + ":1:39"}},
		{"values.yaml", "web:", false, []string{"pack.json:1:30", "schema.yaml:1:8"}},
		{"schema.yaml", "tag", false, []string{"schema.yaml:1:18", app + ":2:29"}},
	} {
		path := packtest.Path(test.file)
		off := strings.Index(packtest.TextOf(s.Snapshot, path), test.at)
		found, err := symbol.References(context.Background(), s.Snapshot, path, off, test.declarations)
		if err != nil {
			t.Fatal(err)
		}
		if got := shownPlaces(t, s, found); !slices.Equal(got, test.want) {
			t.Errorf("%s %s: %q, want %q", test.file, test.at, got, test.want)
		}
	}
}

// TestManyUsesInCharts holds that the number of uses is limited.
func TestManyUsesInCharts(t *testing.T) {
	s := packtest.NewSession(t, []txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/web.tgz"]}`)},
		{Name: "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "charts/web.tgz/templates/app.yaml", Data: []byte(strings.Repeat("{{ .Values.tag }}\n", 3000))},
		{Name: "values.yaml", Data: []byte("charts:\n  web:\n    " + packtest.Cursor + "tag: 7\n")},
	})
	found, err := symbol.References(t.Context(), s.Snapshot, s.Path, s.Off, false)
	if err != nil || len(found) != 1000 {
		t.Errorf("%d places, %v", len(found), err)
	}
}

func TestHighlightsInChart(t *testing.T) {
	s := chartSession(t)
	at := pack.ChartFile{Archive: packtest.Path("charts/web.tgz"), Inner: "web/templates/app.yaml"}
	for word, want := range map[string][]string{
		"web.name": {"web.name"}, "$x }}": {"$x (w)", "$x"}, "tag }}{{ end": {"tag"}, "image": {"image"}, "include": nil,
	} {
		offset := func(t *text.Text) int { return strings.Index(t.String(), word) }
		found, src := symbol.HighlightsInChart(s.Snapshot, at, offset)
		var got []string
		for _, h := range found {
			shown := h.Of(src.String())
			if h.Write {
				shown += " (w)"
			}
			got = append(got, shown)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	at.Inner = "web/none"
	if _, src := symbol.HighlightsInChart(s.Snapshot, at, nil); src != nil {
		t.Error("a file that is not there has a text")
	}
}
