package rules

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var storageRules = map[string]kindRules{
	"storage.k8s.io/StorageClass":     {names.DNSSubdomain, (*checker).storageClass},
	"storage.k8s.io/CSIDriver":        {names.DNSSubdomain, (*checker).csiDriver},
	"storage.k8s.io/VolumeAttachment": {names.DNSSubdomain, nil},
}

var accessModes = []string{"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"}

func (c *checker) accessModes(spec *value, what string) {
	modes := spec.Get("accessModes")
	if modes.Len() == 0 {
		c.Missing(spec, "accessModes", "%s must have at least one access mode: %s", what,
			strings.Join(accessModes, ", "))
	}
	single, other := false, false
	for _, m := range modes.List() {
		c.enumSet(m, "an access mode", accessModes...)
		single = single || m.Text() == "ReadWriteOncePod"
		other = other || m.Known() && m.Text() != "ReadWriteOncePod"
	}
	if single && other {
		c.Reject(modes, "exclusive", "ReadWriteOncePod cannot be combined with other access modes")
	}
}

// claimSpec checks the spec of a claim, which is the field key of v.
func (c *checker) claimSpec(v *value, key string) {
	spec := v.Get(key)
	if spec == nil {
		c.Missing(v, key, "a claim must have a spec with accessModes and resources.requests.storage")
		return
	}
	c.accessModes(spec, "a claim")
	c.labelSelector(spec.Get("selector"))
	c.storageRequest(spec)
	if n := spec.Get("storageClassName"); n.Filled() {
		c.text(n, "name of a StorageClass", names.DNSSubdomain)
	}
	c.enumSet(spec.Get("volumeMode"), "a volume mode", "Block", "Filesystem")
	for _, k := range []string{"dataSource", "dataSourceRef"} {
		d := spec.Get(k)
		if d == nil || k == "dataSource" && spec.Get("dataSourceRef") == nil || d.Get("namespace") != nil {
			continue // the server drops what it does not know instead
		}
		c.Need(d, "name", "%s must have a name", k)
		kind := c.Need(d, "kind", "%s must have a kind", k)
		group := d.Get("apiGroup")
		if !group.Filled() && kind.Known() && kind.Text() != "PersistentVolumeClaim" {
			c.Reject(kind, "enum", "%s needs an apiGroup; without one the kind must be PersistentVolumeClaim",
				object.Quote(kind.Text()))
		}
		if group.Filled() {
			c.text(group, "API group", names.DNSSubdomain)
		}
	}
}

// storageRequest checks that a claim asks for some storage.
func (c *checker) storageRequest(spec *value) {
	q := spec.At("resources", "requests").Child("storage")
	if q == nil {
		at, key := spec, "resources"
		for _, k := range []string{"resources", "requests"} {
			if w := at.Get(k); w != nil && w.Kind == syntax.Mapping {
				at, key = w, map[string]string{"resources": "requests", "requests": "storage"}[k]
			}
		}
		if allKnownUp(spec, "resources", "requests") {
			c.Missing(at, key, "a claim must say how much storage it wants: resources.requests.storage")
		}
		return
	}
	if n, ok := q.Quantity(); ok && n <= 0 {
		c.Reject(q, "range", "must be more than 0")
	}
}

func (c *checker) persistentVolume(v *value) {
	spec := c.specOf(v, "a capacity, accessModes and a source")
	if spec == nil {
		return
	}
	c.accessModes(spec, "a volume")
	capacity := spec.Get("capacity")
	if capacity.Child("storage") == nil {
		if capacity == nil {
			c.Missing(spec, "capacity", "a volume must say how large it is: capacity.storage")
		} else {
			c.Missing(capacity, "storage", "a volume must say how large it is: capacity.storage")
		}
	}
	for k, q := range capacity.Members() {
		if k != "storage" {
			c.key(q, k, "capacity", func(string) string { return "storage only" })
		}
		if n, ok := q.Quantity(); ok && n <= 0 {
			c.Reject(q, "range", "must be more than 0")
		}
	}
	c.enum(spec.Get("persistentVolumeReclaimPolicy"), "a reclaim policy", "Delete", "Recycle", "Retain")
	c.enumSet(spec.Get("volumeMode"), "a volume mode", "Block", "Filesystem")
	if n := spec.Get("storageClassName"); n.Filled() {
		c.text(n, "name of a StorageClass", names.DNSSubdomain)
	}
	if r := spec.At("nodeAffinity", "required"); r != nil {
		c.nodeSelector(r)
	}
	sources := append([]string{"local"}, volumeSources...)
	if c.exclusive(spec, "the volume", sources) == 0 && AllKnown(spec) {
		c.Reject(spec, "required", "a volume must have a source, such as csi, hostPath, local or nfs")
	}
	if h := spec.Get("hostPath"); h != nil {
		c.Need(h, "path", "hostPath must have a path")
	}
	if l := spec.Get("local"); l != nil {
		c.Need(l, "path", "local must have a path")
		if spec.At("nodeAffinity", "required") == nil {
			c.Missing(spec, "nodeAffinity", "a local volume must have nodeAffinity.required")
		}
	}
	if s := spec.Get("csi"); s != nil {
		if d := c.Need(s, "driver", "csi must have the name of a driver"); d != nil {
			c.text(d, "name of a driver", csiDriver)
		}
		c.Need(s, "volumeHandle", "csi must have a volumeHandle")
		c.secretRefs(s)
	}
	c.nfs(spec.Get("nfs"))
}

// secretRefs checks the Secrets that a CSI driver is given (validateCSIPersistentVolumeSource in
// pkg/apis/core/validation).
func (c *checker) secretRefs(csi *value) {
	for _, k := range []string{"controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef",
		"nodeExpandSecretRef"} {
		if ref := csi.Get(k); ref != nil {
			c.Need(ref, "name", "must have the name of a Secret")
			c.Need(ref, "namespace", "must have the namespace of the Secret")
		}
	}
}

func (c *checker) storageClass(v *value) {
	if p := c.Need(v, "provisioner", "a StorageClass must have a provisioner"); p != nil {
		c.text(p, "name of a provisioner", func(s string) string { return names.QualifiedName(strings.ToLower(s)) })
	}
	c.enum(v.Get("reclaimPolicy"), "a reclaim policy of a StorageClass", "Delete", "Retain")
	c.enumSet(v.Get("volumeBindingMode"), "a binding mode", "Immediate", "WaitForFirstConsumer")
	for k, w := range v.Get("parameters").Members() {
		if k == "" {
			c.Reject(w, "key", "a parameter must have a name")
		}
	}
	for _, t := range v.Items("allowedTopologies") {
		keys := map[string]bool{}
		for _, e := range t.Items("matchLabelExpressions") {
			if k := c.Need(e, "key", "must have the key of a label"); k != nil {
				c.text(k, "key of a label", names.QualifiedName)
				c.unique(k, keys, "key")
			}
			if e.Get("values").Len() == 0 {
				c.Missing(e, "values", "must have at least one value")
			}
			seen := map[string]bool{}
			for _, w := range e.Items("values") {
				c.unique(w, seen, "value")
			}
		}
	}
}

func (c *checker) csiDriver(v *value) {
	spec := v.Get("spec")
	c.enumSet(spec.Get("fsGroupPolicy"), "a policy for groups", "File", "None", "ReadWriteOnceWithFSType")
	for _, m := range spec.Items("volumeLifecycleModes") {
		c.enumSet(m, "a lifecycle mode", "Ephemeral", "Persistent")
	}
	seen := map[string]bool{}
	for _, t := range spec.Items("tokenRequests") {
		c.unique(t.Get("audience"), seen, "audience")
		c.inRange(t.Get("expirationSeconds"), 600, 1<<32)
	}
}

func (c *checker) limitRange(v *value) {
	seen := map[string]bool{}
	for _, l := range v.At("spec").Items("limits") {
		typ := c.Need(l, "type", "a limit must have a type: Container, PersistentVolumeClaim or Pod")
		if typ.Known() {
			c.unique(typ, seen, "type")
			if s := typ.Text(); !strings.Contains(s, "/") {
				c.enum(typ, "a type of limit", "Container", "PersistentVolumeClaim", "Pod")
			}
		}
		if typ.Text() == "Pod" {
			for _, k := range []string{"default", "defaultRequest"} {
				if w := l.Get(k); w.Len() > 0 {
					c.Reject(w, "exclusive", "cannot be set for the type Pod")
				}
			}
		}
		for name, q := range l.Get("min").Members() {
			lo, ok := q.Quantity()
			hi, known := l.Get("max").Child(name).Quantity()
			if ok && known && object.More(lo, hi) {
				c.Reject(q, "range", "the minimum of %s is more than its maximum", name)
			}
		}
		if typ.Text() == "PersistentVolumeClaim" && l.Get("min").Child("storage") == nil &&
			l.Get("max").Child("storage") == nil {
			c.Reject(l, "required", "must have a minimum or maximum of storage")
		}
	}
}

func (c *checker) resourceQuota(v *value) {
	spec := v.Get("spec")
	for name, q := range spec.Get("hard").Members() {
		if names.QualifiedName(name) != "" {
			c.key(q, name, "quota", names.QualifiedName)
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
	for _, s := range spec.Items("scopes") {
		c.enumSet(s, "a scope of a quota", scopes...)
	}
	for _, e := range spec.At("scopeSelector").Items("matchExpressions") {
		c.enumSet(e.Get("scopeName"), "a scope of a quota", scopes...)
		c.enumSet(e.Get("operator"), "an operator of a scope", "DoesNotExist", "Exists", "In", "NotIn")
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
