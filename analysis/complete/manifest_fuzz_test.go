package complete_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/value"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzManifest checks that items are around the cursor, whatever the text of a manifest is, and that masking its
// template actions keeps offsets.
func FuzzManifest(f *testing.F) {
	for _, src := range []string{
		"apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - ",
		"{{- if .Values.a }}\napiVersion: apps/v1\nkind: {{ .Values.kind }}\nspec:\n  x: {{ toYaml . }}\n{{- end }}\n",
		"kind: Pod\n---\nkind: ",
		"apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Service, spec: {ty",
		"a: \"{{ \"x\" | f }}\" # {{\nb: |\n  {{ c }}\n---\n{{/* a\r\nb */}}\n-k",
	} {
		f.Add(src, len(src))
	}
	f.Fuzz(func(t *testing.T, src string, off int) {
		off = min(max(off, 0), len(src))
		o := packtest.OpenFile([]txtar.File{{Name: "manifests/app.yaml", Data: []byte(src)}}, "manifests/app.yaml")
		_, file := o.Snapshot.PackOf(o.Path)
		if got := len(value.ManifestTree(file).Text); got != len(o.Src) {
			t.Fatalf("%d bytes of %d are left", got, len(o.Src))
		}
		for _, item := range complete.At(t.Context(), o.Snapshot, o.Path, off, complete.Options{Snippets: true}) {
			if r := item.Edit.Range; !r.Touches(off) || strings.Contains(r.Of(o.Src), "\n") {
				t.Errorf("%s replaces %q, which is not at the cursor", item.Label, r.Of(o.Src))
			}
			for _, more := range item.More {
				if more.Start < 0 || more.End > item.Edit.Start {
					t.Errorf("%s also changes %v, which is not before %v", item.Label, more.Range, item.Edit.Range)
				}
			}
		}
	})
}
