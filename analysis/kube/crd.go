package kube

import (
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/kube/rules"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// CRDs are the custom resources that CustomResourceDefinitions describe. A nil *CRDs has none. It is safe for
// concurrent use.
type CRDs struct {
	kinds map[ID]*custom
}

// custom is one version of a custom resource.
type custom struct {
	namespaced bool
	dropStatus bool // the server drops the status of new objects, as it is a subresource
	typ        *typ
}

// NewCRDs returns the custom resources that are described by the CustomResourceDefinitions of apiextensions.k8s.io/v1
// among objs, in Lists too; all else is left out. Of two for one kind the last one is used. Schemas are read when
// they are first needed.
func NewCRDs(objs ...syntax.Node) *CRDs {
	d := &CRDs{kinds: map[ID]*custom{}}
	for _, obj := range objs {
		d.add(obj.Resolve())
	}
	return d
}

func (d *CRDs) add(obj syntax.Node) {
	if obj.Kind() != syntax.Mapping {
		return
	}
	if obj.Get("kind").Text() == "List" {
		for item := range obj.Get("items").Children() {
			d.add(item.Resolve())
		}
		return
	}
	if obj.Get("kind").Text() != "CustomResourceDefinition" ||
		obj.Get("apiVersion").Text() != "apiextensions.k8s.io/v1" {
		return
	}
	spec := obj.Get("spec")
	group, kind := spec.Get("group").Text(), spec.At("names", "kind").Text()
	if group == "" || kind == "" {
		return
	}
	for v := range spec.Get("versions").Children() {
		v = v.Resolve()
		if v.Get("served").Text() == "false" || v.Get("name").Text() == "" {
			continue
		}
		root := schemaType(v.At("schema", "openAPIV3Schema"), 0)
		d.kinds[ID{APIVersion: group + "/" + v.Get("name").Text(), Kind: kind}] = &custom{
			namespaced: spec.Get("scope").Text() == "Namespaced",
			dropStatus: v.At("subresources", "status").Exists(),
			typ:        rootType(root, kind),
		}
	}
}

// rootType is the type of a custom resource, which has the fields that all objects have.
func rootType(t *typ, kind string) *typ {
	root := &typ{kind: Object, name: kind, schema: t.schema, elem: t.elem}
	if t.kind == Any && (t.schema == nil || t.schema.typ == "") {
		root.schema = &schema{preserve: true}
	}
	root.load = sync.OnceFunc(func() {
		root.own = slices.DeleteFunc(slices.Clone(t.fields()), func(f field) bool {
			return f.name == "apiVersion" || f.name == "kind" || f.name == "metadata"
		})
		str := basicTypes["string"]
		root.own = append(root.own, field{"apiVersion", str, true, always}, field{"kind", str, true, always},
			field{"metadata", builtin().def("meta/v1.ObjectMeta"), true, always})
		slices.SortFunc(root.own, func(a, b field) int { return strings.Compare(a.name, b.name) })
	})
	return root
}

func (d *CRDs) find(id ID) *custom {
	if d == nil {
		return nil
	}
	return d.kinds[id]
}

// Kinds are the kinds of all custom resources, sorted by apiVersion and kind.
func (d *CRDs) Kinds() []Kind {
	if d == nil {
		return nil
	}
	ks := make([]Kind, 0, len(d.kinds))
	for id, k := range d.kinds {
		ks = append(ks, Kind{id, k.namespaced})
	}
	slices.SortFunc(ks, func(a, b Kind) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	return ks
}

// custom checks a custom resource.
func (c *checker) custom(v *value, t *typ, crd *custom) {
	if m := v.Get("metadata"); m != nil {
		c.decode(m, builtin().def("meta/v1.ObjectMeta"))
	}
	if c.Rejected || c.Broken {
		return
	}
	if status := v.Child("status"); status != nil && crd.dropStatus {
		status.Kind = syntax.Invalid
	}
	rules.CustomMeta(c.Checker, v, crd.namespaced)
	c.prune(v, t, true)
	c.against(v, t, t, true)
	c.listTypes(v, t)
}

// prune reports fields that the schema does not have, which the server drops.
func (c *checker) prune(v *value, t *typ, root bool) {
	if t == nil || t.schema == nil {
		return
	}
	switch v.Kind {
	case syntax.Sequence:
		for _, w := range v.List() {
			c.prune(w, t.elem, false)
		}
	case syntax.Mapping:
		for name, w := range v.Members() {
			f := t.field(name)
			switch {
			case root && (name == "apiVersion" || name == "kind" || name == "metadata"):
			case t.schema.embedded && (name == "apiVersion" || name == "kind" || name == "metadata"):
			case f != nil:
				c.prune(w, f.typ, false)
			case t.elem != nil:
				c.prune(w, t.elem, false)
			case !t.schema.preserve && !t.schema.open:
				key := w.Node.Owner().Key()
				if !key.Exists() {
					key = w.Node
				}
				c.Report(w, UnknownField, "unknown-field", key, "%s", c.unknown(name, t, nil))
			}
		}
	}
}

// listTypes reports items of lists of the types map and set that stand twice.
func (c *checker) listTypes(v *value, t *typ) {
	if t == nil {
		return
	}
	switch v.Kind {
	case syntax.Mapping:
		for name, w := range v.Members() {
			if f := t.field(name); f != nil {
				c.listTypes(w, f.typ)
			} else {
				c.listTypes(w, t.elem)
			}
		}
	case syntax.Sequence:
		seen := map[string]bool{}
		for _, w := range v.List() {
			if len(t.keys) > 0 || t.set {
				c.listItem(w, t, seen)
			}
			c.listTypes(w, t.elem)
		}
	}
}

func (c *checker) listItem(w *value, t *typ, seen map[string]bool) {
	if !rules.AllKnown(w) {
		return
	}
	key := w.Canonical()
	if len(t.keys) > 0 {
		key = ""
		for _, k := range t.keys {
			part := w.Get(k)
			if part == nil && t.elem != nil { // perhaps a default, which makes the same or another key
				if f := t.elem.field(k); f != nil && f.typ.schema != nil && f.typ.schema.hasDefault {
					part = &value{Node: f.typ.schema.def, Kind: f.typ.schema.def.Kind()}
				}
			}
			key += part.Canonical() + "\x00"
		}
	}
	if seen[key] {
		if t.set {
			c.Reject(w, "duplicate", "is in this list twice, but its items must differ")
		} else {
			c.Reject(w, "duplicate", "an item before it has the same %s", strings.Join(t.keys, ", "))
		}
	}
	seen[key] = true
}
