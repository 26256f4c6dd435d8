package value_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func demo(archive string) *pack.Pack {
	fsys := packtest.NewFS(packtest.Complete("demo", txtar.Parse([]byte(archive)).Files))
	s := pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
	return s.Pack(packtest.Path("demo"))
}

func TestAt(t *testing.T) {
	root := syntax.ParseYAML(`
charts:
  web:
    port: 80
    "a.b": {c: 1, d.e: 2}
    hosts: [{name: x}, {name: y}, {}]
    common: &common {level: info}
    log: {<<: *common, file: out}
    copy: *common
    empty:
`).Root()
	for path, want := range map[string]string{
		"charts.web.port":               "80",
		"charts.web.a.b.c":              "1",
		"charts.web.a.b.d.e":            "2",
		"charts.web.hosts.$[].name":     "x y",
		"charts.web.hosts.$[]":          "{name: x} {name: y} {}",
		"charts.web.hosts.1.name":       "y",
		"charts.web.log.level":          "info",
		"charts.web.copy.level":         "info",
		"charts.web.empty":              "",
		"charts.web.none":               "(none)",
		"charts.web.port.more":          "(none)",
		"charts.web.port.$[]":           "(none)",
		"":                              "(none)",
		".":                             "(none)",
		strings.Repeat("charts.", 5000): "(none)",
	} {
		got := "(none)"
		if found := value.At(root, path); found != nil {
			var sources []string
			for _, n := range found {
				sources = append(sources, n.Source())
			}
			got = strings.Join(sources, " ")
		}
		if got != want {
			t.Errorf("%.60q: got %s, want %s", path, got, want)
		}
	}
}

func TestWay(t *testing.T) {
	root := syntax.ParseYAML("a: &a {b.c: {d: [{e: 1}]}}\nf: *a\ng: {<<: *a}\n").Root()
	for path, want := range map[string]string{
		"a.b.c.d.0.e":   "a a/b.c a/b.c/d a/b.c/d/$[] a/b.c/d/$[]/e",
		"f.b.c":         "f a/b.c",
		"g.b.c":         "g a/b.c",
		"a.b.c.x.1.y":   "a a/b.c a/b.c/x a/b.c/x/$[] a/b.c/x/$[]/y",
		"a.b.c.d.$[].z": "a a/b.c a/b.c/d a/b.c/d/$[] a/b.c/d/$[]/z",
		"nothing.here":  "nothing nothing/here",
	} {
		segments := strings.Split(path, ".")
		_, way := value.Walk(root, segments)
		var got []string
		for _, step := range way.Complete(segments) {
			got = append(got, strings.Join(step.Path(), "/"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %s, want %s", path, strings.Join(got, " "), want)
		}
	}
}

func TestHas(t *testing.T) {
	p := demo(`
-- demo/values.yaml --
manifests: {app: {replicas: 1}}
-- demo/presets.yaml --
presets:
  - {name: small, group: Size, remove: [], add: "manifests: {app: {level: debug}}"}
`)
	for path, want := range map[string]bool{
		"manifests.app.replicas": true, "manifests.app.level": true, "manifests.app.other": false,
	} {
		if value.Has(p, path) != want {
			t.Errorf("Has(%s) is %t", path, !want)
		}
	}
}

// TestParam: which values a parameter reference can mean.
func TestParam(t *testing.T) {
	p := demo(`
-- demo/pack.json --
{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "charts": ["charts/v.tgz"]}
-- demo/charts/v.tgz/Chart.yaml --
{name: v, version: 1.0.0}
-- demo/charts/v.tgz/values.yaml --
defaults: {only: {here: 1}}
-- demo/values.yaml --
charts:
  x: {requests: {cpu: 1}}
  y: {requests: {cpu: 2}}
  w: {a.b: {requests: {memory: 3}}}
top: {level: 4}
-- demo/presets.yaml --
presets:
  - {name: one, group: G, remove: [], add: "charts: {z: {requests: {cpu: 5}}}"}
  - {name: two, group: G, remove: [], add: "charts: {z: {requests: {cpu: 6}}}"}
`)
	for ref, want := range map[string][]string{
		"charts.x.requests.cpu":          {"charts/x/requests/cpu=1"},
		"requests.cpu":                   {"charts/x/requests/cpu=1", "charts/y/requests/cpu=2"},
		"charts.z.requests.cpu":          {"charts/z/requests/cpu=5", "charts/z/requests/cpu=6"},
		"a.b.requests.memory":            {"charts/w/a.b/requests/memory=3"},
		"charts.v.defaults.only.here":    {"charts/v/defaults/only/here=1"},
		"only.here":                      {"charts/v/defaults/only/here=1"},
		"top.level":                      {"top/level=4"},
		"charts.x.requests.nothing":      nil,
		"charts.x.requests.$[].brackets": nil,
		"":                               nil,
	} {
		var got []string
		for _, target := range value.Param(p, ref) {
			got = append(got, strings.Join(target.Path(), "/")+"="+target.Text())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", ref, got, want)
		}
	}
}
