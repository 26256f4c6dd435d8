package symbol_test

import (
	"fmt"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestDefine runs each archive in testdata/define: "define" is the text at the cursor, then each place that defines
// it and the text there. A place in a chart archive has a ! between the archive and the path in it. ChartDocument
// serves its text.
func TestDefine(t *testing.T) {
	packtest.RunCursorArchives(t, "define", func(t *testing.T, s packtest.Session) string {
		return definitions(t, s, symbol.Define(s.Snapshot, s.Path, s.Off))
	})
}

func definitions(t *testing.T, s packtest.Session, found []pack.Location) string {
	t.Helper()
	if len(found) == 0 {
		return "(nothing)"
	}
	shown := found[0].Origin.Of(s.Src) + "\n\n"
	for _, l := range found {
		if !l.Origin.Touches(s.Off) {
			t.Errorf("the cursor is not in the origin %q", l.Origin.Of(s.Src))
		}
		shown += place(t, s, l) + "\n"
	}
	return shown
}

func place(t *testing.T, s packtest.Session, l pack.Location) string {
	t.Helper()
	name := packtest.Rel(l.Path)
	if l.Path == "" {
		name = packtest.Rel(l.Archive) + "!" + l.Inner
		if served, ok := symbol.ChartDocument(s.Snapshot, l.ChartFile); !ok || served != l.Text.String() {
			t.Errorf("%s: ChartDocument serves another text: %q", name, served)
		}
	}
	if l.Text == nil {
		l.Text = text.New(packtest.TextOf(s.Snapshot, l.Path))
		start := l.Text.Offset(text.Position{Line: int(l.Line), Character: int(l.Column)}, text.UTF8)
		l.Range = text.Range{Start: start, End: start + int(l.Len)}
	}
	at := l.Text.Position(l.Range.Start, text.UTF8)
	return fmt.Sprintf("%s:%d:%d: %s", name, at.Line+1, at.Character+1, l.Range.Of(l.Text.String()))
}

func TestNoChartDocument(t *testing.T) {
	s := packtest.NewSession(t, []txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/web.tgz"]}`)},
		{Name: "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "values.yaml", Data: []byte(packtest.Cursor)},
	})
	for _, at := range []pack.ChartFile{
		{}, {Archive: "/", Inner: "web/Chart.yaml"}, {Archive: "charts/web.tgz", Inner: "web/Chart.yaml"},
		{Archive: packtest.Path("charts/other.tgz"), Inner: "web/Chart.yaml"},
		{Archive: packtest.Path("charts/web.tgz"), Inner: "web/values.yaml"},
		{Archive: packtest.Path("charts/web.tgz"), Inner: "../web/Chart.yaml"},
		{Archive: packtest.Path("values.yaml"), Inner: "web/Chart.yaml"},
	} {
		if got, ok := symbol.ChartDocument(s.Snapshot, at); ok {
			t.Errorf("%+v: %q", at, got)
		}
	}
}
