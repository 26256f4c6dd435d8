package rules

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var workloadRules = map[string]kindRules{
	"/Pod":                   {names.DNSSubdomain, (*checker).podObject},
	"/PodTemplate":           {names.DNSSubdomain, (*checker).podTemplate},
	"/ReplicationController": {names.DNSSubdomain, (*checker).replicationController},
	"apps/Deployment":        {names.DNSSubdomain, (*checker).deployment},
	"apps/ReplicaSet":        {names.DNSSubdomain, (*checker).replicaSet},
	"apps/DaemonSet":         {names.DNSSubdomain, (*checker).daemonSet},
	"apps/StatefulSet":       {names.DNSLabel, (*checker).statefulSet},
	"batch/Job":              {names.DNSSubdomain, (*checker).job},
	"batch/CronJob":          {names.DNSSubdomain, (*checker).cronJob},
}

// specOf returns the spec of an object that needs one, and reports that it lacks it.
func (c *checker) specOf(v *value, needs string) *value {
	s := v.Get("spec")
	if s == nil {
		c.Missing(v, "spec", "the object has no spec, which must have %s", needs)
	}
	return s
}

func (c *checker) podTemplate(v *value) { c.template(v, "PodTemplate", false, nil) }

func (c *checker) podObject(v *value) {
	spec := c.specOf(v, "containers")
	if spec == nil {
		return
	}
	c.podAnnotations(v.At("metadata", "annotations"), spec)
	c.podSpec(spec, "Pod", nil)
}

// selectorOf checks the selector of a workload, and that its template has the labels that it selects.
func (c *checker) selectorOf(spec *value, kind string) {
	s := spec.Get("selector")
	if s == nil {
		c.Missing(spec, "selector", "%s must have a selector, which matches the labels of its template", object.Article(kind))
		return
	}
	if s.Get("matchLabels").Len()+s.Get("matchExpressions").Len() == 0 && s.Kind == syntax.Mapping {
		c.Reject(s, "selector", "selects nothing; the selector of %s must match the labels of its template",
			object.Article(kind))
		return
	}
	before := len(c.Faults)
	c.labelSelector(s)
	if len(c.Faults) == before {
		c.selects(s, spec)
	}
}

// selects checks that the template of spec has the labels that a valid selector asks for.
func (c *checker) selects(selector, spec *value) {
	labels := spec.At("template", "metadata", "labels")
	match, ok := matches(selector, labels)
	if !ok || match || !allKnownUp(spec, "template", "metadata") {
		return
	}
	lack := ""
	for k, w := range selector.Get("matchLabels").Members() {
		if l := labels.Child(k); l == nil || l.Text() != w.Text() {
			lack = fmt.Sprintf(": it needs the label %s: %s", k, w.Text())
			break
		}
	}
	const message = "the template does not have the labels that spec.selector selects%s"
	switch {
	case labels != nil:
		c.Reject(labels, "selector", message, lack)
	case spec.At("template", "metadata") != nil:
		c.Missing(spec.At("template", "metadata"), "labels", message, lack)
	case spec.Get("template") != nil:
		c.Missing(spec.Get("template"), "metadata", message, lack)
	}
}

// allKnownUp reports whether all values on the way are known.
func allKnownUp(v *value, keys ...string) bool {
	for _, k := range keys {
		if v = v.Get(k); v != nil && v.Kind == syntax.Invalid {
			return false
		}
	}
	return true
}

// defaultDeadline is progressDeadlineSeconds of a Deployment that has none (SetDefaults_Deployment in
// pkg/apis/apps/v1).
const defaultDeadline = 600

func (c *checker) deployment(v *value) {
	spec := c.specOf(v, "a selector and a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
	c.selectorOf(spec, "Deployment")
	c.template(spec, "Deployment", true, nil)
	s := spec.Get("strategy")
	kind := s.Get("type")
	c.enum(kind, "a strategy of a Deployment", "Recreate", "RollingUpdate")
	rolling := s.Get("rollingUpdate")
	if kind.Text() == "Recreate" && rolling != nil {
		c.Reject(rolling, "exclusive", "the strategy Recreate cannot have rollingUpdate")
	}
	if kind == nil || kind.Text() == "RollingUpdate" || kind.Text() == "" && kind.Known() {
		c.rolling(rolling)
		unavailable, ok := amount(rolling.Get("maxUnavailable"), 25)
		surge, known := amount(rolling.Get("maxSurge"), 25)
		if ok && known && unavailable == 0 && surge == 0 {
			c.Reject(rolling.Get("maxUnavailable"), "exclusive", "cannot be 0 if maxSurge is 0")
		}
	}
	deadline, ok := spec.Get("progressDeadlineSeconds").Int()
	ready, _ := spec.Get("minReadySeconds").Int()
	if spec.Get("progressDeadlineSeconds") == nil && ready >= defaultDeadline {
		c.Reject(spec.Get("minReadySeconds"), "range", "%d must be less than progressDeadlineSeconds, which is %d",
			ready, defaultDeadline)
	}
	if ok && deadline >= 0 && deadline <= ready {
		c.Reject(spec.Get("progressDeadlineSeconds"), "range", "%d must be more than minReadySeconds, which is %d",
			deadline, ready)
	}
}

// rolling checks the numbers of a rolling update.
func (c *checker) rolling(v *value) {
	c.intOrPercent(v.Get("maxUnavailable"))
	c.atMost100Percent(v.Get("maxUnavailable"))
	c.intOrPercent(v.Get("maxSurge"))
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
	labels := spec.At("template", "metadata", "labels")
	for k, w := range spec.Get("selector").Members() {
		if l := labels.Child(k); w.Known() && AllKnown(labels) && (l == nil || l.Text() != w.Text()) {
			c.Reject(w, "selector", "the template does not have the label %s: %s, which spec.selector selects", k,
				w.Text())
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
	s := spec.Get("updateStrategy")
	kind := s.Get("type")
	c.enum(kind, "an update strategy of a DaemonSet", "OnDelete", "RollingUpdate")
	if kind.Filled() && kind.Text() != "RollingUpdate" {
		return
	}
	r := s.Get("rollingUpdate")
	c.rolling(r)
	c.atMost100Percent(r.Get("maxSurge"))
	unavailable, ok := amount(r.Get("maxUnavailable"), 1)
	surge, known := amount(r.Get("maxSurge"), 0)
	switch {
	case !ok || !known:
	case unavailable != 0 && surge != 0:
		c.Reject(r.Get("maxSurge"), "exclusive", "can be set only if maxUnavailable is 0 (it is 1 if it is not given)")
	case unavailable == 0 && surge == 0:
		c.Reject(r.Get("maxUnavailable"), "exclusive", "cannot be 0 if maxSurge is 0")
	}
}

func (c *checker) statefulSet(v *value) {
	spec := c.specOf(v, "a selector and a template")
	if spec == nil {
		return
	}
	c.notNegative(spec, "replicas", "minReadySeconds")
	c.notNegative(spec.Get("ordinals"), "start")
	c.enum(spec.Get("podManagementPolicy"), "a pod management policy", "OrderedReady", "Parallel")
	s := spec.Get("updateStrategy")
	kind, rolling := s.Get("type"), s.Get("rollingUpdate")
	kinds := []string{"OnDelete", "RollingUpdate"}
	if c.Version > 35 {
		kinds = append(kinds, "Recreate")
	}
	c.enum(kind, "an update strategy of a StatefulSet", kinds...)
	if kind.Text() == "OnDelete" && rolling != nil {
		c.Reject(rolling, "exclusive", "the update strategy OnDelete cannot have rollingUpdate")
	}
	c.notNegative(rolling, "partition")
	if m := rolling.Get("maxUnavailable"); m != nil && c.Version >= 35 {
		c.intOrPercent(m)
		c.atMost100Percent(m)
	}
	for _, k := range []string{"whenDeleted", "whenScaled"} {
		c.enum(spec.At("persistentVolumeClaimRetentionPolicy", k), "a retention policy", "Delete", "Retain")
	}
	if n := spec.Get("serviceName"); n.Filled() && c.Version >= 33 {
		c.text(n, "name of a Service", names.DNSLabel)
	}
	c.selectorOf(spec, "StatefulSet")
	var claims []*value
	for _, t := range spec.Items("volumeClaimTemplates") {
		claims = append(claims, t)
		if c.Version >= 34 {
			c.claimSpec(t, "spec")
		}
	}
	c.template(spec, "StatefulSet", true, claims)
}

// PodSpecOf is the pod spec of an object: its own, or that of its template.
func PodSpecOf(v *value, id object.ID) *value {
	switch id.Group() + "/" + id.Kind {
	case "/Pod":
		return v.Get("spec")
	case "/PodTemplate":
		return v.At("template", "spec")
	case "batch/CronJob":
		return v.At("spec", "jobTemplate", "spec", "template", "spec")
	case "/ReplicationController", "apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet", "apps/StatefulSet",
		"batch/Job", "extensions/Deployment", "extensions/DaemonSet", "extensions/ReplicaSet":
		return v.At("spec", "template", "spec")
	}
	return nil
}
