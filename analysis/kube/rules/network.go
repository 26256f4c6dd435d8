package rules

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var networkRules = map[string]kindRules{
	"networking.k8s.io/Ingress":       {names.DNSSubdomain, (*checker).ingress},
	"networking.k8s.io/IngressClass":  {names.DNSSubdomain, (*checker).ingressClass},
	"networking.k8s.io/NetworkPolicy": {names.DNSSubdomain, (*checker).networkPolicy},
}

func (c *checker) ingress(v *value) {
	spec := c.specOf(v, "rules or a defaultBackend")
	if spec == nil {
		return
	}
	rules, backend := spec.Get("rules"), spec.Get("defaultBackend")
	if rules.Len() == 0 && backend == nil && AllKnown(rules) {
		c.Reject(spec, "required", "must have rules or a defaultBackend")
	}
	if backend != nil {
		c.ingressBackend(backend)
	}
	for _, r := range rules.List() {
		c.ingressHost(r.Get("host"), true)
		http := r.Get("http")
		if http != nil && http.Get("paths").Len() == 0 {
			c.Missing(http, "paths", "must have at least one path")
		}
		for _, p := range http.Items("paths") {
			c.ingressPath(p)
		}
	}
	for _, t := range spec.Items("tls") {
		for _, h := range t.Items("hosts") {
			c.ingressHost(h, false)
		}
		if s := t.Get("secretName"); s.Filled() {
			c.text(s, "name of a Secret", names.DNSSubdomain)
		}
	}
	class := spec.Get("ingressClassName")
	c.text(class, "name of an IngressClass", names.DNSSubdomain)
	old := v.At("metadata", "annotations").Get("kubernetes.io/ingress.class")
	if class.Known() && old.Known() && class.Text() != old.Text() {
		c.Reject(old, "exclusive", "must be spec.ingressClassName, which is %s, or be left out", object.Quote(class.Text()))
	}
}

func (c *checker) ingressHost(h *value, rule bool) {
	if !h.Known() || h.Text() == "" && rule {
		return
	}
	s := h.Text()
	if _, isIP := names.ParseIP(s); isIP && rule {
		c.Reject(h, "format", "%s must be a DNS name, not an IP address", object.Quote(s))
		return
	}
	if strings.Contains(s, "*") {
		c.text(h, "host", names.WildcardSubdomain)
	} else {
		c.text(h, "host", names.DNSSubdomain)
	}
}

func (c *checker) ingressPath(p *value) {
	types := []string{"Exact", "ImplementationSpecific", "Prefix"}
	kind, path := p.Get("pathType"), p.Get("path")
	if kind == nil {
		c.Missing(p, "pathType", "a path must have a pathType: %s", strings.Join(types, ", "))
		return
	}
	c.enumSet(kind, "a type of path", types...)
	s := path.Text()
	known := path == nil || path.Known()
	switch kind.Text() {
	case "Exact", "Prefix":
		if path == nil {
			c.Missing(p, "path", "a path of the type %s must begin with /", kind.Text())
			break
		}
		if known && !strings.HasPrefix(s, "/") {
			c.Reject(path, "path", "%s must begin with /", path.Short())
		}
		for _, bad := range []string{"//", "/./", "/../", "%2f", "%2F"} {
			if strings.Contains(s, bad) {
				c.Reject(path, "path", "%s must not contain %s", object.Quote(s), bad)
			}
		}
		for _, bad := range []string{"/..", "/."} {
			if strings.HasSuffix(s, bad) {
				c.Reject(path, "path", "%s must not end with %s", object.Quote(s), bad)
			}
		}
	case "ImplementationSpecific":
		if s != "" && !strings.HasPrefix(s, "/") {
			c.Reject(path, "path", "%s must begin with /", object.Quote(s))
		}
	}
	if b := p.Get("backend"); b != nil {
		c.ingressBackend(b)
	} else {
		c.Missing(p, "backend", "a path must have a backend with a service or a resource")
	}
}

func (c *checker) ingressBackend(b *value) {
	if b.Kind == syntax.Invalid {
		return
	}
	service, resource := b.Get("service"), b.Get("resource")
	switch {
	case service != nil && resource != nil:
		c.Reject(resource, "exclusive", "a backend cannot have both a service and a resource")
	case resource != nil:
		c.objectRef(resource)
	case service == nil:
		c.Reject(b, "required", "a backend must have a service or a resource")
	case service.Kind == syntax.Mapping:
		if n := c.Need(service, "name", "must have the name of a Service"); n != nil {
			if c.Version < 36 {
				c.text(n, "name of a Service", names.DNS1035Label)
			} else {
				c.text(n, "name of a Service", names.DNSLabel)
			}
		}
		c.backendPort(service)
	}
}

func (c *checker) backendPort(service *value) {
	port := service.Get("port")
	if port != nil && port.Kind == syntax.Invalid {
		return
	}
	name, number := port.Get("name"), port.Get("number")
	n, isInt := number.Int()
	hasNumber := number != nil && (!isInt || n != 0)
	switch {
	case name.Filled() && hasNumber:
		c.Reject(number, "exclusive", "a port cannot have both a name and a number")
	case name.Filled():
		c.text(name, "name of a port", names.PortName)
	case hasNumber:
		c.port(number)
	default:
		c.Missing(service, "port", "must have a port with a name or a number")
	}
}

// objectRef checks a reference to an object by kind and name.
func (c *checker) objectRef(v *value) {
	c.text(v.Get("apiGroup"), "API group", names.DNSSubdomain)
	for _, k := range []string{"kind", "name"} {
		if w := c.Need(v, k, "must have a %s", k); w != nil {
			c.text(w, k, names.PathSegment)
		}
	}
}

func (c *checker) ingressClass(v *value) {
	spec := c.specOf(v, "a controller")
	if spec == nil {
		return
	}
	controller := c.Need(spec, "controller", "must have the name of a controller, such as example.com/ingress")
	if controller.Known() {
		domain, rest, _ := strings.Cut(controller.Text(), "/")
		if names.DNSSubdomain(domain) != "" || rest == "" || len(controller.Text()) > 250 {
			c.Reject(controller, "format", "%s is no name with a domain, such as example.com/ingress",
				object.Quote(controller.Text()))
		}
	}
	p := spec.Get("parameters")
	if p == nil {
		return
	}
	c.objectRef(p)
	scope := p.Get("scope")
	c.enumSet(scope, "a scope of parameters", "Cluster", "Namespace")
	ns := p.Get("namespace")
	switch {
	case scope.Text() == "Namespace" && ns == nil:
		c.Missing(p, "namespace", "the scope Namespace needs a namespace")
	case scope.Text() == "Namespace":
		c.text(ns, "namespace", names.DNSLabel)
	case ns != nil && (scope == nil || scope.Text() == "Cluster"):
		c.Reject(ns, "exclusive", "needs scope: Namespace")
	}
}

func (c *checker) networkPolicy(v *value) {
	spec := v.Get("spec")
	c.labelSelector(spec.Get("podSelector"))
	for _, rules := range [][2]string{{"ingress", "from"}, {"egress", "to"}} {
		for _, r := range spec.Items(rules[0]) {
			for _, p := range r.Items("ports") {
				c.policyPort(p)
			}
			for _, p := range r.Items(rules[1]) {
				c.policyPeer(p)
			}
		}
	}
	types := spec.Get("policyTypes")
	if types.Len() > 2 {
		c.Reject(types, "size", "there are only two policy types, Egress and Ingress")
		return
	}
	for _, t := range types.List() {
		c.enumSet(t, "a policy type", "Egress", "Ingress")
	}
}

func (c *checker) policyPort(p *value) {
	c.enumSet(p.Get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
	port, end := p.Get("port"), p.Get("endPort")
	c.portOrName(port)
	switch {
	case end == nil || port != nil && !port.Known():
	case port == nil:
		c.Reject(end, "exclusive", "needs a port")
	case port.Kind == syntax.String:
		c.Reject(end, "exclusive", "needs a port that is a number")
	default:
		c.port(end)
		first, ok := port.Int()
		last, known := end.Int()
		if ok && known && last < first {
			c.Reject(end, "range", "%d is less than the port, which is %d", last, first)
		}
	}
}

func (c *checker) policyPeer(p *value) {
	if p.Kind == syntax.Invalid {
		return
	}
	pods, spaces, block := p.Get("podSelector"), p.Get("namespaceSelector"), p.Get("ipBlock")
	c.labelSelector(pods)
	c.labelSelector(spaces)
	switch {
	case pods == nil && spaces == nil && block == nil:
		c.Reject(p, "required", "must have one of ipBlock, namespaceSelector, podSelector")
	case block != nil && (pods != nil || spaces != nil):
		c.Reject(block, "exclusive", "cannot be combined with podSelector or namespaceSelector")
	}
	if block == nil {
		return
	}
	outer := c.Need(block, "cidr", "ipBlock must have a cidr")
	if outer == nil {
		return
	}
	c.text(outer, "range of addresses", names.CIDR)
	whole, ok := names.ParseCIDR(outer.Text())
	for _, e := range block.Items("except") {
		c.text(e, "range of addresses", names.CIDR)
		part, known := names.ParseCIDR(e.Text())
		if ok && known && (!whole.Contains(part.Addr()) || whole.Bits() >= part.Bits()) {
			c.Reject(e, "range", "%s must be a part of %s", e.Text(), outer.Text())
		}
	}
}
