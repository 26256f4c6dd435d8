package kube

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var networkRules = map[string]kindRules{
	"networking.k8s.io/Ingress":       {dnsSubdomain, (*checker).ingress},
	"networking.k8s.io/IngressClass":  {dnsSubdomain, (*checker).ingressClass},
	"networking.k8s.io/NetworkPolicy": {dnsSubdomain, (*checker).networkPolicy},
}

func (c *checker) ingress(v *value) {
	spec := c.specOf(v, "rules or a defaultBackend")
	if spec == nil {
		return
	}
	rules, backend := spec.get("rules"), spec.get("defaultBackend")
	if rules.len() == 0 && backend == nil && allKnown(rules) {
		c.reject(spec, "required", "must have rules or a defaultBackend")
	}
	if backend != nil {
		c.ingressBackend(backend)
	}
	for _, r := range rules.list() {
		c.ingressHost(r.get("host"), true)
		http := r.get("http")
		if http != nil && http.get("paths").len() == 0 {
			c.missing(http, "paths", "must have at least one path")
		}
		for _, p := range http.items("paths") {
			c.ingressPath(p)
		}
	}
	for _, t := range spec.items("tls") {
		for _, h := range t.items("hosts") {
			c.ingressHost(h, false)
		}
		if s := t.get("secretName"); s.filled() {
			c.text(s, "name of a Secret", dnsSubdomain)
		}
	}
	class := spec.get("ingressClassName")
	c.text(class, "name of an IngressClass", dnsSubdomain)
	old := v.at("metadata", "annotations").get("kubernetes.io/ingress.class")
	if class.known() && old.known() && class.text() != old.text() {
		c.reject(old, "exclusive", "must be spec.ingressClassName, which is %s, or be left out", quote(class.text()))
	}
}

func (c *checker) ingressHost(h *value, rule bool) {
	if !h.known() || h.text() == "" && rule {
		return
	}
	s := h.text()
	if _, isIP := parseIP(s); isIP && rule {
		c.reject(h, "format", "%s must be a DNS name, not an IP address", quote(s))
		return
	}
	if strings.Contains(s, "*") {
		c.text(h, "host", wildcardSubdomain)
	} else {
		c.text(h, "host", dnsSubdomain)
	}
}

func (c *checker) ingressPath(p *value) {
	types := []string{"Exact", "ImplementationSpecific", "Prefix"}
	kind, path := p.get("pathType"), p.get("path")
	if kind == nil {
		c.missing(p, "pathType", "a path must have a pathType: %s", strings.Join(types, ", "))
		return
	}
	c.enumSet(kind, "a type of path", types...)
	s := path.text()
	known := path == nil || path.known()
	switch kind.text() {
	case "Exact", "Prefix":
		if path == nil {
			c.missing(p, "path", "a path of the type %s must begin with /", kind.text())
			break
		}
		if known && !strings.HasPrefix(s, "/") {
			c.reject(path, "path", "%s must begin with /", describeShort(path))
		}
		for _, bad := range []string{"//", "/./", "/../", "%2f", "%2F"} {
			if strings.Contains(s, bad) {
				c.reject(path, "path", "%s must not contain %s", quote(s), bad)
			}
		}
		for _, bad := range []string{"/..", "/."} {
			if strings.HasSuffix(s, bad) {
				c.reject(path, "path", "%s must not end with %s", quote(s), bad)
			}
		}
	case "ImplementationSpecific":
		if s != "" && !strings.HasPrefix(s, "/") {
			c.reject(path, "path", "%s must begin with /", quote(s))
		}
	}
	if b := p.get("backend"); b != nil {
		c.ingressBackend(b)
	} else {
		c.missing(p, "backend", "a path must have a backend with a service or a resource")
	}
}

func (c *checker) ingressBackend(b *value) {
	if b.kind == syntax.Invalid {
		return
	}
	service, resource := b.get("service"), b.get("resource")
	switch {
	case service != nil && resource != nil:
		c.reject(resource, "exclusive", "a backend cannot have both a service and a resource")
	case resource != nil:
		c.objectRef(resource)
	case service == nil:
		c.reject(b, "required", "a backend must have a service or a resource")
	case service.kind == syntax.Mapping:
		if n := c.need(service, "name", "must have the name of a Service"); n != nil {
			if c.version < 36 {
				c.text(n, "name of a Service", dns1035Label)
			} else {
				c.text(n, "name of a Service", dnsLabel)
			}
		}
		c.backendPort(service)
	}
}

func (c *checker) backendPort(service *value) {
	port := service.get("port")
	if port != nil && port.kind == syntax.Invalid {
		return
	}
	name, number := port.get("name"), port.get("number")
	n, isInt := number.int()
	hasNumber := number != nil && (!isInt || n != 0)
	switch {
	case name.filled() && hasNumber:
		c.reject(number, "exclusive", "a port cannot have both a name and a number")
	case name.filled():
		c.text(name, "name of a port", portName)
	case hasNumber:
		c.port(number)
	default:
		c.missing(service, "port", "must have a port with a name or a number")
	}
}

// objectRef checks a reference to an object by kind and name.
func (c *checker) objectRef(v *value) {
	c.text(v.get("apiGroup"), "API group", dnsSubdomain)
	for _, k := range []string{"kind", "name"} {
		if w := c.need(v, k, "must have a %s", k); w != nil {
			c.text(w, k, pathSegment)
		}
	}
}

func (c *checker) ingressClass(v *value) {
	spec := c.specOf(v, "a controller")
	if spec == nil {
		return
	}
	controller := c.need(spec, "controller", "must have the name of a controller, such as example.com/ingress")
	if controller.known() {
		domain, rest, _ := strings.Cut(controller.text(), "/")
		if dnsSubdomain(domain) != "" || rest == "" || len(controller.text()) > 250 {
			c.reject(controller, "format", "%s is no name with a domain, such as example.com/ingress",
				quote(controller.text()))
		}
	}
	p := spec.get("parameters")
	if p == nil {
		return
	}
	c.objectRef(p)
	scope := p.get("scope")
	c.enumSet(scope, "a scope of parameters", "Cluster", "Namespace")
	ns := p.get("namespace")
	switch {
	case scope.text() == "Namespace" && ns == nil:
		c.missing(p, "namespace", "the scope Namespace needs a namespace")
	case scope.text() == "Namespace":
		c.text(ns, "namespace", dnsLabel)
	case ns != nil && (scope == nil || scope.text() == "Cluster"):
		c.reject(ns, "exclusive", "needs scope: Namespace")
	}
}

func (c *checker) networkPolicy(v *value) {
	spec := v.get("spec")
	c.labelSelector(spec.get("podSelector"))
	for _, rules := range [][2]string{{"ingress", "from"}, {"egress", "to"}} {
		for _, r := range spec.items(rules[0]) {
			for _, p := range r.items("ports") {
				c.policyPort(p)
			}
			for _, p := range r.items(rules[1]) {
				c.policyPeer(p)
			}
		}
	}
	types := spec.get("policyTypes")
	if types.len() > 2 {
		c.reject(types, "size", "there are only two policy types, Egress and Ingress")
		return
	}
	for _, t := range types.list() {
		c.enumSet(t, "a policy type", "Egress", "Ingress")
	}
}

func (c *checker) policyPort(p *value) {
	c.enumSet(p.get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
	port, end := p.get("port"), p.get("endPort")
	c.portOrName(port)
	switch {
	case end == nil || port != nil && !port.known():
	case port == nil:
		c.reject(end, "exclusive", "needs a port")
	case port.kind == syntax.String:
		c.reject(end, "exclusive", "needs a port that is a number")
	default:
		c.port(end)
		first, ok := port.int()
		last, known := end.int()
		if ok && known && last < first {
			c.reject(end, "range", "%d is less than the port, which is %d", last, first)
		}
	}
}

func (c *checker) policyPeer(p *value) {
	if p.kind == syntax.Invalid {
		return
	}
	pods, spaces, block := p.get("podSelector"), p.get("namespaceSelector"), p.get("ipBlock")
	c.labelSelector(pods)
	c.labelSelector(spaces)
	switch {
	case pods == nil && spaces == nil && block == nil:
		c.reject(p, "required", "must have one of ipBlock, namespaceSelector, podSelector")
	case block != nil && (pods != nil || spaces != nil):
		c.reject(block, "exclusive", "cannot stand together with podSelector or namespaceSelector")
	}
	if block == nil {
		return
	}
	outer := c.need(block, "cidr", "ipBlock must have a cidr")
	if outer == nil {
		return
	}
	c.text(outer, "range of addresses", cidr)
	whole, ok := parseCIDR(outer.text())
	for _, e := range block.items("except") {
		c.text(e, "range of addresses", cidr)
		part, known := parseCIDR(e.text())
		if ok && known && (!whole.Contains(part.Addr()) || whole.Bits() >= part.Bits()) {
			c.reject(e, "range", "%s must be a part of %s", e.text(), outer.text())
		}
	}
}
