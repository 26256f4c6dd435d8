package chart_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

func split(dotted string) []string {
	if dotted == "" {
		return nil
	}
	return strings.Split(dotted, ".")
}

func TestUses(t *testing.T) {
	for template, want := range map[string]map[string]chart.Use{
		`{{ .Values.a.b }}`: {"a": chart.Prefix, "a.b": chart.Whole,
			"a.b.c": chart.Whole, "a.c": chart.Unused, "b": chart.Unused, "": chart.Prefix},
		`{{ $.Values.a | quote }}`:                      {"a": chart.Whole},
		`{{- if .Values.a }}x{{ end }}`:                 {"a": chart.Tested, "a.b": chart.Unused},
		`{{ if and (not .Values.a) .Values.b }}{{end}}`: {"a": chart.Tested, "b": chart.Tested},
		`{{ if eq .Values.a "x" }}{{ end }}`:            {"a": chart.Whole},
		`{{ index .Values "a" "b-c" }}`:                 {"a.b-c": chart.Whole, "a.d": chart.Unused},
		`{{ (index .Values "a").b }}`:                   {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ (.Values.a).b }}`:                           {"a.b": chart.Whole, "a": chart.Prefix},
		`{{ get .Values.a "b" }}`:                       {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ dig "b" "c" "" .Values.a }}`:                {"a.b.c": chart.Whole, "a.c": chart.Unused},
		`{{ if hasKey .Values.a "b" }}{{ end }}`:        {"a.b": chart.Tested, "a.c": chart.Unused},
		`{{ with .Values.a }}{{ .b }}{{ end }}`: {"a": chart.Tested, "a.b": chart.Whole,
			"a.c": chart.Unused},
		`{{ with .Values.a }}{{ toYaml . }}{{ end }}`:   {"a": chart.Whole, "a.c": chart.Whole},
		`{{ with .Values.a }}{{ $.Values.b }}{{ end }}`: {"b": chart.Whole, "a.b": chart.Unused},
		`{{ with $x := .Values.a }}{{ $x.b }}{{ end }}`: {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ range .Values.a }}{{ .b }}{{ end }}`: {"a": chart.Tested, "a.k.b": chart.Whole,
			"a.k.c": chart.Unused},
		`{{ range $k, $v := .Values.a }}{{$k}}{{ end }}`: {"a.k": chart.Tested,
			"a.k.b": chart.Unused},
		`{{ range $k, $v := .Values.a }}{{$v}}{{ end }}`: {"a.k": chart.Whole, "a.k.b": chart.Whole},
		`{{ $a := .Values.a }}{{ $a.b }}`:                {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ $a := .Values.a }}{{ if 1 }}{{ $a = .Values.b }}{{ end }}{{ $a.x }}`: {"a.x": chart.Whole, "b.x": chart.Whole,
			"a.y": chart.Unused},
		`{{ toYaml .Values.a | indent 2 }}`:     {"a.b": chart.Whole},
		`{{ include "x" .Values.a }}`:           {"a.b": chart.Whole},
		`{{ template "x" .Values.a }}`:          {"a.b": chart.Whole},
		`{{ tpl .Values.a $ }}`:                 {"a": chart.Whole},
		`{{ .Values.a | default .Values.b }}`:   {"a": chart.Whole, "b": chart.Whole},
		`{{ (default dict .Values.a).b }}`:      {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ (required "needed" .Values.a).b }}`: {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ ternary .Values.a .Values.b .Values.c }}`: {"a": chart.Whole, "b": chart.Whole,
			"c": chart.Tested},
		`{{ pick .Values.a "b" | toYaml }}`:               {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ pluck "b" .Values.a }}`:                       {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ toYaml .Values }}`:                            {"a": chart.Whole, "": chart.Whole},
		`{{ include "x" .Values }}`:                       {"a": chart.Whole},
		`{{ .Values.AsMap | toYaml }}`:                    {"a": chart.Whole},
		`{{ include "x" (dict "Values" .Values "n" 1) }}`: {"a": chart.Unused},
		`{{ include "x" (dict "v" .Values) }}`:            {"a": chart.Whole},
		`{{ index .Values $undefined }}`:                  {"a": chart.Whole}, // does not parse
		`{{ $n := "a" }}{{ (index .Values $n).b }}`: {"a": chart.Prefix, "z.b": chart.Whole,
			"z.c": chart.Unused},
		`{{ define "x" }}{{ .Values.a }}{{ .context.Values.b }}{{ end }}`: {"a": chart.Whole, "b": chart.Whole,
			"c": chart.Unused},
		`{{ if .Values.a }}`:                       {"a": chart.Whole}, // does not parse
		`{{ bad | | }}{{ index .Values "a" "b" }}`: {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ bad | | }}{{ (.Values.a).b }}`:         {"a.b": chart.Whole, "a.c": chart.Unused},
		`{{ bad | | }}{{ toYaml .Values }}`:        {"a": chart.Whole},
		`{{/* .Values.a */}}{{ .ValuesOf.b }} .Values.c`: {"a": chart.Unused, "b": chart.Unused,
			"c": chart.Unused},
	} {
		c := mustParse(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/templates/a.yaml", text: template})
		for path, use := range want {
			if got := c.Uses(split(path)); got != use {
				t.Errorf("%s: use of %q is %d, want %d", template, path, got, use)
			}
		}
	}
}

func TestUsesOfSubcharts(t *testing.T) {
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: meta + `dependencies:
- name: db
  alias: store
  condition: "store.enabled,global.store"
  tags: [backend]
  import-values: [{child: net, parent: network}]
- {name: lib}
`},
		file{name: "web/templates/a.yaml", text: `{{ include "lib.labels" (dict "context" $) }}{{ .Values.network.port }}`},
		file{name: "web/values.yaml", text: "host: \"{{ .Values.domain }}\"\n# {{ toYaml .Values }}\n"},
		file{name: "web/files/nginx.conf", text: `server {{ .Values.fromFile }}`},
		file{name: "web/charts/lib/Chart.yaml", text: "name: lib\ntype: library\n"},
		file{name: "web/charts/lib/templates/_labels.tpl",
			text: `{{ define "lib.labels" }}{{ include "lib.more" . }}{{ .context.Values.labels }}{{ end }}`},
		file{name: "web/charts/lib/templates/_more.tpl", text: `{{ define "lib.more" }}{{ .Values.more }}{{ end }}`},
		file{name: "web/charts/lib/templates/_unused.tpl", text: `{{ define "lib.unused" }}{{ .Values.unused }}{{ end }}`},
		file{name: "web/charts/db/Chart.yaml", text: "name: db\n"},
		file{name: "web/charts/db/templates/a.yaml", text: `{{ .Values.size }}{{ .Values.global.zone }}`},
	)
	for path, want := range map[string]chart.Use{
		"labels": chart.Whole, "more": chart.Whole, "unused": chart.Unused, "domain": chart.Whole, "fromFile": chart.Whole,
		"store": chart.Prefix, "store.size": chart.Whole, "store.other": chart.Unused,
		"db.size": chart.Unused, "size": chart.Unused,
		"store.enabled": chart.Tested, "tags.backend": chart.Tested, "tags.other": chart.Unused, "global.store": chart.Tested,
		"global.zone": chart.Whole, "global.other": chart.Unused, "network.port": chart.Whole,
		"store.net": chart.Prefix, "store.net.port": chart.Whole, "store.net.host": chart.Unused,
	} {
		if got := c.Uses(split(path)); got != want {
			t.Errorf("use of %q is %d, want %d", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"labels":      "charts/lib/templates/_labels.tpl",
		"store.size":  "charts/db/templates/a.yaml",
		"store":       "",
		"global.zone": "charts/db/templates/a.yaml",
		"network":     "templates/a.yaml",
		"domain":      "values.yaml",
		"nothing":     "",
	} {
		if got := strings.Join(c.UsedIn(split(path)), " "); got != want {
			t.Errorf("%q is used in %q, want %q", path, got, want)
		}
	}
}

// A template whose include is worked out may include any helper of the archive.
func TestUsesOfDynamicInclude(t *testing.T) {
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/templates/a.yaml", text: `{{ include (print "lib." .Values.kind) . }}`},
		file{name: "web/charts/lib/Chart.yaml", text: "name: lib\n"},
		file{name: "web/charts/lib/templates/_a.tpl", text: `{{ define "lib.a" }}{{ .Values.a }}{{ end }}`},
		file{name: "web/charts/lib/templates/b.yaml", text: `{{ .Values.b }}`},
	)
	for path, want := range map[string]chart.Use{
		"a": chart.Whole, "b": chart.Unused, "kind": chart.Whole, "lib.b": chart.Whole,
	} {
		if got := c.Uses(split(path)); got != want {
			t.Errorf("use of %q is %d, want %d", path, got, want)
		}
	}
}

// Templates made to exhaust a parser or walker cost little.
func TestUsesOfHostileTemplates(t *testing.T) {
	for name, template := range map[string]string{
		"nested actions":  strings.Repeat("{{ with .Values.a }}", 19_000) + strings.Repeat("{{ end }}", 900),
		"nested with":     strings.Repeat("{{ with .Values }}{{ with .a }}", 4_000) + strings.Repeat("{{ end }}", 8_000),
		"many actions":    strings.Repeat("{{ if .Values.a }}", 200_000),
		"parentheses":     "{{ .Values.a }}{{" + strings.Repeat("(", 500_000),
		"long chain":      "{{ .Values" + strings.Repeat(".a", 500_000) + " }}",
		"large":           "{{ .Values.a }}" + strings.Repeat("text ", 900_000),
		"never closed":    strings.Repeat("{{ .Values.a ", 300_000),
		"many parameters": "{{ print" + strings.Repeat(" .Values.a", 100_000) + " }}",
	} {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/templates/a.yaml", text: template})
			if got := c.Uses([]string{"a"}); got == chart.Unused {
				t.Error("the use of a is not found")
			}
		})
	}
}
