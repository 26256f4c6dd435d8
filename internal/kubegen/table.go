package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// document is the part of an OpenAPI 2 document that the table is made from.
type document struct {
	Definitions map[string]*schema
	Paths       map[string]map[string]operation
}

// operation is what can be done with a path; only its kind matters.
type operation struct{ kind *groupVersionKind }

func (o *operation) UnmarshalJSON(b []byte) error {
	if b[0] == '[' { // "parameters" stands among the operations
		return nil
	}
	var x struct {
		Kind *groupVersionKind `json:"x-kubernetes-group-version-kind"`
	}
	err := json.Unmarshal(b, &x)
	o.kind = x.Kind
	return err
}

type groupVersionKind struct{ Group, Version, Kind string }

type schema struct {
	Type       string
	Format     string
	Ref        string `json:"$ref"`
	Properties map[string]*schema
	Required   []string
	Items      *schema
	Additional *schema            `json:"additionalProperties"`
	ListType   string             `json:"x-kubernetes-list-type"`
	ListKeys   []string           `json:"x-kubernetes-list-map-keys"`
	Kinds      []groupVersionKind `json:"x-kubernetes-group-version-kind"`
}

// span is the versions in which something exists: bit 0 is the first.
type span uint32

// print is empty if something exists in all versions, else "+minor" and "-minor" for the versions that begin and end
// it.
func (s span) print() string {
	text, before := "", false
	for i := range versions {
		now := s&(1<<i) != 0
		switch {
		case now && !before && i > 0:
			text += fmt.Sprintf(" +%d", first+i)
		case !now && before:
			text += fmt.Sprintf(" -%d", first+i)
		}
		before = now
	}
	return text
}

type table struct {
	kinds map[groupVersionKind]*kind
	defs  map[string]*def
}

type kind struct {
	def        string
	namespaced bool
	span       span
}

type def struct {
	fields map[string]*field
	span   span
}

type field struct {
	typ, flags string
	span       span
}

func newTable() *table {
	return &table{kinds: map[groupVersionKind]*kind{}, defs: map[string]*def{}}
}

// add merges the document of one version; what it says of a type wins over what older versions say.
func (t *table) add(minor int, doc *document) {
	bit := span(1) << (minor - first)
	for path, ops := range doc.Paths {
		gvk := ops["post"].kind
		if gvk == nil || strings.Contains(path, "{name}") { // only what a manifest can create
			continue
		}
		k := t.kinds[*gvk]
		if k == nil {
			k = &kind{}
			t.kinds[*gvk] = k
		}
		k.span |= bit
		if strings.Contains(path, "{namespace}") {
			k.namespaced = true
		}
	}
	for name, s := range doc.Definitions {
		if _, special := basic[name]; special {
			continue
		}
		d := t.defs[short(name)]
		if d == nil {
			d = &def{fields: map[string]*field{}}
			t.defs[short(name)] = d
		}
		d.span |= bit
		for _, gvk := range s.Kinds {
			if k := t.kinds[gvk]; k != nil {
				k.def = short(name)
			}
		}
		for n, p := range s.Properties {
			f := d.fields[n]
			if f == nil {
				f = &field{}
				d.fields[n] = f
			}
			f.span |= bit
			f.typ, f.flags = typeOf(p), flags(p, slices.Contains(s.Required, n))
		}
	}
}

func flags(p *schema, required bool) string {
	text := ""
	if required {
		text += " !"
	}
	switch p.ListType {
	case "map":
		text += " k=" + strings.Join(p.ListKeys, ",")
	case "set":
		text += " set"
	}
	return text
}

const root = "io.k8s."

// basic are the definitions that are no objects to whoever writes a manifest.
var basic = map[string]string{
	"io.k8s.apimachinery.pkg.api.resource.Quantity":   "quantity",
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intstr",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time":       "time",
	"io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime":  "microtime",
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1":   "any",
	"io.k8s.apimachinery.pkg.runtime.RawExtension":    "any",
	"io.k8s.apimachinery.pkg.apis.meta.v1.Patch":      "any",
	extensions + "v1.JSON":                            "any",
	extensions + "v1.JSONSchemaPropsOrBool":           "schema|bool",
	extensions + "v1.JSONSchemaPropsOrArray":          "schema|schemas",
	extensions + "v1.JSONSchemaPropsOrStringArray":    "schema|strings",
}

const extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."

// short is the name of a definition without what all share: core/v1.Pod.
func short(name string) string {
	name = strings.TrimPrefix(name, root)
	for _, cut := range []string{"apimachinery.pkg.apis.", "apimachinery.pkg.", "apiextensions-apiserver.pkg.apis.",
		"kube-aggregator.pkg.apis.", "api."} {
		if rest, ok := strings.CutPrefix(name, cut); ok {
			name = rest
			break
		}
	}
	return strings.Replace(name, ".", "/", 1)
}

// typeOf prints a type as analysis/kube reads it: [] for lists and {} for maps before the type of what they hold.
func typeOf(s *schema) string {
	switch {
	case s.Ref != "":
		name := strings.TrimPrefix(s.Ref, "#/definitions/")
		if b, ok := basic[name]; ok {
			return b
		}
		return "#" + short(name)
	case s.Items != nil:
		return "[]" + typeOf(s.Items)
	case s.Additional != nil:
		return "{}" + typeOf(s.Additional)
	case s.Type == "integer":
		return s.Format
	case s.Type == "string" && s.Format == "byte":
		return "bytes"
	case s.Type == "string" && s.Format == "int-or-string":
		return "intstr"
	case s.Type == "string" && s.Format == "date-time":
		return "time"
	case s.Type == "string":
		return "string"
	case s.Type == "boolean":
		return "bool"
	case s.Type == "number":
		return "float"
	}
	return "any"
}

// print writes the table: a line for the versions, one for each kind, one for each enumeration, then the definitions,
// each with its fields on the lines below it, each after a space.
func (t *table) print(e *enums) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "versions %d %d\n", first, first+len(versions)-1)
	for _, g := range slices.SortedFunc(maps.Keys(t.kinds), func(a, b groupVersionKind) int {
		return strings.Compare(a.Group+" "+a.Version+" "+a.Kind, b.Group+" "+b.Version+" "+b.Kind)
	}) {
		k := t.kinds[g]
		scope := "C"
		if k.namespaced {
			scope = "N"
		}
		fmt.Fprintf(&b, "kind %s/%s %s %s %s%s\n", g.Group, g.Version, g.Kind, k.def, scope, k.span.print())
	}
	used := map[string]bool{}
	var defs bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(t.defs)) {
		d := t.defs[name]
		fmt.Fprintf(&defs, "def %s%s\n", name, d.span.print())
		for _, n := range slices.Sorted(maps.Keys(d.fields)) {
			f := d.fields[n]
			typ := f.typ
			if en := e.of(name, n); en != "" && strings.HasSuffix(typ, "string") {
				used[en] = true
				typ = strings.TrimSuffix(typ, "string") + "@" + en
			}
			since := f.span
			if since == d.span { // what goes without saying
				since = 1<<len(versions) - 1
			}
			fmt.Fprintf(&defs, " %s %s%s%s\n", n, typ, f.flags, since.print())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintf(&b, "enum %s %s\n", name, strings.Join(e.values[name], "|"))
	}
	b.Write(defs.Bytes())
	return b.Bytes()
}
