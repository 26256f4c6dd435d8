package rules

import (
	"slices"
	"strings"

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
			if DNSSubdomain(s) != "" || !strings.Contains(s, ".") {
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
	names := spec.Get("names")
	if names == nil {
		c.Missing(spec, "names", "must have names with a kind and a plural")
		return
	}
	plural := c.Need(names, "plural", "must have a plural, such as widgets")
	if plural != nil {
		c.text(plural, "plural", dns1035Label)
	}
	kind := c.Need(names, "kind", "must have a kind, such as Widget")
	if kind != nil {
		c.text(kind, "kind", func(s string) string { return dns1035Label(strings.ToLower(s)) })
	}
	for _, k := range []string{"shortNames", "categories"} {
		for _, n := range names.Items(k) {
			c.text(n, "name", dns1035Label)
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
			c.text(n, "name of a version", dns1035Label)
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
			if t := root.Get("type"); t == nil {
				c.Missing(root, "type", "the schema of an object must have type: object")
			} else if t.Known() && t.Text() != "object" {
				c.Reject(t, "enum", `must be "object", since objects are what the schema is for`)
			}
			c.structural(root)
		}
	}
	if stored != 1 && known {
		c.Reject(versions, "exclusive", "exactly one version must have storage: true, not %d", stored)
	}
}

var schemaTypes = []string{"array", "boolean", "integer", "number", "object", "string"}

// structural checks that each schema in v has a type, as structural schemas must.
func (c *checker) structural(v *value) {
	for _, p := range v.Get("properties").Members() {
		c.typed(p)
	}
	for _, k := range []string{"items", "additionalProperties"} {
		if w := v.Get(k); w != nil && w.Kind == syntax.Mapping {
			c.typed(w)
		}
	}
}

func (c *checker) typed(v *value) {
	if v.Kind != syntax.Mapping {
		return
	}
	t := v.Get("type")
	free := v.Get("x-kubernetes-int-or-string").Is() || v.Get("x-kubernetes-preserve-unknown-fields").Is()
	switch {
	case !t.Filled() && !free && AllKnown(v):
		c.Missing(v, "type", "a schema must have a type: %s", strings.Join(schemaTypes, ", "))
	case t.Known() && t.Text() != "" && !slices.Contains(schemaTypes, t.Text()):
		c.notOne(t, "a type", schemaTypes)
	case t.Text() == "array" && v.Get("items") == nil && AllKnown(v):
		c.Missing(v, "items", "the schema of a list must have items")
	}
	c.structural(v)
}
