package kube

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var workloadRules = map[string]kindRules{
	"/Pod":                   {dnsSubdomain, (*checker).podObject},
	"/PodTemplate":           {dnsSubdomain, func(c *checker, v *value) { c.template(v, "PodTemplate", false, nil) }},
	"/ReplicationController": {dnsSubdomain, (*checker).replicationController},
	"apps/Deployment":        {dnsSubdomain, (*checker).deployment},
	"apps/ReplicaSet":        {dnsSubdomain, (*checker).replicaSet},
	"apps/DaemonSet":         {dnsSubdomain, (*checker).daemonSet},
	"apps/StatefulSet":       {dnsLabel, (*checker).statefulSet},
	"batch/Job":              {dnsSubdomain, (*checker).job},
	"batch/CronJob":          {dnsSubdomain, (*checker).cronJob},
}

// specOf returns the spec of an object that needs one, and reports that it lacks it.
func (c *checker) specOf(v *value, needs string) *value {
	s := v.get("spec")
	if s == nil {
		c.missing(v, "spec", "the object has no spec, which must have %s", needs)
	}
	return s
}

func (c *checker) podObject(v *value) {
	spec := c.specOf(v, "containers")
	if spec == nil {
		return
	}
	c.podAnnotations(v.at("metadata", "annotations"), spec)
	c.podSpec(spec, true, nil)
}

// selectorOf checks the selector of a workload, and that its template has the labels that it selects.
func (c *checker) selectorOf(spec *value, kind string) {
	s := spec.get("selector")
	if s == nil {
		c.missing(spec, "selector", "%s must have a selector, which matches the labels of its template", article(kind))
		return
	}
	if s.get("matchLabels").len()+s.get("matchExpressions").len() == 0 && s.kind == syntax.Mapping {
		c.reject(s, "selector", "selects nothing; the selector of %s must match the labels of its template",
			article(kind))
		return
	}
	before := len(c.faults)
	c.labelSelector(s)
	if len(c.faults) == before {
		c.selects(s, spec)
	}
}

// selects checks that the template of spec has the labels that a valid selector asks for.
func (c *checker) selects(selector, spec *value) {
	labels := spec.at("template", "metadata", "labels")
	match, ok := matches(selector, labels)
	if !ok || match || !allKnownUp(spec, "template", "metadata") {
		return
	}
	lack := ""
	for k, w := range selector.get("matchLabels").members() {
		if l := labels.child(k); l == nil || l.text() != w.text() {
			lack = fmt.Sprintf(": it needs the label %s: %s", k, w.text())
			break
		}
	}
	const message = "the template does not have the labels that spec.selector selects%s"
	switch {
	case labels != nil:
		c.reject(labels, "selector", message, lack)
	case spec.at("template", "metadata") != nil:
		c.missing(spec.at("template", "metadata"), "labels", message, lack)
	case spec.get("template") != nil:
		c.missing(spec.get("template"), "metadata", message, lack)
	}
}

// allKnownUp reports whether all values on the way are known.
func allKnownUp(v *value, keys ...string) bool {
	for _, k := range keys {
		if v = v.get(k); v != nil && v.kind == syntax.Invalid {
			return false
		}
	}
	return true
}

func (c *checker) deployment(v *value) {
	spec := c.specOf(v, "a selector and a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
	c.selectorOf(spec, "Deployment")
	c.template(spec, "Deployment", true, nil)
	s := spec.get("strategy")
	kind := s.get("type")
	c.enum(kind, "a strategy of a Deployment", "Recreate", "RollingUpdate")
	rolling := s.get("rollingUpdate")
	if kind.text() == "Recreate" && rolling != nil {
		c.reject(rolling, "exclusive", "the strategy Recreate cannot have rollingUpdate")
	}
	if kind == nil || kind.text() == "RollingUpdate" || kind.text() == "" && kind.known() {
		c.rolling(rolling)
		unavailable, ok := amount(rolling.get("maxUnavailable"), 25)
		surge, known := amount(rolling.get("maxSurge"), 25)
		if ok && known && unavailable == 0 && surge == 0 {
			c.reject(rolling.get("maxUnavailable"), "exclusive", "cannot be 0 if maxSurge is 0")
		}
	}
	deadline, ok := spec.get("progressDeadlineSeconds").int()
	ready, _ := spec.get("minReadySeconds").int()
	if ok && deadline >= 0 && deadline <= ready {
		c.reject(spec.get("progressDeadlineSeconds"), "range", "%d must be more than minReadySeconds, which is %d",
			deadline, ready)
	}
}

// rolling checks the numbers of a rolling update.
func (c *checker) rolling(v *value) {
	c.intOrPercent(v.get("maxUnavailable"))
	c.atMost100Percent(v.get("maxUnavailable"))
	c.intOrPercent(v.get("maxSurge"))
}

func (c *checker) replicaSet(v *value) {
	spec := c.specOf(v, "a selector and a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "replicas", "minReadySeconds")
	c.selectorOf(spec, "ReplicaSet")
	c.template(spec, "ReplicaSet", true, nil)
}

func (c *checker) replicationController(v *value) {
	spec := c.specOf(v, "a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "replicas", "minReadySeconds")
	labels := spec.at("template", "metadata", "labels")
	for k, w := range spec.get("selector").members() {
		if l := labels.child(k); w.known() && allKnown(labels) && (l == nil || l.text() != w.text()) {
			c.reject(w, "selector", "the template does not have the label %s: %s, which spec.selector selects", k,
				w.text())
		}
	}
	c.template(spec, "ReplicationController", true, nil)
}

func (c *checker) daemonSet(v *value) {
	spec := c.specOf(v, "a selector and a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "minReadySeconds", "revisionHistoryLimit")
	c.selectorOf(spec, "DaemonSet")
	c.template(spec, "DaemonSet", true, nil)
	s := spec.get("updateStrategy")
	kind := s.get("type")
	c.enum(kind, "an update strategy of a DaemonSet", "OnDelete", "RollingUpdate")
	if kind.filled() && kind.text() != "RollingUpdate" {
		return
	}
	r := s.get("rollingUpdate")
	c.rolling(r)
	c.atMost100Percent(r.get("maxSurge"))
	unavailable, ok := amount(r.get("maxUnavailable"), 1)
	surge, known := amount(r.get("maxSurge"), 0)
	switch {
	case !ok || !known:
	case unavailable != 0 && surge != 0:
		c.reject(r.get("maxSurge"), "exclusive", "can be set only if maxUnavailable is 0 (it is 1 if it is not given)")
	case unavailable == 0 && surge == 0:
		c.reject(r.get("maxUnavailable"), "exclusive", "cannot be 0 if maxSurge is 0")
	}
}

func (c *checker) statefulSet(v *value) {
	spec := c.specOf(v, "a selector and a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "replicas", "minReadySeconds")
	c.notNegative(spec.get("ordinals"), "start")
	c.enum(spec.get("podManagementPolicy"), "a pod management policy", "OrderedReady", "Parallel")
	s := spec.get("updateStrategy")
	kind, rolling := s.get("type"), s.get("rollingUpdate")
	kinds := []string{"OnDelete", "RollingUpdate"}
	if c.version > 35 {
		kinds = append(kinds, "Recreate")
	}
	c.enum(kind, "an update strategy of a StatefulSet", kinds...)
	if kind.text() == "OnDelete" && rolling != nil {
		c.reject(rolling, "exclusive", "the update strategy OnDelete cannot have rollingUpdate")
	}
	c.notNegative(rolling, "partition")
	if m := rolling.get("maxUnavailable"); m != nil && c.version >= 35 {
		c.intOrPercent(m)
		c.atMost100Percent(m)
	}
	for _, k := range []string{"whenDeleted", "whenScaled"} {
		c.enum(spec.at("persistentVolumeClaimRetentionPolicy", k), "a retention policy", "Delete", "Retain")
	}
	if n := spec.get("serviceName"); n.filled() && c.version >= 33 {
		c.text(n, "name of a Service", dnsLabel)
	}
	c.selectorOf(spec, "StatefulSet")
	var claims []*value
	for _, t := range spec.items("volumeClaimTemplates") {
		claims = append(claims, t)
		if c.version >= 34 {
			c.claimSpec(t, "spec")
		}
	}
	c.template(spec, "StatefulSet", true, claims)
}

// podSpecOf is the pod spec of an object: its own, or that of its template.
func podSpecOf(v *value, id ID) *value {
	switch id.Group() + "/" + id.Kind {
	case "/Pod":
		return v.get("spec")
	case "/PodTemplate":
		return v.at("template", "spec")
	case "batch/CronJob":
		return v.at("spec", "jobTemplate", "spec", "template", "spec")
	case "/ReplicationController", "apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet", "apps/StatefulSet",
		"batch/Job", "extensions/Deployment", "extensions/DaemonSet", "extensions/ReplicaSet":
		return v.at("spec", "template", "spec")
	}
	return nil
}
