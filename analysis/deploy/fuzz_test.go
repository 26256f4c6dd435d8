package deploy_test

import (
	"context"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzDeploy renders packs of any values, template, manifest and presets: findings are in files of the pack, and the
// preview has the objects that it says it has.
func FuzzDeploy(f *testing.F) {
	f.Add("charts:\n  web:\n    a: 1\n    b: {c: [1]}\nmanifests:\n  app: {replicas: x}\n",
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n"+
			"data: {a: {{ .Values.a }}}\n---\n{{ toYaml .Values }}\n",
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: {{ .Values.replicas }}}\n",
		"presets:\n- name: a\n  add: |\n    charts: {web: {a: 2}}\n  remove: [charts.web.b]\n")
	f.Add("charts: {web: &x {a: *x, <<: *x}}\n",
		"{{ range $k, $v := .Values }}{{ $k }}: {{ $v }}\n{{ end }}{{ fail \"x\" }}", "- a\n",
		"presets: {}")
	f.Add("a: [\n", "{{ include \"x\" . }}{{ define \"x\" }}{{ required \"y\" .Values.q }}{{ end }}", "{{ .Values.a", "x")
	f.Fuzz(func(t *testing.T, values, tmpl, manifest, presets string) {
		if len(values)+len(tmpl)+len(manifest)+len(presets) > 4000 {
			return
		}
		files := packtest.Complete("", []txtar.File{
			{Name: "pack.json", Data: []byte(`{"name": "demo", "charts": ["web.tgz"], "kubeManifests": ["manifests/app.yaml"]}`)},
			{Name: "values.yaml", Data: []byte(values)}, {Name: "presets.yaml", Data: []byte(presets)},
			{Name: "manifests/app.yaml", Data: []byte(manifest)},
			{Name: "web.tgz/Chart.yaml", Data: []byte("name: web\nversion: 1.0.0\n")},
			{Name: "web.tgz/values.yaml", Data: []byte("a: 0\nb: {c: []}\n")},
			{Name: "web.tgz/templates/a.yaml", Data: []byte(tmpl)},
		})
		s := packtest.OnDisk(files)
		p := s.Pack(packtest.Root)
		r, err := deploy.Of(context.Background(), s, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range r.Findings {
			if p.File(found.File.Path) != found.File || found.Message == "" ||
				found.Range.Start < 0 || found.Range.End < found.Range.Start || found.Range.End > found.File.Text.Len() {
				t.Fatalf("a finding outside of the pack: %+v", found)
			}
		}
		v, err := deploy.PreviewOf(context.Background(), s, p)
		if err != nil {
			t.Fatal(err)
		}
		end := 0
		for _, o := range v.Objects {
			if o.Start < end || o.Start > v.Text.Len() {
				t.Fatalf("the object at %d is not after %d in a preview of %d bytes", o.Start, end, v.Text.Len())
			}
			end = o.Start
		}
		if _, err := deploy.AllImagesOf(context.Background(), s, p); err != nil {
			t.Fatal(err)
		}
	})
}
