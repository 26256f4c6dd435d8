package rules

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var serviceTypes = []string{"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"}

func (c *checker) service(v *value) {
	if n := v.At("metadata", "name"); n.Filled() && c.Version < 36 {
		c.text(n, "name of a Service", names.DNS1035Label)
	} else if n.Filled() {
		c.text(n, "name of a Service", names.DNSLabel)
	}
	spec := c.specOf(v, "ports")
	if spec == nil {
		return
	}
	kind := spec.Get("type")
	typ := kind.Text()
	if typ == "" && (kind == nil || kind.Known()) {
		typ = "ClusterIP"
	}
	c.enum(kind, "a Service type", serviceTypes...)
	headless := spec.Str("clusterIP") == "None" || spec.Get("clusterIPs").Item(0).Text() == "None"
	unknown := kind != nil && !kind.Known() || spec.Get("clusterIP") != nil && !spec.Get("clusterIP").Known()
	if ports := spec.Get("ports"); ports.Len() == 0 && !headless && typ != "ExternalName" && !unknown {
		c.Missing(spec, "ports", "a Service must have at least one port")
	}
	if headless && (typ == "LoadBalancer" || typ == "NodePort") {
		c.Reject(spec.Get("clusterIP"), "exclusive", "cannot be None for the type %s", typ)
	}
	if typ == "ExternalName" {
		c.externalName(spec)
	}
	c.servicePorts(spec, typ)
	c.labels(spec.Get("selector"))
	c.enum(spec.Get("sessionAffinity"), "a session affinity", "ClientIP", "None")
	if spec.Str("sessionAffinity") == "ClientIP" {
		c.inRange(spec.At("sessionAffinityConfig", "clientIP", "timeoutSeconds"), 1, 86400)
	}
	if typ != "ExternalName" {
		c.clusterIPs(spec)
	}
	for _, a := range spec.Items("externalIPs") {
		c.text(a, "IP address", names.IP)
	}
	c.traffic(spec, typ)
	c.loadBalancer(spec, typ)
}

func (c *checker) externalName(spec *value) {
	if n := c.Need(spec, "externalName", "the type ExternalName needs an externalName"); n != nil {
		c.text(n, "DNS name", func(s string) string { return names.DNSSubdomain(strings.TrimSuffix(s, ".")) })
	}
	for _, k := range []string{"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"} {
		if w := spec.Get(k); w.Filled() && (w.Kind != syntax.Sequence || w.Len() > 0) {
			c.Reject(w, "exclusive", "cannot be set for the type ExternalName")
		}
	}
}

func (c *checker) servicePorts(spec *value, typ string) {
	ports := spec.Get("ports")
	taken, numbers, nodes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range ports.List() {
		n := p.Get("name")
		if n.Filled() {
			c.text(n, "name of a port", names.DNSLabel)
			c.unique(n, taken, "name of a port")
		} else if ports.Len() > 1 {
			c.Missing(p, "name", "each port must have a name, since there are several")
		}
		number := p.Get("port")
		if number == nil {
			c.Missing(p, "port", "a port must have a number from 1 to 65535")
		}
		c.port(number)
		c.enum(p.Get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
		c.targetPort(p.Get("targetPort"))
		c.text(p.Get("appProtocol"), "application protocol", names.QualifiedName)
		node := p.Get("nodePort")
		nodePort, set := node.Int()
		if typ == "ClusterIP" && set && nodePort != 0 {
			c.Reject(node, "exclusive", "cannot be set for the type ClusterIP")
		}
		protocol := p.Str("protocol")
		if protocol == "" {
			protocol = "TCP"
		}
		c.twice(p, number, protocol, numbers, "port")
		if nodePort != 0 {
			c.twice(node, node, protocol, nodes, "nodePort")
		}
	}
}

// twice reports v if the number was seen before with the same protocol.
func (c *checker) twice(v, number *value, protocol string, seen map[string]bool, what string) {
	n, ok := number.Int()
	if !ok {
		return
	}
	key := protocol + " " + strconv.FormatInt(n, 10)
	if seen[key] {
		c.Reject(v, "duplicate", "the %s %d with the protocol %s is in this Service twice", what, n, protocol)
	}
	seen[key] = true
}

// targetPort checks a port that is the port of the Service if it is 0 or empty.
func (c *checker) targetPort(v *value) {
	if n, ok := v.Int(); ok && n == 0 || !v.Filled() {
		return
	}
	c.portOrName(v)
}

func (c *checker) clusterIPs(spec *value) {
	first, all := spec.Get("clusterIP"), spec.Get("clusterIPs")
	if first.Filled() && first.Text() != "None" {
		c.text(first, "IP address", names.IP)
	}
	for i, a := range all.List() {
		if i == 0 && a.Text() == "None" {
			continue
		}
		c.text(a, "IP address", names.IP)
	}
	if all.Len() > 2 {
		c.Reject(all, "size", "a Service can have 2 addresses, not %d", all.Len())
	}
	if first.Filled() && first.Known() && all.Len() > 0 && all.Item(0).Known() && all.Item(0).Text() != first.Text() {
		c.Reject(all, "exclusive", "must begin with clusterIP, which is %s", first.Text())
	}
	seen := map[string]bool{}
	for _, f := range spec.Items("ipFamilies") {
		c.enumSet(f, "an IP family", "IPv4", "IPv6")
		c.unique(f, seen, "IP family")
	}
	c.enumSet(spec.Get("ipFamilyPolicy"), "a policy for IP families", "PreferDualStack", "RequireDualStack",
		"SingleStack")
}

// traffic checks the policies for traffic.
func (c *checker) traffic(spec *value, typ string) {
	external := typ == "LoadBalancer" || typ == "NodePort" || typ == "ClusterIP" && spec.Get("externalIPs").Len() > 0
	policy := spec.Get("externalTrafficPolicy")
	switch {
	case external:
		c.enum(policy, "a policy for traffic", "Cluster", "Local")
	case policy.Filled() && typ != "":
		c.Reject(policy, "exclusive",
			"can be set only for Services that are reached from outside: of the type NodePort or LoadBalancer, "+
				"or with externalIPs")
	}
	check := spec.Get("healthCheckNodePort")
	if n, ok := check.Int(); ok && n != 0 && typ != "" {
		if typ != "LoadBalancer" || policy.Text() != "Local" && (policy == nil || policy.Known()) {
			c.Reject(check, "exclusive", "can be set only for the type LoadBalancer with externalTrafficPolicy: Local")
		} else {
			c.port(check)
		}
	}
	c.enumSet(spec.Get("internalTrafficPolicy"), "a policy for traffic", "Cluster", "Local")
	if c.Version >= 34 {
		c.enumSet(spec.Get("trafficDistribution"), "a distribution of traffic", "PreferClose", "PreferSameNode",
			"PreferSameZone")
	}
}

func (c *checker) loadBalancer(spec *value, typ string) {
	const message = "can be set only for the type LoadBalancer"
	ranges, class := spec.Get("loadBalancerSourceRanges"), spec.Get("loadBalancerClass")
	if typ != "LoadBalancer" && typ != "" {
		if ranges.Len() > 0 {
			c.Reject(ranges, "exclusive", message)
		}
		for _, w := range []*value{class, spec.Get("allocateLoadBalancerNodePorts")} {
			if w != nil {
				c.Reject(w, "exclusive", message)
			}
		}
	}
	for _, r := range ranges.List() {
		c.text(r, "range of addresses", func(s string) string { return names.CIDR(strings.TrimSpace(s)) })
	}
	if typ == "LoadBalancer" {
		c.text(class, "class of a load balancer", names.QualifiedName)
	}
}
