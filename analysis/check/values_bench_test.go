package check_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// largeValues are about 5,700 lines of values of one chart, as large as any in the field, indented by that many
// columns.
func largeValues(indent int) string {
	var b strings.Builder
	line := func(depth int, format string, args ...any) {
		b.WriteString(strings.Repeat(" ", indent+2*depth))
		fmt.Fprintf(&b, format+"\n", args...)
	}
	for i := range 150 {
		line(0, "# -- Settings of component %d", i)
		line(0, "component%d:", i)
		line(1, "enabled: true")
		line(1, "image:")
		line(2, "repository: example/component%d", i)
		line(2, "tag: 1.%d.0", i)
		for k := range 5 {
			line(1, "part%d:", k)
			line(2, "# the limits of the part")
			line(2, "resources:")
			line(3, "limits: {cpu: 100m, memory: 128Mi}")
			line(2, "args: [\"--level=%d\", \"--verbose\"]", k)
		}
		line(1, "hosts:")
		for k := range 6 {
			line(2, "- host%d.example.com", k)
		}
	}
	return b.String()
}

// largePack is a pack with a chart whose values are large, and its values.yaml, which sets them all.
func largePack() (fsys packtest.FS, values string) {
	values = "pack:\n  namespace: demo\n  content:\n    images:\n" +
		"      - image: docker.io/demo/app:1.0.0\ncharts:\n  agent:\n" + largeValues(4)
	return packtest.NewFS(packtest.Complete("demo", []txtar.File{
		{Name: "demo/pack.json", Data: []byte(`{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "charts": ["charts/agent.tgz"]}`)},
		{Name: "demo/values.yaml", Data: []byte(values)},
		{Name: "demo/charts/agent.tgz/Chart.yaml", Data: []byte("name: agent\nversion: 1.0.0\n")},
		{Name: "demo/charts/agent.tgz/values.yaml", Data: []byte(largeValues(0))},
		{Name: "demo/charts/agent.tgz/templates/all.yaml", Data: []byte("all: {{ toYaml .Values | quote }}\n")},
	})), values
}

// BenchmarkEdit checks a file after an edit of it, parsing included, until its problems are known.
func BenchmarkEdit(b *testing.B) {
	fsys, values := largePack()
	var long strings.Builder
	long.WriteString(values)
	for i := range 5000 {
		long.WriteString(strings.Repeat("# a comment of a chart, with a dot. And more\n", 8) + fmt.Sprintf("    component%d:\n      enabled: true\n", i+1000))
	}
	for _, bench := range []struct{ name, file, text string }{
		{"pack.json", pack.MetaName, fsys.Read(packtest.Root + "/demo/pack.json")},
		{"values.yaml", pack.ValuesName, values},
		{"long values.yaml", pack.ValuesName, long.String()},
	} {
		b.Run(bench.name, func(b *testing.B) {
			name := packtest.Root + "/demo/" + bench.file
			s := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root})
			s = packtest.WithIndex(s.WithOpen(name, 0, text.New(bench.text)))
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for i := int32(1); b.Loop(); i++ {
				s = s.WithOpen(name, i, text.New(bench.text+strings.Repeat(" ", int(i%2))))
				p, f := s.PackOf(name)
				if _, err := check.DiagnoseFile(b.Context(), s, p, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkValues runs each check of values.yaml after an edit of a large one.
func BenchmarkValues(b *testing.B) {
	fsys, values := largePack()
	texts := []*text.Text{text.New(values), text.New(values + "# edited\n")}
	run := func(b *testing.B, settings map[string]string) {
		s := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root}).
			WithSettings(pack.ParseSettings(settingsTree(settings), packtest.Root))
		s.Pack(packtest.Path("demo")).Charts()[0].Values()
		for i := range b.N {
			b.StopTimer()
			p := s.WithOpen(packtest.Path("demo/values.yaml"), int32(i), texts[i%2]).Pack(packtest.Path("demo"))
			p.Values.Tree()
			b.StartTimer()
			found, err := runChecks(p, p.Values)
			if err != nil || len(found) > 0 {
				b.Fatal(found, err)
			}
		}
	}
	for _, c := range check.All {
		if c.Group() != "values" && c.Group() != "yaml" {
			continue
		}
		b.Run(c.Code, func(b *testing.B) {
			off := map[string]string{}
			for _, other := range check.All {
				if other != c {
					off[other.Code] = "off"
				}
			}
			run(b, off)
		})
	}
	b.Run("all", func(b *testing.B) {
		off := map[string]string{}
		for _, group := range check.Groups() {
			if group != "values" && group != "yaml" {
				off[group+"/*"] = "off"
			}
		}
		run(b, off)
	})
}
