package rules

import (
	"math"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// pod is what the checks of one pod spec share.
type pod struct {
	c        *checker
	spec     *value
	isPod    bool              // the object is a Pod, not a template
	isSet    bool              // the object is a StatefulSet
	volumes  map[string]*value // by name
	allKnown bool              // volumes has all of them
	dropped  map[string]bool   // names of the volumes that the server drops with their mounts
	claims   map[string]bool   // names of the resourceClaims
	grace    int64             // terminationGracePeriodSeconds, if graceOK
	graceOK  bool
}

var restartPolicies = []string{"Always", "Never", "OnFailure"}

// podSpec checks the pod spec of an object of a kind; extra are volumes that are added to those that it lists and win
// over them, such as claims of a StatefulSet.
func (c *checker) podSpec(spec *value, kind string, extra []*value) {
	p := &pod{c: c, spec: spec, isPod: kind == "Pod", isSet: kind == "StatefulSet", grace: 30, graceOK: true}
	if g := spec.Get("terminationGracePeriodSeconds"); g != nil {
		p.grace, p.graceOK = g.Int()
	}
	p.readVolumes(extra)
	p.resourceClaims()
	p.containers()
	p.scheduling()
	p.network()
	c.podSecurity(spec)
	c.affinity(spec.Get("affinity"))
	c.tolerations(spec.Get("tolerations"))
	c.spread(spec.Get("topologySpreadConstraints"))
	p.names()
}

// names checks the fields of a pod spec that are names or words.
func (p *pod) names() {
	c, spec := p.c, p.spec
	c.enum(spec.Get("restartPolicy"), "a restart policy", restartPolicies...)
	c.enum(spec.Get("dnsPolicy"), "a DNS policy", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
	c.enumSet(spec.Get("preemptionPolicy"), "a preemption policy", "Never", "PreemptLowerPriority")
	c.enum(spec.At("os", "name"), "an operating system", "linux", "windows")
	for _, f := range []struct {
		key, what string
		check     func(string) string
	}{
		{p.accountKey(), "name of a service account", names.DNSSubdomain},
		{"nodeName", "name of a node", names.DNSSubdomain},
		{"hostname", "host name", names.DNSLabel},
		{"subdomain", "subdomain", names.DNSLabel},
		{"priorityClassName", "name of a priority class", names.DNSSubdomain},
	} {
		// Of a StatefulSet, the server ignores these (ValidateStatefulSetSpec in pkg/apis/apps/validation).
		if p.isSet && (f.key == "hostname" || f.key == "subdomain") {
			continue
		}
		if v := spec.Get(f.key); v.Filled() {
			c.text(v, f.what, f.check)
		}
	}
	c.text(spec.Get("runtimeClassName"), "name of a runtime class", names.DNSSubdomain)
	c.labels(spec.Get("nodeSelector"))
	c.inRange(spec.Get("activeDeadlineSeconds"), 1, math.MaxInt32)
	for _, g := range spec.Items("readinessGates") {
		c.text(g.Get("conditionType"), "condition", names.QualifiedName)
	}
	seen := map[string]bool{}
	for _, g := range spec.Items("schedulingGates") {
		c.text(g.Get("name"), "scheduling gate", names.QualifiedName)
		c.unique(g.Get("name"), seen, "scheduling gate")
	}
}

// accountKey is the field that has the service account: the old name is read if the new one is empty.
func (p *pod) accountKey() string {
	if p.spec.Has("serviceAccountName") {
		return "serviceAccountName"
	}
	return "serviceAccount"
}

// scheduling checks what only a pod may not have.
func (p *pod) scheduling() {
	if p.isPod && p.spec.Has("nodeName") && p.spec.Get("schedulingGates").Len() > 0 {
		p.c.Reject(p.spec.Get("nodeName"), "exclusive", "a pod with scheduling gates cannot have a node yet")
	}
	if e := p.spec.Get("ephemeralContainers"); e.Len() > 0 {
		p.c.Reject(e, "forbidden", "ephemeral containers can only be added to a pod that runs")
	}
}

func (p *pod) network() {
	c, spec := p.c, p.spec
	for _, a := range spec.Items("hostAliases") {
		if a.Get("ip").Filled() {
			c.text(a.Get("ip"), "IP address", names.IP)
		} else {
			c.Missing(a, "ip", "a host alias must have an IP address")
		}
		for _, h := range a.Items("hostnames") {
			c.text(h, "host name", names.DNSSubdomain)
		}
	}
	dns := spec.Get("dnsConfig")
	servers := dns.Get("nameservers")
	if spec.Str("dnsPolicy") == "None" && servers.Len() == 0 {
		c.Missing(spec, "dnsConfig", "the DNS policy None needs at least one name server in dnsConfig.nameservers")
	}
	if servers.Len() > 3 {
		c.Reject(servers, "size", "a pod can have 3 name servers, not %d", servers.Len())
	}
	for _, s := range servers.List() {
		c.text(s, "IP address", names.IP)
	}
	if s := dns.Get("searches"); s.Len() > 32 {
		c.Reject(s, "size", "a pod can have 32 search domains, not %d", s.Len())
	}
	for _, s := range dns.Items("searches") {
		c.text(s, "search domain", names.SearchDomain)
	}
	for _, o := range dns.Items("options") {
		c.Need(o, "name", "a DNS option must have a name")
	}
}

func (p *pod) resourceClaims() {
	p.claims = map[string]bool{}
	if p.c.Version < 34 { // they are dropped
		return
	}
	for _, r := range p.spec.Items("resourceClaims") {
		if n := p.c.Need(r, "name", "a resource claim must have a name"); n != nil {
			p.c.text(n, "name of a resource claim", names.DNSLabel)
			p.c.unique(n, p.claims, "resource claim")
		}
		both := r.Get("resourceClaimName") != nil && r.Get("resourceClaimTemplateName") != nil
		if both || r.Get("resourceClaimName") == nil && r.Get("resourceClaimTemplateName") == nil {
			p.c.Reject(r, "exclusive", "must have exactly one of resourceClaimName and resourceClaimTemplateName")
		}
		p.c.text(r.Get("resourceClaimName"), "name of a resource claim", names.DNSSubdomain)
		p.c.text(r.Get("resourceClaimTemplateName"), "name of a resource claim template", names.DNSSubdomain)
	}
}

// template checks a pod template, which makes pods that restart always if always is set.
func (c *checker) template(owner *value, kind string, always bool, extra []*value) {
	t := owner.Get("template")
	spec := t.Get("spec")
	if spec == nil {
		spec = t
		if t == nil {
			c.Missing(owner, "template", "%s must have a template with a pod spec", object.Article(kind))
			return
		}
		c.Missing(t, "spec", "the pod template has no spec, which must have containers")
		return
	}
	meta := t.Get("metadata")
	c.labels(meta.Get("labels"))
	c.annotations(meta.Get("annotations"))
	c.podAnnotations(meta.Get("annotations"), spec)
	c.podSpec(spec, kind, extra)
	if !always {
		return
	}
	if r := spec.Get("restartPolicy"); r.Known() && (r.Text() == "Never" || r.Text() == "OnFailure") {
		c.Reject(r, "enum", "%s is no restart policy for %s; it must be Always", object.Quote(r.Text()), object.Article(kind))
	}
	if a := spec.Get("activeDeadlineSeconds"); a != nil {
		c.Reject(a, "forbidden", "pods of %s cannot have a deadline", object.Article(kind))
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
	for k, w := range annotations.Members() {
		if !w.Known() {
			continue
		}
		s := w.Text()
		name, armor := strings.CutPrefix(k, appArmorContainer)
		switch {
		case armor:
			if !hasContainer(spec, name) {
				c.Reject(w, "annotation", "the annotation is for the container %s, which the pod does not have",
					object.Quote(name))
			}
			if s != "" && s != "runtime/default" && s != "unconfined" && !strings.HasPrefix(s, "localhost/") {
				c.Reject(w, "annotation",
					"%s is no AppArmor profile; runtime/default, unconfined, or localhost/ and a name", object.Quote(s))
			}
		case k == seccompPod, strings.HasPrefix(k, seccompContainer):
			local, isLocal := strings.CutPrefix(s, "localhost/")
			if isLocal {
				c.relativePath(w, local)
			} else if s != "runtime/default" && s != "docker/default" && s != "unconfined" {
				c.Reject(w, "annotation",
					"%s is no seccomp profile; runtime/default, unconfined, or localhost/ and a path", object.Quote(s))
			}
		case k == "controller.kubernetes.io/pod-deletion-cost":
			_, err := strconv.ParseInt(s, 10, 32)
			if err != nil || s[0] == '+' || s[0] == '0' && len(s) > 1 {
				c.Reject(w, "annotation", "%s is no whole number of 32 bits", object.Quote(s))
			}
		}
	}
}

func hasContainer(spec *value, name string) bool {
	for _, list := range ContainerLists {
		for _, ctr := range spec.Items(list) {
			if n := ctr.Get("name"); n.Text() == name || n != nil && n.Kind == syntax.Invalid {
				return true
			}
		}
	}
	return false
}

// ContainerLists are the fields of a pod spec that hold containers.
var ContainerLists = []string{"initContainers", "containers", "ephemeralContainers"}
