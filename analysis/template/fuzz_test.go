package template_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// FuzzActions finds the template actions in any manifest and values: they are in the text, in its order, and the cursor
// finds them.
func FuzzActions(f *testing.F) {
	for _, s := range []string{
		"a: {{ .Values.x.y | quote }}\nb: |\n  {{ .Values.z }}\n# {{ c }}\n",
		"{{/* a\r\n */}}{{- with .Values.a }}{{ .b }}{{ end -}}",
		"a: \"{{ .spectro.system.x \\\"y\\\" }}\"\nb: '{{ ''c'' }}'\nc: {{\n",
		"{{`", "}}{{ }}", "a: {{ index .Values \"b\" 0 }}\ufeff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 3000 {
			return
		}
		for _, name := range []string{"manifests/app.yaml", "values.yaml"} {
			o := packtest.OpenFile([]txtar.File{{Name: name, Data: []byte(src)}}, name)
			p, file := o.PackOf(packtest.Path(name))
			actions := template.Macros(file.Tree(), nil)
			if name != "values.yaml" {
				m := template.Of(file)
				for i, a := range m.Parsed {
					if a.Start < 0 || a.End <= a.Start || a.End > len(src) || i > 0 && a.Start < m.Parsed[i-1].Start {
						t.Fatalf("the action %v is not in %q, or not after the one before", a.Range, src)
					}
				}
				for _, ref := range m.Values {
					if ref.Start < 0 || ref.End < ref.Start || ref.End > len(src) {
						t.Fatalf("the value %v is not in %q", ref.Range, src)
					}
					m.InBlockScalar(ref.Start)
				}
				for i := range m.Symbols() {
					s := &m.Symbols()[i]
					if s.Of(src) != s.Name || s.Kind == macro.VariableName && s.Declares != (s.Target == i) {
						t.Fatalf("the symbol %+v in %q", s, src)
					}
				}
				actions = m.Actions()
			}
			for _, a := range actions {
				if r := a.RangeOf(a.Range); r.Start < 0 || r.End < r.Start || r.End > len(src) {
					t.Fatalf("the action %v is not in %q", r, src)
				}
			}
			template.Find(p, file, func(string) bool { return true }, func(string) bool { return true })
			for off := range len(src) + 1 {
				template.InManifest(file, off)
				template.InComment(file, off)
				if r, path, ok := template.ParameterAt(file, off); ok && (r.End > len(src) || len(path) < 3) {
					t.Fatalf("the parameter %v at %v in %q", path, r, src)
				}
			}
		}
	})
}
