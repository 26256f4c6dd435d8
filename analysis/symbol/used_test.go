package symbol_test

import (
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestUsedValues runs each archive in testdata/used: "used" has the values of a file that are referred to, and from
// where.
func TestUsedValues(t *testing.T) {
	packtest.RunFileArchives(t, "used", func(t *testing.T, o packtest.Opened) string {
		used, err := symbol.UsedValues(t.Context(), o.Snapshot, o.Path)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, u := range used {
			fmt.Fprintf(&b, "%s: %s\n", packtest.Lines(o.Src, u.Range), u.Of(o.Src))
			for _, p := range u.Places {
				line := p.Text.Line(p.Text.LineAt(p.Range.Start)).Of(p.Text.String())
				fmt.Fprintf(&b, "  %s: %s: %s\n",
					packtest.Rel(p.Path), p.Range.Of(p.Text.String()), strings.TrimSpace(line))
			}
		}
		return b.String()
	})
}

// archives is a disk that counts how often a chart archive is opened.
type archives struct {
	packtest.FS
	opened *atomic.Int32
}

func (f archives) Open(name string) (fs.File, error) {
	if pack.IsArchiveName(name) {
		f.opened.Add(1)
	}
	return f.FS.Open(name)
}

// TestUsedValuesReadNoArchive holds that no archive is read to tell how often a value is used, and that the references
// of a value read those of its pack alone.
func TestUsedValuesReadNoArchive(t *testing.T) {
	const values = "pack:\n  releaseNameOverride:\n    web: w\ncharts:\n  web:\n    tag: 1\n"
	files := []txtar.File{
		{Name: "demo/pack.json", Data: []byte(`{"name": "demo", "charts": ["charts/web.tgz"]}`)},
		{Name: "demo/charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
		{Name: "demo/charts/web.tgz/templates/a.yaml", Data: []byte("a: {{ .Values.tag }}\n")},
		{Name: "demo/schema.yaml", Data: []byte("charts.web.tag:\n  schema: '{{ required }}'\n")},
	}
	for i := range 20 {
		dir := fmt.Sprintf("user%d/", i)
		files = append(files,
			txtar.File{Name: dir + "pack.json", Data: []byte(`{"name": "user", "charts": ["charts/web.tgz"]}`)},
			txtar.File{Name: dir + "charts/web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
			txtar.File{Name: dir + "values.yaml", Data: []byte(values + "    x: '{{ .spectro.pack.demo.charts.web.tag }}'\n")},
			txtar.File{Name: dir + "schema.yaml", Data: []byte("charts.web.x: {schema: '{{ required }}'}\n")})
	}
	disk := archives{packtest.NewFS(files), new(atomic.Int32)}
	path := packtest.Path("demo/values.yaml")
	s := pack.NewSnapshot(disk, chart.NewCache(), packtest.Today()).WithFolders([]string{packtest.Root})
	s = packtest.WithIndex(s.WithOpen(path, 1, text.New(values)))
	used, err := symbol.UsedValues(t.Context(), s, path)
	if err != nil || len(used) != 1 || len(used[0].Places) != 21 {
		t.Errorf("%+v, %v", used, err)
	}
	if n := disk.opened.Load(); n > 0 {
		t.Errorf("%d archives are read", n)
	}
	found, err := symbol.References(t.Context(), s, path, strings.Index(values, "tag"), false)
	if err != nil || len(found) != 22 {
		t.Errorf("%d references, %v", len(found), err)
	}
	if n := disk.opened.Load(); n != 1 {
		t.Errorf("%d archives are read for references", n)
	}
}
