package create_test

import (
	"errors"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// Whatever a chart says, its pack has a pack.json, a values.yaml and a schema.yaml that can be read.
func FuzzNew(f *testing.F) {
	f.Add("description: \"a\\nb\"\nkeywords: [ingress]\nhome: https://a\n", "a: 1\nimage: {tag: x}\n", "x", false)
	f.Add("kubeVersion: '>=1.33'\nicon: file://a.png\n", "# a\nreplicas: 1 # b\nb: &x [1]\nc: *x\n", "my-pack", true)
	f.Add("version: 1.x\nsources: [1, {}]\n", "---\nresources:\n  limits: |\n    a\n---\nb: 1\n", "", true)
	f.Add("keywords: {}\n", "password: \"\"\n? a\n: b\n", "a.b", false)
	f.Fuzz(func(t *testing.T, meta, values, name string, all bool) {
		files := []txtar.File{
			{Name: "web/Chart.yaml", Data: []byte("apiVersion: v2\nname: web\nversion: 1.0.0\n" + meta)},
			{Name: "web/values.yaml", Data: []byte(values)},
			{Name: "web/.helmignore", Data: []byte(meta)},
			{Name: "web/templates/a.yaml", Data: []byte("a: {{ required \"a\" .Values.password }}\n")},
		}
		answers := create.Answers{create.KeyChart: {packtest.Path("web")}}
		if name != "" {
			answers[create.KeyName] = []string{name}
		}
		if all {
			answers[create.KeyValues] = []string{create.ValuesAll}
		}
		made, err := create.New(t.Context(), create.Read(packtest.NewFS(files), answers), answers, "", packtest.Today())
		if open := (*create.Incomplete)(nil); errors.As(err, &open) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		if tree := syntax.ParseJSON(string(made.File("pack.json").Content)); len(tree.Errors) > 0 {
			t.Errorf("pack.json: %v in\n%s", tree.Errors[0], tree.Text)
		}
		for _, path := range []string{"values.yaml", "schema.yaml"} {
			file := made.File(path)
			if file == nil {
				continue
			}
			if tree := syntax.ParseYAML(string(file.Content)); len(tree.Errors) > 0 {
				t.Errorf("%s: %v in\n%s", path, tree.Errors[0], tree.Text)
			}
		}
	})
}
