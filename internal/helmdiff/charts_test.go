package helmdiff

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// TestCharts renders the charts in testdata with both. An archive holds the files of a chart, below chart/, and
// values in values.yaml and other files of that form, with each of which it is rendered; fails*.yaml make it fail.
// Each file below alone/ is rendered as the chart's only template.
func TestCharts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no charts", err)
	}
	for _, p := range paths {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		var files, alone []txtar.File
		values := map[string]string{}
		for _, f := range archive.Files {
			dir, _, _ := strings.Cut(f.Name, "/")
			switch {
			case dir == "chart":
				files = append(files, f)
			case dir == "alone":
				alone = append(alone, f)
			default:
				values[f.Name] = string(f.Data)
			}
		}
		name := strings.TrimSuffix(filepath.Base(p), ".txtar")
		for file, text := range values {
			t.Run(path.Join(name, file), func(t *testing.T) {
				if failed := both(t, pack(t, files), text); (failed != nil) != strings.HasPrefix(file, "fails") {
					t.Errorf("failure: %v", failed)
				}
			})
		}
		for _, f := range alone {
			t.Run(path.Join(name, f.Name), func(t *testing.T) {
				template := txtar.File{Name: "chart/templates/" + path.Base(f.Name), Data: f.Data}
				both(t, pack(t, append(files[:len(files):len(files)], template)), values["values.yaml"])
			})
		}
	}
}

// both renders an archive with both and compares, twice: the second time much is known from the first. It returns
// how Helm fails.
func both(t *testing.T, archive []byte, values string) (failed *failure) {
	t.Helper()
	c, err := chart.Parse(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	o := render.Options{Release: "demo", Namespace: "space"}
	p := render.Prepare(c)
	for range 2 {
		helmValues := map[string]any{}
		if err := yaml.Unmarshal([]byte(values), &helmValues); err != nil {
			t.Fatal(err)
		}
		var helm []document
		helm, failed = withHelm(archive, helmValues, o)
		ours, errs := withRender(p, render.FromNode(syntax.ParseYAML(values).Root(), nil), o)
		if difference := compare(helm, failed, ours, errs); difference != "" {
			t.Fatal(difference)
		}
	}
	return failed
}

// pack makes an archive of files.
func pack(t *testing.T, files []txtar.File) []byte {
	t.Helper()
	var out bytes.Buffer
	zw := gzip.NewWriter(&out)
	tw := tar.NewWriter(zw)
	for _, f := range files {
		if err := tw.WriteHeader(&tar.Header{Name: f.Name, Mode: 0o644, Size: int64(len(f.Data))}); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write(f.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
