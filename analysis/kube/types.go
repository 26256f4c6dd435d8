package kube

import (
	"slices"
	"strings"
	"sync"
)

// TypeKind says what values a Type has.
type TypeKind uint8

const (
	Any         TypeKind = iota // any value at all
	Object                      // a mapping with known fields
	Map                         // a mapping with free keys
	List                        // a sequence
	String                      // text, possibly with an Enum
	Boolean                     // true or false
	Integer                     // a whole number
	Number                      // a number
	Quantity                    // a number with a unit, such as 100m or 2Gi
	IntOrString                 // a whole number, or text such as 50%
	Time                        // text in the form of RFC 3339
	Bytes                       // text in base64
)

func (k TypeKind) String() string {
	return [...]string{"any value", "object", "map", "list", "string", "boolean", "integer", "number", "quantity",
		"integer or string", "time", "base64"}[k]
}

// typ is a type of the table, or one that a schema of a CustomResourceDefinition describes. Never changed once read.
type typ struct {
	kind   TypeKind
	bits   uint8  // of an Integer
	set    bool   // a List without duplicates
	name   string // of a definition or enumeration: core/v1.PodSpec
	elem   *typ   // of a List or Map
	enum   []string
	keys   []string // of a List: the fields that tell its items apart
	schema *schema  // what a CustomResourceDefinition says
	either *either  // of an Any: types that are told apart by the kinds of their values

	load func() // reads own
	own  []field

	changes sync.Once // sets changed: the server may fill in a field
	changed bool
}

// either is a type of a CustomResourceDefinition's schema that has an UnmarshalJSON of its own, in
// pkg/apis/apiextensions/v1 of k8s.io/apiextensions-apiserver. A value of any other kind is dropped, unless strict is
// set.
type either struct {
	mapping, list *typ // nil if the kind has no type
	strict        bool // all else but a boolean is rejected
}

type field struct {
	name     string
	typ      *typ
	required bool
	span     span
}

// with is a list type with keys.
func (t *typ) with(keys []string, set bool) *typ {
	return &typ{kind: t.kind, elem: t.elem, keys: keys, set: set}
}

// fields are the fields of an Object, sorted by name.
func (t *typ) fields() []field {
	if t.load != nil {
		t.load()
	}
	return t.own
}

func (t *typ) field(name string) *field {
	fs := t.fields()
	i, ok := slices.BinarySearchFunc(fs, name, func(f field, name string) int { return strings.Compare(f.name, name) })
	if !ok {
		return nil
	}
	return &fs[i]
}

// Type is the type of an object, a field or an item, in one version of Kubernetes. The zero Type is no type: its
// methods return zero values, so paths can be walked without checks.
type Type struct {
	t *typ
	v Version
}

// Field is a field of an Object.
type Field struct {
	Name string
	Type Type
	// Required says that the field has to be given.
	Required bool
}

// Exists reports whether t is a type at all.
func (t Type) Exists() bool { return t.t != nil }

// Kind is what values t has; Any where t does not exist.
func (t Type) Kind() TypeKind {
	if t.t == nil {
		return Any
	}
	return t.t.kind
}

// Name is the name of a type of Kubernetes without its group and version, such as PodSpec; empty for a type that has
// none.
func (t Type) Name() string {
	if t.t == nil {
		return ""
	}
	return t.t.name[strings.LastIndexByte(t.t.name, '.')+1:]
}

// String is the type in short: "PodSpec", "list of Container", "map of string", "string".
func (t Type) String() string {
	if t.t == nil {
		return ""
	}
	switch name := t.Name(); {
	case t.t.kind == List:
		return "list of " + t.Elem().String()
	case t.t.kind == Map:
		return "map of " + t.Elem().String()
	case name != "":
		return name
	}
	return t.t.kind.String()
}

// Enum are the values that a String can have, sorted; nil if it is free.
func (t Type) Enum() []string {
	if t.t == nil {
		return nil
	}
	return t.t.enum
}

// Values are the texts that can be offered as a value: those of Enum, or true and false; nil if it is free.
func (t Type) Values() []string {
	if t.Kind() == Boolean {
		return []string{"true", "false"}
	}
	return t.Enum()
}

// Elem is the type of the items of a List, or of the values of a Map or of an Object that takes further keys.
func (t Type) Elem() Type {
	if t.t == nil || t.t.elem == nil {
		return Type{}
	}
	return Type{t.t.elem, t.v}
}

// Keys are the fields that tell the items of a List apart, such as name; nil if there are none.
func (t Type) Keys() []string {
	if t.t == nil {
		return nil
	}
	return t.t.keys
}

// Fields are the fields of an Object, sorted by name.
func (t Type) Fields() []Field {
	if t.t == nil {
		return nil
	}
	var fs []Field
	for _, f := range t.t.fields() {
		if f.span.has(t.v) {
			fs = append(fs, Field{f.name, Type{f.typ, t.v}, f.required})
		}
	}
	return fs
}

// Field is the field called name of an Object; ok is false if it has none.
func (t Type) Field(name string) (f Field, ok bool) {
	if t.t == nil {
		return Field{}, false
	}
	x := t.t.field(name)
	if x == nil || !x.span.has(t.v) {
		return Field{}, false
	}
	return Field{x.name, Type{x.typ, t.v}, x.required}, true
}

// At follows the steps of a path (keys, and indices of lists) from t; it does not exist if the path leads nowhere.
func (t Type) At(steps ...string) Type {
	for _, s := range steps {
		if f, ok := t.Field(s); ok {
			t = f.Type
		} else {
			t = t.Elem()
		}
	}
	return t
}

// Kind is a kind of object that can be created.
type Kind struct {
	ID
	// Namespaced says that objects of the kind lie in a namespace.
	Namespaced bool
}

// Kinds are the built-in kinds that version v serves, sorted by apiVersion and kind; the core group comes first.
func Kinds(v Version) []Kind {
	var ks []Kind
	for _, k := range builtin().kinds {
		if k.span.has(v) {
			ks = append(ks, Kind{k.ID, k.namespaced})
		}
	}
	return ks
}

// Kinds are the built-in kinds and those of c.CRDs.
func (c *Cluster) Kinds() []Kind { return append(Kinds(c.Version), c.CRDs.Kinds()...) }

// TypeOf is the type of an object; it does not exist if the cluster does not serve that kind.
func (c *Cluster) TypeOf(apiVersion, kind string) Type {
	t, _ := c.typeOf(ID{APIVersion: apiVersion, Kind: kind})
	return Type{t, c.Version.Known()}
}

// Namespaced reports whether objects of a kind lie in a namespace; ok is false if the cluster does not serve the kind.
func (c *Cluster) Namespaced(apiVersion, kind string) (namespaced, ok bool) {
	id := ID{APIVersion: apiVersion, Kind: kind}
	if k := builtin().byID[id]; k != nil && k.span.has(c.Version) {
		return k.namespaced, true
	}
	if crd := c.CRDs.find(id); crd != nil {
		return crd.namespaced, true
	}
	return false, false
}

// typeOf is the type of an object, and its CustomResourceDefinition if it is not built in.
func (c *Cluster) typeOf(id ID) (*typ, *custom) {
	if k := builtin().byID[id]; k != nil && k.span.has(c.Version) {
		return builtin().def(k.def), nil
	}
	if crd := c.CRDs.find(id); crd != nil {
		return crd.typ, crd
	}
	return nil, nil
}
