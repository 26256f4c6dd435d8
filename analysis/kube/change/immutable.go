package change

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// rule is the fields of a kind that cannot change once an object is there.
type rule struct {
	group string // "" for the core group
	paths []string
	// except are the fields below the only path that can change; nil if all of it cannot.
	except []string
	// defaults are what the server fills in for fields that are absent, by their path.
	defaults map[string]string
}

// rules by kind.
var rules = map[string]rule{
	"Deployment": {group: "apps", paths: []string{"spec.selector"}},
	"DaemonSet":  {group: "apps", paths: []string{"spec.selector"}},
	"ReplicaSet": {group: "apps", paths: []string{"spec.selector"}},
	"StatefulSet": {group: "apps", paths: []string{"spec"}, except: []string{
		"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
		"persistentVolumeClaimRetentionPolicy", "minReadySeconds",
	}, defaults: map[string]string{"spec.podManagementPolicy": "OrderedReady"}},
	"Job": {group: "batch", paths: []string{
		"spec.selector", "spec.template", "spec.completions", "spec.completionMode", "spec.podFailurePolicy",
		"spec.backoffLimitPerIndex", "spec.managedBy",
	}, defaults: map[string]string{"spec.completionMode": "NonIndexed", "spec.completions": "1"}},
	"PersistentVolumeClaim": {paths: []string{"spec"}, except: []string{"resources", "volumeAttributesClassName"},
		defaults: map[string]string{"spec.volumeMode": "Filesystem"}},
	"StorageClass": {group: "storage.k8s.io",
		paths:    []string{"provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"},
		defaults: map[string]string{"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"}},
	"CSIDriver": {group: "storage.k8s.io", paths: []string{"spec.attachRequired", "spec.volumeLifecycleModes"},
		defaults: map[string]string{"spec.attachRequired": "true"}},
	"RoleBinding":        {group: "rbac.authorization.k8s.io", paths: []string{"roleRef"}},
	"ClusterRoleBinding": {group: "rbac.authorization.k8s.io", paths: []string{"roleRef"}},
	"Secret":             {paths: []string{"type"}, defaults: map[string]string{"type": "Opaque"}},
	"IngressClass":       {group: "networking.k8s.io", paths: []string{"spec.controller"}},
	"PriorityClass": {group: "scheduling.k8s.io", paths: []string{"value", "preemptionPolicy"},
		defaults: map[string]string{"preemptionPolicy": "PreemptLowerPriority", "value": "0"}},
	"RuntimeClass":  {group: "node.k8s.io", paths: []string{"handler"}},
	"EndpointSlice": {group: "discovery.k8s.io", paths: []string{"addressType"}},
	"CustomResourceDefinition": {group: "apiextensions.k8s.io",
		paths: []string{"spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"}},
}

// Immutable are the differences between two versions of an object for which the API server rejects the new one, so that
// the object has to be deleted first. apiVersion and kind are those of the object.
func Immutable(apiVersion, kind string, before, after syntax.Node) []Difference {
	group, _, grouped := strings.Cut(apiVersion, "/")
	if !grouped {
		group = ""
	}
	if group == "" {
		switch kind {
		case "Service":
			return clusterIP(before, after)
		case "ConfigMap":
			return sealed(before, after, "data", "binaryData")
		case "Secret":
			if found := sealed(before, after, "data", "stringData"); found != nil {
				return found
			}
		}
	}
	r, known := rules[kind]
	if !known || r.group != group {
		return nil
	}
	var all []Difference
	for _, path := range r.paths {
		a, b := at(before, path), at(after, path)
		if r.except == nil {
			all = append(all, r.differ(path, a, b)...)
			continue
		}
		for _, key := range keysOf(a, b) {
			if !slices.Contains(r.except, key) {
				all = append(all, r.differ(join(path, key), a.Get(key), b.Get(key))...)
			}
		}
	}
	return all
}

// differ is the difference at path, if there is one after the server has filled in defaults.
func (r rule) differ(path string, a, b syntax.Node) []Difference {
	def := r.defaults[path]
	a, b = a.Resolve(), b.Resolve()
	text := func(n syntax.Node) string {
		if empty(n) {
			return def
		}
		return n.Text()
	}
	switch {
	case Same(a, b), def != "" && text(a) == text(b):
		return nil
	case path == "spec.volumeClaimTemplates" && sameClaims(a, b):
		return nil
	}
	return []Difference{{path, a, b}}
}

// sameClaims reports whether the templates of claims are the same where the server looks: it fills in apiVersion, kind,
// status and the mode of volumes.
func sameClaims(a, b syntax.Node) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i := range a.Len() {
		x, y := a.Index(i).Resolve(), b.Index(i).Resolve()
		if !Same(x.Get("metadata"), y.Get("metadata")) {
			return false
		}
		x, y = x.Get("spec").Resolve(), y.Get("spec").Resolve()
		for _, key := range keysOf(x, y) {
			v, w := x.Get(key), y.Get(key)
			mode := func(n syntax.Node) bool { return empty(n) || n.Text() == "Filesystem" }
			if !Same(v, w) && !(key == "volumeMode" && mode(v) && mode(w)) {
				return false
			}
		}
	}
	return true
}

// clusterIP is the difference in the address of a Service, which cannot change while it has one.
func clusterIP(before, after syntax.Node) []Difference {
	const external = "ExternalName"
	if at(before, "spec.type").Text() == external || at(after, "spec.type").Text() == external {
		return nil
	}
	a, b := at(before, "spec.clusterIP"), at(after, "spec.clusterIP")
	if b.Text() == "" || Same(a, b) { // the server keeps the one that is there
		return nil
	}
	return []Difference{{"spec.clusterIP", a, b}}
}

// sealed are the differences in the data of an object that says that it is immutable.
func sealed(before, after syntax.Node, keys ...string) []Difference {
	if n := before.Get("immutable"); n.Kind() != syntax.Bool || n.Text() != "true" {
		return nil
	}
	var all []Difference
	for _, key := range append(keys, "immutable") {
		if a, b := before.Get(key), after.Get(key); !Same(a, b) {
			all = append(all, Difference{key, a, b})
		}
	}
	return all
}

// at is the value at a path without brackets.
func at(n syntax.Node, path string) syntax.Node { return n.At(strings.Split(path, ".")...).Resolve() }

// keysOf are the keys of both mappings.
func keysOf(a, b syntax.Node) []string {
	var keys []string
	for _, n := range []syntax.Node{a, b} {
		for pair := range n.Entries() {
			if key := pair.Key().Text(); !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}
