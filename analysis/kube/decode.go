package kube

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxFaults is how many faults of one object are told.
const maxFaults = 1000

// checker is one run over one object.
type checker struct {
	cluster    *Cluster
	version    Version
	apiVersion string
	arena      *arena
	base       *value // the object, where it is an item of a list
	broken     bool   // the text has syntax errors, so that members may be missing
	rejected   bool
	faults     []Fault
}

// newChecker returns a checker for one object, whose arena is to be freed.
func newChecker(c *Cluster) *checker {
	return &checker{cluster: c, version: c.Version.known(), arena: arenas.Get().(*arena)}
}

// report adds a fault at v, whose node is n.
func (c *checker) report(v *value, kind FaultKind, rule string, n syntax.Node, format string, args ...any) {
	c.rejected = c.rejected || kind == Rejected
	if len(c.faults) >= maxFaults {
		return
	}
	c.faults = append(c.faults, Fault{Kind: kind, Rule: rule, Steps: v.steps(c.base), Path: v.path(c.base), Node: n,
		Message: fmt.Sprintf(format, args...)})
}

// reject adds a fault at v.
func (c *checker) reject(v *value, rule, format string, args ...any) {
	if v == nil || v.kind == syntax.Invalid {
		return
	}
	c.report(v, Rejected, rule, v.node, format, args...)
}

// missing adds a fault about the field key, which the mapping v lacks.
func (c *checker) missing(v *value, key, format string, args ...any) {
	if v == nil || v.kind == syntax.Invalid {
		return
	}
	if w := v.child(key); w != nil {
		c.report(w, Rejected, "required", w.node, format, args...)
		return
	}
	c.rejected = true
	if len(c.faults) >= maxFaults {
		return
	}
	c.faults = append(c.faults, Fault{Kind: Rejected, Rule: "required", Steps: append(v.steps(c.base), key),
		Path: joinKey(v.path(c.base), key), Node: v.node, Message: fmt.Sprintf(format, args...)})
}

// builtin checks an object of a built-in type: as the server decodes it, and if it can, by the rules of its kind.
func (c *checker) builtin(v *value, t *typ, id ID) {
	c.decode(v, t)
	if c.rejected || c.broken {
		return
	}
	c.rules(v, id)
}

// decode reports what cannot be decoded into a Go value of type t, and fields that t does not have.
func (c *checker) decode(v *value, t *typ) {
	if v.kind == syntax.Null || v.kind == syntax.Invalid || t.kind == Any {
		return
	}
	switch t.kind {
	case Object:
		if c.want(v, syntax.Mapping, "a mapping") {
			c.decodeFields(v, t)
		}
	case Map:
		if c.want(v, syntax.Mapping, "a mapping") {
			for _, w := range v.members() {
				c.decode(w, t.elem)
			}
		}
	case List:
		if c.want(v, syntax.Sequence, "a list") {
			for _, w := range v.list() {
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

func (c *checker) decodeFields(v *value, t *typ) {
	for name, w := range v.members() {
		f := t.field(name)
		if f != nil && f.span.has(c.version) {
			c.decode(w, f.typ)
			continue
		}
		key := w.node.Owner().Key()
		if !key.Exists() {
			key = w.node
		}
		c.report(w, UnknownField, "unknown-field", key, "%s", c.unknown(name, t, f))
	}
}

// unknown says that t has no field called name.
func (c *checker) unknown(name string, t *typ, f *field) string {
	of := Type{t, c.version}.Name()
	if of == "" {
		of = "the schema"
	}
	if f != nil {
		since, until := f.span.bounds()
		if since > c.version {
			return fmt.Sprintf("%s has the field %s since Kubernetes %s only; %s drops it", of, name, since, c.version)
		}
		if until != 0 {
			return fmt.Sprintf("%s has no field %s since Kubernetes %s", of, name, until)
		}
	}
	for _, f := range t.fields() {
		if strings.EqualFold(f.name, name) && f.span.has(c.version) {
			return fmt.Sprintf("%s has no field %s; it is written %s", of, quote(name), f.name)
		}
	}
	return fmt.Sprintf("%s has no field %s, so it is dropped", of, quote(name))
}

// want reports a value that is not of the given kind.
func (c *checker) want(v *value, kind syntax.Kind, wanted string) bool {
	if v.kind == kind {
		return true
	}
	c.reject(v, "type", "%s", wrongType(v, wanted))
	return false
}

func wrongType(v *value, wanted string) string {
	hint := ""
	switch {
	case wanted == "text" && (v.kind == syntax.Number || v.kind == syntax.Bool):
		hint = "; put it in quotes"
	case v.kind == syntax.String && v.node.Resolve().Style() != syntax.Plain && wanted != "text":
		k := plainKind(v.text())
		if k == syntax.Number && strings.HasSuffix(wanted, "number") || k == syntax.Bool && wanted == "true or false" {
			hint = "; write it without quotes"
		}
	}
	return fmt.Sprintf("must be %s, not %s%s", wanted, v.describe(), hint)
}

func plainKind(s string) syntax.Kind {
	if s == "true" || s == "false" {
		return syntax.Bool
	}
	if _, ok := parseNumber(s); ok {
		return syntax.Number
	}
	return syntax.String
}

func (c *checker) decodeInt(v *value, t *typ) {
	if !c.want(v, syntax.Number, "a whole number") {
		return
	}
	x, ok := parseNumber(v.node.Resolve().Text())
	switch {
	case !ok: // no number that this package knows, so nothing is certain
	case !x.whole && x.f == math.Trunc(x.f), t.bits == 32 && x.whole && (x.i > math.MaxInt32 || x.i < math.MinInt32):
		c.reject(v, "type", "%s is too large for a number of %d bits", v.node.Resolve().Text(), t.bits)
	case !x.whole:
		c.reject(v, "type", "must be a whole number, not %s", v.node.Resolve().Text())
	}
}

// decodeSpecial is decode for the types that have an UnmarshalJSON of their own.
func (c *checker) decodeSpecial(v *value, t *typ) {
	text := v.text()
	switch t.kind {
	case Quantity:
		switch {
		case v.kind == syntax.String && !isQuantity(strings.TrimSpace(text)):
			c.reject(v, "quantity",
				"%s is not a quantity, which is a number and possibly a unit, such as 100m, 0.5 or 2Gi",
				describeShort(v))
		case v.kind != syntax.String && v.kind != syntax.Number:
			c.reject(v, "quantity", "must be a quantity such as 100m or 2Gi, not %s", v.describe())
		}
	case IntOrString:
		if v.kind != syntax.String && c.want(v, syntax.Number, "a whole number or text") {
			c.decodeInt(v, basicTypes["int32"])
		}
	case Time:
		if c.want(v, syntax.String, "text") {
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				c.reject(v, "time", "%s is not a time in the form of RFC 3339, such as 2006-01-02T15:04:05Z",
					quote(text))
			}
		}
	case Bytes:
		if v.kind != syntax.Sequence && c.want(v, syntax.String, "text in base64") {
			if _, err := base64.StdEncoding.DecodeString(text); err != nil {
				c.reject(v, "base64", "%s is not in base64", quote(text))
			}
		}
	}
}

func describeShort(v *value) string {
	if v.text() == "" {
		return "an empty text"
	}
	return quote(v.text())
}

// unserved says that the server has no such kind.
func (c *checker) unserved(v *value, id ID) {
	t := builtin()
	at := v.get("apiVersion")
	group := id.Group()
	if !t.groups[group] {
		c.report(at, UnknownKind, "unknown-kind", at.node,
			"%s is not built into Kubernetes, and no CustomResourceDefinition for it is at hand", id)
		return
	}
	if r, ok := removals()[id]; ok {
		if r.in <= c.version {
			c.report(at, RemovedAPI, "removed-api", at.node, "%s was removed in Kubernetes %s; %s", id, minor(r.in),
				r.instead)
			return
		}
		return // served by a version older than the table
	}
	served := t.versionsOf(group, id.Kind, c.version)
	if k := t.byID[id]; k != nil {
		since, until := k.span.bounds()
		switch {
		case since > c.version:
			c.report(at, RemovedAPI, "removed-api", at.node, "%s exists since Kubernetes %s, not in %s%s", id, since,
				c.version, use(served))
		default:
			c.report(at, RemovedAPI, "removed-api", at.node, "%s was removed in Kubernetes %s%s", id, until,
				use(served))
		}
		return
	}
	if len(served) > 0 {
		c.report(at, RemovedAPI, "removed-api", at.node, "Kubernetes %s does not serve %s%s", c.version, id,
			use(served))
		return
	}
	kind := v.get("kind")
	c.report(kind, UnknownKind, "unknown-kind", kind.node, "Kubernetes %s has no kind %s in %s", c.version,
		quote(id.Kind), id.APIVersion)
}

func minor(v Version) string { return fmt.Sprintf("1.%d", v) }

func use(served []string) string {
	if len(served) == 0 {
		return ""
	}
	return "; use " + served[0]
}
