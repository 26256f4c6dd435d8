package kube

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

const rbacGroup = "rbac.authorization.k8s.io"

var policyRules = map[string]kindRules{
	"policy/PodDisruptionBudget":          {nil, (*checker).disruptionBudget},
	"autoscaling/HorizontalPodAutoscaler": {dnsSubdomain, (*checker).autoscaler},
	rbacGroup + "/Role":                   {nil, func(c *checker, v *value) { c.policyRules(v, true) }},
	rbacGroup + "/ClusterRole":            {nil, (*checker).clusterRole},
	rbacGroup + "/RoleBinding":            {nil, func(c *checker, v *value) { c.roleBinding(v, true) }},
	rbacGroup + "/ClusterRoleBinding":     {nil, func(c *checker, v *value) { c.roleBinding(v, false) }},
	"scheduling.k8s.io/PriorityClass":     {dnsSubdomain, (*checker).priorityClass},
	"node.k8s.io/RuntimeClass":            {dnsSubdomain, (*checker).runtimeClass},
	"coordination.k8s.io/Lease": {dnsSubdomain, func(c *checker, v *value) {
		c.atLeast(v.at("spec", "leaseDurationSeconds"), 1)
	}},
}

func (c *checker) disruptionBudget(v *value) {
	spec := v.get("spec")
	lo, hi := spec.get("minAvailable"), spec.get("maxUnavailable")
	if lo != nil && hi != nil {
		c.reject(hi, "exclusive", "cannot be combined with minAvailable")
	}
	for _, w := range []*value{lo, hi} {
		c.intOrPercent(w)
		c.atMost100Percent(w)
	}
	c.labelSelector(spec.get("selector"))
	c.enumSet(spec.get("unhealthyPodEvictionPolicy"), "an eviction policy", "AlwaysAllow", "IfHealthyBudget")
}

func (c *checker) autoscaler(v *value) {
	spec := c.specOf(v, "a scaleTargetRef and maxReplicas")
	if spec == nil {
		return
	}
	lo, hi := spec.get("minReplicas"), spec.get("maxReplicas")
	if c.version < 36 {
		c.atLeast(lo, 1)
	} else {
		c.atLeast(lo, 0)
	}
	if hi == nil {
		c.missing(spec, "maxReplicas", "must have maxReplicas of at least 1")
	}
	c.atLeast(hi, 1)
	least, ok := lo.int()
	most, known := hi.int()
	if ok && known && most < least {
		c.reject(hi, "range", "%d is less than minReplicas, which is %d", most, least)
	}
	target := spec.get("scaleTargetRef")
	if target == nil {
		c.missing(spec, "scaleTargetRef", "must have a scaleTargetRef, with the kind and name of what is scaled")
	} else {
		for _, k := range []string{"kind", "name"} {
			if w := c.need(target, k, "must have a %s", k); w != nil {
				c.text(w, k, pathSegment)
			}
		}
	}
	c.atLeast(spec.get("targetCPUUtilizationPercentage"), 1)
	for _, m := range spec.items("metrics") {
		c.metric(m)
	}
	for _, k := range []string{"scaleUp", "scaleDown"} {
		c.scaling(spec.at("behavior", k))
	}
}

// metricSources are the fields of a metric by its type.
var metricSources = map[string]string{
	"ContainerResource": "containerResource", "External": "external", "Object": "object", "Pods": "pods",
	"Resource": "resource",
}

func (c *checker) metric(m *value) {
	if m.kind != syntax.Mapping {
		return
	}
	const types = "ContainerResource, External, Object, Pods, Resource"
	kind := c.need(m, "type", "a metric must have a type: %s", types)
	if !c.enum(kind, "a type of metric", strings.Split(types, ", ")...) || !kind.known() {
		return
	}
	field := metricSources[kind.text()]
	source := m.get(field)
	if source == nil {
		c.missing(m, field, "a metric of the type %s must have %s", kind.text(), field)
	}
	for typ := range strings.SplitSeq(types, ", ") {
		k := metricSources[typ]
		if w := m.get(k); w != nil && k != field {
			c.reject(w, "exclusive", "a metric of the type %s cannot have %s, which is for %s", kind.text(), k, typ)
		}
	}
	if source == nil || source.kind != syntax.Mapping {
		return
	}
	switch field {
	case "resource", "containerResource":
		c.need(source, "name", "must have the name of a resource, such as cpu")
		if field == "containerResource" {
			c.need(source, "container", "must have the name of a container")
		}
	default:
		c.need(source.get("metric"), "name", "must have the name of a metric")
	}
	c.metricTarget(source, field)
}

func (c *checker) metricTarget(source *value, field string) {
	t := source.get("target")
	if t == nil {
		c.missing(source, "target", "must have a target")
		return
	}
	kind := c.need(t, "type", "a target must have a type: AverageValue, Utilization or Value")
	c.enum(kind, "a type of target", "AverageValue", "Utilization", "Value")
	for _, k := range []string{"value", "averageValue"} {
		if q, ok := t.get(k).quantity(); ok && q <= 0 {
			c.reject(t.get(k), "range", "must be more than 0")
		}
	}
	c.atLeast(t.get("averageUtilization"), 1)
	value, average, utilization := t.get("value"), t.get("averageValue"), t.get("averageUtilization")
	if t.kind != syntax.Mapping {
		return
	}
	switch field {
	case "resource", "containerResource":
		if average == nil && utilization == nil {
			c.missing(t, "averageUtilization", "must have averageUtilization or averageValue")
		} else if average != nil && utilization != nil {
			c.reject(average, "exclusive", "cannot be combined with averageUtilization")
		}
	case "pods":
		if average == nil {
			c.missing(t, "averageValue", "must have an averageValue")
		}
	default:
		if value == nil && average == nil {
			c.missing(t, "averageValue", "must have value or averageValue")
		} else if value != nil && average != nil && field == "external" {
			c.reject(value, "exclusive", "cannot be combined with averageValue")
		}
	}
}

func (c *checker) scaling(v *value) {
	if v == nil {
		return
	}
	c.inRange(v.get("stabilizationWindowSeconds"), 0, 3600)
	c.enumSet(v.get("selectPolicy"), "a way to choose a policy", "Disabled", "Max", "Min")
	if p := v.child("policies"); p != nil && p.kind == syntax.Sequence && p.len() == 0 {
		c.reject(p, "required", "must have at least one policy")
	}
	for _, p := range v.items("policies") {
		c.need(p, "type", "a policy must have a type: Percent or Pods")
		c.enum(p.get("type"), "a type of policy", "Percent", "Pods")
		for _, k := range []string{"value", "periodSeconds"} {
			if w := p.get(k); w == nil {
				c.missing(p, k, "a policy must have %s of at least 1", k)
			} else {
				c.atLeast(w, 1)
			}
		}
		if n, ok := p.get("periodSeconds").int(); ok && n > 1800 {
			c.reject(p.get("periodSeconds"), "range", "%d %s", n, between(1, 1800))
		}
	}
}

// policyRules checks the rules of a role.
func (c *checker) policyRules(v *value, namespaced bool) {
	for _, r := range v.items("rules") {
		if r.kind == syntax.Invalid {
			continue
		}
		if r.get("verbs").len() == 0 {
			c.missing(r, "verbs", "a rule must have at least one verb")
		}
		groups, resources, urls := r.get("apiGroups"), r.get("resources"), r.get("nonResourceURLs")
		if urls.len() > 0 {
			if namespaced {
				c.reject(urls, "forbidden", "only a ClusterRole can have nonResourceURLs")
			}
			if groups.len()+resources.len()+r.get("resourceNames").len() > 0 {
				c.reject(urls, "exclusive", "a rule cannot be for both resources and nonResourceURLs")
			}
			continue
		}
		if groups.len() == 0 {
			c.missing(r, "apiGroups", `a rule for resources must have at least one API group; "" is the core group`)
		}
		if resources.len() == 0 {
			c.missing(r, "resources", "a rule must have at least one resource")
		}
	}
}

func (c *checker) clusterRole(v *value) {
	c.policyRules(v, false)
	a := v.get("aggregationRule")
	if a != nil && a.get("clusterRoleSelectors").len() == 0 {
		c.missing(a, "clusterRoleSelectors", "must have at least one selector")
	}
	for _, s := range a.items("clusterRoleSelectors") {
		c.labelSelector(s)
	}
}

func (c *checker) roleBinding(v *value, namespaced bool) {
	ref := v.get("roleRef")
	if ref == nil {
		c.missing(v, "roleRef", "must have a roleRef with the kind and name of a role")
	} else if ref.kind == syntax.Mapping {
		kinds := []string{"ClusterRole"}
		if namespaced {
			kinds = append(kinds, "Role")
		}
		c.need(ref, "kind", "must have a kind: %s", strings.Join(kinds, " or "))
		c.enum(ref.get("kind"), "a kind of role that can be bound here", kinds...)
		if n := c.need(ref, "name", "must have the name of a role"); n != nil {
			c.text(n, "name of a role", pathSegment)
		}
		c.enum(ref.get("apiGroup"), "the API group of roles", rbacGroup)
	}
	for _, s := range v.items("subjects") {
		if s.kind != syntax.Invalid {
			c.subject(s, namespaced)
		}
	}
}

func (c *checker) subject(s *value, namespaced bool) {
	name := c.need(s, "name", "a subject must have a name")
	kinds := []string{"Group", "ServiceAccount", "User"}
	kind := c.need(s, "kind", "a subject must have a kind: %s", strings.Join(kinds, ", "))
	c.enum(kind, "a kind of subject", kinds...)
	group := s.get("apiGroup")
	switch {
	case kind.text() == "ServiceAccount":
		if name != nil {
			c.text(name, "name of a service account", dnsSubdomain)
		}
		if group.filled() && group.known() {
			c.reject(group, "enum", "a ServiceAccount has no API group")
		}
		if !namespaced {
			c.need(s, "namespace", "a ServiceAccount must have a namespace here")
		}
	case slices.Contains(kinds, kind.text()):
		c.enum(group, "the API group of users and groups", rbacGroup)
	}
}

func (c *checker) priorityClass(v *value) {
	c.enum(v.get("preemptionPolicy"), "a preemption policy", "Never", "PreemptLowerPriority")
	name := v.at("metadata", "name")
	system := strings.HasPrefix(name.text(), "system-")
	if system && name.text() != "system-node-critical" && name.text() != "system-cluster-critical" {
		c.reject(name, "forbidden", "names that begin with system- belong to Kubernetes")
	}
	if n, ok := v.get("value").int(); ok && n > 1e9 && !system && (name == nil || name.known()) {
		c.reject(v.get("value"), "range",
			"%d is more than 1000000000, the highest priority outside of Kubernetes itself", n)
	}
}

func (c *checker) runtimeClass(v *value) {
	if h := c.need(v, "handler", "must have a handler"); h != nil {
		c.text(h, "name of a handler", dnsLabel)
	}
	for name, q := range v.at("overhead", "podFixed").members() {
		c.containerResource(q, name)
	}
	c.labels(v.at("scheduling", "nodeSelector"))
	c.tolerations(v.at("scheduling", "tolerations"))
}
