package kube_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func TestTypeOf(t *testing.T) {
	c := kube.Cluster{Version: 34}
	deployment := c.TypeOf("apps/v1", "Deployment")
	for _, tt := range []struct{ path, want string }{
		{"", "Deployment"},
		{"metadata labels", "map of string"},
		{"metadata labels any", "string"},
		{"spec replicas", "integer"},
		{"spec paused", "boolean"},
		{"spec template spec", "PodSpec"},
		{"spec template spec containers", "list of Container"},
		{"spec template spec containers 0 imagePullPolicy", "PullPolicy"},
		{"spec template spec containers 0 resources limits cpu", "quantity"},
		{"spec template spec containers 0 ports 0 containerPort", "integer"},
		{"spec strategy rollingUpdate maxSurge", "integer or string"},
		{"metadata creationTimestamp", "time"},
		{"spec nonsense", ""},
		{"spec replicas more", ""},
	} {
		if got := deployment.At(strings.Fields(tt.path)...).String(); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.path, got, tt.want)
		}
	}
	container := deployment.At("spec", "template", "spec", "containers", "0")
	if f, ok := container.Field("name"); !ok || !f.Required {
		t.Error("a container does not need a name")
	}
	if got := container.At("imagePullPolicy").Values(); !slices.Equal(got, []string{"Always", "IfNotPresent",
		"Never"}) {
		t.Error("pull policies", got)
	}
	if got := container.At("tty").Values(); !slices.Equal(got, []string{"true", "false"}) {
		t.Error("booleans", got)
	}
	if got := container.At("env").Keys(); !slices.Equal(got, []string{"name"}) {
		t.Error("keys of env", got)
	}
	fields := container.Fields()
	if !slices.IsSortedFunc(fields, func(a, b kube.Field) int { return strings.Compare(a.Name, b.Name) }) ||
		len(fields) < 20 {
		t.Errorf("%d fields", len(fields))
	}
	if c.TypeOf("apps/v1", "Nonsense").Exists() || c.TypeOf("extensions/v1beta1", "Ingress").Exists() {
		t.Error("kinds that do not exist have a type")
	}
	if got := c.TypeOf("v1", "Secret").At("data", "key").Kind(); got != kube.Bytes {
		t.Error("data of a Secret", got)
	}
	if got := c.TypeOf("apps/v1", "ControllerRevision").At("data"); got.Kind() != kube.Any ||
		got.String() != "any value" {
		t.Error("raw data", got)
	}
}

func TestVersions(t *testing.T) {
	old, now := kube.Cluster{Version: 31}, kube.Cluster{}
	path := []string{"spec", "hostnameOverride"}
	if old.TypeOf("v1", "Pod").At(path...).Exists() || !now.TypeOf("v1", "Pod").At(path...).Exists() {
		t.Error("hostnameOverride exists since 1.34")
	}
	slice := kube.ID{APIVersion: "resource.k8s.io/v1", Kind: "ResourceSlice"}
	has := func(v kube.Version) bool {
		return slices.ContainsFunc(kube.Kinds(v), func(k kube.Kind) bool { return k.ID == slice })
	}
	if has(33) || !has(34) || !has(kube.Newest) || has(kube.Oldest) || !has(200) || has(1) {
		t.Error("ResourceSlice exists since 1.34")
	}
	for s, want := range map[string]kube.Version{"1.34": 34, "v1.31.14": 31, "1.33.0-eks-5": 33, "1.29+": 29} {
		if v, ok := kube.ParseVersion(s); !ok || v != want {
			t.Errorf("%s: got %s", s, v)
		}
	}
	for _, s := range []string{"", "1", "2.0", "1.x", "1.999", "latest"} {
		if v, ok := kube.ParseVersion(s); ok {
			t.Errorf("%q is %s", s, v)
		}
	}
	if kube.Version(0).String() != kube.Newest.String() {
		t.Error("the zero version is", kube.Version(0))
	}
}

func TestKinds(t *testing.T) {
	kinds := kube.Kinds(34)
	if kinds[0].ID.APIVersion != "v1" {
		t.Error("the core group does not come first, but", kinds[0])
	}
	for _, k := range kinds {
		c := kube.Cluster{Version: 34}
		if len(c.TypeOf(k.APIVersion, k.Kind).Fields()) == 0 {
			t.Error(k.ID, "has no fields")
		}
		if n, ok := c.Namespaced(k.APIVersion, k.Kind); !ok || n != k.Namespaced {
			t.Error(k.ID, "is namespaced:", n, ok)
		}
	}
	for kind, want := range map[string]bool{"Pod": true, "Namespace": false, "ConfigMap": true, "Node": false} {
		i := slices.IndexFunc(kinds, func(k kube.Kind) bool { return k.ID == kube.ID{APIVersion: "v1", Kind: kind} })
		if i < 0 || kinds[i].Namespaced != want {
			t.Error(kind, i)
		}
	}
}

const widgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Cluster
  versions:
  - name: v1
    served: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [color]
            properties:
              color: {type: string, enum: [red, green]}
              on: {type: boolean}
              sizes: {type: array, items: {type: integer}}
              labels: {type: object, additionalProperties: {type: string}}
              port: {x-kubernetes-int-or-string: true}
              free: {x-kubernetes-preserve-unknown-fields: true, type: object}
  - {name: v0, served: false, schema: {openAPIV3Schema: {type: object}}}
`

func TestCustomTypes(t *testing.T) {
	list := "kind: List\napiVersion: v1\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(widgets), "\n", "\n  ")
	for _, src := range []string{widgets, list} {
		c := kube.Cluster{CRDs: kube.NewCRDs(syntax.ParseYAML(src).Root(), syntax.Node{}, syntax.ParseYAML("a").Root())}
		widget := c.TypeOf("example.com/v1", "Widget")
		for path, want := range map[string]string{
			"": "Widget", "metadata": "ObjectMeta", "kind": "string", "spec color": "string",
			"spec sizes":   "list of integer",
			"spec sizes 0": "integer", "spec labels": "map of string", "spec port": "integer or string",
			"spec free": "map of ",
		} {
			if got := widget.At(strings.Fields(path)...).String(); got != want {
				t.Errorf("%q: got %q, want %q", path, got, want)
			}
		}
		if got := widget.At("spec", "color").Values(); !slices.Equal(got, []string{"green", "red"}) {
			t.Error("colors", got)
		}
		if f, ok := widget.At("spec").Field("color"); !ok || !f.Required {
			t.Error("color is not required")
		}
		kinds := c.Kinds()
		if last := kinds[len(kinds)-1]; last.ID.String() != "example.com/v1 Widget" || last.Namespaced {
			t.Error("the last kind is", last)
		}
		if _, ok := c.Namespaced("example.com/v0", "Widget"); ok {
			t.Error("a version that is not served")
		}
		if n, ok := c.Namespaced("example.com/v1", "Widget"); n || !ok {
			t.Error("the scope is Cluster")
		}
	}
}

func TestImages(t *testing.T) {
	src := `apiVersion: batch/v1
kind: CronJob
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers: [{name: a, image: a:1}, {name: b}, {image: &i "b:2"}]
          initContainers: [{name: init, image: *i}]
          ephemeralContainers: [{image: ""}]
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, spec: {containers: [{image: c}]}}
- {apiVersion: v1, kind: ConfigMap, spec: {containers: [{image: d}]}}
- {apiVersion: v1, kind: PodTemplate, template: {spec: {containers: [{image: e}]}}}
---
text
`
	var got []string
	for d := range syntax.ParseYAML(src).Docs() {
		for _, i := range kube.Images(d) {
			got = append(got, i.Container+" "+i.Node.Resolve().Text()+" "+i.Path)
		}
	}
	want := []string{
		"init b:2 spec.jobTemplate.spec.template.spec.initContainers[0].image",
		"a a:1 spec.jobTemplate.spec.template.spec.containers[0].image",
		" b:2 spec.jobTemplate.spec.template.spec.containers[2].image",
		" c items[0].spec.containers[0].image",
		" e items[2].template.spec.containers[0].image",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestFault(t *testing.T) {
	src := `apiVersion: v1
kind: Service
metadata: {name: a, labels: {a.b/c: d e}}
spec: {type: Loadbalancer, ports: [{port: 0}]}
`
	c := kube.Cluster{}
	faults := c.Validate(syntax.ParseYAML(src).Root())
	if len(faults) != 3 {
		t.Fatal(faults)
	}
	if f := faults[0]; !slices.Equal(f.Steps, []string{"metadata", "labels", "a.b/c"}) ||
		f.Rule != "format" || f.Path != "metadata.labels[a.b/c]" {
		t.Error(f.Steps, f.Rule, f.Path)
	}
	want := `spec.type: "Loadbalancer" is not a Service type; one of ClusterIP, ExternalName, LoadBalancer, NodePort`
	if got := faults[1].String(); got != want || faults[1].Node.Text() != "Loadbalancer" {
		t.Error(got)
	}
	if !slices.Equal(faults[2].Steps, []string{"spec", "ports", "0", "port"}) {
		t.Error(faults[2].Steps)
	}
	if got := c.Validate(syntax.Node{}); got != nil {
		t.Error("nothing has faults", got)
	}
	broken := "apiVersion: v1\nkind: Pod\nmetadata: {name: a\nspec:\n  containers:\n  - name: {{ x }}\n"
	for _, f := range c.Validate(syntax.ParseYAML(broken).Root()) {
		t.Error("broken text has faults:", f)
	}
}
