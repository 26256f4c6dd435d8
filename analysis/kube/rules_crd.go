package kube

import (
	"slices"
	"strings"

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
	group := c.need(spec, "group", "must have a group, such as example.com")
	if group != nil {
		c.text(group, "API group", func(s string) string {
			if dnsSubdomain(s) != "" || !strings.Contains(s, ".") {
				return "a DNS name with at least one dot"
			}
			return ""
		})
		c.approval(v, group)
	}
	c.need(spec, "scope", "must have a scope: Cluster or Namespaced")
	c.enum(spec.get("scope"), "a scope", "Cluster", "Namespaced")
	c.definitionNames(v, spec, group)
	if p := spec.get("preserveUnknownFields"); p.is() {
		c.reject(p, "forbidden", "must be false; use x-kubernetes-preserve-unknown-fields in the schema")
	}
	c.definitionVersions(spec)
	c.enum(spec.at("conversion", "strategy"), "a strategy of conversion", "None", "Webhook")
}

// approval checks the annotation that groups of the community need.
func (c *checker) approval(v, group *value) {
	g := group.text()
	community := strings.HasSuffix("."+g, ".k8s.io") || strings.HasSuffix("."+g, ".kubernetes.io")
	if community && !v.at("metadata", "annotations").has("api-approved.kubernetes.io") {
		c.reject(group, "annotation",
			"the group %s belongs to the Kubernetes community; it needs the annotation api-approved.kubernetes.io", g)
	}
}

func (c *checker) definitionNames(v, spec, group *value) {
	names := spec.get("names")
	if names == nil {
		c.missing(spec, "names", "must have names with a kind and a plural")
		return
	}
	plural := c.need(names, "plural", "must have a plural, such as widgets")
	if plural != nil {
		c.text(plural, "plural", dns1035Label)
	}
	kind := c.need(names, "kind", "must have a kind, such as Widget")
	if kind != nil {
		c.text(kind, "kind", func(s string) string { return dns1035Label(strings.ToLower(s)) })
	}
	for _, k := range []string{"shortNames", "categories"} {
		for _, n := range names.items(k) {
			c.text(n, "name", dns1035Label)
		}
	}
	name := v.at("metadata", "name")
	if plural.known() && group.known() && name.known() {
		if want := plural.text() + "." + group.text(); name.text() != want {
			c.reject(name, "format", "must be %s, from spec.names.plural and spec.group", quote(want))
		}
	}
}

func (c *checker) definitionVersions(spec *value) {
	versions := spec.get("versions")
	if versions.len() == 0 {
		c.missing(spec, "versions", "must have at least one version")
		return
	}
	seen := map[string]bool{}
	stored, known := 0, true
	for _, ver := range versions.list() {
		if n := c.need(ver, "name", "a version must have a name, such as v1"); n != nil {
			c.text(n, "name of a version", dns1035Label)
			c.unique(n, seen, "version")
		}
		if ver.get("storage").is() {
			stored++
		}
		known = known && allKnownUp(ver, "storage")
		root := ver.at("schema", "openAPIV3Schema")
		switch {
		case root == nil && allKnownUp(ver, "schema", "openAPIV3Schema"):
			c.missing(ver, "schema", "a version must have a schema: schema.openAPIV3Schema")
		case root != nil && root.kind == syntax.Mapping:
			if t := root.get("type"); t == nil {
				c.missing(root, "type", "the schema of an object must have type: object")
			} else if t.known() && t.text() != "object" {
				c.reject(t, "enum", `must be "object", since objects are what the schema is for`)
			}
			c.structural(root)
		}
	}
	if stored != 1 && known {
		c.reject(versions, "exclusive", "exactly one version must have storage: true, not %d", stored)
	}
}

var schemaTypes = []string{"array", "boolean", "integer", "number", "object", "string"}

// structural checks that each schema in v has a type, as structural schemas must.
func (c *checker) structural(v *value) {
	for _, p := range v.get("properties").members() {
		c.typed(p)
	}
	for _, k := range []string{"items", "additionalProperties"} {
		if w := v.get(k); w != nil && w.kind == syntax.Mapping {
			c.typed(w)
		}
	}
}

func (c *checker) typed(v *value) {
	if v.kind != syntax.Mapping {
		return
	}
	t := v.get("type")
	free := v.get("x-kubernetes-int-or-string").is() || v.get("x-kubernetes-preserve-unknown-fields").is()
	switch {
	case !t.filled() && !free && allKnown(v):
		c.missing(v, "type", "a schema must have a type: %s", strings.Join(schemaTypes, ", "))
	case t.known() && t.text() != "" && !slices.Contains(schemaTypes, t.text()):
		c.notOne(t, "a type", schemaTypes)
	case t.text() == "array" && v.get("items") == nil && allKnown(v):
		c.missing(v, "items", "the schema of a list must have items")
	}
	c.structural(v)
}
