package deploy

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// The preview, the images and the search for faults share what is rendered, and an edit renders only what it changes.
func TestRendersOnce(t *testing.T) {
	const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "
	const values = "pack: {}\nmanifests:\n  one:\n    name: a\n  two:\n    name: b\n"
	o := packtest.OpenFile([]txtar.File{
		{Name: "pack.json", Data: []byte(`{"name": "demo", "version": "1.0.0", "kubeManifests": ["manifests/one.yaml", ` +
			`"manifests/two.yaml"]}`)},
		{Name: "values.yaml", Data: []byte(values)},
		{Name: "presets.yaml", Data: []byte("presets:\n- name: p\n  displayName: P\n  group: g\n  remove: []\n" +
			"  add: |\n    manifests:\n      one:\n        name: c\n")},
		{Name: "manifests/one.yaml", Data: []byte(object + "'{{ .Values.name }}-1'}\n")},
		{Name: "manifests/two.yaml", Data: []byte(object + "'{{ .Values.name }}-2'}\n")},
	}, "values.yaml")
	s, version := o.Snapshot, int32(1)
	for _, step := range []struct {
		from, to string
		renders  int
		rendered string
	}{
		{"", "", 3, "a-1"}, // two manifests, and one of them with the preset
		{"pack: {}", "pack: {a: 1}", 0, "a-1"},
		{"name: b", "name: bb", 1, "bb-2"},
		{"name: a", "name: aa", 3, "aa-1"}, // also with the preset, and the other one as before
		{"pack: {}", "pack: {namespace: x}", 3, "a-1"},
	} {
		version++
		s = s.WithOpen(o.Path, version, text.New(strings.Replace(values, step.from, step.to, 1)))
		p := s.Pack(packtest.Root)
		preview, err := PreviewOf(t.Context(), s, p)
		if err != nil || !strings.Contains(preview.Text.String(), step.rendered) {
			t.Errorf("%q: %v: %v", step.to, preview.Text, err)
		}
		if _, err := Of(t.Context(), s, p); err != nil {
			t.Error(err)
		}
		if _, err := AllImagesOf(t.Context(), s, p); err != nil {
			t.Error(err)
		}
		if n := renderingsOf(p).count; n != step.renders {
			t.Errorf("%q: rendered %d times, want %d", step.to, n, step.renders)
		}
	}
}
