package rules

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

const rbacGroup = "rbac.authorization.k8s.io"

var policyRules = map[string]kindRules{
	"policy/PodDisruptionBudget":          {nil, (*checker).disruptionBudget},
	"autoscaling/HorizontalPodAutoscaler": {names.DNSSubdomain, (*checker).autoscaler},
	rbacGroup + "/Role":                   {nil, func(c *checker, v *value) { c.policyRules(v, true) }},
	rbacGroup + "/ClusterRole":            {nil, (*checker).clusterRole},
	rbacGroup + "/RoleBinding":            {nil, func(c *checker, v *value) { c.roleBinding(v, true) }},
	rbacGroup + "/ClusterRoleBinding":     {nil, func(c *checker, v *value) { c.roleBinding(v, false) }},
	"scheduling.k8s.io/PriorityClass":     {names.DNSSubdomain, (*checker).priorityClass},
	"node.k8s.io/RuntimeClass":            {names.DNSSubdomain, (*checker).runtimeClass},
	"coordination.k8s.io/Lease": {names.DNSSubdomain, func(c *checker, v *value) {
		c.atLeast(v.At("spec", "leaseDurationSeconds"), 1)
	}},
}

func (c *checker) disruptionBudget(v *value) {
	spec := v.Get("spec")
	lo, hi := spec.Get("minAvailable"), spec.Get("maxUnavailable")
	if lo != nil && hi != nil {
		c.Reject(hi, "exclusive", "cannot be combined with minAvailable")
	}
	for _, w := range []*value{lo, hi} {
		c.intOrPercent(w)
		c.atMost100Percent(w)
	}
	c.labelSelector(spec.Get("selector"))
	c.enumSet(spec.Get("unhealthyPodEvictionPolicy"), "an eviction policy", "AlwaysAllow", "IfHealthyBudget")
}

// targetVersion checks that what is scaled has an API group, as ValidateAPIVersion in pkg/apis/autoscaling/validation
// does since Kubernetes 1.34.
func (c *checker) targetVersion(target *value) {
	v := target.Get("apiVersion")
	if c.Version < 34 || v != nil && (!v.Known() || strings.Count(v.Text(), "/") == 1 && v.Text()[0] != '/') {
		return
	}
	c.Missing(target, "apiVersion", "must be an API group and a version, such as apps/v1")
}

func (c *checker) autoscaler(v *value) {
	spec := c.specOf(v, "a scaleTargetRef and maxReplicas")
	if spec == nil {
		return
	}
	lo, hi := spec.Get("minReplicas"), spec.Get("maxReplicas")
	if c.Version < 36 {
		c.atLeast(lo, 1)
	} else {
		c.atLeast(lo, 0)
	}
	if hi == nil {
		c.Missing(spec, "maxReplicas", "must have maxReplicas of at least 1")
	}
	c.atLeast(hi, 1)
	least, ok := lo.Int()
	most, known := hi.Int()
	if ok && known && most < least {
		c.Reject(hi, "range", "%d is less than minReplicas, which is %d", most, least)
	}
	target := spec.Get("scaleTargetRef")
	if target == nil {
		c.Missing(spec, "scaleTargetRef", "must have a scaleTargetRef, with the kind and name of what is scaled")
	} else {
		for _, k := range []string{"kind", "name"} {
			if w := c.Need(target, k, "must have a %s", k); w != nil {
				c.text(w, k, names.PathSegment)
			}
		}
		c.targetVersion(target)
	}
	c.atLeast(spec.Get("targetCPUUtilizationPercentage"), 1)
	for _, m := range spec.Items("metrics") {
		c.metric(m)
	}
	for _, k := range []string{"scaleUp", "scaleDown"} {
		c.scaling(spec.At("behavior", k))
	}
}

// metricSources are the fields of a metric by its type.
var metricSources = map[string]string{
	"ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
	"Resource": "resource",
}

func (c *checker) metric(m *value) {
	if m.Kind != syntax.Mapping {
		return
	}
	const types = "ContainerResource, External, Object, Pods, Resource"
	kind := c.Need(m, "type", "a metric must have a type: %s", types)
	if !c.enum(kind, "a type of metric", strings.Split(types, ", ")...) || !kind.Known() {
		return
	}
	field := metricSources[kind.Text()]
	source := m.Get(field)
	if source == nil {
		c.Missing(m, field, "a metric of the type %s must have %s", kind.Text(), field)
	}
	for typ := range strings.SplitSeq(types, ", ") {
		k := metricSources[typ]
		if w := m.Get(k); w != nil && k != field {
			c.Reject(w, "exclusive", "a metric of the type %s cannot have %s, which is for %s", kind.Text(), k, typ)
		}
	}
	if source == nil || source.Kind != syntax.Mapping {
		return
	}
	switch field {
	case "resource", "containerResource":
		c.Need(source, "name", "must have the name of a resource, such as cpu")
		if field == "containerResource" {
			c.Need(source, "container", "must have the name of a container")
		}
	default:
		c.Need(source.Get("metric"), "name", "must have the name of a metric")
	}
	c.metricTarget(source, field)
}

func (c *checker) metricTarget(source *value, field string) {
	t := source.Get("target")
	if t == nil {
		c.Missing(source, "target", "must have a target")
		return
	}
	kind := c.Need(t, "type", "a target must have a type: AverageValue, Utilization or Value")
	c.enum(kind, "a type of target", "AverageValue", "Utilization", "Value")
	for _, k := range []string{"value", "averageValue"} {
		if q, ok := t.Get(k).Quantity(); ok && q <= 0 {
			c.Reject(t.Get(k), "range", "must be more than 0")
		}
	}
	c.atLeast(t.Get("averageUtilization"), 1)
	value, average, utilization := t.Get("value"), t.Get("averageValue"), t.Get("averageUtilization")
	if t.Kind != syntax.Mapping {
		return
	}
	switch field {
	case "resource", "containerResource":
		if average == nil && utilization == nil {
			c.Missing(t, "averageUtilization", "must have averageUtilization or averageValue")
		} else if average != nil && utilization != nil {
			c.Reject(average, "exclusive", "cannot be combined with averageUtilization")
		}
	case "pods":
		if average == nil {
			c.Missing(t, "averageValue", "must have an averageValue")
		}
	default:
		if value == nil && average == nil {
			c.Missing(t, "averageValue", "must have value or averageValue")
		} else if value != nil && average != nil && field == "external" {
			c.Reject(value, "exclusive", "cannot be combined with averageValue")
		}
	}
}

func (c *checker) scaling(v *value) {
	if v == nil {
		return
	}
	c.inRange(v.Get("stabilizationWindowSeconds"), 0, 3600)
	c.enumSet(v.Get("selectPolicy"), "a way to choose a policy", "Disabled", "Max", "Min")
	if p := v.Child("policies"); p != nil && p.Kind == syntax.Sequence && p.Len() == 0 {
		c.Reject(p, "required", "must have at least one policy")
	}
	for _, p := range v.Items("policies") {
		c.Need(p, "type", "a policy must have a type: Percent or Pods")
		c.enum(p.Get("type"), "a type of policy", "Percent", "Pods")
		for _, k := range []string{"value", "periodSeconds"} {
			if w := p.Get(k); w == nil {
				c.Missing(p, k, "a policy must have %s of at least 1", k)
			} else {
				c.atLeast(w, 1)
			}
		}
		if n, ok := p.Get("periodSeconds").Int(); ok && n > 1800 {
			c.Reject(p.Get("periodSeconds"), "range", "%d %s", n, between(1, 1800))
		}
	}
}

// policyRules checks the rules of a role.
func (c *checker) policyRules(v *value, namespaced bool) {
	for _, r := range v.Items("rules") {
		if r.Kind == syntax.Invalid {
			continue
		}
		if r.Get("verbs").Len() == 0 {
			c.Missing(r, "verbs", "a rule must have at least one verb")
		}
		groups, resources, urls := r.Get("apiGroups"), r.Get("resources"), r.Get("nonResourceURLs")
		if urls.Len() > 0 {
			if namespaced {
				c.Reject(urls, "forbidden", "only a ClusterRole can have nonResourceURLs")
			}
			if groups.Len()+resources.Len()+r.Get("resourceNames").Len() > 0 {
				c.Reject(urls, "exclusive", "a rule cannot be for both resources and nonResourceURLs")
			}
			continue
		}
		if groups.Len() == 0 {
			c.Missing(r, "apiGroups", `a rule for resources must have at least one API group; "" is the core group`)
		}
		if resources.Len() == 0 {
			c.Missing(r, "resources", "a rule must have at least one resource")
		}
	}
}

func (c *checker) clusterRole(v *value) {
	c.policyRules(v, false)
	a := v.Get("aggregationRule")
	if a != nil && a.Get("clusterRoleSelectors").Len() == 0 {
		c.Missing(a, "clusterRoleSelectors", "must have at least one selector")
	}
	for _, s := range a.Items("clusterRoleSelectors") {
		c.labelSelector(s)
	}
}

func (c *checker) roleBinding(v *value, namespaced bool) {
	ref := v.Get("roleRef")
	if ref == nil {
		c.Missing(v, "roleRef", "must have a roleRef with the kind and name of a role")
	} else if ref.Kind == syntax.Mapping {
		kinds := []string{"ClusterRole"}
		if namespaced {
			kinds = append(kinds, "Role")
		}
		c.Need(ref, "kind", "must have a kind: %s", strings.Join(kinds, " or "))
		c.enum(ref.Get("kind"), "a kind of role that can be bound here", kinds...)
		if n := c.Need(ref, "name", "must have the name of a role"); n != nil {
			c.text(n, "name of a role", names.PathSegment)
		}
		c.enum(ref.Get("apiGroup"), "the API group of roles", rbacGroup)
	}
	for _, s := range v.Items("subjects") {
		if s.Kind != syntax.Invalid {
			c.subject(s, namespaced)
		}
	}
}

func (c *checker) subject(s *value, namespaced bool) {
	name := c.Need(s, "name", "a subject must have a name")
	kinds := []string{"Group", "ServiceAccount", "User"}
	kind := c.Need(s, "kind", "a subject must have a kind: %s", strings.Join(kinds, ", "))
	c.enum(kind, "a kind of subject", kinds...)
	group := s.Get("apiGroup")
	switch {
	case kind.Text() == "ServiceAccount":
		if name != nil {
			c.text(name, "name of a service account", names.DNSSubdomain)
		}
		if group.Filled() && group.Known() {
			c.Reject(group, "enum", "a ServiceAccount has no API group")
		}
		if !namespaced {
			c.Need(s, "namespace", "a ServiceAccount must have a namespace here")
		}
	case slices.Contains(kinds, kind.Text()):
		c.enum(group, "the API group of users and groups", rbacGroup)
	}
}

func (c *checker) priorityClass(v *value) {
	c.enum(v.Get("preemptionPolicy"), "a preemption policy", "Never", "PreemptLowerPriority")
	name := v.At("metadata", "name")
	system := strings.HasPrefix(name.Text(), "system-")
	if system && name.Text() != "system-node-critical" && name.Text() != "system-cluster-critical" {
		c.Reject(name, "forbidden", "names that begin with system- belong to Kubernetes")
	}
	if n, ok := v.Get("value").Int(); ok && n > 1e9 && !system && (name == nil || name.Known()) {
		c.Reject(v.Get("value"), "range",
			"%d is more than 1000000000, the highest priority outside of Kubernetes itself", n)
	}
}

func (c *checker) runtimeClass(v *value) {
	if h := c.Need(v, "handler", "must have a handler"); h != nil {
		c.text(h, "name of a handler", names.DNSLabel)
	}
	for name, q := range v.At("overhead", "podFixed").Members() {
		c.containerResource(q, name)
	}
	c.labels(v.At("scheduling", "nodeSelector"))
	c.tolerations(v.At("scheduling", "tolerations"))
}
