package chart_test

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// merged is a chart with subcharts whose values interlock.
func merged(t testing.TB) *chart.Chart {
	return mustParse(t,
		file{name: "web/Chart.yaml", text: meta + `dependencies:
- {name: db, alias: store, tags: [backend]}
- {name: db, alias: archive, import-values: [{child: net, parent: network.db}, shared]}
- {name: absent}
`},
		file{name: "web/values.yaml", text: `# Web server.

replicas: 1 # how many
empty: {}
list: []
nothing:
items:
  - name: x
text: ""
base: &base
  a: 1
derived:
  <<: *base
  b: 2
copied: *base
resources: {}
  # -- Limits of the container.
  # limits:
  #   cpu: 100m
  #   memory: 1Gi
  # requests:
  #   cpu: 50m
# -- Class of the ingress.
# ingressClass: nginx
ingress:
  # host: example.com
  enabled: false
  #tls: true
global:
  zone: a
store:
  port: 1
  extra: x
`},
		file{name: "web/charts/db/Chart.yaml", text: "name: db\n"},
		file{name: "web/charts/db/values.yaml", text: `# -- Port of the database.
port: 5432
user:
  name: admin
net:
  cidr: 10.0.0.0/8
exports:
  shared:
    fromChild: 1
global:
  region: b
`},
		file{name: "web/charts/bare/Chart.yaml", text: "name: bare\n"},
	)
}

func TestLookup(t *testing.T) {
	c := merged(t)
	for path, want := range map[string]struct {
		status  chart.Status
		open    bool
		source  string // of the default
		definer string // chart
	}{
		"":                     {chart.Known, false, "-", "web"},
		"replicas":             {chart.Known, true, "1", "web"},
		"replicas.x":           {chart.Free, true, "", ""},
		"replica":              {chart.Unknown, true, "", ""},
		"replica.x":            {chart.Free, true, "", ""},
		"empty":                {chart.Known, true, "{}", "web"},
		"empty.any.thing":      {chart.Free, true, "", ""},
		"list":                 {chart.Known, true, "[]", "web"},
		"list.0":               {chart.Free, true, "", ""},
		"nothing":              {chart.Known, true, "", "web"},
		"nothing.x":            {chart.Free, true, "", ""},
		"items":                {chart.Known, true, "- name: x", "web"},
		"text.x":               {chart.Free, true, "", ""},
		"derived.a":            {chart.Known, true, "1", "web"},
		"derived.b":            {chart.Known, true, "2", "web"},
		"derived.c":            {chart.Unknown, true, "", ""},
		"copied.a":             {chart.Known, true, "1", "web"},
		"copied.b":             {chart.Unknown, true, "", ""},
		"resources.limits":     {chart.Commented, false, "-", "web"},
		"resources.limits.cpu": {chart.Commented, true, "100m", "web"},
		"resources.limits.gpu": {chart.Unknown, true, "", ""},
		"resources.other":      {chart.Free, true, "", ""},
		"ingressClass":         {chart.Commented, true, "nginx", "web"},
		"ingress":              {chart.Known, false, "enabled: false", "web"},
		"ingress.host":         {chart.Commented, true, "example.com", "web"},
		"ingress.tls":          {chart.Commented, true, "true", "web"},
		"ingress.hosts":        {chart.Unknown, true, "", ""},
		"db":                   {chart.Unknown, true, "", ""},
		"tags":                 {chart.Implied, true, "", ""},
		"absent":               {chart.Implied, true, "", ""},
		"absent.x":             {chart.Free, true, "", ""},
		"bare":                 {chart.Implied, true, "", "bare"},
		"bare.x":               {chart.Free, true, "", ""},
		"store":                {chart.Known, false, "-", "web"},
		"store.port":           {chart.Known, true, "1", "web"},
		"store.extra":          {chart.Known, true, "x", "web"},
		"store.user":           {chart.Known, false, "name: admin", "db"},
		"store.user.name":      {chart.Known, true, "admin", "db"},
		"store.usr":            {chart.Unknown, true, "", ""},
		"archive":              {chart.Implied, false, "-", "db"},
		"archive.port":         {chart.Known, true, "5432", "db"},
		"network":              {chart.Implied, true, "", ""},
		"network.db.cidr":      {chart.Known, true, "10.0.0.0/8", "db"},
		"fromChild":            {chart.Known, true, "1", "db"},
		"global":               {chart.Known, false, "zone: a", "web"},
		"global.zone":          {chart.Known, true, "a", "web"},
		"global.region":        {chart.Known, true, "b", "db"},
		"global.other":         {chart.Unknown, true, "", ""},
		"store.global.region":  {chart.Known, true, "b", "db"},
		"bare.global":          {chart.Implied, true, "", ""},
	} {
		s := c.Lookup(split(path))
		if s.Status != want.status || s.Open() != want.open {
			t.Errorf("%q: status %d, open %v; want %d, %v", path, s.Status, s.Open(), want.status, want.open)
		}
		if want.source != "-" && s.Value().Source() != want.source {
			t.Errorf("%q: default is %q, want %q", path, s.Value().Source(), want.source)
		}
		definer := ""
		if s.Chart() != nil {
			definer = s.Chart().Name
		}
		if definer != want.definer {
			t.Errorf("%q: default of %q, want %q", path, definer, want.definer)
		}
	}
}

func TestKeys(t *testing.T) {
	c := merged(t)
	for path, want := range map[string]string{
		"": "replicas empty list nothing items text base derived copied resources ingress global store network " +
			"fromChild bare archive tags absent ingressClass",
		"derived":          "b a",
		"resources":        "limits requests",
		"resources.limits": "cpu memory",
		"ingress":          "enabled host tls",
		"global":           "zone region",
		"store":            "port extra user net exports global",
		"network":          "db",
		"network.db":       "cidr",
		"replicas":         "",
		"items":            "",
		"nowhere.at.all":   "",
	} {
		keys := c.Lookup(split(path)).Keys()
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%q: got  %s\nwant %s", path, got, want)
		}
		for _, key := range keys {
			if s := c.Lookup(append(split(path), key)); s.Status < chart.Commented {
				t.Errorf("%q: key %s has status %d", path, key, s.Status)
			}
		}
	}
}

func TestPlace(t *testing.T) {
	c := merged(t)
	for path, want := range map[string]string{
		"replicas": "replicas: 1", "ingressClass": "ingressClass: nginx", "ingress.tls": "tls: true",
		"resources.limits.memory": "memory: 1Gi",
		"store.user.name":         "name: admin", "archive": "", "": "", "nothing.x": "",
	} {
		s := c.Lookup(split(path))
		r, ok := s.Place()
		if ok != (want != "") {
			t.Errorf("%q: place %v", path, ok)
		}
		if !ok {
			continue
		}
		key, _, _ := strings.Cut(want, ":")
		if text := s.Chart().Values().Text; r.Of(text) != key || !strings.HasPrefix(text[r.Start:], want) {
			t.Errorf("%q: place is %q, want %q", path, r.Of(text), want)
		}
	}
}

// A mapping that cannot be read in full may hold any key.
func TestBrokenValues(t *testing.T) {
	c := mustParse(t,
		file{name: "web/Chart.yaml", text: meta},
		file{name: "web/values.yaml", text: "good:\n  a: 1\nbad:\n  b: 1\n  just words\n  c: 2\n"})
	if s := c.Lookup([]string{"good", "z"}); s.Status != chart.Unknown {
		t.Errorf("good.z has status %d", s.Status)
	}
	if s := c.Lookup([]string{"bad", "z"}); s.Status == chart.Unknown {
		t.Error("bad.z is unknown, though not all of bad can be read")
	}
}

// Aliases made to multiply cost little.
func TestHostileMergeKeys(t *testing.T) {
	var b strings.Builder
	b.WriteString("m0: &m0 {x: 1}\n")
	for i := 1; i < 40; i++ {
		prev := "*m" + string(rune('A'+i-2))
		if i == 1 {
			prev = "*m0"
		}
		name := string(rune('A' + i - 1))
		b.WriteString("k" + name + ": &m" + name + "\n  <<: [" + strings.Repeat(prev+", ", 9) + prev + "]\n")
	}
	c := mustParse(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/values.yaml", text: b.String()})
	last := c.Lookup([]string{"k" + string(rune('A'+38))})
	if last.Status != chart.Known {
		t.Fatalf("status %d", last.Status)
	}
	if s := last.Child("nosuch"); s.Status == chart.Known {
		t.Errorf("status %d", s.Status)
	}
	last.Keys()
}

func FuzzChart(f *testing.F) {
	f.Add("a: 1 # x\n# b: 2\nc: {}\n  # d: 3\n", "{{ with .Values.a }}{{ .b }}{{ end }}", "a.b")
	f.Add("x: &x {a: *x, <<: *x}\n#- a: |\n#   b\n", `{{ index .Values "a" (get .Values "b") | default . }}`, "x.a.a")
	f.Add("## @param a.b [x] text\na:\n  # -- doc\n  # @default -- none\n  b:\n",
		"{{ range $k, $v := .Values }}{{ $v }}{{ else }}{{ bad | }}", "a.b")
	f.Fuzz(func(t *testing.T, values, template, path string) {
		c := mustParse(t, file{name: "web/Chart.yaml", text: meta + "dependencies: [{name: s, import-values: [a]}]\n"},
			file{name: "web/values.yaml", text: values}, file{name: "web/templates/a.yaml", text: template},
			file{name: "web/charts/s/Chart.yaml", text: "name: s\n"}, file{name: "web/charts/s/values.yaml", text: values})
		c.Uses(split(path))
		c.UsedIn(split(path))
		c.Lookup(split(path)).Doc()
		left := 200
		var walk func(s chart.Scope)
		walk = func(s chart.Scope) {
			for _, key := range s.Keys() {
				if left--; left < 0 {
					return
				}
				child := s.Child(key)
				if child.Status == chart.Unknown || child.Status == chart.Free {
					t.Fatalf("key %q of %q has status %d", key, values, child.Status)
				}
				if r, ok := child.Place(); ok && (r.Start < 0 || r.End > len(child.Chart().Values().Text)) {
					t.Fatalf("key %q is outside the text: %v", key, r)
				}
				child.Doc()
				walk(child)
			}
		}
		walk(c.Defaults())
	})
}
