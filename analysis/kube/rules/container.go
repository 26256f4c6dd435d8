package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// containers checks all containers of a pod.
func (p *pod) containers() {
	c := p.c
	list := p.spec.Get("containers")
	if list.Len() == 0 {
		c.Missing(p.spec, "containers", "a pod must have at least one container")
	}
	taken, hostPorts := map[string]bool{}, map[string]bool{}
	for _, ctr := range list.List() {
		p.container(ctr)
		c.unique(ctr.Get("name"), taken, "name of a container")
		p.lifecycle(ctr)
		p.hostPorts(ctr, hostPorts)
		p.restartPolicy(ctr.Get("restartPolicy"), false)
		if p.isPod {
			p.imageSpace(ctr)
		}
	}
	for _, ctr := range p.spec.Items("initContainers") {
		p.container(ctr)
		c.unique(ctr.Get("name"), taken, "name of a container")
		p.hostPorts(ctr, map[string]bool{})
		restart := ctr.Get("restartPolicy")
		p.restartPolicy(restart, true)
		if restart.Text() == "Always" || restart != nil && !restart.Known() {
			p.lifecycle(ctr)
		} else {
			for _, k := range []string{"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"} {
				// The server drops stopSignal, and a lifecycle with nothing else (dropContainerStopSignals in
				// pkg/api/pod/util.go).
				if w := ctr.Get(k); w != nil && !(w.Len() == 1 && w.Get("stopSignal") != nil) {
					c.Reject(w, "forbidden", "an init container cannot have %s unless its restartPolicy is Always", k)
				}
			}
		}
		if p.isPod {
			p.imageSpace(ctr)
		}
	}
}

func (p *pod) imageSpace(ctr *value) {
	if i := ctr.Get("image"); i.Text() != strings.TrimSpace(i.Text()) {
		p.c.Reject(i, "format", "the image begins or ends with a space")
	}
}

// restartPolicy checks the restart policy of a container. Version 1.34 drops all but Always of init containers.
func (p *pod) restartPolicy(v *value, isInit bool) {
	switch {
	case p.c.Version > 34:
		p.c.enumSet(v, "a restart policy", restartPolicies...)
	case p.c.Version == 34:
	case isInit:
		p.c.enumSet(v, "a restart policy of an init container", "Always")
	case v != nil:
		p.c.Reject(v, "forbidden", "only an init container can have a restart policy")
	}
}

// container checks what all sorts of containers have in common.
func (p *pod) container(ctr *value) {
	c := p.c
	if n := c.Need(ctr, "name", "a container must have a name"); n != nil {
		c.text(n, "name of a container", names.DNSLabel)
	}
	c.Need(ctr, "image", "a container must have an image")
	c.enum(ctr.Get("imagePullPolicy"), "a pull policy", "Always", "IfNotPresent", "Never")
	c.enum(ctr.Get("terminationMessagePolicy"), "a termination message policy", "FallbackToLogsOnError", "File")
	p.ports(ctr)
	p.env(ctr)
	p.mounts(ctr)
	p.devices(ctr)
	c.resources(ctr.Get("resources"), p.claims)
	p.resizePolicy(ctr)
	hostUsers := p.spec.Get("hostUsers") == nil || p.spec.Get("hostUsers").Is()
	c.containerSecurity(ctr.Get("securityContext"), hostUsers)
}

func (p *pod) ports(ctr *value) {
	taken := map[string]bool{}
	for _, port := range ctr.Items("ports") {
		if n := port.Get("name"); n.Filled() {
			p.c.text(n, "name of a port", names.PortName)
			p.c.unique(n, taken, "name of a port")
		}
		number := port.Get("containerPort")
		if n, ok := number.Int(); number == nil || ok && n == 0 {
			p.c.Missing(port, "containerPort", "a port of a container must have a containerPort")
		} else {
			p.c.port(number)
		}
		host := port.Get("hostPort")
		if n, ok := host.Int(); ok && n != 0 {
			p.c.port(host)
			inner, known := number.Int()
			if p.spec.Get("hostNetwork").Is() && known && inner != n {
				p.c.Reject(host, "port", "must be the containerPort %d, since the pod uses the network of the host",
					inner)
			}
		}
		p.c.enum(port.Get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
	}
}

// hostPorts reports ports of the host that stand twice.
func (p *pod) hostPorts(ctr *value, seen map[string]bool) {
	for _, port := range ctr.Items("ports") {
		v := port.Get("hostPort")
		if n, ok := v.Int(); (!ok || n == 0) && p.isPod && p.spec.Get("hostNetwork").Is() {
			v = port.Get("containerPort")
		}
		n, ok := v.Int()
		if !ok || n == 0 || !AllKnown(port) {
			continue
		}
		protocol := port.Str("protocol")
		if protocol == "" {
			protocol = "TCP"
		}
		key := fmt.Sprint(protocol, " ", port.Str("hostIP"), " ", n)
		if seen[key] {
			p.c.Reject(v, "duplicate", "the port %d of the host is in this pod twice", n)
		}
		seen[key] = true
	}
}

// env checks environment variables.
func (p *pod) env(ctr *value) {
	check := names.RelaxedEnvName
	if p.c.Version < 32 {
		check = names.EnvName
	}
	for _, e := range ctr.Items("env") {
		if n := p.c.Need(e, "name", "an environment variable must have a name"); n != nil {
			p.c.text(n, "name of an environment variable", check)
		}
		p.valueFrom(e)
	}
	for _, e := range ctr.Items("envFrom") {
		if n := e.Get("prefix"); n.Filled() {
			p.c.text(n, "beginning of an environment variable", check)
		}
		p.oneSource(e, "configMapRef", "secretRef")
		for _, k := range []string{"configMapRef", "secretRef"} {
			if ref := e.Get(k); ref != nil {
				if n := p.c.Need(ref, "name", "%s must have a name", k); n != nil {
					p.c.text(n, "name of a "+kindOfRef(k), func(s string) string { return names.DNSSubdomain(names.Generated(s)) })
				}
			}
		}
	}
}

func kindOfRef(key string) string {
	if strings.HasPrefix(key, "secret") {
		return "Secret"
	}
	return "ConfigMap"
}

// oneSource checks that v has exactly one of the fields.
func (p *pod) oneSource(v *value, keys ...string) {
	if v.Kind == syntax.Invalid {
		return
	}
	if p.c.exclusive(v, "this", keys) == 0 {
		p.c.Reject(v, "required", "must have one of %s", strings.Join(keys, ", "))
	}
}

func (p *pod) valueFrom(e *value) {
	from := e.Get("valueFrom")
	if from == nil {
		return
	}
	if e.Get("value").Filled() {
		p.c.Reject(from, "exclusive", "the variable has a value already, so it cannot have valueFrom")
	}
	if from.Get("fileKeyRef") == nil { // a source that some versions drop
		p.oneSource(from, "fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef")
	}
	p.c.fieldRef(from.Get("fieldRef"), envFields)
	p.c.resourceField(from.Get("resourceFieldRef"), false)
	for _, k := range []string{"configMapKeyRef", "secretKeyRef"} {
		ref := from.Get(k)
		if ref == nil {
			continue
		}
		if n := p.c.Need(ref, "name", "%s must have the name of a %s", k, kindOfRef(k)); n != nil {
			p.c.text(n, "name of a "+kindOfRef(k), names.DNSSubdomain)
		}
		if key := p.c.Need(ref, "key", "%s must have a key of the %s", k, kindOfRef(k)); key != nil {
			p.c.text(key, "key of a "+kindOfRef(k), names.ConfigKey)
		}
	}
}

var envFields = []string{
	"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
	"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
}

var volumeFields = []string{
	"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
}

// fieldRef checks the reference to a field of the pod.
func (c *checker) fieldRef(v *value, fields []string) {
	if v == nil {
		return
	}
	path, version := c.Need(v, "fieldPath", "fieldRef must have a fieldPath"), v.Get("apiVersion")
	if version.Filled() && version.Text() != "v1" {
		c.enum(version, "an API version of pods", "v1")
		return
	}
	if path == nil || !path.Known() {
		return
	}
	s := path.Text()
	base, subscript, ok := strings.Cut(s, "['")
	if !ok || !strings.HasSuffix(subscript, "']") {
		if s == "spec.host" {
			s = "spec.nodeName"
		}
		if slices.Contains(fields, s) {
			return
		}
		all := slices.Concat(fields, []string{"metadata.annotations['KEY']", "metadata.labels['KEY']"})
		c.notOne(path, "a field of the pod that can be used here", all)
		return
	}
	subscript = strings.TrimSuffix(subscript, "']")
	switch base {
	case "metadata.annotations":
		subscript = strings.ToLower(subscript)
	case "metadata.labels":
	default:
		c.Reject(path, "enum", "%s cannot have a key in brackets; only metadata.annotations and metadata.labels can",
			object.Quote(base))
		return
	}
	if rule := names.QualifiedName(subscript); rule != "" {
		c.Reject(path, "format", "%s is no valid key: %s", object.Quote(subscript), rule)
	}
}

var resourceFields = []string{"limits.cpu", "limits.ephemeral-storage", "limits.memory",
	"requests.cpu", "requests.ephemeral-storage", "requests.memory"}

func (c *checker) resourceField(v *value, volume bool) {
	if v == nil {
		return
	}
	if volume && c.Need(v, "containerName", "resourceFieldRef must have the name of a container here") == nil {
		return
	}
	r := c.Need(v, "resource", "resourceFieldRef must have a resource")
	if s := r.Text(); !strings.HasPrefix(s, "limits.hugepages-") && !strings.HasPrefix(s, "requests.hugepages-") {
		c.enum(r, "a resource of a container", resourceFields...)
	}
	c.divisor(v.Get("divisor"), r.Text())
}

// divisor checks what an amount of a resource is divided by (validateContainerResourceDivisor in
// pkg/apis/core/validation): a unit.
func (c *checker) divisor(v *value, resource string) {
	q, ok := v.Quantity()
	if !ok || q == 0 || resource == "" {
		return
	}
	units := []float64{1, 1e3, 1e6, 1e9, 1e12, 1e15, 1e18, 1 << 10, 1 << 20, 1 << 30, 1 << 40, 1 << 50, 1 << 60}
	words := "1 or a unit such as 1Mi"
	if strings.HasSuffix(resource, ".cpu") {
		units, words = []float64{0.001, 1}, "1m or 1"
	}
	if !slices.ContainsFunc(units, func(u float64) bool { return !object.More(u, q) && !object.More(q, u) }) {
		c.Reject(v, "enum", "%s cannot be a divisor of %s, which is %s", v.Node.Resolve().Text(), resource, words)
	}
}

// lifecycle checks hooks and probes.
func (p *pod) lifecycle(ctr *value) {
	c := p.c
	hooks := []string{"exec", "httpGet", "tcpSocket", "sleep"}
	for _, k := range []string{"postStart", "preStop"} {
		p.handler(ctr.At("lifecycle", k), "hook", hooks)
	}
	for _, k := range []string{"livenessProbe", "readinessProbe", "startupProbe"} {
		probe := ctr.Get(k)
		if probe == nil {
			continue
		}
		p.handler(probe, "probe", []string{"exec", "httpGet", "tcpSocket", "grpc"})
		c.notNegative(probe, "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
			"failureThreshold")
		grace := probe.Get("terminationGracePeriodSeconds")
		c.atLeast(grace, 1)
		if k == "readinessProbe" {
			if grace != nil {
				c.Reject(grace, "forbidden", "a readiness probe cannot have a grace period")
			}
			continue
		}
		if n, ok := probe.Get("successThreshold").Int(); ok && n > 1 {
			c.Reject(probe.Get("successThreshold"), "range", "must be 1 for a %s", k)
		}
	}
}

func (p *pod) handler(v *value, what string, kinds []string) {
	if v == nil || v.Kind == syntax.Invalid {
		return
	}
	c := p.c
	if c.exclusive(v, "the "+what, kinds) == 0 {
		c.Reject(v, "required", "a %s must have one of %s", what, strings.Join(kinds, ", "))
		return
	}
	if e := v.Get("exec"); e != nil && e.Get("command").Len() == 0 {
		c.Missing(e, "command", "exec must have a command")
	}
	if h := v.Get("httpGet"); h != nil {
		c.neededPort(h)
		c.enum(h.Get("scheme"), "a scheme", "HTTP", "HTTPS")
		for _, header := range h.Items("httpHeaders") {
			if n := c.Need(header, "name", "a header must have a name"); n != nil {
				c.text(n, "name of a header", names.HeaderName)
			}
		}
	}
	if t := v.Get("tcpSocket"); t != nil {
		c.neededPort(t)
	}
	if g := v.Get("grpc"); g != nil {
		c.neededPort(g)
	}
	if s := v.Get("sleep"); s != nil && p.graceOK && what == "hook" {
		if n, ok := s.Get("seconds").Int(); ok && (n < 0 || n > p.grace) {
			c.Reject(s.Get("seconds"), "range", "%d %s, the terminationGracePeriodSeconds", n, between(0, p.grace))
		}
	}
}

// neededPort checks the port of v, which must be there.
func (c *checker) neededPort(v *value) {
	if w := v.Get("port"); w != nil {
		c.portOrName(w)
	} else {
		c.Missing(v, "port", "a port is missing, which is a number from 1 to 65535 or the name of a port")
	}
}

func (p *pod) resizePolicy(ctr *value) {
	seen := map[string]bool{}
	for _, r := range ctr.Items("resizePolicy") {
		if n := p.c.Need(r, "resourceName", "a resize policy must have a resource"); n != nil {
			p.c.enum(n, "a resource that can be resized", "cpu", "memory")
			p.c.unique(n, seen, "resize policy")
		}
		if w := p.c.Need(r, "restartPolicy", "a resize policy must have a restartPolicy"); w != nil {
			p.c.enum(w, "a restart policy of a resize", "NotRequired", "RestartContainer")
		}
	}
}
