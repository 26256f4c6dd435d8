package render

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// readAlike are texts that FromNode and Helm's reader must take for the same.
var readAlike = []string{
	"a: 1\nb: 1.5\nc: yes\nd: off\ne: ~\nf: null\ng:\nh: 'x'\ni: \"y\\n\"\n",
	"a: 0644\nb: 0x1F\nc: 0o17\nd: 1_000\ne: +5\nf: -3\ng: 1e3\nh: .5\ni: 12345678901234567890\nj: 0b11\nk: 1.\n",
	"a: 2020-01-02\nb: 1.2.3\nc: 10:20\nd: 128Mi\ne: '5'\nf: !!str 5\n",
	"1: a\n1.5: b\ntrue: c\nyes: d\n0x10: e\n'7': f\n",
	"a: &x {k: v, l: m}\nb: *x\n" +
		"c:\n  k: before\n  <<: *x\n  z: 1\nd:\n  <<: *x\n  k: after\ne:\n  <<: [*x, {k: w, n: o}]\n",
	"a: 1\na: 2\nb: {c: 1, c: 2}\n",
	"a: |\n  x\n  y\nb: >-\n  x\n  y\nc: []\nd: {}\ne: [1, [2], {f: g}]\n",
	"a:\n- b: c\n  d: e\n-\n- null\n",
	"",
	"# only a comment\n",
}

func TestFromNodeReadsAsHelm(t *testing.T) {
	for _, text := range readAlike {
		want, err := funcs.ReadValues(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if got := valuesOf(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\ngot  %v\nwant %v", text, got, want)
		}
	}
}

func TestFromNodeReadsCorpusAsHelm(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpus.Packs(t), "*", "values.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no values.yaml in the corpus: %v", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := funcs.ReadValues(string(text)); err == nil && !reflect.DeepEqual(valuesOf(string(text)), want) {
			t.Errorf("%s is read differently", path)
		}
	}
}

func TestWithAndWithout(t *testing.T) {
	v := valuesOf("a: {b: [1, {c: 2}], d: 3}\n")
	before := valuesOf("a: {b: [1, {c: 2}], d: 3}\n")
	for _, tc := range []struct {
		got  map[string]any
		want string
	}{
		{With(v, []string{"a", "b", "1", "c"}, "x"), "a: {b: [1, {c: x}], d: 3}"},
		{With(v, []string{"a", "e", "f"}, true), "a: {b: [1, {c: 2}], d: 3, e: {f: true}}"},
		{With(v, []string{"a", "d", "f"}, nil), "a: {b: [1, {c: 2}], d: {f: null}}"},
		{Without(v, []string{"a", "b", "1", "c"}), "a: {b: [1, {}], d: 3}"},
		{Without(v, []string{"a", "b", "0"}), "a: {b: [{c: 2}], d: 3}"},
		{Without(v, []string{"a", "b", "7"}), "a: {b: [1, {c: 2}], d: 3}"},
		{Without(v, []string{"x"}), "a: {b: [1, {c: 2}], d: 3}"},
		{Without(v, []string{"a"}), "{}"},
	} {
		if want := valuesOf(tc.want); !reflect.DeepEqual(tc.got, want) {
			t.Errorf("got %v, want %v", tc.got, want)
		}
	}
	if !reflect.DeepEqual(v, before) {
		t.Errorf("the values have changed: %v", v)
	}
}

func TestMacros(t *testing.T) {
	m := Macros(DefaultMacros)
	for text, want := range map[string]string{
		`{{ .spectro.system.cluster.name }}`:                                    "alpha",
		`x-{{.spectro.system.cluster.uid}}-y`:                                   "x-65a1c3f0e8b7d29461f0a3c5-y",
		`{{ .spectro.system.kubernetes.version | substr 0 4 }}`:                 "1.34",
		`{{ .spectro.system.cluster.kubevip }}`:                                 "10.10.0.10",
		`{{ .spectro.pack.my-pack.charts.x.port | default "1" }}`:               "443",
		`{{ .spectro.macro.name | upper | quote }}`:                             `"ALPHA"`,
		`{{ .Values.x }} {{ .spectro.var.y }}`:                                  "{{ .Values.x }} alpha",
		`{{ include "x" . }}`:                                                   `{{ include "x" . }}`,
		`{{ if .spectro.system.x }}a{{ end }}`:                                  `{{ if .spectro.system.x }}a{{ end }}`,
		`{{ .spectro.system.cluster.name | nosuch }}`:                           "alpha",
		`{{ printf "%s/%s" .spectro.var.password .spectro.system.user.email }}`: "Kuci9DatoRebu/alpha@example.com",
	} {
		if got := m.Resolve(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	text := "a: '{{ .spectro.system.reverseproxy.port }}'\nb: \"{{ .spectro.var.x }}\"\n"
	v := FromNode(syntax.ParseYAML(text).Root(), OtherMacros)
	if want := map[string]any{"a": "8443", "b": "bravo-2"}; !reflect.DeepEqual(v, want) {
		t.Errorf("got %v, want %v", v, want)
	}
}

// separator is what Helm splits manifests at (releaseutil.SplitManifests).
var separator = regexp.MustCompile(`(?:^|\s*\n)---\s*`)

// FuzzSplit: texts are split as Helm splits them, and lines are right.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "---", "a\n---\nb", "---\n---\na", "a\n--- # x\nb\n",
		"\n\n---\n\na: |\n  x\n---", "a ---\nb", "a\n----\nb",
		"a\r\n---\r\nb", "---a\n---b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\v") || strings.ToValidUTF8(s, "") != s ||
			strings.ContainsFunc(s, func(r rune) bool { return r > 126 }) {
			return // strings.TrimSpace knows more space than YAML and package regexp do
		}
		var want []string
		for _, d := range separator.Split(strings.TrimSpace(s), -1) {
			if d != "" {
				want = append(want, strings.TrimSpace(d))
			}
		}
		got := split(s)
		if len(got) != len(want) {
			t.Fatalf("%q: got %v, want %q", s, got, want)
		}
		lines := strings.Split(s, "\n")
		for i := range got {
			first, _, _ := strings.Cut(got[i].text, "\n")
			if got[i].text != want[i] || !strings.Contains(lines[got[i].line], strings.TrimRight(first, "\r")) {
				t.Fatalf("%q: got %v, want %q", s, got, want)
			}
		}
	})
}
