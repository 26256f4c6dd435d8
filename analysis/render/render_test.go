package render

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestDocuments(t *testing.T) {
	p := Prepare(chartOf(t, `-- crds/c.yaml --
kind: CustomResourceDefinition
-- templates/NOTES.txt --
Hello
-- templates/_helpers.tpl --
{{ define "x" }}{{ end }}
-- templates/a.yaml --
# first
---
kind: {{ .Values.kind }}
---
kind: Hook
metadata: {annotations: {helm.sh/hook: "pre-install,test"}}
---
-- templates/b.yaml --
kind: B
found: {{ lookup "v1" "Secret" "a" "b" | len }}
-- templates/c.yaml --
kind: C
word: {{ randAlphaNum 4 }}
-- values.yaml --
kind: A
`))
	ctx, o := context.Background(), Options{Release: "r"}
	first := p.Render(ctx, nil, o)
	if len(first.Errors) > 0 {
		t.Fatal(first.Errors)
	}
	var got []string
	for _, d := range first.Documents {
		got = append(got, strings.TrimPrefix(d.Template, "demo/")+" "+d.Root().Get("kind").Text())
	}
	want := "crds/c.yaml CustomResourceDefinition, templates/a.yaml A, " +
		"templates/a.yaml Hook, templates/b.yaml B, templates/c.yaml C"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	docs := first.Documents
	switch {
	case !docs[0].CRD || docs[1].CRD:
		t.Error("CRDs are not told apart")
	case docs[1].Line != 2 || docs[2].Line != 4:
		t.Errorf("lines %d, %d", docs[1].Line, docs[2].Line)
	case strings.Join(docs[2].Hooks, " ") != "pre-install test":
		t.Errorf("hooks %v", docs[2].Hooks)
	case !docs[3].Lookup || docs[4].Lookup || docs[3].Random || !docs[4].Random:
		t.Error("lookup and random functions are not told")
	case strings.Join(first.Lookups, " ") != "demo/templates/b.yaml":
		t.Errorf("lookups %v", first.Lookups)
	}
	second := p.Render(ctx, With(nil, []string{"kind"}, "Other"), o)
	if second.Documents[3] != docs[3] || second.Documents[1] == docs[1] {
		t.Error("a document is kept if and only if its template gives the same")
	}
	o.Only = func(path string) bool { return path == "demo/templates/b.yaml" }
	if r := p.Render(ctx, nil, o); len(r.Documents) != 1 || r.Documents[0].Template != "demo/templates/b.yaml" {
		t.Errorf("only one template: %v", r.Documents)
	}
}

func TestErrors(t *testing.T) {
	p := Prepare(chartOf(t, `-- templates/a.yaml --
a: {{ include "outer" . }}
-- templates/b.yaml --
kind: B
---
kind: C
x:
  y: 1
 z: 2
-- templates/_helpers.tpl --
{{ define "outer" }}
{{ .Values.text.field }}{{ end }}
-- values.yaml --
text: x
-- values.schema.json --
{"properties": {"cfg": {"type": "object", "required": ["m"], "properties": {"l": {"items": {"type": "string"}}}}}}
`))
	r := p.Render(context.Background(), nil, Options{})
	if len(r.Errors) != 2 {
		t.Fatal(r.Errors)
	}
	e := r.Errors[0]
	in := e.Innermost()
	if e.Stage != StageRender || e.Template != "demo/templates/a.yaml" || e.Line != 0 ||
		in.Template != "demo/templates/_helpers.tpl" ||
		in.Line != 1 || e.At != ".Values.text.field" || e.Message != "can't evaluate field field in type interface {}" {
		t.Errorf("%+v", e)
	}
	if e = r.Errors[1]; e.Stage != StageYAML || e.Template != "demo/templates/b.yaml" || e.Line != 5 || e.Document != 1 {
		t.Errorf("%+v", e)
	}
	r = p.Render(context.Background(), valuesOf("cfg: {l: [a, 5]}"), Options{})
	var got []string
	for _, e := range r.Errors {
		got = append(got, strings.Join(e.Path, ".")+": "+e.Message)
	}
	if s := strings.Join(got, "; "); s != "cfg: missing property 'm'; cfg.l.1: got number, want string" {
		t.Errorf("schema: %s", s)
	}
}

func TestManifest(t *testing.T) {
	text := "name: {{ .Values.x | default \"d\" }}\ncluster: \"{{ .spectro.system.cluster.name }}\"\n" +
		"{{ if eq .spectro.system.cloud.type \"vsphere\" }}cloud: yes{{ end }}\n"
	r := PrepareManifest("manifests/m.yaml", text, nil, true).Render(context.Background(), valuesOf("x: 5"), Options{})
	want := "name: 5\ncluster: \"alpha\"\ncloud: yes"
	if len(r.Errors) > 0 || len(r.Documents) != 1 || r.Documents[0].Text != want ||
		r.Documents[0].Template != "manifests/m.yaml" {
		t.Errorf("%v %+v", r.Errors, r.Documents)
	}
	r = PrepareManifest("m.yaml", "a: '{{ literal }}'\n", nil, false).Render(context.Background(), nil, Options{})
	if len(r.Errors) > 0 || len(r.Documents) != 1 || r.Documents[0].Text != "a: '{{ literal }}'" {
		t.Errorf("%v %+v", r.Errors, r.Documents)
	}
}

// TestFilesForTpl: a text given to tpl may name .Files, which no template does.
func TestFilesForTpl(t *testing.T) {
	p := Prepare(chartOf(t, "-- a.txt --\nhere\n-- templates/x.yaml --\na: {{ tpl .Values.t . | trim }}\n"))
	r := p.Render(context.Background(), valuesOf(`t: '{{ .Files.Get "a.txt" }}'`), Options{})
	if len(r.Errors) > 0 || len(r.Documents) != 1 || r.Documents[0].Text != "a: here" {
		t.Errorf("%v %+v", r.Errors, r.Documents)
	}
}

// TestParallel: many goroutines may render one chart, with values that enable different subcharts.
func TestParallel(t *testing.T) {
	p := Prepare(chartOf(t, `-- Chart.yaml --
{apiVersion: v2, name: demo, version: 1.0.0, dependencies: [{name: sub, version: "*", condition: sub.enabled}]}
-- templates/a.yaml --
a: {{ .Values.n }}{{ $_ := set .Values "n" "changed" }}
-- charts/sub/Chart.yaml --
{apiVersion: v2, name: sub, version: 1.0.0}
-- charts/sub/templates/b.yaml --
b: {{ tpl "{{ .Values.m }}" . }}
-- values.yaml --
list: [1, 2]
`))
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			vals := map[string]any{"n": float64(i), "sub": map[string]any{"enabled": i%2 == 0, "m": float64(i)}}
			for range 20 {
				var got []string
				r := p.Render(context.Background(), vals, Options{})
				for _, d := range r.Documents {
					got = append(got, d.Text)
				}
				want := fmt.Sprintf("a: %d", i)
				if i%2 == 0 {
					want = fmt.Sprintf("b: %d %s", i, want)
				}
				if s := strings.Join(got, " "); s != want || len(r.Errors) > 0 {
					t.Errorf("got %q %v, want %q", s, r.Errors, want)
				}
			}
		})
	}
	wait.Wait()
}
