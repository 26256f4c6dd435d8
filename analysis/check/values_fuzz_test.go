package check_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// valuesOf is a pack of the chart agent with that values.yaml.
func valuesOf(values string) *pack.Pack {
	fsys := packtest.NewFS(packtest.Complete("demo", []txtar.File{
		{Name: "demo/pack.json", Data: []byte(`{"name": "demo", "layer": "addon", "charts": ["charts/agent.tgz"], "kubeManifests": ["manifests/app.yaml"]}`)},
		{Name: "demo/values.yaml", Data: []byte(values)},
		{Name: "demo/charts/agent.tgz/Chart.yaml", Data: []byte("name: agent\nversion: 1.0.0\n")},
		{Name: "demo/charts/agent.tgz/values.yaml", Data: []byte("image:\n  repository: a/b\n  tag: 1.0.0\nservice:\n  port: 80\nreplicas: 1\n")},
		{Name: "demo/charts/agent.tgz/values.schema.json", Data: []byte(`{"properties": {"replicas": {"type": "integer"}}}`)},
	}))
	s := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root})
	return s.Pack(packtest.Path("demo"))
}

// FuzzValues runs the checks on any values.yaml: nothing panics, and findings and fixes lie in the text.
func FuzzValues(f *testing.F) {
	for _, s := range []string{
		"pack:\n  namespace: A_b\n  content:\n    images:\n" +
			"      - image: a\n      - b\n      -\n    charts:\n      - repository: x\n" +
			"charts:\n  agent:\n    service:\n    port: 1\n    replicas: x\n    tag: 1\n",
		"charts:\n  replicas: 1\n  image: {tag: 1}\nmanifests: []\n" +
			"pack: {charts: {}, images: [], namespaceLabels: {a: {b: c}}}\n",
		"replicas: 1\nservice:\n  port: 1\nnamespace: x\npack:\n", "a: &a\n  <<: *a\npack: *a\ncharts: {agent: *a}\n",
		"- 1\n", "pack:\n\tnamespace: x\n---\na: 1",
		"pack: {spectrocloud.com/install-priority: 1, releaseNameOverride: {x: y}, namespace: }\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4000 {
			return
		}
		p := valuesOf(src)
		found, err := runChecks(p, p.Values)
		if err != nil {
			t.Fatal(err)
		}
		inside := func(code string, start, end int) {
			if start < 0 || end < start || end > len(src) {
				t.Fatalf("%s: range %d-%d lies outside the text", code, start, end)
			}
		}
		for _, d := range found {
			inside(d.Code, d.Start, d.End)
			for _, fix := range d.Fixes {
				for _, e := range fix.Edits {
					inside(d.Code, e.Edit.Start, e.Edit.End)
				}
			}
		}
	})
}

// TestHostileValues runs the checks on large texts in which every entry is a mistake, where work that is not linear
// would take minutes.
func TestHostileValues(t *testing.T) {
	const n = 10_000
	for name, src := range map[string]string{
		"root keys":    strings.Repeat("key: 1\n", n),
		"many keys":    numbered("key%d: 1\n", n),
		"attributes":   "pack:\n" + numbered("  key%d: 1\n", n),
		"charts":       "charts:\n" + numbered("  key%d: 1\n", n),
		"manifests":    "manifests:\n" + numbered("  key%d: {}\n", n),
		"values":       "charts:\n  agent:\n    replicas: 1\n" + numbered("    key%d: 1\n", n),
		"lost":         "charts:\n  agent:\n    image:\n" + strings.Repeat("    tag: 1\n", n),
		"images":       "pack:\n  content:\n    images:\n" + strings.Repeat("      - image: a/b\n", n),
		"items":        "charts:\n  agent:\n    service:\n      list:\n" + strings.Repeat("        - a\n", n),
		"labels":       "pack:\n  namespace: a\n  namespaceLabels:\n" + numbered("    key%d: b\n", n),
		"overrides":    "pack:\n  releaseNameOverride:\n" + numbered("    key%d: b\n", n),
		"chart list":   "pack:\n  content:\n    charts:\n" + strings.Repeat("      - repository: a\n", n),
		"chart fields": "pack:\n  content:\n    charts:\n      - a: 1\n" + numbered("        key%d: b\n", n),
		"anchors":      numbered("key%d: &a%[1]d 1\n", n),
		"nesting":      "charts: " + strings.Repeat("[", 900) + strings.Repeat("]", 900) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := valuesOf(src)
			if _, err := runChecks(p, p.Values); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// numbered repeats format n times, with a number in it.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
