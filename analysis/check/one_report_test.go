package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestOneReportInValues says which checks report a mistake in values.yaml that several could have a word about.
func TestOneReportInValues(t *testing.T) {
	const head = "pack:\n  namespace: demo\n  content:\n    images:\n" +
		"      - image: docker.io/example/agent:1.2.0\ncharts:\n  agent:\n"
	tests := []struct{ name, values, settings, want string }{
		{"both schemas", "    service:\n      type: Bad\n", "", "warning schema/default-mismatch"},
		{"both schemas, one switched off", "    service:\n      type: Bad\n", "checks: {schema/default-mismatch: off}", "warning values/chart-schema"},
		{"the chart's schema", "    service:\n      port: 99999\n", "", "warning values/chart-schema"},
		{"lost indentation of keys that a schema names elsewhere", "    service:\n    type: ClusterIP\n    port: 80\n", "", "warning values/lost-indent"},
		{"a misspelled key that a schema forbids", "    strict:\n      iner: {}\n", "", "warning values/chart-schema"},
		{"a misspelled key, the schema's check switched off", "    strict:\n      iner: {}\n", "checks: {values/chart-schema: off}", "warning values/unknown-chart-value"},
		{"a key a level too high that a schema forbids there", "    strict:\n      first: 1\n", "", "warning values/chart-schema"},
		{"lost indentation of keys that a schema forbids", "    strict:\n      inner:\n      first: 1\n      second: 2\n", "", "warning values/lost-indent"},
		{"lost indentation that makes a key stand twice", "    replicas: 1\n    strict:\n      inner:\n      first: 1\n      second: 2\n      first: 3\n", "", "error values/lost-indent"},
		{"a key that is a boolean", "    replicas: 1\n    on: 1\n", "", "warning values/retyped-key"},
		{"a key with spaces", "    service: {}\n    rep licas: 3\n", "", "warning values/key-with-space"},
		{"a section without values", "", "", "information values/chart-section-empty"},
		{"quotes in a quoted macro", "    replicas: \"{{ .spectro.system.cluster.name | default \"1\" }}\"\n", "", "error yaml/syntax"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := chartSnapshot(head+tt.values, tt.settings).Pack(packtest.Path("demo"))
			found, err := runChecks(p, p.Values)
			if err != nil {
				t.Fatal(err)
			}
			if got := codesOf(found); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestLostQuote takes each quote out of a pack.json in turn. That is one mistake, in whatever key or value it is.
func TestLostQuote(t *testing.T) {
	const meta = `{
  "name": "demo",
  "displayName": "Demo",
  "version": "1.0.0",
  "layer": "addon",
  "addonType": "app services",
  "cloudTypes": ["all"],
  "annotations": {
    "source": "community",
    "contributor": "demo"
  },
  "kubeManifests": ["manifests/app.yaml", "manifests/more.yaml"],
  "constraints": {
    "dependencies": [
      {
        "packName": "kubernetes",
        "layer": "k8s",
        "minVersion": "1.29",
        "type": "optional"
      }
    ]
  }
}
`
	more := []txtar.File{
		{Name: "demo/manifests/app.yaml", Data: []byte("kind: Namespace\n")},
		{Name: "demo/manifests/more.yaml", Data: []byte("kind: Namespace\n")},
	}
	if found := diagnoseMeta(t, meta, "", more...); len(found) > 0 {
		t.Fatalf("with all quotes: %s", codesOf(found))
	}
	for i := range meta {
		if meta[i] != '"' {
			continue
		}
		found := diagnoseMeta(t, meta[:i]+meta[i+1:], "", more...)
		if got := codesOf(found); got != "error json/syntax" {
			line := meta[strings.LastIndexByte(meta[:i], '\n')+1:]
			line, _, _ = strings.Cut(line, "\n")
			t.Errorf("without the quote at %d of %s: %s", i-strings.LastIndexByte(meta[:i], '\n'), line, got)
		}
	}
}

// TestOneReportOnceRendered says which checks report a mistake in values.yaml before and after the pack is rendered.
func TestOneReportOnceRendered(t *testing.T) {
	const head = "pack:\n  namespace: demo\n  content:\n    images:\n" +
		"      - image: docker.io/example/agent:1.2.0\ncharts:\n  agent:\n"
	const template = "agent/templates/app.yaml"
	tests := []struct{ name, values, settings, before, after, message string }{
		{"a text for a mapping", "    image: mistaken\n", "", "warning values/value-kind", "error deploy/render",
			"a template of the chart fails: can't evaluate field tag in type interface {} (" + template + ", line 5)"},
		{"a mapping for a text, which is to blame inside", "    level:\n      value: info\n", "",
			"warning values/value-kind", "error deploy/rejected", ""},
		{"a value that nothing uses", "    extra: [a]\n", "", "warning values/value-kind",
			"information values/value-kind", ""},
		{"a severity of its own", "    extra: [a]\n", "checks: {values/value-kind: error}", "error values/value-kind",
			"error values/value-kind", ""},
		{"something else is wrong", "    image: mistaken\n    extra: [a]\n", "",
			"warning values/value-kind, warning values/value-kind", "error deploy/render, warning values/value-kind", ""},
		{"null for a mapping", "    image: null\n", "", "hint values/null-over-map", "error deploy/render",
			"a template of the chart fails: nil pointer evaluating interface {}.tag (" + template + `, line 5); "image" is ` +
				"null, which deletes the chart's defaults under it (tag, digest)"},
		{"null for a mapping that nothing needs", "    unused: null\n", "", "hint values/null-over-map",
			"hint values/null-over-map", ""},
		{"lost indentation", "    image:\n    tag: a\n    digest: b\n", "", "warning values/lost-indent",
			"error values/lost-indent", `"image" has no value, which deletes the chart's defaults under it; indent tag, ` +
				"digest to put them under it; now a template of the chart fails: nil pointer evaluating interface {}.tag (" +
				template + ", line 5)"},
		{"the check of rendering is off", "    image: mistaken\n", "checks: {deploy/render: off}",
			"warning values/value-kind", "warning values/value-kind", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := renderedSnapshot(head+tt.values, tt.settings)
			p := s.Pack(packtest.Path("demo"))
			found, err := runChecks(p, p.Values)
			if err != nil {
				t.Fatal(err)
			}
			if got := codesOf(found); got != tt.before {
				t.Errorf("before it is rendered: got %s, want %s", got, tt.before)
			}
			if _, err := check.Deploy(t.Context(), s, p); err != nil {
				t.Fatal(err)
			}
			if found, err = runChecks(p, p.Values); err != nil {
				t.Fatal(err)
			}
			if got := codesOf(found); got != tt.after {
				t.Errorf("after it is rendered: got %s, want %s", got, tt.after)
			}
			if tt.message != "" && (len(found) == 0 || found[0].Message != tt.message) {
				t.Errorf("got %+v, want the message %s", found, tt.message)
			}
		})
	}
}

// renderedSnapshot holds a pack, in the folder demo, with a chart that gives one object.
func renderedSnapshot(values, settings string) *pack.Snapshot {
	const meta = `{"name": "demo", "displayName": "Demo", "version": "1.2.0", "layer": "addon", "addonType": "logging",
  "cloudTypes": ["all"],
  "annotations": {"source": "community"}, "charts": ["charts/agent-1.2.0.tgz"]}`
	const archive = "demo/charts/agent-1.2.0.tgz/"
	var files []txtar.File
	for name, content := range map[string]string{
		"demo/pack.json": meta, "demo/values.yaml": values, ".pack-lsp.yaml": settings,
		archive + "Chart.yaml":  "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
		archive + "values.yaml": "image:\n  tag: a\n  digest: b\nlevel: info\nunused:\n  a: 1\nextra: false\n",
		archive + "templates/app.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n" +
			"  tag: {{ .Values.image.tag }}-{{ .Values.image.digest }}\n  level: {{ toYaml .Values.level | nindent 4 }}\n" +
			"  x: {{ and .Values.extra .Values.unused | empty | quote }}\n",
	} {
		files = append(files, txtar.File{Name: name, Data: []byte(content)})
	}
	fsys := packtest.NewFS(packtest.Complete("demo", files))
	return pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root})
}

// chartSnapshot holds a pack, in the folder demo, with a chart that has a schema, and with constraints of its own.
func chartSnapshot(values, settings string) *pack.Snapshot {
	const meta = `{"name": "demo", "displayName": "Demo", "version": "1.2.0", "layer": "addon", "addonType": "logging",
  "cloudTypes": ["all"],
  "annotations": {"source": "community", "contributor": "demo"}, "charts": ["charts/agent-1.2.0.tgz"]}`
	const rules = `{"type": "object", "properties": {"replicas": {"type": "integer"}, ` +
		`"service": {"type": "object", "properties": ` +
		`{"type": {"enum": ["ClusterIP", "NodePort"]}, "port": {"type": "integer", "maximum": 65535}}}, ` +
		`"strict": {"additionalProperties": false, "properties": {` +
		`"inner": {"additionalProperties": false, "properties": ` +
		`{"first": {}, "second": {}}}}}}}`
	const archive = "demo/charts/agent-1.2.0.tgz/"
	var files []txtar.File
	for name, content := range map[string]string{
		"demo/pack.json": meta, "demo/values.yaml": values, ".pack-lsp.yaml": settings,
		"demo/schema.yaml": "charts.agent.service.type:\n" +
			"  schema: '{{ format \"${list:[ClusterIP,NodePort]}\" | hints \"how it is reached\" }}'\n",
		archive + "Chart.yaml": "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
		archive + "values.yaml": "replicas: 1\nservice:\n  type: ClusterIP\n  port: 80\n" +
			"strict:\n  inner:\n    first: 1\n    second: 2\n",
		archive + "values.schema.json": rules,
		archive + "templates/app.yaml": "{{ .Values.replicas }}{{ toYaml .Values.service }}" +
			"{{ .Values.strict.inner.first }}{{ .Values.strict.inner.second }}",
	} {
		files = append(files, txtar.File{Name: name, Data: []byte(content)})
	}
	fsys := packtest.NewFS(packtest.Complete("demo", files))
	return pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root})
}

// TestLinkedValues has a values.yaml that is a link out of the pack's folder, which is not read.
func TestLinkedValues(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "demo")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"shared.yaml": "pack: [\n", "demo/logo.png": "\x89PNG\r\n\x1a\n", "demo/README.md": "",
		"demo/pack.json": `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "os",
  "cloudTypes": ["all"], "annotations": {"source": "community", "contributor": "demo"}}`,
	} {
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	packtest.Symlink(t, filepath.Join(root, "shared.yaml"), filepath.Join(dir, "values.yaml"))
	for folder, want := range map[string]string{dir: "warning files/path-escape", root: ""} {
		p := pack.NewSnapshot(disk.OS{}, chart.NewCache(), today).WithFolders([]string{folder}).Pack(dir)
		found, err := runChecks(p, p.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if got := codesOf(found); got != want {
			t.Errorf("in %s: got %s, want %s", filepath.Base(folder), got, want)
		}
	}
}

// TestLinkedEntries has entries of pack.json that are links out of the pack's folder, or are reached
// through one.
func TestLinkedEntries(t *testing.T) {
	root := t.TempDir()
	outside, dir := filepath.Join(root, "outside"), filepath.Join(root, "demo")
	for _, folder := range []string{outside, filepath.Join(dir, "charts")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{
		"outside/app.tgz": "no archive", "outside/app.yaml": "a: [\n", "demo/logo.png": "\x89PNG\r\n\x1a\n",
		"demo/README.md": "", "demo/values.yaml": "",
		"demo/pack.json": `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", 
  "addonType": "logging",
  "cloudTypes": ["all"],
  "annotations": {"source": "community", "contributor": "demo"}, "charts": ["charts/app.tgz"],
	"kubeManifests": ["manifests/app.yaml"]}`,
	} {
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(name)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for to, from := range map[string]string{outside: filepath.Join(dir, "manifests"),
		filepath.Join(outside, "app.tgz"): filepath.Join(dir, "charts", "app.tgz")} {
		packtest.Symlink(t, to, from)
	}
	p := pack.NewSnapshot(disk.OS{}, chart.NewCache(), today).WithFolders([]string{dir}).Pack(dir)
	found, err := runChecks(p, p.JSON)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := codesOf(found), "warning files/path-escape, warning files/path-escape"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, d := range found {
		if !strings.Contains(d.Message, "is a link that leads out of the pack's folder") {
			t.Error(d.Message)
		}
	}
}
