package image_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/distribution/reference"
	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

const container = "  containers:\n    - name: a\n      image: "

// namedPack has charts that make references of their values in several ways.
var namedPack = []txtar.File{
	{Name: "demo/pack.json", Data: []byte(`{"name": "demo", "version": "1.0.0", "layer": "addon", "charts": ["agent.tgz"],
"kubeManifests": ["app.yaml"]}`)},
	{Name: "demo/values.yaml", Data: []byte("pack:\n  namespace: demo\ncharts:\n  agent: {}\n")},
	{Name: "demo/app.yaml", Data: []byte(
		"apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n" + container + "nginx:1.27.0\n")},
	{Name: "demo/agent.tgz/Chart.yaml", Data: []byte("apiVersion: v2\nname: agent\nversion: 1.0.0\nappVersion: 1.19.1\n")},
	{Name: "demo/agent.tgz/values.yaml", Data: []byte(
		"image: {repository: quay.io/a/agent, tag: ''}\nside: {repository: quay.io/a/side, tag: null}\n" +
			"job: {repository: quay.io/a/job, tag: 1.10}\nunused: {repository: quay.io/a/unused, tag: v1}\n" +
			"stated: {repository: quay.io/a/stated, tag: v2}\n")},
	{Name: "demo/agent.tgz/templates/pods.yaml", Data: []byte(`{{- range list .Values.image .Values.side .Values.stated }}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ base .repository }}
spec:
` + container + `"{{ .repository }}:{{ .tag | default (print "v" $.Chart.AppVersion) }}"
{{- end }}
`)},
}

// TestNamed tells images apart that are stated from those that are deployed: an empty tag, null, and a number, whose
// last zero Helm drops, state none.
func TestNamed(t *testing.T) {
	s := packtest.OnDisk(namedPack)
	p := s.Pack(packtest.Path("demo"))
	want := []string{"docker.io/library/nginx:1.27.0", "quay.io/a/unused:v1", "quay.io/a/stated:v2"}
	if got := image.Named(p); !slices.Equal(got, want) {
		t.Errorf("before: got %q, want %q", got, want)
	}
	if _, err := deploy.Of(context.Background(), s, p); err != nil {
		t.Fatal(err)
	}
	want = []string{
		"quay.io/a/agent:v1.19.1", "quay.io/a/side:v1.19.1", "quay.io/a/stated:v2", "docker.io/library/nginx:1.27.0",
	}
	if got := image.Named(p); !slices.Equal(got, want) {
		t.Errorf("after: got %q, want %q", got, want)
	}
}

// TestStatedImagesExist has what is offered for published packs before they are rendered be what Helm renders, as far
// as the repositories are the same.
func TestStatedImagesExist(t *testing.T) {
	rendered := corpus.ImagesByPack(t)
	s, dirs := packtest.CorpusPacks(t)
	compared := 0
	for _, dir := range dirs {
		deployed := map[string][]reference.Named{} // by repository
		for _, ref := range rendered[filepath.Base(dir)] {
			named := image.Parse(ref)
			deployed[named.Name()] = append(deployed[named.Name()], named)
		}
		for _, ref := range image.Named(s.Pack(dir)) {
			named := image.Parse(ref)
			same := func(other reference.Named) bool { return image.Same(named, other) }
			if all := deployed[named.Name()]; len(all) > 0 {
				compared++
				if !slices.ContainsFunc(all, same) {
					t.Errorf("%s: %s is offered, %s deployed", filepath.Base(dir), ref, all)
				}
			}
		}
	}
	if compared < 30 {
		t.Errorf("only %d images compared", compared)
	}
}

func TestSame(t *testing.T) {
	const one, other = "@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
		"@sha256:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"nginx:1", "docker.io/library/nginx:1", true},
		{"nginx:1", "nginx:2", false},
		{"nginx", "nginx:latest", true},
		{"nginx", "nginx:1", false},
		{"nginx:1", "quay.io/library/nginx:1", false},
		{"nginx:1" + one, "nginx:1", true},
		{"nginx:1" + one, "nginx:2", false},
		{"nginx" + one, "nginx:1", true},
		{"nginx" + one, "nginx" + one, true},
		{"nginx" + one, "nginx" + other, false},
		{"nginx:1" + one, "nginx:1" + other, false},
	} {
		a, b := image.Parse(tt.a), image.Parse(tt.b)
		if got := image.Same(a, b); got != tt.want || image.Same(b, a) != got {
			t.Errorf("%s and %s: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}
