package rules

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var crdRules = map[string]kindRules{
	"apiextensions.k8s.io/CustomResourceDefinition": {nil, (*checker).definition},
}

// definition checks a CustomResourceDefinition.
func (c *checker) definition(v *value) {
	spec := c.specOf(v, "a group, names, a scope and versions")
	if spec == nil {
		return
	}
	group := c.Need(spec, "group", "must have a group, such as example.com")
	if group != nil {
		c.text(group, "API group", func(s string) string {
			if names.DNSSubdomain(s) != "" || !strings.Contains(s, ".") {
				return "a DNS name with at least one dot"
			}
			return ""
		})
		c.approval(v, group)
	}
	c.Need(spec, "scope", "must have a scope: Cluster or Namespaced")
	c.enum(spec.Get("scope"), "a scope", "Cluster", "Namespaced")
	c.definitionNames(v, spec, group)
	if p := spec.Get("preserveUnknownFields"); p.Is() {
		c.Reject(p, "forbidden", "must be false; use x-kubernetes-preserve-unknown-fields in the schema")
	}
	c.definitionVersions(spec)
	c.enum(spec.At("conversion", "strategy"), "a strategy of conversion", "None", "Webhook")
}

// approval checks the annotation that groups of the community need.
func (c *checker) approval(v, group *value) {
	g := group.Text()
	community := strings.HasSuffix("."+g, ".k8s.io") || strings.HasSuffix("."+g, ".kubernetes.io")
	if community && !v.At("metadata", "annotations").Has("api-approved.kubernetes.io") {
		c.Reject(group, "annotation",
			"the group %s belongs to the Kubernetes community; it needs the annotation api-approved.kubernetes.io", g)
	}
}

func (c *checker) definitionNames(v, spec, group *value) {
	called := spec.Get("names")
	if called == nil {
		c.Missing(spec, "names", "must have names with a kind and a plural")
		return
	}
	plural := c.Need(called, "plural", "must have a plural, such as widgets")
	if plural != nil {
		c.text(plural, "plural", names.DNS1035Label)
	}
	kind := c.Need(called, "kind", "must have a kind, such as Widget")
	if kind != nil {
		c.text(kind, "kind", func(s string) string { return names.DNS1035Label(strings.ToLower(s)) })
	}
	for _, n := range []struct {
		key   string
		check func(string) string
	}{
		{"singular", names.DNS1035Label},
		{"listKind", func(s string) string { return names.DNS1035Label(strings.ToLower(s)) }},
	} {
		if w := called.Get(n.key); w.Filled() {
			c.text(w, n.key, n.check)
		}
	}
	for _, k := range []string{"shortNames", "categories"} {
		for _, n := range called.Items(k) {
			c.text(n, "name", names.DNS1035Label)
		}
	}
	name := v.At("metadata", "name")
	if plural.Known() && group.Known() && name.Known() {
		if want := plural.Text() + "." + group.Text(); name.Text() != want {
			c.Reject(name, "format", "must be %s, from spec.names.plural and spec.group", object.Quote(want))
		}
	}
}

func (c *checker) definitionVersions(spec *value) {
	versions := spec.Get("versions")
	if versions.Len() == 0 {
		c.Missing(spec, "versions", "must have at least one version")
		return
	}
	seen := map[string]bool{}
	stored, known := 0, true
	for _, ver := range versions.List() {
		if n := c.Need(ver, "name", "a version must have a name, such as v1"); n != nil {
			c.text(n, "name of a version", names.DNS1035Label)
			c.unique(n, seen, "version")
		}
		if ver.Get("storage").Is() {
			stored++
		}
		known = known && allKnownUp(ver, "storage")
		root := ver.At("schema", "openAPIV3Schema")
		switch {
		case root == nil && allKnownUp(ver, "schema", "openAPIV3Schema"):
			c.Missing(ver, "schema", "a version must have a schema: schema.openAPIV3Schema")
		case root != nil && root.Kind == syntax.Mapping:
			if t := root.Get("type"); t == nil && !root.Get("x-kubernetes-preserve-unknown-fields").Is() {
				c.Missing(root, "type", "the schema of an object must have type: object")
			} else if t.Known() && t.Text() != "object" {
				c.Reject(t, "enum", `must be "object", since objects are what the schema is for`)
			}
			c.rootSchema(root)
		}
		c.printerColumns(ver)
		c.subresources(ver)
		warning, deprecated := ver.Get("deprecationWarning"), ver.Get("deprecated")
		if warning != nil && !deprecated.Is() && (deprecated == nil || deprecated.Known()) {
			c.Reject(warning, "exclusive", "only a deprecated version can have a warning; set deprecated: true")
		}
	}
	if stored != 1 && known {
		c.Reject(versions, "exclusive", "exactly one version must have storage: true, not %d", stored)
	}
}
