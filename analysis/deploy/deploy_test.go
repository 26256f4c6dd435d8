package deploy_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// metaOf is a pack.json with a member in addition to what every pack has.
func metaOf(more string) string {
	return `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", ` +
		`"cloudTypes": ["all"], "annotations": {"source": "community"}, ` + more + `}`
}

const (
	configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: 5}\n"
	oneChart  = `"charts": ["charts/agent-1.2.0.tgz"]`
	archive   = "charts/agent-1.2.0.tgz/"
)

// snapshotOf holds a pack in the folder demo.
func snapshotOf(files map[string]string) *pack.Snapshot {
	var list []txtar.File
	for name, content := range files {
		list = append(list, txtar.File{Name: "demo/" + name, Data: []byte(content)})
	}
	return packtest.OnDisk(list)
}

// edited is s with another text of a file of demo in an editor.
func edited(s *pack.Snapshot, name, content string, version int32) *pack.Snapshot {
	return s.WithOpen(packtest.Path("demo", name), version, text.New(content))
}

// findingsIn are what deploying demo runs into: the code, and what is underlined in the file as it is now.
func findingsIn(t *testing.T, s *pack.Snapshot) string {
	t.Helper()
	p := s.Pack(packtest.Path("demo"))
	r, err := deploy.Of(t.Context(), s, p)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range r.Findings {
		all = append(all, string(f.Code)+" "+f.Range.Of(p.File(f.File.Path).Text.String()))
	}
	return strings.Join(all, ", ")
}

// TestEdits edits a file of a pack, which must give what opening the pack with the new text gives.
func TestEdits(t *testing.T) {
	manifests := metaOf(`"kubeManifests": ["manifests/app.yaml"]`)
	chart := map[string]string{
		"pack.json":                  metaOf(oneChart),
		archive + "Chart.yaml":       "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
		archive + "values.yaml":      "size: 1\n",
		archive + "templates/a.yaml": configMap,
	}
	old := maps.Clone(chart)
	old[archive+"templates/a.yaml"] = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n" +
		"spec: {minAvailable: 1}\n"
	bounds := func(newest string) string {
		return metaOf(oneChart + `, "constraints": {"dependencies": [{"packName": "kubernetes", "layer": "k8s", ` +
			`"minVersion": "1.20.0", "maxVersion": "` + newest + `", "type": "optional"}]}`)
	}
	for _, tt := range []struct {
		name                string
		files               map[string]string
		file, before, after string
		want                string
	}{
		{"a manifest without values.yaml", map[string]string{"pack.json": manifests}, "manifests/app.yaml",
			configMap, "# more\n\n" + configMap, "deploy/rejected 5"},
		{"one that is mended", map[string]string{"pack.json": manifests}, "manifests/app.yaml",
			configMap, strings.Replace(configMap, "5", `"5"`, 1), ""},
		{"lines above a chart", chart, "pack.json", metaOf(oneChart), "\n\n\n" + metaOf(oneChart),
			`deploy/rejected "charts/agent-1.2.0.tgz"`},
		{"the newest Kubernetes", old, "pack.json", bounds("1.22.0"), bounds("1.40.0"),
			`deploy/removed-api "charts/agent-1.2.0.tgz"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := maps.Clone(tt.files)
			files[tt.file] = tt.before
			s := edited(snapshotOf(files), tt.file, tt.before, 1)
			findingsIn(t, s)
			if got := findingsIn(t, edited(s, tt.file, tt.after, 2)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMacrosAreUnknown holds that nothing is reported that depends on what a macro stands for.
func TestMacrosAreUnknown(t *testing.T) {
	fails := `{{ if and .Values.active (eq .Release.Namespace "alpha") }}{{ fail "not here" }}{{ end }}`
	for name, files := range map[string]map[string]string{
		"in a manifest": {
			"pack.json":          metaOf(`"kubeManifests": ["manifests/app.yaml"]`),
			"values.yaml":        "manifests:\n  app:\n    a: 1\n",
			"manifests/app.yaml": `{{- if eq .spectro.system.cloud.type "vsphere" }}` + "\n" + configMap + "{{ end }}\n",
		},
		"in the namespace, with a preset": {
			"pack.json":   metaOf(oneChart),
			"values.yaml": "pack:\n  namespace: \"{{ .spectro.system.cluster.name }}\"\ncharts:\n  agent:\n    active: false\n",
			"presets.yaml": "presets:\n  - name: on\n    displayName: On\n    group: g\n    add: |\n" +
				"      charts:\n        agent:\n          active: true\n",
			archive + "Chart.yaml":       "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
			archive + "values.yaml":      "active: false\n",
			archive + "templates/a.yaml": fails,
		},
	} {
		if got := findingsIn(t, snapshotOf(files)); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestForeignKinds names the object of a List, and leaves out what only helm test makes.
func TestForeignKinds(t *testing.T) {
	const widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a"
	for template, want := range map[string]string{
		"apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: example.com/v1, kind: Widget, metadata: {name: a}}\n": "Widget",
		widget + "}\n": "Widget",
		widget + ", annotations: {helm.sh/hook: test}}\n": "",
	} {
		s := snapshotOf(map[string]string{
			"pack.json": metaOf(oneChart), archive + "templates/a.yaml": template,
			archive + "Chart.yaml": "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
		})
		r, err := deploy.Of(t.Context(), s, s.Pack(packtest.Path("demo")))
		if err != nil {
			t.Fatal(err)
		}
		message := ""
		for _, f := range r.Findings {
			message += f.Message
		}
		if want == "" && message != "" || want != "" && !strings.HasSuffix(message, ": Widget (example.com/v1)") {
			t.Errorf("%q: %q", template, message)
		}
	}
}

// TestPresetImage holds that an image that a preset deploys is known, even if it depends on a macro without the preset.
func TestPresetImage(t *testing.T) {
	s := snapshotOf(map[string]string{
		"pack.json":   metaOf(oneChart),
		"values.yaml": "charts:\n  agent:\n    cloud: \"{{ .spectro.system.cloud.type }}\"\n",
		"presets.yaml": "presets:\n  - name: on\n    displayName: On\n    group: g\n    add: |\n" +
			"      charts:\n        agent:\n          cloud: vsphere\n",
		archive + "Chart.yaml":  "apiVersion: v2\nname: agent\nversion: 1.2.0\n",
		archive + "values.yaml": "cloud: aws\n",
		archive + "templates/a.yaml": `{{ if eq .Values.cloud "vsphere" }}` + "\napiVersion: v1\nkind: Pod\n" +
			"metadata: {name: a}\nspec: {containers: [{name: a, image: quay.io/a/b:1}]}\n{{ end }}\n",
	})
	images, err := deploy.AllImagesOf(t.Context(), s, s.Pack(packtest.Path("demo")))
	if err != nil {
		t.Fatal(err)
	}
	known := func(i deploy.Image) bool {
		return i.Known() && i.Ref == "quay.io/a/b:1" && slices.Equal(i.Presets, []string{"g:on"})
	}
	if !slices.ContainsFunc(images.List, known) {
		t.Errorf("%+v", images.List)
	}
}

var stable = regexp.MustCompile(`(^|/)v[0-9]+$`)

// TestAPIVersions holds that templates are told of all stable kinds that the API server of a version has.
func TestAPIVersions(t *testing.T) {
	for version := kube.Oldest; version <= kube.Newest; version++ {
		told := render.APIVersions(int(version))
		for _, id := range kube.Kinds(version) {
			if want := id.APIVersion + "/" + id.Kind; stable.MatchString(id.APIVersion) && !slices.Contains(told, want) {
				t.Errorf("%s lacks %s", version, want)
			}
		}
	}
}

func TestReleaseOf(t *testing.T) {
	text := "pack: {namespace: \"ns-{{ .spectro.system.cluster.name }}\", releaseNameOverride: {b: other}}"
	root := syntax.ParseYAML(text).Root()
	name, namespace := deploy.ReleaseOf("p", "a", root, render.DefaultMacros)
	if name != "p-a" || namespace != "ns-alpha" {
		t.Errorf("release %s in %s", name, namespace)
	}
	if name, _ := deploy.ReleaseOf("p", "b", root, render.DefaultMacros); name != "other" {
		t.Errorf("release %s", name)
	}
}

// TestSpectroRoot has manifests that use what Palette fills in under .Spectro: what is wrong whatever that is is found,
// and nothing is said that depends on it.
func TestSpectroRoot(t *testing.T) {
	const data = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: "
	for _, tt := range []struct{ name, manifest, want string }{
		{"beside", data + "\n  x: 5\n  y: \"{{ .Spectro.apiServer.host }}\"\n", "deploy/rejected x: 5"},
		{"a value to blame", data + "{x: {{ .Values.size }}, y: \"{{ $.Spectro.cluster.name }}\"}\n", "deploy/rejected 1"},
		{"a list, and one without fields", "{{ range .Spectro.nodes }}{{ if .ready }}" + data + "{x: {{ .name }}}\n" +
			"{{ end }}{{ end }}{{ range $k, $v := .Spectro.labels }}{{ $k }}{{ $v }}{{ end }}", ""},
		{"a variable", "{{ $c := .Spectro.cluster }}" + data + "{x: {{ $c.name }}, y: {{ (.Spectro.a).b }}}\n", ""},
		{"whole", data + "{x: {{ .Spectro.cluster | toJson | quote }}, y: {{ .Spectro.cluster.name }}}\n", ""},
		{"with", "{{ with .Spectro.proxy }}" + data + "{x: {{ .http.url | quote }}, y: {{ $.Spectro.x }}}\n{{ end }}", ""},
		{"a number", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n" +
			"spec: {ports: [{port: {{ .Spectro.count }}}]}\n", ""},
		{"compared", "{{ if eq .Spectro.apiServer.port 6443 }}" + data + "{x: 5}\n{{ end }}", ""},
		{"refused", "{{ if eq .Spectro.cloud \"aws\" }}a: 1\n{{ else }}\n{{ fail \"no\" }}\n{{ end }}", ""},
		{"in a template", `{{ define "x" }}{{ .name }}{{ end }}` + data + `{x: {{ template "x" .Spectro.cluster }}}`, ""},
		{"in an include", `{{ define "x" }}{{ .name }}{{ end }}` + data + `{x: {{ include "x" .Spectro.cluster }}}`, ""},
		{"fails anyway", data + "\n  x: {{ .Spectro.x }}\n  y: {{ .Values.size.deep }}\n", "deploy/render 1"},
	} {
		s := snapshotOf(map[string]string{"pack.json": metaOf(`"kubeManifests": ["manifests/app.yaml"]`),
			"values.yaml": "manifests:\n  app:\n    size: 1\n", "manifests/app.yaml": tt.manifest})
		if got := findingsIn(t, s); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestManyMistakes: with few mistakes each has a finding; with very many one says how many are left.
func TestManyMistakes(t *testing.T) {
	for _, n := range []int{20, 800} {
		var values, manifest strings.Builder
		values.WriteString("manifests:\n  app:\n")
		for i := range n {
			fmt.Fprintf(&values, "    p%[1]d: %[1]d\n", i)
			fmt.Fprintf(&manifest, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: p%[1]d}\n"+
				"data: {x%[1]d: {{ .Values.p%[1]d }}}\n", i)
		}
		s := snapshotOf(map[string]string{
			"pack.json":          metaOf(`"kubeManifests": ["manifests/app.yaml"]`),
			"values.yaml":        values.String(),
			"manifests/app.yaml": manifest.String(),
		})
		r, err := deploy.Of(t.Context(), s, s.Pack(packtest.Path("demo")))
		if err != nil {
			t.Fatal(err)
		}
		told, alone, left := 0, 0, 0
		for _, f := range r.Findings {
			if f.Code == deploy.TooLarge {
				if _, err := fmt.Sscanf(f.Message, "%d more mistakes", &left); err != nil {
					t.Errorf("%q: %v", f.Message, err)
				}
				continue
			}
			if told++; f.Path == nil {
				alone++ // renders were spent before its value was found
			} else if !strings.Contains(f.Message, "ConfigMap "+f.Path[len(f.Path)-1]+")") {
				t.Errorf("%s: %s", f.Path, f.Message)
			}
		}
		if told == 0 || told+left != n || alone > 1 || n < 100 && left > 0 {
			t.Errorf("%d mistakes: %d are told, and that there are %d more", n, told, left)
		}
	}
}
