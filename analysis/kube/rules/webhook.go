package rules

import (
	"net/url"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

const admission = "admissionregistration.k8s.io/"

var webhookRules = map[string]kindRules{
	admission + "ValidatingWebhookConfiguration": {names.DNSSubdomain, (*checker).validatingWebhooks},
	admission + "MutatingWebhookConfiguration":   {names.DNSSubdomain, (*checker).mutatingWebhooks},
	"apiregistration.k8s.io/APIService":          {nil, (*checker).apiService},
}

func (c *checker) validatingWebhooks(v *value) { c.webhooks(v, false) }

func (c *checker) mutatingWebhooks(v *value) { c.webhooks(v, true) }

func (c *checker) webhooks(v *value, mutating bool) {
	taken := map[string]bool{}
	for _, h := range v.Items("webhooks") {
		if h.Kind != syntax.Mapping {
			continue
		}
		if n := c.Need(h, "name", "a webhook must have a name, such as check.example.com"); n != nil {
			c.text(n, "name of a webhook", func(s string) string {
				if names.DNSSubdomain(s) != "" || strings.Count(s, ".") < 2 {
					return "a DNS name of at least three parts, such as check.example.com"
				}
				return ""
			})
			c.unique(n, taken, "name of a webhook")
		}
		c.webhook(h)
		if mutating {
			c.enumSet(h.Get("reinvocationPolicy"), "a reinvocation policy", "IfNeeded", "Never")
		}
	}
}

func (c *checker) webhook(h *value) {
	for _, r := range h.Items("rules") {
		c.webhookRule(r)
	}
	c.enumSet(h.Get("failurePolicy"), "a failure policy", "Fail", "Ignore")
	c.enumSet(h.Get("matchPolicy"), "a match policy", "Equivalent", "Exact")
	if s := h.Get("sideEffects"); s != nil {
		c.enumSet(s, "a class of side effects", "None", "NoneOnDryRun")
	} else {
		c.Missing(h, "sideEffects", "a webhook must have sideEffects: None or NoneOnDryRun")
	}
	c.inRange(h.Get("timeoutSeconds"), 1, 30)
	c.labelSelector(h.Get("namespaceSelector"))
	c.labelSelector(h.Get("objectSelector"))
	c.reviewVersions(h)
	client := h.Get("clientConfig")
	if client == nil {
		c.Missing(h, "clientConfig", "a webhook must have a clientConfig with a service or a url")
	} else {
		c.clientConfig(client)
	}
	taken := map[string]bool{}
	for _, m := range h.Items("matchConditions") {
		c.Need(m, "expression", "a condition must have an expression")
		if n := c.Need(m, "name", "a condition must have a name"); n != nil {
			c.text(n, "name of a condition", names.QualifiedName)
			c.unique(n, taken, "name of a condition")
		}
	}
}

func (c *checker) reviewVersions(h *value) {
	versions := h.Get("admissionReviewVersions")
	if versions.Len() == 0 {
		c.Missing(h, "admissionReviewVersions", "a webhook must have admissionReviewVersions, such as v1")
		return
	}
	accepted := false
	seen := map[string]bool{}
	for _, v := range versions.List() {
		c.text(v, "version", names.DNS1035Label)
		c.unique(v, seen, "version")
		accepted = accepted || v.Text() == "v1" || v.Text() == "v1beta1" || !v.Known()
	}
	if !accepted {
		c.Reject(versions, "enum", "must contain v1 or v1beta1")
	}
}

func (c *checker) clientConfig(v *value) {
	service, address := v.Get("service"), v.Get("url")
	switch {
	case v.Kind != syntax.Mapping:
	case service == nil && address == nil:
		c.Reject(v, "required", "must have one of service, url")
	case service != nil && address != nil:
		c.Reject(address, "exclusive", "cannot be combined with service")
	case address.Known():
		u, err := url.Parse(address.Text())
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "" {
			c.Reject(address, "format", "%s is no https URL of a host, without user, query and fragment",
				object.Quote(address.Text()))
		}
	case service != nil && service.Kind == syntax.Mapping:
		c.Need(service, "name", "must have the name of a Service")
		c.Need(service, "namespace", "must have the namespace of a Service")
		c.port(service.Get("port"))
		if p := service.Get("path"); p.Known() && p.Text() != "" && !strings.HasPrefix(p.Text(), "/") {
			c.Reject(p, "path", "%s must begin with /", object.Quote(p.Text()))
		}
	}
}

func (c *checker) webhookRule(r *value) {
	if r.Kind != syntax.Mapping {
		return
	}
	ops := r.Get("operations")
	if ops.Len() == 0 {
		c.Missing(r, "operations", "a rule must have at least one operation")
	}
	for _, o := range ops.List() {
		c.enumSet(o, "an operation", "*", "CONNECT", "CREATE", "DELETE", "UPDATE")
	}
	for _, k := range []string{"apiGroups", "apiVersions", "resources"} {
		list := r.Get(k)
		if list.Len() == 0 {
			c.Missing(r, k, "a rule must have %s", k)
		}
		for _, w := range list.List() {
			switch {
			case w.Text() == "" && w.Known() && k != "apiGroups":
				c.Reject(w, "required", "must not be empty")
			case w.Text() == "*" && k != "resources" && list.Len() > 1, w.Text() == "*/*" && list.Len() > 1:
				c.Reject(w, "exclusive", "%s must be the only one", object.Quote(w.Text()))
			}
		}
	}
	c.wholeOperations(ops)
	c.enumSet(r.Get("scope"), "a scope of a rule", "*", "Cluster", "Namespaced")
}

func (c *checker) wholeOperations(ops *value) {
	for _, o := range ops.List() {
		if o.Text() == "*" && ops.Len() > 1 {
			c.Reject(o, "exclusive", `"*" must be the only operation`)
		}
	}
}

func (c *checker) apiService(v *value) {
	spec := c.specOf(v, "a group and a version")
	if spec == nil {
		return
	}
	version, group := c.Need(spec, "version", "must have a version"), spec.Get("group")
	name := v.At("metadata", "name")
	if version.Known() && name.Known() && (group == nil || group.Known()) {
		if want := version.Text() + "." + group.Text(); name.Text() != want {
			c.Reject(name, "format", "must be %s, from spec.version and spec.group", object.Quote(want))
		}
	}
	for _, p := range []struct {
		key  string
		most int64
	}{{"groupPriorityMinimum", 20000}, {"versionPriority", 1000}} {
		if n, ok := spec.Get(p.key).Int(); spec.Get(p.key) == nil || ok && (n < 1 || n > p.most) {
			c.Missing(spec, p.key, "must have a %s from 1 to %d", p.key, p.most)
		}
	}
	service, insecure, bundle := spec.Get("service"), spec.Get("insecureSkipTLSVerify"), spec.Get("caBundle")
	switch {
	case service == nil && insecure.Is():
		c.Reject(insecure, "exclusive", "needs a service")
	case service == nil && bundle.Filled():
		c.Reject(bundle, "exclusive", "needs a service")
	case service != nil:
		c.Need(service, "name", "must have the name of a Service")
		c.Need(service, "namespace", "must have the namespace of the Service")
		c.port(service.Get("port"))
		if insecure.Is() && bundle.Filled() && bundle.Known() {
			c.Reject(insecure, "exclusive", "cannot be true if there is a caBundle")
		}
	}
}
