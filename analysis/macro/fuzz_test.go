package macro_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"{{ .spectro.system.cluster.name | default \\\"x\\\" }}", "{{- if not (eq .a 1) -}}{{ else if $x := .b }}{{ end }}",
		"{{ .spectro.pack.{{ .spectro.var.p }}.x }}", "{{ range $i, $v := .Values.l }}{{ $v.a }}{{ end }}",
		"{{/* a */}}{{ `raw\n` }}",
		"{{ \"a }}\n{{ 'b' }} {{ (.a", "{{ with .Values.a }}{{ .b }}{{ end }}{{ index .Values.a \"b\" }}",
		"it''s {{ .a | b ''c'' }}", "{{ .a }",
	} {
		for mode := range uint8(3) {
			f.Add(s, mode)
		}
	}
	f.Fuzz(func(t *testing.T, src string, mode uint8) {
		if len(src) > 1<<12 {
			return
		}
		actions := macro.Parse(src, text.Quoting(mode%3))
		whole := text.Range{End: len(src)}
		last := 0
		for i := range actions {
			a := &actions[i]
			if !whole.Covers(a.Range) || !a.Covers(a.Inner) || a.Start < last {
				t.Fatalf("action %d at %v, inner %v, after %d", i, a.Range, a.Inner, last)
			}
			last = a.Start
			checkPipeline(t, a.Range, a.Pipeline)
			for k, e := range a.Errors {
				if e.Len() < 0 || !a.Covers(e.Range) || k > 0 && e.Start < a.Errors[k-1].Start {
					t.Fatalf("error %q at %v of action at %v", e.Message, e.Range, a.Range)
				}
				for _, fix := range e.Fix {
					if !whole.Covers(fix.Range) {
						t.Fatalf("fix at %v", fix.Range)
					}
				}
			}
			for r := range a.References {
				if !a.Covers(r.Range) {
					t.Fatalf("reference at %v of action at %v", r.Range, a.Range)
				}
			}
		}
		for _, r := range macro.ValuesRefs(actions) {
			if !whole.Covers(r.Range) {
				t.Fatalf("values at %v", r.Range)
			}
		}
		macro.Blocks(actions)
		for off := 0; off <= len(src); off++ {
			if c := macro.At(actions, off); !whole.Covers(c.Replace) || c.Replace.Len() < 0 || !c.Replace.Touches(off) {
				t.Fatalf("at %d: replace %v", off, c.Replace)
			}
		}
	})
}

func checkPipeline(t *testing.T, in text.Range, pl *macro.Pipeline) {
	if pl == nil {
		return
	}
	if !in.Covers(pl.Range) {
		t.Fatalf("pipeline at %v in %v", pl.Range, in)
	}
	last := pl.Start
	for _, c := range pl.Commands {
		for _, w := range c.Words {
			if w.Start < last || !in.Covers(w.Range) || w.Len() < 0 {
				t.Fatalf("word %q at %v in %v after %d", w.Text, w.Range, in, last)
			}
			last = w.End
			at := w.Start
			for _, s := range w.Path {
				if s.Start < at || !w.Covers(s.Range) {
					t.Fatalf("segment %q at %v of %v", s.Name, s.Range, w.Range)
				}
				at = s.End
			}
			checkPipeline(t, w.Range, w.Paren)
		}
	}
}

// TestHostile parses texts whose cost would grow with the square of their length in a careless parser.
func TestHostile(t *testing.T) {
	const n = 200_000
	for _, unit := range []string{
		"{{", "{{ {{ }} ", "{{ `", "{{/*", "{{ \"", "{{ (", "{{ `\n", "{{ .a\n", "{{ }} {{ {{ }}", "{{ ' }} ",
		"{{ $x := $x.a }}",
		"{{ if .Values.a }}", "{{ else if .Values.a }}", "{{ with .a }}", "{{ $x.a.Values }}", "{{ \" }} {{ ",
	} {
		src := strings.Repeat(unit, n/len(unit))
		actions := macro.Parse("{{ if .Values.x }}{{ with .Values }}"+src, text.Verbatim)
		macro.ValuesRefs(actions)
		macro.Blocks(actions)
		macro.At(actions, len(src))
	}
	macro.Parse("{{ "+strings.Repeat("(", n), text.Verbatim)
	macro.Parse("{{ "+strings.Repeat(".a", n)+" }}", text.Verbatim)
	macro.Parse("{{ "+strings.Repeat("| ", n)+" }}", text.Verbatim)
	macro.Parse("{{ "+strings.Repeat(") ", n)+" }}", text.Verbatim)
}

func BenchmarkParse(b *testing.B) {
	manifest := strings.Repeat("metadata:\n  namespace: {{ .Values.namespace | default \"x\" | quote }}\n  {{- if "+
		".Values.ui.enabled }}\n  a: b\n  {{- end }}\n", 100)
	for name, src := range map[string]string{
		"None": "docker.io/library/nginx:1.27", "Macro": "{{ .spectro.system.kubernetes.version | substr 0 4 }}",
		"Manifest": manifest,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				macro.Parse(src, text.Verbatim)
			}
		})
	}
}
