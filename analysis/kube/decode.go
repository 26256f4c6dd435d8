package kube

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/kube/rules"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// builtin checks an object of a built-in type: as the server decodes it, and if it can, by the rules of its kind.
func (c *checker) builtin(v *value, t *typ, id ID) {
	c.decode(v, t)
	if c.Rejected || c.Broken {
		return
	}
	rules.Check(c.Checker, v, id, builtin().byID[id].namespaced)
}

// decode reports what cannot be decoded into a Go value of type t, and fields that t does not have.
func (c *checker) decode(v *value, t *typ) {
	if v.Kind == syntax.Null || v.Kind == syntax.Invalid {
		return
	}
	switch t.kind {
	case Any:
		c.decodeEither(v, t.either)
	case Object:
		if c.want(v, syntax.Mapping, "a mapping") {
			c.decodeFields(v, t)
		}
	case Map:
		if c.want(v, syntax.Mapping, "a mapping") {
			for _, w := range v.Members() {
				c.decode(w, t.elem)
			}
		}
	case List:
		if c.want(v, syntax.Sequence, "a list") {
			for _, w := range v.List() {
				c.decode(w, t.elem)
			}
		}
	case String:
		c.want(v, syntax.String, "text")
	case Boolean:
		c.want(v, syntax.Bool, "true or false")
	case Number:
		c.want(v, syntax.Number, "a number")
	case Integer:
		c.decodeInt(v, t)
	default:
		c.decodeSpecial(v, t)
	}
}

// decodeEither is decode for a part of a schema; of any value if e is nil.
func (c *checker) decodeEither(v *value, e *either) {
	switch {
	case e == nil:
	case v.Kind == syntax.Mapping:
		c.decode(v, e.mapping)
	case v.Kind == syntax.Sequence && e.list != nil:
		c.decode(v, e.list)
	case e.strict:
		c.want(v, syntax.Bool, "a schema, true or false")
	}
}

func (c *checker) decodeFields(v *value, t *typ) {
	for name, w := range v.Members() {
		f := t.field(name)
		if f != nil && f.span.has(c.Version) {
			c.decode(w, f.typ)
			continue
		}
		key := w.Node.Owner().Key()
		if !key.Exists() {
			key = w.Node
		}
		c.Report(w, UnknownField, "unknown-field", key, "%s", c.unknown(name, t, f))
	}
}

// unknown says that t has no field called name.
func (c *checker) unknown(name string, t *typ, f *field) string {
	of := Type{t, c.Version}.Name()
	if of == "" {
		of = "the schema"
	}
	if f != nil {
		since, until := f.span.bounds()
		if since > c.Version {
			return fmt.Sprintf("%s has the field %s since Kubernetes %s only; %s drops it", of, name, since, c.Version)
		}
		if until != 0 {
			return fmt.Sprintf("%s has no field %s since Kubernetes %s", of, name, until)
		}
	}
	for _, f := range t.fields() {
		if strings.EqualFold(f.name, name) && f.span.has(c.Version) {
			return fmt.Sprintf("%s has no field %s; it is written %s", of, object.Quote(name), f.name)
		}
	}
	return fmt.Sprintf("%s has no field %s, so it is dropped", of, object.Quote(name))
}

// want reports a value that is not of the given kind.
func (c *checker) want(v *value, kind syntax.Kind, wanted string) bool {
	if v.Kind == kind {
		return true
	}
	c.Reject(v, "type", "%s", wrongType(v, wanted))
	return false
}

func wrongType(v *value, wanted string) string {
	hint := ""
	switch {
	case wanted == "text" && (v.Kind == syntax.Number || v.Kind == syntax.Bool):
		hint = "; put it in quotes"
	case v.Kind == syntax.String && v.Node.Resolve().Style() != syntax.Plain && wanted != "text":
		k := plainKind(v.Text())
		if k == syntax.Number && strings.HasSuffix(wanted, "number") || k == syntax.Bool && wanted == "true or false" {
			hint = "; write it without quotes"
		}
	}
	return fmt.Sprintf("must be %s, not %s%s", wanted, v.Describe(), hint)
}

func plainKind(s string) syntax.Kind {
	if s == "true" || s == "false" {
		return syntax.Bool
	}
	if _, ok := object.ParseNumber(s); ok {
		return syntax.Number
	}
	return syntax.String
}

func (c *checker) decodeInt(v *value, t *typ) {
	if !c.want(v, syntax.Number, "a whole number") {
		return
	}
	x, ok := object.ParseNumber(v.Node.Resolve().Text())
	switch {
	case !ok: // no number that this package knows, so nothing is certain
	case !x.Whole && x.Float == math.Trunc(x.Float),
		t.bits == 32 && x.Whole && (x.Int > math.MaxInt32 || x.Int < math.MinInt32):
		c.Reject(v, "type", "%s is too large for a number of %d bits", v.Node.Resolve().Text(), t.bits)
	case !x.Whole:
		c.Reject(v, "type", "must be a whole number, not %s", v.Node.Resolve().Text())
	}
}

// decodeSpecial is decode for the types that have an UnmarshalJSON of their own.
func (c *checker) decodeSpecial(v *value, t *typ) {
	text := v.Text()
	switch t.kind {
	case Quantity:
		switch {
		case v.Kind == syntax.String && !object.IsQuantity(strings.TrimSpace(text)):
			c.Reject(v, "quantity",
				"%s is not a quantity, which is a number and possibly a unit, such as 100m, 0.5 or 2Gi",
				v.Short())
		case v.Kind != syntax.String && v.Kind != syntax.Number:
			c.Reject(v, "quantity", "must be a quantity such as 100m or 2Gi, not %s", v.Describe())
		}
	case IntOrString:
		if v.Kind != syntax.String && c.want(v, syntax.Number, "a whole number or text") {
			c.decodeInt(v, basicTypes["int32"])
		}
	case Time:
		if c.want(v, syntax.String, "text") {
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				c.Reject(v, "time", "%s is not a time in the form of RFC 3339, such as 2006-01-02T15:04:05Z",
					object.Quote(text))
			}
		}
	case Bytes:
		if v.Kind != syntax.Sequence && c.want(v, syntax.String, "text in base64") {
			if _, err := base64.StdEncoding.DecodeString(text); err != nil {
				c.Reject(v, "base64", "%s is not in base64", object.Quote(text))
			}
		}
	}
}

// unserved says that the server has no such kind.
func (c *checker) unserved(v *value, id ID) {
	t := builtin()
	at := v.Get("apiVersion")
	group := id.Group()
	if !t.groups[group] {
		c.Report(at, UnknownKind, "unknown-kind", at.Node,
			"%s is not built into Kubernetes, and no CustomResourceDefinition for it is at hand", id)
		return
	}
	if r, ok := removals()[id]; ok {
		if r.in <= c.Version {
			c.Report(at, RemovedAPI, "removed-api", at.Node, "%s was removed in Kubernetes %s; %s", id, minor(r.in),
				r.instead)
			return
		}
		return // served by a version older than the table
	}
	served := t.versionsOf(group, id.Kind, c.Version)
	if k := t.byID[id]; k != nil {
		since, until := k.span.bounds()
		switch {
		case since > c.Version:
			c.Report(at, RemovedAPI, "removed-api", at.Node, "%s exists since Kubernetes %s, not in %s%s", id, since,
				c.Version, use(served))
		default:
			c.Report(at, RemovedAPI, "removed-api", at.Node, "%s was removed in Kubernetes %s%s", id, until,
				use(served))
		}
		return
	}
	if len(served) > 0 {
		c.Report(at, RemovedAPI, "removed-api", at.Node, "Kubernetes %s does not serve %s%s", c.Version, id,
			use(served))
		return
	}
	kind := v.Get("kind")
	fault := UnknownKind
	if !strings.Contains(group, ".") && t.serves(id.APIVersion, c.Version) {
		fault = Rejected // CustomResourceDefinitions need a group with a dot
	}
	c.Report(kind, fault, "unknown-kind", kind.Node, "Kubernetes %s has no kind %s in %s", c.Version,
		object.Quote(id.Kind), id.APIVersion)
}

func minor(v Version) string { return fmt.Sprintf("1.%d", v) }

func use(served []string) string {
	if len(served) == 0 {
		return ""
	}
	return "; use " + served[0]
}
