package rules

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// The rules here are those of structural schemas: validation.go in pkg/apis/apiextensions/validation and in
// pkg/apiserver/schema of k8s.io/apiextensions-apiserver. Expressions in CEL are not checked.

var schemaTypes = []string{"array", "boolean", "integer", "number", "object", "string"}

// unsupported are the parts of JSON Schema that schemas of custom resources cannot have.
var unsupported = []string{"$ref", "$schema", "additionalItems", "definitions", "dependencies", "id",
	"patternProperties"}

// junctors are the parts of a schema that hold schemas for the same value.
var junctors = []string{"allOf", "anyOf", "oneOf"}

// rootSchema checks the schema of an object.
func (c *checker) rootSchema(v *value) {
	c.schema(v)
	properties := v.Get("properties")
	for _, k := range []string{"apiVersion", "kind"} {
		if t := properties.At(k, "type"); t.Known() && t.Text() != "" && t.Text() != "string" {
			c.Reject(t, "enum", `must be "string", as in all objects`)
		}
	}
	meta := properties.Get("metadata")
	if t := meta.Get("type"); t.Known() && t.Text() != "" && t.Text() != "object" {
		c.Reject(t, "enum", `must be "object", as in all objects`)
	}
	for k, w := range meta.Members() {
		if !given(w) || slices.Contains([]string{"type", "default", "example", "externalDocs"}, k) ||
			(k == "items" || k == "additionalProperties") && w.Kind != syntax.Mapping {
			continue
		}
		named := func(name string) bool { return name == "name" || name == "generateName" }
		if k == "properties" && !slices.ContainsFunc(keysOf(w), func(k string) bool { return !named(k) }) {
			continue
		}
		c.Reject(w, "forbidden",
			"the schema of metadata can have nothing but a type and the properties name and generateName")
	}
}

func keysOf(v *value) []string {
	var keys []string
	for k := range v.Members() {
		keys = append(keys, k)
	}
	return keys
}

// given reports whether a field is there with another value than that of one that is not there.
func given(v *value) bool {
	switch {
	case !v.Known():
		return false
	case v.Kind == syntax.String:
		return v.Text() != ""
	case v.Kind == syntax.Bool:
		return v.Is()
	case v.Kind == syntax.Mapping || v.Kind == syntax.Sequence:
		return v.Len() > 0
	}
	return true
}

// schema checks what is in a schema.
func (c *checker) schema(v *value) {
	for _, p := range v.Get("properties").Members() {
		c.typed(p)
	}
	for _, k := range []string{"items", "additionalProperties"} {
		if w := v.Get(k); w != nil && w.Kind == syntax.Mapping {
			c.typed(w)
		}
	}
	if more := v.Get("additionalProperties"); more != nil && v.Get("properties").Len() > 0 &&
		(more.Kind == syntax.Mapping || more.Known() && !more.Is()) {
		c.Reject(more, "exclusive", "a schema cannot have both properties and additionalProperties")
	}
	c.supported(v)
	c.junctors(v)
	c.lists(v)
	for _, w := range v.Items("x-kubernetes-validations") {
		if rule := w.Get("rule"); rule == nil || rule.Known() && strings.TrimSpace(rule.Text()) == "" {
			c.Missing(w, "rule", "a validation must have a rule, which is an expression in CEL")
		}
	}
}

// typed checks a schema that must have a type.
func (c *checker) typed(v *value) {
	if v.Kind == syntax.Null {
		c.Reject(v, "required", "a schema must have a type: %s", strings.Join(schemaTypes, ", "))
		return
	}
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
	case t.Text() == "array" && AllKnown(v) && (v.Get("items") == nil || v.Get("items").Node.Resolve().IsScalar()):
		c.Missing(v, "items", "the schema of a list must have items, which are a schema")
	}
	c.schema(v)
}

// supported reports what schemas of custom resources cannot have.
func (c *checker) supported(v *value) {
	for _, k := range unsupported {
		w := v.Get(k)
		isBool := w != nil && w.Kind == syntax.Bool
		if given(w) || isBool || w != nil && k == "$ref" && w.Known() {
			c.Reject(w, "forbidden", "schemas of custom resources cannot have %s", k)
		}
	}
	if u := v.Get("uniqueItems"); u.Is() {
		c.Reject(u, "forbidden", "cannot be true; use x-kubernetes-list-type: set")
	}
	if items := v.Get("items"); items != nil && items.Kind == syntax.Sequence && items.Len() > 0 {
		c.Reject(items, "type", "must be one schema, not a list")
	}
	if p := v.Get("x-kubernetes-preserve-unknown-fields"); p.Known() && !p.Is() {
		c.Reject(p, "enum", "can only be true, or left out")
	}
}

// junctors checks the schemas in v for the same value, which can only restrict it.
func (c *checker) junctors(v *value) {
	for _, k := range junctors {
		list := v.Get(k)
		if k == "anyOf" && intOrString(list) {
			continue
		}
		for i, w := range list.List() {
			if k == "allOf" && i == 0 && intOrString(w.Get("anyOf")) {
				continue
			}
			c.restriction(w)
		}
	}
	if not := v.Get("not"); not != nil {
		c.restriction(not)
	}
}

// restriction checks a schema that only restricts values.
func (c *checker) restriction(v *value) {
	for _, k := range []string{"type", "title", "description", "default", "nullable", "additionalProperties"} {
		if w := v.Get(k); given(w) {
			c.Reject(w, "forbidden", "a schema in allOf, anyOf, oneOf or not cannot have %s", k)
		}
	}
	c.junctors(v)
}

// intOrString reports whether a list of schemas is the one of a number or text, which may have types.
func intOrString(list *value) bool {
	if list.Len() != 2 {
		return false
	}
	for i, want := range []string{"integer", "string"} {
		if list.Item(i).Str("type") != want {
			return false
		}
	}
	return true
}

// lists checks which lists are maps or sets.
func (c *checker) lists(v *value) {
	kind, keys := v.Get("x-kubernetes-list-type"), v.Get("x-kubernetes-list-map-keys")
	if kind.Known() && c.enumSet(kind, "a type of list", "atomic", "map", "set") {
		if t := v.Get("type"); t.Known() && t.Text() != "array" {
			c.Reject(kind, "exclusive", "only a list can have x-kubernetes-list-type")
		}
	}
	if keys.Len() > 0 && (kind == nil || kind.Known() && kind.Text() != "map") {
		c.Reject(keys, "exclusive", "needs x-kubernetes-list-type: map")
	}
	if kind.Text() == "map" {
		if keys.Len() == 0 && (keys == nil || keys.Known()) {
			c.Missing(v, "x-kubernetes-list-map-keys", "the list type map needs x-kubernetes-list-map-keys")
		}
		properties := v.At("items", "properties")
		for _, k := range keys.List() {
			if k.Known() && AllKnown(v) && properties.Child(k.Text()) == nil && v.At("items", "type").Text() == "object" {
				c.Reject(k, "format", "%s is not a property of the items", object.Quote(k.Text()))
			}
		}
	}
	if m := v.Get("x-kubernetes-map-type"); m.Known() {
		c.enumSet(m, "a type of map", "atomic", "granular")
	}
}

// subresources checks where the numbers of replicas are (ValidateCustomResourceDefinitionSubresources).
func (c *checker) subresources(ver *value) {
	scale := ver.At("subresources", "scale")
	if scale == nil {
		return
	}
	c.replicasPath(c.Need(scale, "specReplicasPath", "must have a path below .spec"), ".spec.")
	c.replicasPath(c.Need(scale, "statusReplicasPath", "must have a path below .status"), ".status.")
}

func (c *checker) replicasPath(v *value, prefix string) {
	if v.Known() && !strings.HasPrefix(v.Text(), prefix) {
		c.Reject(v, "format", "%s is not a path that begins with %s", v.Short(), prefix)
	}
}

var (
	columnTypes   = []string{"boolean", "date", "integer", "number", "string"}
	columnFormats = []string{"byte", "date", "date-time", "double", "float", "int32", "int64", "password"}
)

// printerColumns checks the columns that kubectl prints.
func (c *checker) printerColumns(ver *value) {
	for _, col := range ver.Items("additionalPrinterColumns") {
		c.Need(col, "name", "a column must have a name")
		c.Need(col, "type", "a column must have a type: %s", strings.Join(columnTypes, ", "))
		c.enum(col.Get("type"), "a type of column", columnTypes...)
		c.enum(col.Get("format"), "a format of column", columnFormats...)
		if p := c.Need(col, "jsonPath", "a column must have a jsonPath, such as .spec.replicas"); p.Known() &&
			!strings.HasPrefix(p.Text(), ".") {
			c.Reject(p, "format", "%s is not a path that begins with a dot", object.Quote(p.Text()))
		}
	}
}
