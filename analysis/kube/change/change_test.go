package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func object(src string) syntax.Node { return syntax.ParseYAML(src).Root() }

func paths(all []Difference) string {
	var s []string
	for _, d := range all {
		s = append(s, d.Path)
	}
	return strings.Join(s, " ")
}

func TestFields(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"a: 1\nb: {}", "b: null\na: 1", ""},
		{"a: 1", "a: 2", "a"},
		{"a: {b: 1}", "a: {c: 1}", "a.b a.c"},
		{"l: [{name: x, v: 1}, {name: y}]", "l: [{name: y}, {name: x, v: 2}, {name: z}]", "l[x].v l[z]"},
		{"l: [1, 2]", "l: [1, 3, 4]", "l[1] l[2]"},
		{"l: [{name: x}, {name: x}]", "l: [{name: x}]", "l[1]"},
		{"m: {a.b/c: 1}", "m: {a.b/c: 2}", "m[a.b/c]"},
		{"a: &x {b: 1}\nc: *x", "a: {b: 1}\nc: {b: 1}", ""},
		{"a: \"1\"", "a: 1", "a"},
	} {
		if got := paths(Fields(object(c.before), object(c.after))); got != c.want {
			t.Errorf("%s -> %s: %q, want %q", c.before, c.after, got, c.want)
		}
	}
}

func TestImmutable(t *testing.T) {
	for _, c := range []struct{ apiVersion, kind, before, after, want string }{
		{"apps/v1", "Deployment", "spec: {replicas: 1, selector: {matchLabels: {a: b}}}",
			"spec: {replicas: 2, selector: {matchLabels: {a: c}}}", "spec.selector"},
		{"apps/v1", "Deployment", "spec: {replicas: 1}", "spec: {replicas: 2}", ""},
		{"apps.example.com/v1", "Deployment", "spec: {selector: 1}", "spec: {selector: 2}", ""},
		{"apps/v1", "StatefulSet", "spec: {serviceName: a, replicas: 1}",
			"spec: {serviceName: b, replicas: 2, podManagementPolicy: OrderedReady}", "spec.serviceName"},
		{"apps/v1", "StatefulSet", "spec: {template: {a: 1}}", "spec: {template: {a: 2}, podManagementPolicy: Parallel}",
			"spec.podManagementPolicy"},
		{"apps/v1", "StatefulSet",
			"spec: {volumeClaimTemplates: [{metadata: {name: d, labels: {v: '1'}}, spec: {storageClassName: a}}]}",
			"spec: {volumeClaimTemplates: [{metadata: {name: d, labels: {v: '2'}}, spec: {storageClassName: a}}]}",
			"spec.volumeClaimTemplates"},
		{"apps/v1", "StatefulSet", "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {storageClassName: a}}]}",
			"spec: {volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d}, " +
				"spec: {storageClassName: a, volumeMode: Filesystem}}]}", ""},
		{"v1", "Service", "spec: {type: ClusterIP}", "spec: {clusterIP: None}", "spec.clusterIP"},
		{"v1", "Service", "spec: {clusterIP: None}", "spec: {}", ""},
		{"v1", "Service", "spec: {type: ExternalName}", "spec: {clusterIP: 10.0.0.1}", ""},
		{"batch/v1", "Job", "spec: {template: {a: 1}, parallelism: 1}", "spec: {template: {a: 2}, parallelism: 2}",
			"spec.template"},
		{"batch/v1", "Job", "spec: {}", "spec: {completions: 1}", ""},
		{"v1", "PersistentVolumeClaim", "spec: {resources: {requests: {storage: 1Gi}}, storageClassName: a}",
			"spec: {resources: {requests: {storage: 2Gi}}, storageClassName: b}", "spec.storageClassName"},
		{"storage.k8s.io/v1", "StorageClass", "provisioner: a\nallowVolumeExpansion: true",
			"provisioner: b\nreclaimPolicy: Delete", "provisioner"},
		{"rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef: {name: a}\nsubjects: [1]",
			"roleRef: {name: b}\nsubjects: [2]", "roleRef"},
		{"v1", "Secret", "data: {a: b}", "type: Opaque\ndata: {a: c}", ""},
		{"v1", "Secret", "type: kubernetes.io/tls", "data: {}", "type"},
		{"v1", "ConfigMap", "immutable: true\ndata: {a: b}", "immutable: true\ndata: {a: c}", "data"},
		{"v1", "ConfigMap", "data: {a: b}", "immutable: true\ndata: {a: c}", ""},
		{"apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {scope: Cluster}", "spec: {scope: Namespaced}",
			"spec.scope"},
	} {
		if got := paths(Immutable(c.apiVersion, c.kind, object(c.before), object(c.after))); got != c.want {
			t.Errorf("%s: %s -> %s: %q, want %q", c.kind, c.before, c.after, got, c.want)
		}
	}
}

func definition(versions ...string) syntax.Node {
	return object("spec:\n  versions:\n" + strings.Join(versions, ""))
}

func served(name, served, schema string) string {
	return fmt.Sprintf("  - name: %s\n    served: %s\n    schema: {openAPIV3Schema: %s}\n", name, served, schema)
}

func TestBreaks(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"{type: object}", "{type: object, properties: {a: {type: string}}}", ""},
		{"{properties: {a: {type: string}}}", "{properties: {}}", "a: the field is removed"},
		{"{properties: {a: {type: string}}}", "{x-kubernetes-preserve-unknown-fields: true}", ""},
		{"{properties: {a: {type: integer}}}", "{properties: {a: {type: string}}}", "a: the type was integer and is string"},
		{"{properties: {a: {type: integer}}}", "{properties: {a: {x-kubernetes-int-or-string: true}}}", ""},
		{"{properties: {a: {type: integer}}}", "{properties: {a: {type: number}}}", ""},
		{"{properties: {a: {enum: [x, y]}}}", "{properties: {a: {enum: [y, z]}}}", "a: x is no longer allowed"},
		{"{properties: {a: {type: string}}}", "{properties: {a: {type: string, enum: [y]}}}", "a: only y are allowed now"},
		{"{properties: {a: {}}}", "{properties: {a: {}}, required: [a]}", "a: the field is now required"},
		{"{properties: {a: {}}}", "{properties: {a: {default: 1}}, required: [a]}", ""},
		{"{properties: {a: {maxLength: 9}}}", "{properties: {a: {maxLength: 5}}}", "a: maxLength was 9 and is 5"},
		{"{properties: {a: {maxLength: 9}}}", "{properties: {a: {maxLength: 12, minLength: 0}}}", ""},
		{"{properties: {a: {}}}", "{properties: {a: {minimum: 1}}}", "a: minimum is now 1"},
		{"{properties: {a: {format: int32}}}", "{properties: {a: {format: int64}}}", ""},
		{"{properties: {a: {nullable: true}}}", "{properties: {a: {nullable: false}}}", "a: null is no longer allowed"},
		{"{properties: {l: {items: {properties: {a: {}}}}}}", "{properties: {l: {items: {properties: {b: {}}}}}}",
			"l[].a: the field is removed"},
		{"{additionalProperties: {type: string}}", "{additionalProperties: {type: integer}}",
			"*: the type was string and is integer"},
	} {
		var got []string
		for _, b := range Breaks(definition(served("v1", "true", c.before)), definition(served("v1", "true", c.after))) {
			got = append(got, b.Path+": "+b.Message)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s -> %s: %q, want %q", c.before, c.after, got, c.want)
		}
	}
	old := definition(served("v1alpha1", "true", "{}"), served("v1beta1", "true", "{}"), served("v1", "true", "{}"))
	next := definition(served("v1beta1", "false", "{}"), served("v1", "true", "{}"), served("v2", "true", "{}"))
	want := "[{v1alpha1  the version is removed} {v1beta1  the version is no longer served}]"
	if got := fmt.Sprint(Breaks(old, next)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
