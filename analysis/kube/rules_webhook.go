package kube

import (
	"net/url"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

const admission = "admissionregistration.k8s.io/"

var webhookRules = map[string]kindRules{
	admission + "ValidatingWebhookConfiguration": {dnsSubdomain, func(c *checker, v *value) { c.webhooks(v, false) }},
	admission + "MutatingWebhookConfiguration":   {dnsSubdomain, func(c *checker, v *value) { c.webhooks(v, true) }},
	"apiregistration.k8s.io/APIService":          {nil, (*checker).apiService},
}

func (c *checker) webhooks(v *value, mutating bool) {
	names := map[string]bool{}
	for _, h := range v.items("webhooks") {
		if h.kind != syntax.Mapping {
			continue
		}
		if n := c.need(h, "name", "a webhook must have a name, such as check.example.com"); n != nil {
			c.text(n, "name of a webhook", func(s string) string {
				if dnsSubdomain(s) != "" || strings.Count(s, ".") < 2 {
					return "a DNS name of at least three parts, such as check.example.com"
				}
				return ""
			})
			c.unique(n, names, "name of a webhook")
		}
		c.webhook(h)
		if mutating {
			c.enumSet(h.get("reinvocationPolicy"), "a reinvocation policy", "IfNeeded", "Never")
		}
	}
}

func (c *checker) webhook(h *value) {
	for _, r := range h.items("rules") {
		c.webhookRule(r)
	}
	c.enumSet(h.get("failurePolicy"), "a failure policy", "Fail", "Ignore")
	c.enumSet(h.get("matchPolicy"), "a match policy", "Equivalent", "Exact")
	if s := h.get("sideEffects"); s != nil {
		c.enumSet(s, "a class of side effects", "None", "NoneOnDryRun")
	} else {
		c.missing(h, "sideEffects", "a webhook must have sideEffects: None or NoneOnDryRun")
	}
	c.inRange(h.get("timeoutSeconds"), 1, 30)
	c.labelSelector(h.get("namespaceSelector"))
	c.labelSelector(h.get("objectSelector"))
	c.reviewVersions(h)
	client := h.get("clientConfig")
	if client == nil {
		c.missing(h, "clientConfig", "a webhook must have a clientConfig with a service or a url")
	} else {
		c.clientConfig(client)
	}
	names := map[string]bool{}
	for _, m := range h.items("matchConditions") {
		c.need(m, "expression", "a condition must have an expression")
		if n := c.need(m, "name", "a condition must have a name"); n != nil {
			c.text(n, "name of a condition", qualifiedName)
			c.unique(n, names, "name of a condition")
		}
	}
}

func (c *checker) reviewVersions(h *value) {
	versions := h.get("admissionReviewVersions")
	if versions.len() == 0 {
		c.missing(h, "admissionReviewVersions", "a webhook must have admissionReviewVersions, such as v1")
		return
	}
	accepted := false
	seen := map[string]bool{}
	for _, v := range versions.list() {
		c.text(v, "version", dns1035Label)
		c.unique(v, seen, "version")
		accepted = accepted || v.text() == "v1" || v.text() == "v1beta1" || !v.known()
	}
	if !accepted {
		c.reject(versions, "enum", "must contain v1 or v1beta1")
	}
}

func (c *checker) clientConfig(v *value) {
	service, address := v.get("service"), v.get("url")
	switch {
	case v.kind != syntax.Mapping:
	case service == nil && address == nil:
		c.reject(v, "required", "must have one of service, url")
	case service != nil && address != nil:
		c.reject(address, "exclusive", "cannot stand together with service")
	case address.known():
		u, err := url.Parse(address.text())
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "" {
			c.reject(address, "format", "%s is no https URL of a host, without user, query and fragment",
				quote(address.text()))
		}
	case service != nil && service.kind == syntax.Mapping:
		c.need(service, "name", "must have the name of a Service")
		c.need(service, "namespace", "must have the namespace of a Service")
		c.port(service.get("port"))
		if p := service.get("path"); p.known() && p.text() != "" && !strings.HasPrefix(p.text(), "/") {
			c.reject(p, "path", "%s must begin with /", quote(p.text()))
		}
	}
}

func (c *checker) webhookRule(r *value) {
	if r.kind != syntax.Mapping {
		return
	}
	ops := r.get("operations")
	if ops.len() == 0 {
		c.missing(r, "operations", "a rule must have at least one operation")
	}
	for _, o := range ops.list() {
		c.enumSet(o, "an operation", "*", "CONNECT", "CREATE", "DELETE", "UPDATE")
	}
	for _, k := range []string{"apiGroups", "apiVersions", "resources"} {
		list := r.get(k)
		if list.len() == 0 {
			c.missing(r, k, "a rule must have %s", k)
		}
		for _, w := range list.list() {
			switch {
			case w.text() == "" && w.known() && k != "apiGroups":
				c.reject(w, "required", "must not be empty")
			case w.text() == "*" && k != "resources" && list.len() > 1, w.text() == "*/*" && list.len() > 1:
				c.reject(w, "exclusive", "%s must be the only one", quote(w.text()))
			}
		}
	}
	c.wholeOperations(ops)
	c.enumSet(r.get("scope"), "a scope of a rule", "*", "Cluster", "Namespaced")
}

func (c *checker) wholeOperations(ops *value) {
	for _, o := range ops.list() {
		if o.text() == "*" && ops.len() > 1 {
			c.reject(o, "exclusive", `"*" must be the only operation`)
		}
	}
}

func (c *checker) apiService(v *value) {
	spec := c.specOf(v, "a group and a version")
	if spec == nil {
		return
	}
	version, group := c.need(spec, "version", "must have a version"), spec.get("group")
	name := v.at("metadata", "name")
	if version.known() && name.known() && (group == nil || group.known()) {
		if want := version.text() + "." + group.text(); name.text() != want {
			c.reject(name, "format", "must be %s, from spec.version and spec.group", quote(want))
		}
	}
	for _, k := range []string{"groupPriorityMinimum", "versionPriority"} {
		if n, ok := spec.get(k).int(); spec.get(k) == nil || ok && n < 1 {
			c.missing(spec, k, "must have a %s of at least 1", k)
		}
	}
}
