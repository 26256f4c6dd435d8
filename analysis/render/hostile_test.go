package render

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// hostile are templates that never end, or take all memory, if nobody stops them.
var hostile = map[string]string{
	"repeat":          `{{ repeat 1000000000 "a" }}`,
	"repeat long":     `{{ $x := repeat 10000000 "a" }}{{ repeat 1000000000 $x }}`,
	"until":           `{{ until 1000000000 }}`,
	"untilStep":       `{{ untilStep 0 9000000000000000000 1 }}`,
	"untilStep down":  `{{ untilStep 9000000000000000000 -9000000000000000000 -1 }}`,
	"seq":             `{{ seq 1000000000 }}`,
	"range":           `{{ range 1000000000000 }}{{ end }}`,
	"range prints":    `{{ range 1000000000000 }}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{{ end }}`,
	"range in range":  `{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}`,
	"doubling":        `{{ $x := "aaaa" }}{{ range until 100 }}{{ $x = printf "%s%s" $x $x }}{{ end }}`,
	"doubling print":  `{{ $x := "aaaa" }}{{ range until 100 }}{{ $x = print $x $x }}{{ end }}`,
	"doubling quote":  `{{ $x := "\"" }}{{ range until 100 }}{{ $x = quote $x }}{{ end }}`,
	"doubling list":   `{{ $x := list 1 }}{{ range until 100 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}`,
	"doubling shown":  `{{ $x := list 1 }}{{ range until 100 }}{{ $x = list $x $x }}{{ end }}{{ $x }}`,
	"doubling json":   `{{ $x := list 1 }}{{ range until 100 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}`,
	"doubling pretty": `{{ $x := list 1 }}{{ range until 100 }}{{ $x = list $x $x }}{{ end }}{{ toYamlPretty $x }}`,
	"doubling toml":   `{{ $x := dict }}{{ range until 100 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toToml $x }}`,
	"doubling copy": `{{ $x := dict }}{{ range until 100 }}{{ $x = dict "a" $x "b" $x }}{{ end }}
		{{ deepCopy $x }}`,
	"doubling equal": `{{ $x := dict }}{{ range until 99 }}{{ $x = dict "a" $x "b" $x }}{{ end }}
		{{ deepEqual $x (dict "a" $x) }}`,
	"doubling merge": `{{ $x := dict }}{{ range until 99 }}{{ $x = dict "a" $x "b" $x }}{{ end }}
		{{ $_ := merge (dict) $x }}`,
	"doubling has":   `{{ $x := list 1 }}{{ range until 99 }}{{ $x = list $x $x }}{{ end }}{{ has $x $x }}`,
	"doubling uniq":  `{{ $x := list 1 }}{{ range until 99 }}{{ $x = list $x $x }}{{ end }}{{ uniq $x }}`,
	"uniq":           `{{ range until 1000 }}{{ $x := uniq (until 100000) }}{{ end }}`,
	"concat":         `{{ $x := list 1 }}{{ range until 100 }}{{ $x = concat $x $x }}{{ end }}`,
	"cycle":          `{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ $x }}`,
	"cycle toYaml":   `{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ toYaml $x }}`,
	"cycle toString": `{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ toString $x }}`,
	"cycle merge":    `{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ merge $x $x }}`,
	"cycle copy":     `{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ deepCopy $x }}`,
	"cycle join":     `{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ join "," (list $x) }}`,
	"indent":         `{{ indent 1000000000 "a" }}`,
	"indent lines":   `{{ indent 100000 (repeat 100000 "a\n") }}`,
	"nindent":        `{{ nindent 1000000000 "a" }}`,
	"replace":        `{{ replace "a" (repeat 1000000 "b") (repeat 1000000 "a") }}`,
	"join":           `{{ join (repeat 1000000 "b") (until 100000) }}`,
	"width": `{{ range until 1000 }}{{ $x := printf "%1000000d%1000000d%1000000d%1000000d" 1 2 3 4 }}
		{{ end }}`,
	"width by argument": `{{ range until 1000 }}{{ $x := printf "%*d%*d" 1000000 1 1000000 2 }}{{ end }}`,
	"verbs":             `{{ $x := repeat 1000000 "a" }}{{ printf (repeat 1000 "%[1]s") $x }}`,
	"wrapWith":          `{{ wrapWith 1 (repeat 10000 "x") (repeat 1000000 "a") }}`,
	"html":              `{{ $x := "&" }}{{ range until 1000000 }}{{ $x = html $x $x }}{{ end }}`,
	"regex": `{{ range until 100000 }}{{ $x := regexMatch "(x{1,30}){1,30}y" (repeat 1000000 "x") }}
		{{ end }}`,
	"regex long":    `{{ regexMatch (repeat 100000 "(a|b)") "ab" }}`,
	"regex replace": `{{ regexReplaceAll "a" (repeat 1000000 "a") (repeat 100000 "b") }}`,
	"regex refers":  `{{ regexReplaceAll "a+" (repeat 10000000 "a") (repeat 10000 "$0") }}`,
	"include": `{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}
		{{ end }}{{ include "a" . }}`,
	"include doubles": `{{ define "a" }}{{ if lt (len .) 60 }}{{ $x := append . 1 }}{{ include "a" $x }}
		{{ include "a" $x }}{{ end }}{{ end }}{{ include "a" list }}`,
	"template": `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`,
	"template doubles": `{{ define "a" }}{{ if lt (len .) 60 }}{{ $x := append . 1 }}{{ template "a" $x }}
		{{ template "a" $x }}{{ end }}{{ end }}{{ template "a" list }}`,
	"tpl": `{{ tpl .Values.t . }}`,
	"tpl defines": `{{ range until 1000000 }}{{ $x := tpl (printf "{{ define \"a%d\" }}{{ end }}" .) $ }}
		{{ end }}`,
	"tpl many":    `{{ range until 1000000 }}{{ $x := tpl (printf "{{ %d }}" .) $ }}{{ end }}`,
	"tpl deep":    `{{ tpl (print (repeat 100000 "{{ if 1 }}") (repeat 100000 "{{ end }}")) . }}`,
	"parentheses": `{{ ` + strings.Repeat("(", 9000) + "1" + strings.Repeat(")", 9000) + ` }}`,
	"nested": strings.Repeat("{{ if 1 }}", 9000) + "x" + strings.Repeat("{{ end }}", 9000) +
		`{{ template "demo/templates/x.yaml" . }}`,
	"fromYaml bomb": "{{ fromYaml .Values.bomb }}",
	"fromYaml deep": `{{ fromYaml (repeat 1000000 "[") }}`,
	"fromJson deep": `{{ fromJson (repeat 1000000 "[") }}`,
	"fromToml deep": `{{ fromToml (print "a = " (repeat 1000000 "[")) }}`,
	"rand":          `{{ randAlphaNum 1000000000 }}`,
	"randBytes":     `{{ randBytes 1000000000 }}`,
	"semver":        `{{ semverCompare (repeat 1000000 ">1 ") "1.0.0" }}`,
	"fail": `{{ define "a" }}{{ if lt (len .) 900 }}{{ include "a" (append . 1) }}{{ else }}
		{{ fail (repeat 10000000 "x") }}{{ end }}{{ end }}{{ include "a" list }}`,
	"documents": `{{ repeat 3000000 "\n---\na" }}`,
	"split":     `{{ range until 1000000 }}{{ $x := splitList "" (repeat 1000000 "x") }}{{ end }}`,
	"keys": `{{ $d := dict }}{{ range until 1000000 }}{{ $_ := set $d (toString .) 1 }}
		{{ $x := keys $d }}{{ end }}`,
	"b64":  `{{ $x := "a" }}{{ range until 1000 }}{{ $x = b64enc $x }}{{ end }}`,
	"date": `{{ range until 1000000 }}{{ $x := date (repeat 1000000 "2006") now }}{{ end }}`,
	"cat":  `{{ $x := "a" }}{{ range until 1000 }}{{ $x = cat $x $x }}{{ end }}`,
	"urlJoin": `{{ $x := "a" }}{{ range until 1000 }}{{ $x = urlJoin (dict "path" (print $x $x)) }}
		{{ end }}`,
	"toDecimal": `{{ toDecimal (repeat 10000000 "7") }}`,
	"chunk":     `{{ range until 1000000 }}{{ $x := chunk 1 (until 1000000) }}{{ end }}`,
	"mulf":      `{{ $x := 1e300 }}{{ range until 1000 }}{{ $x = mulf $x 1e300 }}{{ end }}`,
}

// hostileValues are what the templates above are rendered with: each of its lines makes ten of the one before.
var hostileValues = "t: \"{{ tpl .Values.t . }}\"\nbomb: |\n  a: &a [1]\n" + func() string {
	var b strings.Builder
	for c := 'b'; c < 'j'; c++ {
		fmt.Fprintf(&b, "  %c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 10))
	}
	return b.String()
}()

func TestHostile(t *testing.T) {
	for name, template := range hostile {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := rendered(t, template, hostileValues)
			runtime.ReadMemStats(&after)
			if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 4096 {
				t.Errorf("%d MB allocated", took)
			}
			if len(r.Errors) > 0 && len(r.Errors[0].Message) > 2*maxMessage {
				t.Errorf("a message of %d bytes", len(r.Errors[0].Message))
			}
		})
	}
	// Counting goroutines would not do: that of a subtest may still be ending.
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, other := range strings.Split(string(stacks), "\n\n")[1:] {
		if strings.Contains(other, "analysis/render.") {
			t.Errorf("left running: %s", other)
		}
	}
}

func TestLimitIsTold(t *testing.T) {
	for _, name := range []string{"repeat", "range", "doubling list", "template", "until", "tpl", "cycle"} {
		r := rendered(t, hostile[name], hostileValues)
		if len(r.Errors) != 1 || !errors.Is(r.Errors[0], funcs.ErrLimit) {
			t.Errorf("%s: %v; want an error that is funcs.ErrLimit", name, r.Errors)
		}
	}
}

// FuzzRender: no template and no values make rendering panic, or take more than it may.
func FuzzRender(f *testing.F) {
	for _, template := range hostile {
		if len(template) < 4096 { // longer ones keep the fuzzer busy with themselves
			f.Add(template, hostileValues)
		}
	}
	f.Add("{{ range $k, $v := .Values }}{{ $k }}: {{ toYaml $v | nindent 2 }}{{ end }}", "a: [1, {b: c}]")
	f.Add("{{ include \"x\" . }}{{ define \"x\" }}{{ .Release.Name | quote }}{{ end }}---\na: b", "a: &x [*x]")
	limits := Limits{Steps: 50_000, Bytes: 4 << 20, Depth: 10_000}
	f.Fuzz(func(t *testing.T, template, vals string) {
		s := &source{values: map[string]any{}, templates: []file{{"templates/x.yaml", template}}}
		s.meta.Name = "fuzz"
		p := &Prepared{src: s, parsed: map[string]*parsed{}}
		r := p.Render(context.Background(), valuesOf(vals), Options{Limits: limits})
		for _, d := range r.Documents {
			if d.Line < 0 || d.Template == "" || !strings.Contains(d.Text, d.Root().Source()) {
				t.Errorf("document %+v", d)
			}
		}
		for _, e := range r.Errors {
			if e.Line < 0 || e.Message == "" && !e.Authored {
				t.Errorf("error %+v", e)
			}
		}
	})
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := Prepare(chartOf(t, "-- templates/x.yaml --\n{{ range 1000000000000 }}{{ end }}\n-- templates/a.yaml --\na: b\n"))
	cancel()
	if r := p.Render(ctx, nil, Options{}); len(r.Errors) != 1 || !errors.Is(r.Errors[0], context.Canceled) {
		t.Errorf("%v; want an error that is context.Canceled", r.Errors)
	}
}

// TestSpectroDeep has more fields below .Spectro than anybody writes, and nests more than anybody does.
func TestSpectroDeep(t *testing.T) {
	const many = 5000
	for _, text := range []string{
		"a: {{ .Spectro" + strings.Repeat(".a", 1_000_000) + " }}",
		strings.Repeat("{{ if .Spectro.a }}\n", many) + "a: 1\n" + strings.Repeat("{{ end }}", many),
		strings.Repeat("{{ range .Spectro.a }}{{ range . }}\n", many) + "a: 1\n" + strings.Repeat("{{ end }}{{ end }}", many),
		"{{ $x := .Spectro }}" + strings.Repeat("{{ $x = $x.a.b }}\n", many) + "a: {{ $x }}",
	} {
		p := PrepareManifest("a.yaml", text, nil, true)
		if r := p.Render(t.Context(), nil, Options{}); len(r.Documents)+len(r.Errors) == 0 {
			t.Errorf("%.40s...: nothing rendered", text)
		}
	}
}
