package kube

import (
	"math"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// pod is what the checks of one pod spec share.
type pod struct {
	c        *checker
	spec     *value
	isPod    bool              // the object is a Pod, not a template
	volumes  map[string]*value // by name
	allKnown bool              // volumes has all of them
	claims   map[string]bool   // names of the resourceClaims
	grace    int64             // terminationGracePeriodSeconds, if graceOK
	graceOK  bool
}

var restartPolicies = []string{"Always", "Never", "OnFailure"}

// podSpec checks a pod spec; extra are volumes that are added to those that it lists and win over them, such as claims
// of a StatefulSet.
func (c *checker) podSpec(spec *value, isPod bool, extra []*value) {
	p := &pod{c: c, spec: spec, isPod: isPod, grace: 30, graceOK: true}
	if g := spec.get("terminationGracePeriodSeconds"); g != nil {
		p.grace, p.graceOK = g.int()
	}
	p.readVolumes(extra)
	p.resourceClaims()
	p.containers()
	p.scheduling()
	p.network()
	c.podSecurity(spec)
	c.affinity(spec.get("affinity"))
	c.tolerations(spec.get("tolerations"))
	c.spread(spec.get("topologySpreadConstraints"))
	p.names()
}

// names checks the fields of a pod spec that are names or words.
func (p *pod) names() {
	c, spec := p.c, p.spec
	c.enum(spec.get("restartPolicy"), "a restart policy", restartPolicies...)
	c.enum(spec.get("dnsPolicy"), "a DNS policy", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
	c.enumSet(spec.get("preemptionPolicy"), "a preemption policy", "Never", "PreemptLowerPriority")
	c.enum(spec.at("os", "name"), "an operating system", "linux", "windows")
	for _, f := range []struct {
		key, what string
		check     func(string) string
	}{
		{"serviceAccountName", "name of a service account", dnsSubdomain},
		{"nodeName", "name of a node", dnsSubdomain},
		{"hostname", "host name", dnsLabel},
		{"subdomain", "subdomain", dnsLabel},
		{"priorityClassName", "name of a priority class", dnsSubdomain},
	} {
		if v := spec.get(f.key); v.filled() {
			c.text(v, f.what, f.check)
		}
	}
	c.text(spec.get("runtimeClassName"), "name of a runtime class", dnsSubdomain)
	c.labels(spec.get("nodeSelector"))
	c.inRange(spec.get("activeDeadlineSeconds"), 1, math.MaxInt32)
	for _, g := range spec.items("readinessGates") {
		c.text(g.get("conditionType"), "condition", qualifiedName)
	}
	seen := map[string]bool{}
	for _, g := range spec.items("schedulingGates") {
		c.text(g.get("name"), "scheduling gate", qualifiedName)
		c.unique(g.get("name"), seen, "scheduling gate")
	}
}

// scheduling checks what only a pod may not have.
func (p *pod) scheduling() {
	if p.isPod && p.spec.has("nodeName") && p.spec.get("schedulingGates").len() > 0 {
		p.c.reject(p.spec.get("nodeName"), "exclusive", "a pod with scheduling gates cannot have a node yet")
	}
	if e := p.spec.get("ephemeralContainers"); e.len() > 0 {
		p.c.reject(e, "forbidden", "ephemeral containers can only be added to a pod that runs")
	}
}

func (p *pod) network() {
	c, spec := p.c, p.spec
	for _, a := range spec.items("hostAliases") {
		if a.get("ip").filled() {
			c.text(a.get("ip"), "IP address", ip)
		} else {
			c.missing(a, "ip", "a host alias must have an IP address")
		}
		for _, h := range a.items("hostnames") {
			c.text(h, "host name", dnsSubdomain)
		}
	}
	dns := spec.get("dnsConfig")
	servers := dns.get("nameservers")
	if spec.str("dnsPolicy") == "None" && servers.len() == 0 {
		c.missing(spec, "dnsConfig", "the DNS policy None needs at least one name server in dnsConfig.nameservers")
	}
	if servers.len() > 3 {
		c.reject(servers, "size", "a pod can have 3 name servers, not %d", servers.len())
	}
	for _, s := range servers.list() {
		c.text(s, "IP address", ip)
	}
	if s := dns.get("searches"); s.len() > 32 {
		c.reject(s, "size", "a pod can have 32 search domains, not %d", s.len())
	}
	for _, o := range dns.items("options") {
		c.need(o, "name", "a DNS option must have a name")
	}
}

func (p *pod) resourceClaims() {
	p.claims = map[string]bool{}
	if p.c.version < 34 { // they are dropped
		return
	}
	for _, r := range p.spec.items("resourceClaims") {
		if n := p.c.need(r, "name", "a resource claim must have a name"); n != nil {
			p.c.text(n, "name of a resource claim", dnsLabel)
			p.c.unique(n, p.claims, "resource claim")
		}
		both := r.get("resourceClaimName") != nil && r.get("resourceClaimTemplateName") != nil
		if both || r.get("resourceClaimName") == nil && r.get("resourceClaimTemplateName") == nil {
			p.c.reject(r, "exclusive", "must have exactly one of resourceClaimName and resourceClaimTemplateName")
		}
		p.c.text(r.get("resourceClaimName"), "name of a resource claim", dnsSubdomain)
		p.c.text(r.get("resourceClaimTemplateName"), "name of a resource claim template", dnsSubdomain)
	}
}

// template checks a pod template, which makes pods that restart always if always is set.
func (c *checker) template(owner *value, kind string, always bool, extra []*value) {
	t := owner.get("template")
	spec := t.get("spec")
	if spec == nil {
		spec = t
		if t == nil {
			c.missing(owner, "template", "%s must have a template with a pod spec", article(kind))
			return
		}
		c.missing(t, "spec", "the pod template has no spec, which must have containers")
		return
	}
	meta := t.get("metadata")
	c.labels(meta.get("labels"))
	c.annotations(meta.get("annotations"))
	c.podAnnotations(meta.get("annotations"), spec)
	c.podSpec(spec, false, extra)
	if !always {
		return
	}
	if r := spec.get("restartPolicy"); r.known() && (r.text() == "Never" || r.text() == "OnFailure") {
		c.reject(r, "enum", "%s is no restart policy for %s; it must be Always", quote(r.text()), article(kind))
	}
	if a := spec.get("activeDeadlineSeconds"); a != nil {
		c.reject(a, "forbidden", "pods of %s cannot have a deadline", article(kind))
	}
}

// Annotations that begin with these are for single containers.
const (
	appArmorContainer = "container.apparmor.security.beta.kubernetes.io/"
	seccompContainer  = "container.seccomp.security.alpha.kubernetes.io/"
	seccompPod        = "seccomp.security.alpha.kubernetes.io/pod"
)

// podAnnotations checks annotations that the server reads.
func (c *checker) podAnnotations(annotations, spec *value) {
	for k, w := range annotations.members() {
		if !w.known() {
			continue
		}
		s := w.text()
		name, armor := strings.CutPrefix(k, appArmorContainer)
		switch {
		case armor:
			if !hasContainer(spec, name) {
				c.reject(w, "annotation", "the annotation is for the container %s, which the pod does not have",
					quote(name))
			}
			if s != "" && s != "runtime/default" && s != "unconfined" && !strings.HasPrefix(s, "localhost/") {
				c.reject(w, "annotation",
					"%s is no AppArmor profile; runtime/default, unconfined, or localhost/ and a name", quote(s))
			}
		case k == seccompPod, strings.HasPrefix(k, seccompContainer):
			local, isLocal := strings.CutPrefix(s, "localhost/")
			if isLocal {
				c.relativePath(w, local)
			} else if s != "runtime/default" && s != "docker/default" && s != "unconfined" {
				c.reject(w, "annotation",
					"%s is no seccomp profile; runtime/default, unconfined, or localhost/ and a path", quote(s))
			}
		case k == "controller.kubernetes.io/pod-deletion-cost":
			_, err := strconv.ParseInt(s, 10, 32)
			if err != nil || s[0] == '+' || s[0] == '0' && len(s) > 1 {
				c.reject(w, "annotation", "%s is no whole number of 32 bits", quote(s))
			}
		}
	}
}

func hasContainer(spec *value, name string) bool {
	for _, list := range containerLists {
		for _, ctr := range spec.items(list) {
			if n := ctr.get("name"); n.text() == name || n != nil && n.kind == syntax.Invalid {
				return true
			}
		}
	}
	return false
}

// containerLists are the fields of a pod spec that hold containers.
var containerLists = []string{"initContainers", "containers", "ephemeralContainers"}
