package kube

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var storageRules = map[string]kindRules{
	"storage.k8s.io/StorageClass":     {dnsSubdomain, (*checker).storageClass},
	"storage.k8s.io/CSIDriver":        {dnsSubdomain, (*checker).csiDriver},
	"storage.k8s.io/VolumeAttachment": {dnsSubdomain, nil},
}

var accessModes = []string{"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"}

func (c *checker) accessModes(spec *value, what string) {
	modes := spec.get("accessModes")
	if modes.len() == 0 {
		c.missing(spec, "accessModes", "%s must have at least one access mode: %s", what,
			strings.Join(accessModes, ", "))
	}
	single, other := false, false
	for _, m := range modes.list() {
		c.enumSet(m, "an access mode", accessModes...)
		single = single || m.text() == "ReadWriteOncePod"
		other = other || m.known() && m.text() != "ReadWriteOncePod"
	}
	if single && other {
		c.reject(modes, "exclusive", "ReadWriteOncePod cannot stand with other access modes")
	}
}

// claimSpec checks the spec of a claim, which is the field key of v.
func (c *checker) claimSpec(v *value, key string) {
	spec := v.get(key)
	if spec == nil {
		c.missing(v, key, "a claim must have a spec with accessModes and resources.requests.storage")
		return
	}
	c.accessModes(spec, "a claim")
	c.labelSelector(spec.get("selector"))
	c.storageRequest(spec)
	if n := spec.get("storageClassName"); n.filled() {
		c.text(n, "name of a StorageClass", dnsSubdomain)
	}
	c.enumSet(spec.get("volumeMode"), "a volume mode", "Block", "Filesystem")
	for _, k := range []string{"dataSource", "dataSourceRef"} {
		d := spec.get(k)
		if d == nil || k == "dataSource" && spec.get("dataSourceRef") == nil || d.get("namespace") != nil {
			continue // the server drops what it does not know instead
		}
		c.need(d, "name", "%s must have a name", k)
		kind := c.need(d, "kind", "%s must have a kind", k)
		group := d.get("apiGroup")
		if !group.filled() && kind.known() && kind.text() != "PersistentVolumeClaim" {
			c.reject(kind, "enum", "%s needs an apiGroup; without one the kind must be PersistentVolumeClaim",
				quote(kind.text()))
		}
		if group.filled() {
			c.text(group, "API group", dnsSubdomain)
		}
	}
}

// storageRequest checks that a claim asks for some storage.
func (c *checker) storageRequest(spec *value) {
	q := spec.at("resources", "requests").child("storage")
	if q == nil {
		at, key := spec, "resources"
		for _, k := range []string{"resources", "requests"} {
			if w := at.get(k); w != nil && w.kind == syntax.Mapping {
				at, key = w, map[string]string{"resources": "requests", "requests": "storage"}[k]
			}
		}
		if allKnownUp(spec, "resources", "requests") {
			c.missing(at, key, "a claim must say how much storage it wants: resources.requests.storage")
		}
		return
	}
	if n, ok := q.quantity(); ok && n <= 0 {
		c.reject(q, "range", "must be more than 0")
	}
}

func (c *checker) persistentVolume(v *value) {
	spec := c.specOf(v, "a capacity, accessModes and a source")
	if spec == nil {
		return
	}
	c.accessModes(spec, "a volume")
	capacity := spec.get("capacity")
	if capacity.child("storage") == nil {
		if capacity == nil {
			c.missing(spec, "capacity", "a volume must say how large it is: capacity.storage")
		} else {
			c.missing(capacity, "storage", "a volume must say how large it is: capacity.storage")
		}
	}
	for k, q := range capacity.members() {
		if k != "storage" {
			c.key(q, k, "capacity", func(string) string { return "storage only" })
		}
		if n, ok := q.quantity(); ok && n <= 0 {
			c.reject(q, "range", "must be more than 0")
		}
	}
	c.enum(spec.get("persistentVolumeReclaimPolicy"), "a reclaim policy", "Delete", "Recycle", "Retain")
	c.enumSet(spec.get("volumeMode"), "a volume mode", "Block", "Filesystem")
	if n := spec.get("storageClassName"); n.filled() {
		c.text(n, "name of a StorageClass", dnsSubdomain)
	}
	if r := spec.at("nodeAffinity", "required"); r != nil {
		c.nodeSelector(r)
	}
	sources := append([]string{"local"}, volumeSources...)
	if c.exclusive(spec, "the volume", sources) == 0 && allKnown(spec) {
		c.reject(spec, "required", "a volume must have a source, such as csi, hostPath, local or nfs")
	}
	if h := spec.get("hostPath"); h != nil {
		c.need(h, "path", "hostPath must have a path")
	}
	if l := spec.get("local"); l != nil {
		c.need(l, "path", "local must have a path")
		if spec.at("nodeAffinity", "required") == nil {
			c.missing(spec, "nodeAffinity", "a local volume must have nodeAffinity.required")
		}
	}
	if s := spec.get("csi"); s != nil {
		if d := c.need(s, "driver", "csi must have the name of a driver"); d != nil {
			c.text(d, "name of a driver", csiDriver)
		}
		c.need(s, "volumeHandle", "csi must have a volumeHandle")
	}
}

func (c *checker) storageClass(v *value) {
	if p := c.need(v, "provisioner", "a StorageClass must have a provisioner"); p != nil {
		c.text(p, "name of a provisioner", func(s string) string { return qualifiedName(strings.ToLower(s)) })
	}
	c.enum(v.get("reclaimPolicy"), "a reclaim policy of a StorageClass", "Delete", "Retain")
	c.enumSet(v.get("volumeBindingMode"), "a binding mode", "Immediate", "WaitForFirstConsumer")
	for k, w := range v.get("parameters").members() {
		if k == "" {
			c.reject(w, "key", "a parameter must have a name")
		}
	}
	for _, t := range v.items("allowedTopologies") {
		keys := map[string]bool{}
		for _, e := range t.items("matchLabelExpressions") {
			if k := c.need(e, "key", "must have the key of a label"); k != nil {
				c.text(k, "key of a label", qualifiedName)
				c.unique(k, keys, "key")
			}
			if e.get("values").len() == 0 {
				c.missing(e, "values", "must have at least one value")
			}
			seen := map[string]bool{}
			for _, w := range e.items("values") {
				c.unique(w, seen, "value")
			}
		}
	}
}

func (c *checker) csiDriver(v *value) {
	spec := v.get("spec")
	c.enumSet(spec.get("fsGroupPolicy"), "a policy for groups", "File", "None", "ReadWriteOnceWithFSType")
	for _, m := range spec.items("volumeLifecycleModes") {
		c.enumSet(m, "a lifecycle mode", "Ephemeral", "Persistent")
	}
	seen := map[string]bool{}
	for _, t := range spec.items("tokenRequests") {
		c.unique(t.get("audience"), seen, "audience")
		c.inRange(t.get("expirationSeconds"), 600, 1<<32)
	}
}

func (c *checker) limitRange(v *value) {
	seen := map[string]bool{}
	for _, l := range v.at("spec").items("limits") {
		typ := c.need(l, "type", "a limit must have a type: Container, PersistentVolumeClaim or Pod")
		if typ.known() {
			c.unique(typ, seen, "type")
			if s := typ.text(); !strings.Contains(s, "/") {
				c.enum(typ, "a type of limit", "Container", "PersistentVolumeClaim", "Pod")
			}
		}
		if typ.text() == "Pod" {
			for _, k := range []string{"default", "defaultRequest"} {
				if w := l.get(k); w.len() > 0 {
					c.reject(w, "exclusive", "cannot be set for the type Pod")
				}
			}
		}
		for name, q := range l.get("min").members() {
			lo, ok := q.quantity()
			hi, known := l.get("max").child(name).quantity()
			if ok && known && more(lo, hi) {
				c.reject(q, "range", "the minimum of %s is more than its maximum", name)
			}
		}
		if typ.text() == "PersistentVolumeClaim" && l.get("min").child("storage") == nil &&
			l.get("max").child("storage") == nil {
			c.reject(l, "required", "must have a minimum or maximum of storage")
		}
	}
}

func (c *checker) resourceQuota(v *value) {
	spec := v.get("spec")
	for name, q := range spec.get("hard").members() {
		if qualifiedName(name) != "" {
			c.key(q, name, "quota", qualifiedName)
		} else if !strings.Contains(name, "/") && !quotaResource(name) {
			c.key(q, name, "quota", func(string) string {
				return "a resource such as cpu, requests.memory or pods, or count/ and a resource"
			})
		}
		c.resourceValue(q, name)
	}
	scopes := []string{
		"BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating",
		"VolumeAttributesClass",
	}
	for _, s := range spec.items("scopes") {
		c.enumSet(s, "a scope of a quota", scopes...)
	}
	for _, e := range spec.at("scopeSelector").items("matchExpressions") {
		c.enumSet(e.get("scopeName"), "a scope of a quota", scopes...)
		c.enumSet(e.get("operator"), "an operator of a scope", "DoesNotExist", "Exists", "In", "NotIn")
	}
}

// quotaResource reports whether a quota can limit the resource, which has no domain.
func quotaResource(name string) bool {
	if countedResources[name] || strings.HasPrefix(strings.TrimPrefix(name, "requests."), "hugepages-") {
		return true
	}
	switch strings.TrimPrefix(strings.TrimPrefix(name, "requests."), "limits.") {
	case "cpu", "memory", "ephemeral-storage":
		return true
	}
	return name == "requests.storage"
}
