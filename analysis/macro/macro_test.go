package macro_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// show writes actions in a short form that tells all of their structure.
func show(actions []macro.Action) string {
	var out []string
	for i := range actions {
		a := &actions[i]
		var b strings.Builder
		if a.TrimLeft {
			b.WriteString("-")
		}
		switch {
		case a.Kind == macro.Comment:
			b.WriteString("comment")
		case a.Keyword != "":
			b.WriteString(a.Keyword)
			if a.Name != nil {
				fmt.Fprintf(&b, " %q", a.Name.Text)
			}
		}
		if a.Pipeline != nil {
			b.WriteString("<" + showPipeline(a.Pipeline) + ">")
		}
		if a.TrimRight {
			b.WriteString("-")
		}
		if !a.Closed {
			b.WriteString("…")
		}
		out = append(out, b.String())
	}
	return strings.Join(out, " ; ")
}

func showPipeline(p *macro.Pipeline) string {
	var b strings.Builder
	for i, d := range p.Declared {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(showWord(d))
	}
	if p.Assign {
		b.WriteString("=")
	} else if len(p.Declared) > 0 {
		b.WriteString(":=")
	}
	for i, c := range p.Commands {
		if i > 0 {
			b.WriteString(" | ")
		}
		for k, w := range c.Words {
			if k > 0 {
				b.WriteString(" ")
			}
			b.WriteString(showWord(w))
		}
	}
	return b.String()
}

func showWord(w macro.Word) string {
	s := w.Text
	switch w.Kind {
	case macro.String:
		s = fmt.Sprintf("%q", w.Text)
	case macro.Char:
		s = "'" + w.Text + "'"
	case macro.Number:
		s = "#" + w.Text
	case macro.Constant:
		s = "!" + w.Text
	case macro.Malformed:
		s = "?" + w.Text
	case macro.Paren:
		s = "(" + showPipeline(w.Paren) + ")"
	case macro.Field:
		s = ""
		if len(w.Path) == 0 {
			s = "."
		}
	}
	for _, seg := range w.Path {
		s += "." + seg.Name
	}
	return s
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"plain", ""},
		{"{{ .spectro.system.cluster.name }}", "<.spectro.system.cluster.name>"},
		{"a{{.spectro.var.x}}b{{.spectro.var.y}}", "<.spectro.var.x> ; <.spectro.var.y>"},
		{"{{ .spectro.pack.my-pack.a-b.c | substr 0 4 }}", "<.spectro.pack.my-pack.a-b.c | substr #0 #4>"},
		{`{{ .x | default "a b" | quote }}`, `<.x | default "a b" | quote>`},
		{"{{- .a -}}", "-<.a>-"},
		{"{{-1}}", "<#-1>"},
		{"{{ -1.5e-3 }} {{ 0x1F }} {{ 2i }}", "<#-1.5e-3> ; <#0x1F> ; <#2i>"},
		{"{{/* a }} {{ b */}}{{- /* c */ -}}", "comment ; -comment-"},
		{"{{ printf `a\\b` 'x' true nil . $ $x.a }}", `<printf "a\\b" 'x' !true !nil . $ $x.a>`},
		{`{{ (index .Values.a "k").b | upper }}`, `<(index .Values.a "k").b | upper>`},
		{"{{ if not (eq .a 1) }}x{{ else if .b }}y{{ else }}z{{ end }}", "if<not (eq .a #1)> ; else if<.b> ; else ; end"},
		{"{{ range $i, $v := .Values.l }}{{ break }}{{ end }}", "range<$i,$v:=.Values.l> ; break ; end"},
		{"{{ $x := .a }}{{ $x = 2 }}{{ $x }}", "<$x:=.a> ; <$x=#2> ; <$x>"},
		{`{{ define "n" }}{{ template "n" . }}{{ block "b" .x }}`, `define "n" ; template "n"<.> ; block "b"<.x>`},
		{"{a: {{ .x }}}", "<.x>"},
		{"{{ include \"a.b\" . | nindent 4 }}", `<include "a.b" . | nindent #4>`},
		{"{{ .a\n  | quote }}", "<.a | quote>"},
		{`{{ "}}" }}`, `<"}}">`},
		{"{{ with $y := .a }}", "with<$y:=.a>"},
		{"{{ ifx }}{{ .if }}", "<ifx> ; <.if>"},
		{"{{ .spectro.app.$appDeploymentName.db.HOST }}", "<.spectro.app.$appDeploymentName.db.HOST>"},
		{"{{ now.Year }}", "<now.Year>"},
	} {
		actions := macro.Parse(c.src, text.Verbatim)
		if got := show(actions); got != c.want {
			t.Errorf("Parse(%q) =\n %s, want\n %s", c.src, got, c.want)
		}
		for _, a := range actions {
			for _, e := range a.Errors {
				t.Errorf("Parse(%q): unexpected error %q at %q", c.src, e.Message, e.Of(c.src))
			}
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		src   string
		code  macro.ErrorCode
		at    string // the text that the one error is on, with its offset if that is not its first occurrence
		fixed string // the text after the fix; empty without one
	}{
		{"x: {{ .spectro.system.cluster.name", macro.ErrUnclosedAction, "{{", ""},
		{"a: {{ .a\nb: {{ .b }}", macro.ErrUnclosedAction, "{{", ""},
		{"a: {{ .a }, b", macro.ErrUnclosedAction, "{{", ""},
		{"a: '{{ .a }'", macro.ErrUnclosedAction, "}", "a: '{{ .a }}'"},
		{"{{ default \"a .b }}", macro.ErrUnclosedString, `"a .b`, "{{ default \"a .b\" }}"},
		{"{{ \"a }} {{ \"b\" }}", macro.ErrUnclosedString, `"a`, "{{ \"a\" }} {{ \"b\" }}"},
		{"{{ spectro.system.cluster.name }}", macro.ErrMissingDot, "spectro", "{{ .spectro.system.cluster.name }}"},
		{"{{ Values.a | quote }}", macro.ErrMissingDot, "Values", "{{ .Values.a | quote }}"},
		{"{{ .spectro.pack.{{ .spectro.var.p }}.x }}", macro.ErrNested, "{{ .spectro.var.p }}", ""},
		{"{{ {{ .spectro.var.p }} }}", macro.ErrNested, "{{ .spectro.var.p }}", ""},
		{"{{ .spectro.system. }}", macro.ErrMissingName, ".", ""},
		{"{{ .a..b }}", macro.ErrMissingName, ".", ""},
		{"{{ }}", macro.ErrMissingValue, "{{ }}", ""},
		{"{{ .a | }}", macro.ErrMissingValue, "|", ""},
		{"{{ .a | | quote }}", macro.ErrMissingValue, "|", ""},
		{"{{ if }}", macro.ErrMissingValue, "if", ""},
		{"{{ range }}", macro.ErrMissingValue, "range", ""},
		{"{{ template . }}", macro.ErrMissingValue, "template", ""},
		{"{{ (.a }}", macro.ErrUnclosedParen, "(", ""},
		{"{{ .a) }}", macro.ErrUnclosedParen, ")", ""},
		{"{{ .a ? }}", macro.ErrStray, "?", ""},
		{"{{ end .a }}", macro.ErrStray, ".a", ""},
		{"{{ .Values.a-b }}", macro.ErrStray, "a-b", ""},
		{"{{ default 'abc' .x }}", macro.ErrLiteral, "'abc'", `{{ default "abc" .x }}`},
		{"{{ 08x }}", macro.ErrLiteral, "08x", ""},
		{`{{ "a" .b }}`, macro.ErrLiteral, ".b", ""},
		{`{{ .b | "a" }}`, macro.ErrLiteral, `"a"`, ""},
		{`{{ "\q" }}`, macro.ErrLiteral, `"\q"`, ""},
		{"{{/* a }} b", macro.ErrUnclosedString, "{{/*", ""},
		{"{{ .a-}}", macro.ErrStray, "-", ""},
	} {
		var errs []macro.Error
		for _, a := range macro.Parse(c.src, text.Verbatim) {
			errs = append(errs, a.Errors...)
		}
		if len(errs) == 0 {
			t.Errorf("%q: no error", c.src)
			continue
		}
		e := errs[0]
		if len(errs) > 1 {
			t.Errorf("%q: more than one error: %v", c.src, errs)
		}
		if e.Code != c.code || e.Of(c.src) != c.at {
			t.Errorf("%q: error %d %q at %q, want %d at %q", c.src, e.Code, e.Message, e.Of(c.src), c.code, c.at)
		}
		fixed := ""
		if e.Fix != nil {
			fixed = text.Apply(c.src, e.Fix)
		}
		if fixed != c.fixed {
			t.Errorf("%q: fixed to %q, want %q", c.src, fixed, c.fixed)
		}
	}
}

func TestQuotedScalars(t *testing.T) {
	for _, c := range []struct {
		src  string
		mode text.Quoting
		want string
		word string // raw text of the second command's first argument
	}{
		{`{{ .spectro.pack.k.version | default \"1.19.0\" }}`, text.DoubleQuoted, `<.spectro.pack.k.version | default "1.19.0">`, `\"1.19.0\"`},
		{`{{ .a | default \"a\\nb\" }}`, text.DoubleQuoted, `<.a | default "a\nb">`, `\"a\\nb\"`},
		{`{{ .a | default "it''s" }}`, text.SingleQuoted, `<.a | default "it's">`, `"it''s"`},
		{`\x7b{ .a | default 1 }}`, text.DoubleQuoted, "<.a | default #1>", "1"},
	} {
		actions := macro.Parse(c.src, c.mode)
		if got := show(actions); got != c.want {
			t.Errorf("Parse(%q) = %s, want %s", c.src, got, c.want)
			continue
		}
		if got := actions[0].Pipeline.Commands[1].Words[1].Of(c.src); got != c.word {
			t.Errorf("Parse(%q): word %q, want %q", c.src, got, c.word)
		}
		if got := actions[0].Of(c.src); got != c.src {
			t.Errorf("Parse(%q): action %q", c.src, got)
		}
	}
	// A fix is written for the quoting.
	src := `{{ default \"a .b }}`
	errs := macro.Parse(src, text.DoubleQuoted)[0].Errors
	if len(errs) != 1 || text.Apply(src, errs[0].Fix) != `{{ default \"a .b\" }}` {
		t.Errorf("fix in a double-quoted scalar: %+v", errs)
	}
}

func TestReferences(t *testing.T) {
	src := `{{ .spectro.system.cluster.name }} {{ default .spectro.var.a (.spectro.pack.my-p.x.y | upper) }} ` +
		`{{ spectro.macro.m }} {{ .spectro }} {{ $.spectro.app.a.b.C }} {{ .spectro.sytem.x }} {{ .Values.spectro }}`
	var got []string
	for _, a := range macro.Parse(src, text.Verbatim) {
		for r := range a.References {
			got = append(got, fmt.Sprintf("%s=%s:%s:%v", r.Of(src), r.FamilyAt.Of(src), macro.Names(r.Path), r.Alone))
		}
	}
	want := []string{
		".spectro.system.cluster.name=system:cluster.name:true",
		".spectro.var.a=var:a:false",
		".spectro.pack.my-p.x.y=pack:my-p.x.y:false",
		"spectro.macro.m=macro:m:true",
		".spectro=::true",
		"$.spectro.app.a.b.C=app:a.b.C:true",
		".spectro.sytem.x=sytem:x:true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFamilies(t *testing.T) {
	for _, f := range macro.Families() {
		src := "{{ .spectro." + f.Name + ".x }}"
		for r := range macro.Parse(src, text.Verbatim)[0].References {
			if r.Family != f.Family || r.Family == macro.UnknownFamily {
				t.Errorf("%s: %d, want %d", src, r.Family, f.Family)
			}
		}
		if !strings.HasPrefix(f.Form, f.Name+".") || f.Doc == "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestValuesRefs(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"{{ .Values.a.b }}", "a.b"},
		{"{{ .Values.a | default 1 | quote }} {{ default 1 .Values.b }}", "a/guarded b/guarded"},
		{"{{ if .Values.a }}{{ .Values.a.b }}{{ .Values.c }}{{ end }}{{ .Values.a }}", "a/condition a.b/tested c a"},
		{"{{ if and .Values.a (not .Values.b) }}{{ end }}", "a/guarded/condition b/guarded/condition"},
		{"{{ toYaml .Values.a | nindent 2 }} {{ .Values.b | toYaml | indent 2 }}", "a/whole b/whole"},
		{`{{ include "x" . }} {{ include "y" .Values.c }}`, "c/whole"},
		{"{{ range .Values.l }}{{ .name }}{{ $.Values.r }}{{ .Values.s }}{{ end }}", "l/whole r s/scoped"},
		{"{{ with .Values.w }}{{ .x }}{{ toYaml .y }}{{ else }}{{ .Values.z }}{{ end }}{{ .Values.v }}",
			"w/condition w.x/inherited1/tested w.y/whole/inherited1/tested z v"},
		{"{{ $x := .Values.a }}{{ $x.b }}{{ if true }}{{ $y := $x.c }}{{ end }}{{ $y.d }}", "a/whole a.b/inherited1 a.c/whole/inherited1"},
		{`{{ index .Values.a "b" "c-d" }} {{ index .Values.a $k }}`, "a.b.c-d a/whole"},
		{"{{ define \"t\" }}{{ .Values.a }}{{ end }}", "a/scoped"},
		{"{{ .Values | toYaml }}", "/whole"},
		{"{{ if .Values.a }}{{ else if .Values.b }}{{ .Values.b.c }}{{ end }}", "a/condition b/condition b.c/tested"},
		{"{{ with default dict .Values.a }}{{ .b }}{{ end }}", "a/whole/guarded/condition"},
		{"{{/* .Values.a */}}{{ .Release.Name }}{{ .Chart.Values }}", ""},
	} {
		var got []string
		for _, r := range macro.ValuesRefs(macro.Parse(c.src, text.Verbatim)) {
			s := macro.Names(r.Path)
			for _, f := range []struct {
				on   bool
				name string
			}{{r.Whole, "/whole"}, {r.Inherited > 0, fmt.Sprint("/inherited", r.Inherited)}, {r.Guarded, "/guarded"},
				{r.Condition, "/condition"}, {r.Tested, "/tested"}, {r.Scoped, "/scoped"}} {
				if f.on {
					s += f.name
				}
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n got  %s\n want %s", c.src, s, c.want)
		}
	}
}

func TestBlocks(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"{{ if .a }}{{ else }}{{ end }}{{ range .b }}{{ continue }}{{ end }}", ""},
		{"{{ if .a }}{{ range .b }}{{ end }}", "0 if has no end"},
		{"{{ end }}", "0 end without if, range, with, define or block before it"},
		{"{{ else }}", "0 else without if, range or with before it"},
		{"{{ if .a }}{{ else }}{{ else if .b }}{{ end }}", "2 else if after the else of the same if"},
		{"{{ break }}{{ if .a }}{{ define \"x\" }}{{ end }}{{ end }}", "0 break outside range; 2 define is not allowed inside if"},
	} {
		actions := macro.Parse(c.src, text.Verbatim)
		var got []string
		for _, e := range macro.Blocks(actions) {
			for i, a := range actions {
				if a.KeywordAt == e.Range {
					got = append(got, fmt.Sprint(i, " ", e.Message))
				}
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s\n got  %s\n want %s", c.src, s, c.want)
		}
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		src    string // ‸ is the cursor
		place  macro.Place
		prefix string
		result string // the text after X was put at Replace
	}{
		{"a‸ {{ .x }}", macro.Outside, "", "aX {{ .x }}"},
		{"{‸{ .x }}", macro.Outside, "", "{X{ .x }}"},
		{"{{‸}}", macro.AtStart, "", "{{X}}"},
		{"{{ ‸ }}", macro.AtStart, "", "{{ X }}"},
		{"{{ .‸ }}", macro.AtStart, "", "{{ X }}"},
		{"{{ up‸per .x }}", macro.AtStart, "up", "{{ X .x }}"},
		{"{{ .spe‸ctro.x }}", macro.AtSegment, "spe", "{{ .X.x }}"},
		{"{{ .spectro.‸", macro.AtSegment, "", "{{ .spectro.X"},
		{"{{ .spectro.system.clu‸ }}", macro.AtSegment, "clu", "{{ .spectro.system.X }}"},
		{"{{ .spectro.pack.my-pa‸ck.x }}", macro.AtSegment, "my-pa", "{{ .spectro.pack.X.x }}"},
		{"{{ .x | ‸", macro.AtFunction, "", "{{ .x | X"},
		{"{{ .x | ‸ }}", macro.AtFunction, "", "{{ .x | X }}"},
		{"{{ .x | def‸ }}", macro.AtFunction, "def", "{{ .x | X }}"},
		{"{{ .x | default ‸ }}", macro.AtOperand, "", "{{ .x | default X }}"},
		{"{{ default (u‸) }}", macro.AtOperand, "u", "{{ default (X) }}"},
		{"{{ default (.a | u‸) }}", macro.AtFunction, "u", "{{ default (.a | X) }}"},
		{"{{ (.a).b‸ }}", macro.AtSegment, "b", "{{ (.a).X }}"},
		{"{{ $‸x }}", macro.AtVariable, "$", "{{ X }}"},
		{`{{ default "a‸" }}`, macro.InString, "", `{{ default X }}`},
		{"{{/* ‸ */}}", macro.InComment, "", "{{/* X */}}"},
		{"{{ if ‸ }}", macro.AtOperand, "", "{{ if X }}"},
		{"{{ i‸f .x }}", macro.InKeyword, "i", "{{ X .x }}"},
		{"{{ .x }}‸", macro.Outside, "", "{{ .x }}X"},
		{"{{ .x }} {{ .y‸ }}", macro.AtSegment, "y", "{{ .x }} {{ .X }}"},
		{"{{ .a {{ .b‸ }} }}", macro.AtSegment, "b", "{{ .a {{ .X }} }}"},
	} {
		off := strings.Index(c.src, "‸")
		src := strings.Replace(c.src, "‸", "", 1)
		got := macro.At(macro.Parse(src, text.Verbatim), off)
		result := text.Apply(src, []text.Edit{{Range: got.Replace, New: "X"}})
		if got.Place != c.place || got.Prefix != c.prefix || result != c.result {
			t.Errorf("%s: place %d prefix %q result %q, want %d %q %q", c.src, got.Place, got.Prefix, result, c.place,
				c.prefix, c.result)
		}
	}
}

func TestAtCall(t *testing.T) {
	for _, c := range []struct {
		src   string
		name  string
		arg   int
		piped bool
	}{
		{"{{ .x | substr 0 ‸ }}", "substr", 1, true},
		{"{{ .x | substr 0‸ 4 }}", "substr", 0, true},
		{"{{ sub‸str 0 }}", "substr", -1, false},
		{"{{ substr ‸ 4 }}", "substr", 0, false},
		{"{{ default (substr 1 ‸) }}", "substr", 1, false},
	} {
		off := strings.Index(c.src, "‸")
		got := macro.At(macro.Parse(strings.Replace(c.src, "‸", "", 1), text.Verbatim), off)
		if got.Call == nil {
			t.Errorf("%s: no call", c.src)
			continue
		}
		if name := got.Call.Words[0].Text; name != c.name || got.Arg != c.arg || got.Piped != c.piped {
			t.Errorf("%s: call %s argument %d piped %v, want %s %d %v", c.src, name, got.Arg, got.Piped, c.name, c.arg, c.piped)
		}
	}
}

func TestData(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range macro.Functions() {
		if seen[f.Name] {
			t.Errorf("function %s twice", f.Name)
		}
		seen[f.Name] = true
		if f.Doc == "" || !strings.HasPrefix(f.Signature+" ", f.Name+" ") {
			t.Errorf("function %s: signature %q, doc %q", f.Name, f.Signature, f.Doc)
		}
		if _, ok := macro.FunctionNamed(f.Deprecated); f.Deprecated != "" && !ok {
			t.Errorf("function %s: %s is no function", f.Name, f.Deprecated)
		}
	}
	if len(seen) < 235 {
		t.Errorf("%d functions", len(seen))
	}
	appOnly := false
	for _, v := range macro.SystemVariables() {
		if got, ok := macro.SystemVariableNamed(v.Name); !ok || got != v || v.Doc == "" {
			t.Errorf("SystemVariableNamed(%s) = %v; each name needs one row, with words about it", v.Name, got)
		}
		if appOnly && !v.AppOnly {
			t.Errorf("%s is after a variable for app profiles alone; those come last", v.Name)
		}
		appOnly = v.AppOnly
	}
}

// TestCorpus parses the templates of published packs, which all work.
func TestCorpus(t *testing.T) {
	root := corpus.Packs(t)
	actions, refs := 0, 0
	for _, pattern := range []string{"*/manifests/*.yaml", "*/values.yaml", "*/presets.yaml"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range macro.Parse(string(src), text.Verbatim) {
				actions++
				for range a.References {
					refs++
				}
				for _, e := range a.Errors {
					if text := a.Of(string(src)); text != "{{ global.name }}" { // in prose, really without its dot
						t.Errorf("%s: %s: %q in %q", file, e.Message, e.Of(string(src)), text)
					}
				}
			}
		}
	}
	if actions < 200 || refs < 10 {
		t.Errorf("%d actions, %d references", actions, refs)
	}
}
