package check_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzYAML runs all checks on packs of any values, schema, presets and manifest: what they report, and edit, lies
// inside the files.
func FuzzYAML(f *testing.F) {
	f.Add("# spectrocloud.com/enabled-presets: A:b,,A:c,d\n"+
		"pack:\n  content: {images: [{image: a:1}]}\nmanifests:\n  app:\n    x: {{ .spectro.var.x | upper }}\n"+
		"    y: \"{{ spectro.system.a }\"\n    z:\n",
		"manifests.app.x:\n  schema: '{{ required | format \"${number:[9-1]}\" | hint }}'\n"+
			"manifests.app.q.$[].r:\n  schema: '{{ required | readonly }}'\na: '{{ }}'\n",
		"presets:\n  - name: b\n    add: |\n      manifests:\n        ap:\n"+
			"          x: {{ .spectro.pack.demo.y }}\n          x: [\n    remove: manifests.app.x\n"+
			"  - {name: b, group: A, remove: [app.x], add: 'manifests: {app: 1}'}\n",
		"kind: x\nname: {{ .Values.a.b }\n{{ if .Values.c }}\nimage: nginx\n# {{ .spectro.x }}\nt: |\n  {{ .Values.d }}\n")
	f.Add("a: 1\n...\nb", "- x", "x", "apiversion: v1\n---\n- a\n---\nimage: b/c:1\nkey: [\n")
	f.Add("manifests: &a {app: *a}\ncharts:\n\tweb: \"{{ .spectro.system }}\r\n\"",
		"'a''.b': {schema: >\n  {{ format\n  \"${list:[a,]}\" }}\n}\n",
		"presets:\n- add: >-\n   a:\n    b\n- add: \"a: \\\"{{ .spectro.nope }}\\\"\\n\\tb: c\"\n", "")
	f.Fuzz(func(t *testing.T, values, schema, presets, manifest string) {
		fsys := packtest.NewFS(packtest.Complete("demo", []txtar.File{
			{Name: "demo/values.yaml", Data: []byte(values)}, {Name: "demo/schema.yaml", Data: []byte(schema)},
			{Name: "demo/presets.yaml", Data: []byte(presets)}, {Name: "demo/manifests/app.yaml", Data: []byte(manifest)},
		}))
		p := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root}).
			Pack(packtest.Path("demo"))
		for _, file := range p.AnalyzedFiles() {
			found, err := runChecks(p, file)
			if err != nil {
				t.Fatal(err)
			}
			insideFiles(t, p, file, found)
		}
	})
}

func inside(t *testing.T, code string, f *pack.File, start, end int) {
	t.Helper()
	if start < 0 || end < start || end > f.Text.Len() {
		t.Fatalf("%s speaks of %d-%d of a file of %d bytes, %q", code, start, end, f.Text.Len(), f.Text.String())
	}
}
