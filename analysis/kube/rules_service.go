package kube

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var serviceTypes = []string{"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"}

func (c *checker) service(v *value) {
	if n := v.at("metadata", "name"); n.filled() && c.version < 36 {
		c.text(n, "name of a Service", dns1035Label)
	} else if n.filled() {
		c.text(n, "name of a Service", dnsLabel)
	}
	spec := c.specOf(v, "ports")
	if spec == nil {
		return
	}
	kind := spec.get("type")
	typ := kind.text()
	if typ == "" && (kind == nil || kind.known()) {
		typ = "ClusterIP"
	}
	c.enum(kind, "a Service type", serviceTypes...)
	headless := spec.str("clusterIP") == "None" || spec.get("clusterIPs").item(0).text() == "None"
	unknown := kind != nil && !kind.known() || spec.get("clusterIP") != nil && !spec.get("clusterIP").known()
	if ports := spec.get("ports"); ports.len() == 0 && !headless && typ != "ExternalName" && !unknown {
		c.missing(spec, "ports", "a Service must have at least one port")
	}
	if headless && (typ == "LoadBalancer" || typ == "NodePort") {
		c.reject(spec.get("clusterIP"), "exclusive", "cannot be None for the type %s", typ)
	}
	if typ == "ExternalName" {
		c.externalName(spec)
	}
	c.servicePorts(spec, typ)
	c.labels(spec.get("selector"))
	c.enum(spec.get("sessionAffinity"), "a session affinity", "ClientIP", "None")
	if spec.str("sessionAffinity") == "ClientIP" {
		c.inRange(spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds"), 1, 86400)
	}
	if typ != "ExternalName" {
		c.clusterIPs(spec)
	}
	for _, a := range spec.items("externalIPs") {
		c.text(a, "IP address", ip)
	}
	c.traffic(spec, typ)
	c.loadBalancer(spec, typ)
}

func (c *checker) externalName(spec *value) {
	if n := c.need(spec, "externalName", "the type ExternalName needs an externalName"); n != nil {
		c.text(n, "DNS name", func(s string) string { return dnsSubdomain(strings.TrimSuffix(s, ".")) })
	}
	for _, k := range []string{"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"} {
		if w := spec.get(k); w.filled() && (w.kind != syntax.Sequence || w.len() > 0) {
			c.reject(w, "exclusive", "cannot be set for the type ExternalName")
		}
	}
}

func (c *checker) servicePorts(spec *value, typ string) {
	ports := spec.get("ports")
	names, numbers, nodes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range ports.list() {
		n := p.get("name")
		if n.filled() {
			c.text(n, "name of a port", dnsLabel)
			c.unique(n, names, "name of a port")
		} else if ports.len() > 1 {
			c.missing(p, "name", "each port must have a name, since there are several")
		}
		number := p.get("port")
		if number == nil {
			c.missing(p, "port", "a port must have a number from 1 to 65535")
		}
		c.port(number)
		c.enum(p.get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
		c.targetPort(p.get("targetPort"))
		c.text(p.get("appProtocol"), "application protocol", qualifiedName)
		node := p.get("nodePort")
		nodePort, set := node.int()
		if typ == "ClusterIP" && set && nodePort != 0 {
			c.reject(node, "exclusive", "cannot be set for the type ClusterIP")
		}
		protocol := p.str("protocol")
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
	n, ok := number.int()
	if !ok {
		return
	}
	key := protocol + " " + strconv.FormatInt(n, 10)
	if seen[key] {
		c.reject(v, "duplicate", "the %s %d with the protocol %s stands twice in this Service", what, n, protocol)
	}
	seen[key] = true
}

// targetPort checks a port that is the port of the Service if it is 0 or empty.
func (c *checker) targetPort(v *value) {
	if n, ok := v.int(); ok && n == 0 || !v.filled() {
		return
	}
	c.portOrName(v)
}

func (c *checker) clusterIPs(spec *value) {
	first, all := spec.get("clusterIP"), spec.get("clusterIPs")
	if first.filled() && first.text() != "None" {
		c.text(first, "IP address", ip)
	}
	for i, a := range all.list() {
		if i == 0 && a.text() == "None" {
			continue
		}
		c.text(a, "IP address", ip)
	}
	if all.len() > 2 {
		c.reject(all, "size", "a Service can have 2 addresses, not %d", all.len())
	}
	if first.filled() && first.known() && all.len() > 0 && all.item(0).known() && all.item(0).text() != first.text() {
		c.reject(all, "exclusive", "must begin with clusterIP, which is %s", first.text())
	}
	seen := map[string]bool{}
	for _, f := range spec.items("ipFamilies") {
		c.enumSet(f, "an IP family", "IPv4", "IPv6")
		c.unique(f, seen, "IP family")
	}
	c.enumSet(spec.get("ipFamilyPolicy"), "a policy for IP families", "PreferDualStack", "RequireDualStack",
		"SingleStack")
}

// traffic checks the policies for traffic.
func (c *checker) traffic(spec *value, typ string) {
	external := typ == "LoadBalancer" || typ == "NodePort" || typ == "ClusterIP" && spec.get("externalIPs").len() > 0
	policy := spec.get("externalTrafficPolicy")
	switch {
	case external:
		c.enum(policy, "a policy for traffic", "Cluster", "Local")
	case policy.filled() && typ != "":
		c.reject(policy, "exclusive",
			"can be set only for Services that are reached from outside: of the type NodePort or LoadBalancer, "+
				"or with externalIPs")
	}
	check := spec.get("healthCheckNodePort")
	if n, ok := check.int(); ok && n != 0 && typ != "" {
		if typ != "LoadBalancer" || policy.text() != "Local" && (policy == nil || policy.known()) {
			c.reject(check, "exclusive", "can be set only for the type LoadBalancer with externalTrafficPolicy: Local")
		} else {
			c.port(check)
		}
	}
	c.enumSet(spec.get("internalTrafficPolicy"), "a policy for traffic", "Cluster", "Local")
	if c.version >= 34 {
		c.enumSet(spec.get("trafficDistribution"), "a distribution of traffic", "PreferClose", "PreferSameNode",
			"PreferSameZone")
	}
}

func (c *checker) loadBalancer(spec *value, typ string) {
	const message = "can be set only for the type LoadBalancer"
	ranges, class := spec.get("loadBalancerSourceRanges"), spec.get("loadBalancerClass")
	if typ != "LoadBalancer" && typ != "" {
		if ranges.len() > 0 {
			c.reject(ranges, "exclusive", message)
		}
		for _, w := range []*value{class, spec.get("allocateLoadBalancerNodePorts")} {
			if w != nil {
				c.reject(w, "exclusive", message)
			}
		}
	}
	for _, r := range ranges.list() {
		c.text(r, "range of addresses", func(s string) string { return cidr(strings.TrimSpace(s)) })
	}
	if typ == "LoadBalancer" {
		c.text(class, "class of a load balancer", qualifiedName)
	}
}
