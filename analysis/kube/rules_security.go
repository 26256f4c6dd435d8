package kube

import (
	"math"
	"strings"
)

// podSecurity checks what a pod says about security.
func (c *checker) podSecurity(spec *value) {
	s := spec.get("securityContext")
	for _, k := range []string{"fsGroup", "runAsUser", "runAsGroup"} {
		c.inRange(s.get(k), 0, math.MaxInt32)
	}
	for _, g := range s.items("supplementalGroups") {
		c.inRange(g, 0, math.MaxInt32)
	}
	if spec.get("shareProcessNamespace").is() && spec.get("hostPID").is() {
		c.reject(spec.get("shareProcessNamespace"), "exclusive", "cannot be true together with hostPID")
	}
	names := map[string]bool{}
	for _, w := range s.items("sysctls") {
		if n := c.need(w, "name", "a sysctl must have a name"); n != nil {
			c.text(n, "name of a sysctl", sysctlName)
			c.unique(n, names, "sysctl")
		}
	}
	c.enumSet(s.get("fsGroupChangePolicy"), "a policy for changing groups", "Always", "OnRootMismatch")
	if c.version >= 33 {
		c.enumSet(s.get("supplementalGroupsPolicy"), "a policy for groups", "Merge", "Strict")
	}
	c.profile(s.get("seccompProfile"), "seccomp")
	c.profile(s.get("appArmorProfile"), "AppArmor")
	if !spec.get("hostUsers").is() && spec.get("hostUsers").known() && c.version >= 33 {
		for _, k := range []string{"hostPID", "hostIPC"} {
			if spec.get(k).is() {
				c.reject(spec.get(k), "exclusive", "cannot be true if hostUsers is false")
			}
		}
	}
}

// profile checks a seccomp or AppArmor profile.
func (c *checker) profile(v *value, what string) {
	if v == nil {
		return
	}
	kind := c.need(v, "type", "a profile must have a type: Localhost, RuntimeDefault or Unconfined")
	if !c.enum(kind, "a type of "+what+" profile", "Localhost", "RuntimeDefault", "Unconfined") || !kind.known() {
		return
	}
	local := v.get("localhostProfile")
	switch {
	case kind.text() != "Localhost" && local != nil:
		c.reject(local, "exclusive", "only the type Localhost has a localhostProfile")
	case kind.text() == "Localhost" && local == nil:
		c.missing(v, "localhostProfile", "the type Localhost needs a localhostProfile")
	case local.known() && what == "seccomp":
		c.relativePath(local, local.text())
	case local.known() && (local.text() == "" || local.text() != strings.TrimSpace(local.text())):
		c.reject(local, "format", "must be the name of a profile, without spaces around it")
	}
}

// containerSecurity checks what a container says about security.
func (c *checker) containerSecurity(s *value, hostUsers bool) {
	if s == nil {
		return
	}
	c.inRange(s.get("runAsUser"), 0, math.MaxInt32)
	c.inRange(s.get("runAsGroup"), 0, math.MaxInt32)
	if mount := s.get("procMount"); c.version >= 33 {
		c.enumSet(mount, "a type of /proc mount", "Default", "Unmasked")
		if mount.text() == "Unmasked" && hostUsers {
			c.reject(mount, "exclusive", "Unmasked needs hostUsers: false in the pod")
		}
	}
	c.profile(s.get("seccompProfile"), "seccomp")
	c.profile(s.get("appArmorProfile"), "AppArmor")
	escalation := s.get("allowPrivilegeEscalation")
	if !escalation.known() || escalation.is() {
		return
	}
	if s.get("privileged").is() {
		c.reject(escalation, "exclusive", "cannot be false in a privileged container")
	}
	for _, w := range s.at("capabilities").items("add") {
		if w.text() == "CAP_SYS_ADMIN" {
			c.reject(escalation, "exclusive", "cannot be false together with the capability CAP_SYS_ADMIN")
		}
	}
}

// resources checks the requests and limits of a container; claims are the resource claims of its pod.
func (c *checker) resources(v *value, claims map[string]bool) {
	limits, requests := v.get("limits"), v.get("requests")
	for name, q := range limits.members() {
		c.containerResource(q, name)
	}
	for name, q := range requests.members() {
		c.containerResource(q, name)
		limit := limits.child(name)
		request, ok := q.quantity()
		if limit == nil {
			if !overcommit(name) {
				c.reject(q, "resources", "%s must have a limit too, since it cannot be overcommitted", name)
			}
			continue
		}
		most, known := limit.quantity()
		switch {
		case !ok || !known:
		case !overcommit(name) && (more(request, most) || more(most, request)):
			c.reject(q, "resources", "must be the limit %s, since %s cannot be overcommitted",
				limit.node.Resolve().Text(), name)
		case more(request, most):
			c.reject(q, "resources", "requests more %s than the limit %s", name, limit.node.Resolve().Text())
		}
	}
	for _, claim := range v.items("claims") {
		if c.version < 34 { // they are dropped
			break
		}
		if n := c.need(claim, "name", "a claim must have a name"); n.known() && !claims[n.text()] {
			c.reject(n, "pod/resource-claim", "the pod has no resource claim called %s", quote(n.text()))
		}
	}
}

const native = "kubernetes.io/"

func overcommit(name string) bool {
	return (!strings.Contains(name, "/") || strings.Contains(name, native)) && !strings.HasPrefix(name, "hugepages-")
}

// extended reports whether a resource is one that Kubernetes knows nothing of, which comes in whole numbers.
func extended(name string) bool {
	return strings.Contains(name, "/") && !strings.Contains(name, native) && !strings.HasPrefix(name, "requests.") &&
		qualifiedName("requests."+name) == ""
}

// containerResource checks one request or limit.
func (c *checker) containerResource(v *value, name string) {
	standard := name == "cpu" || name == "memory" || name == "ephemeral-storage" ||
		strings.HasPrefix(name, "hugepages-")
	switch {
	case qualifiedName(name) != "":
		c.key(v, name, "resource", qualifiedName)
	case !strings.Contains(name, "/") && !standard:
		c.key(v, name, "resource", func(string) string {
			return "cpu, memory, ephemeral-storage, hugepages-..., or a name with a domain such as example.com/gpu"
		})
	}
	c.resourceValue(v, name)
}

// countedResources come in whole numbers.
var countedResources = map[string]bool{
	"pods": true, "resourcequotas": true, "services": true, "replicationcontrollers": true, "secrets": true,
	"configmaps": true, "persistentvolumeclaims": true, "services.nodeports": true, "services.loadbalancers": true,
}

// resourceValue checks that a quantity is not negative, and whole if the resource is counted.
func (c *checker) resourceValue(v *value, name string) {
	q, ok := v.quantity()
	if !ok {
		return
	}
	if q < 0 {
		c.reject(v, "range", "%s is below 0", v.node.Resolve().Text())
	}
	if (countedResources[name] || extended(name)) && math.Abs(q) < 1<<40 && math.Abs(q-math.Round(q)) > 1e-6 {
		c.reject(v, "range", "%s must be a whole number for %s", v.node.Resolve().Text(), name)
	}
}
