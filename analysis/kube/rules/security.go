package rules

import (
	"math"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// podSecurity checks what a pod says about security.
func (c *checker) podSecurity(spec *value) {
	s := spec.Get("securityContext")
	for _, k := range []string{"fsGroup", "runAsUser", "runAsGroup"} {
		c.inRange(s.Get(k), 0, math.MaxInt32)
	}
	for _, g := range s.Items("supplementalGroups") {
		c.inRange(g, 0, math.MaxInt32)
	}
	if spec.Get("shareProcessNamespace").Is() && spec.Get("hostPID").Is() {
		c.Reject(spec.Get("shareProcessNamespace"), "exclusive", "cannot be true together with hostPID")
	}
	taken := map[string]bool{}
	for _, w := range s.Items("sysctls") {
		if n := c.Need(w, "name", "a sysctl must have a name"); n != nil {
			c.text(n, "name of a sysctl", names.SysctlName)
			c.unique(n, taken, "sysctl")
		}
	}
	c.enumSet(s.Get("fsGroupChangePolicy"), "a policy for changing groups", "Always", "OnRootMismatch")
	if c.Version >= 33 {
		c.enumSet(s.Get("supplementalGroupsPolicy"), "a policy for groups", "Merge", "Strict")
	}
	c.profile(s.Get("seccompProfile"), "seccomp")
	c.profile(s.Get("appArmorProfile"), "AppArmor")
	if !spec.Get("hostUsers").Is() && spec.Get("hostUsers").Known() && c.Version >= 33 {
		for _, k := range []string{"hostPID", "hostIPC"} {
			if spec.Get(k).Is() {
				c.Reject(spec.Get(k), "exclusive", "cannot be true if hostUsers is false")
			}
		}
	}
}

// profile checks a seccomp or AppArmor profile.
func (c *checker) profile(v *value, what string) {
	if v == nil {
		return
	}
	kind := c.Need(v, "type", "a profile must have a type: Localhost, RuntimeDefault or Unconfined")
	if !c.enum(kind, "a type of "+what+" profile", "Localhost", "RuntimeDefault", "Unconfined") || !kind.Known() {
		return
	}
	local := v.Get("localhostProfile")
	switch {
	case kind.Text() != "Localhost" && local != nil:
		c.Reject(local, "exclusive", "only the type Localhost has a localhostProfile")
	case kind.Text() == "Localhost" && local == nil:
		c.Missing(v, "localhostProfile", "the type Localhost needs a localhostProfile")
	case local.Known() && what == "seccomp":
		c.relativePath(local, local.Text())
	case local.Known() && (local.Text() == "" || local.Text() != strings.TrimSpace(local.Text())):
		c.Reject(local, "format", "must be the name of a profile, without spaces around it")
	}
}

// containerSecurity checks what a container says about security.
func (c *checker) containerSecurity(s *value, hostUsers bool) {
	if s == nil {
		return
	}
	c.inRange(s.Get("runAsUser"), 0, math.MaxInt32)
	c.inRange(s.Get("runAsGroup"), 0, math.MaxInt32)
	if mount := s.Get("procMount"); c.Version >= 33 {
		c.enumSet(mount, "a type of /proc mount", "Default", "Unmasked")
		if mount.Text() == "Unmasked" && hostUsers {
			c.Reject(mount, "exclusive", "Unmasked needs hostUsers: false in the pod")
		}
	}
	c.profile(s.Get("seccompProfile"), "seccomp")
	c.profile(s.Get("appArmorProfile"), "AppArmor")
	escalation := s.Get("allowPrivilegeEscalation")
	if !escalation.Known() || escalation.Is() {
		return
	}
	if s.Get("privileged").Is() {
		c.Reject(escalation, "exclusive", "cannot be false in a privileged container")
	}
	for _, w := range s.At("capabilities").Items("add") {
		if w.Text() == "CAP_SYS_ADMIN" {
			c.Reject(escalation, "exclusive", "cannot be false together with the capability CAP_SYS_ADMIN")
		}
	}
}

// resources checks the requests and limits of a container; claims are the resource claims of its pod.
func (c *checker) resources(v *value, claims map[string]bool) {
	limits, requests := v.Get("limits"), v.Get("requests")
	for name, q := range limits.Members() {
		c.containerResource(q, name)
	}
	for name, q := range requests.Members() {
		c.containerResource(q, name)
		limit := limits.Child(name)
		request, ok := q.Quantity()
		if limit == nil {
			if !overcommit(name) {
				c.Reject(q, "resources", "%s must have a limit too, since it cannot be overcommitted", name)
			}
			continue
		}
		most, known := limit.Quantity()
		if limit.Kind == syntax.Null && ok && request > 0 {
			c.Reject(limit, "resources", "the limit is empty, which is 0, but requests.%s is more", name)
			continue
		}
		switch {
		case !ok || !known:
		case !overcommit(name) && (object.More(request, most) || object.More(most, request)):
			c.Reject(q, "resources", "must be the limit %s, since %s cannot be overcommitted",
				limit.Node.Resolve().Text(), name)
		case object.More(request, most):
			c.Reject(q, "resources", "requests more %s than the limit %s", name, limit.Node.Resolve().Text())
		}
	}
	for _, claim := range v.Items("claims") {
		if c.Version < 34 { // they are dropped
			break
		}
		if n := c.Need(claim, "name", "a claim must have a name"); n.Known() && !claims[n.Text()] {
			c.Reject(n, "pod/resource-claim", "the pod has no resource claim named %s", object.Quote(n.Text()))
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
		names.QualifiedName("requests."+name) == ""
}

// containerResource checks one request or limit.
func (c *checker) containerResource(v *value, name string) {
	standard := name == "cpu" || name == "memory" || name == "ephemeral-storage" ||
		strings.HasPrefix(name, "hugepages-")
	switch {
	case names.QualifiedName(name) != "":
		c.key(v, name, "resource", names.QualifiedName)
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
	q, ok := v.Quantity()
	if !ok {
		return
	}
	if q < 0 {
		c.Reject(v, "range", "%s is below 0", v.Node.Resolve().Text())
	}
	if (countedResources[name] || extended(name)) && math.Abs(q) < 1<<40 && math.Abs(q-math.Round(q)) > 1e-6 {
		c.Reject(v, "range", "%s must be a whole number for %s", v.Node.Resolve().Text(), name)
	}
}
