package kube

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxAnnotations is how many bytes the keys and values of all annotations can have together.
const maxAnnotations = 256 << 10

// objectMeta checks the metadata of an object.
func (c *checker) objectMeta(v *value, name func(string) string, namespaced bool) {
	if name == nil {
		name = pathSegment
	}
	meta := v.get("metadata")
	if !meta.has("name") && !meta.has("generateName") {
		at := meta
		if at == nil {
			at = v
			c.missing(at, "metadata", "the object has no metadata.name, which it must have")
		} else {
			c.missing(at, "name", "the object has no name, which it must have")
		}
	}
	if n := meta.get("name"); n.filled() {
		c.text(n, "name", name)
	}
	if g := meta.get("generateName"); g.filled() {
		c.text(g, "beginning of a name", func(s string) string { return name(generated(s)) })
	}
	if ns := meta.get("namespace"); namespaced && ns.filled() {
		c.text(ns, "namespace", dnsLabel)
	}
	c.notNegative(meta, "generation")
	c.labels(meta.get("labels"))
	c.annotations(meta.get("annotations"))
	c.ownerReferences(meta)
	for _, f := range meta.items("finalizers") {
		c.text(f, "finalizer", qualifiedName)
	}
}

func (c *checker) ownerReferences(meta *value) {
	controllers := 0
	for _, o := range meta.items("ownerReferences") {
		for _, k := range []string{"apiVersion", "kind", "name", "uid"} {
			c.need(o, k, "an owner reference must have %s", k)
		}
		if o.get("controller").is() {
			if controllers++; controllers == 2 {
				c.reject(o, "exclusive", "only one owner reference can be the controller")
			}
		}
	}
}

// labels checks labels, and what else has their form.
func (c *checker) labels(v *value) {
	for k, w := range v.members() {
		c.key(w, k, "label", qualifiedName)
		c.text(w, "value of a label", labelValue)
	}
}

// key checks the key of w.
func (c *checker) key(w *value, k, what string, check func(string) string) {
	if rule := check(k); rule != "" {
		n := w.node.Owner().Key()
		if !n.Exists() {
			n = w.node
		}
		if w.kind == syntax.Invalid && c.cluster.Unknown != nil && c.cluster.Unknown(n) {
			return
		}
		c.report(w, Rejected, "key", n, "%s is no valid key of %s: %s", quote(k), article(what), rule)
	}
}

func article(what string) string {
	if strings.ContainsAny(what[:1], "aeiouAEIOU") {
		return "an " + what
	}
	return "a " + what
}

func (c *checker) annotations(v *value) {
	size := 0
	for k, w := range v.members() {
		size += len(k) + len(w.text())
		c.key(w, k, "annotation", func(s string) string { return qualifiedName(strings.ToLower(s)) })
	}
	if size > maxAnnotations {
		c.reject(v, "size", "the annotations have %d bytes, of which there can be %d", size, maxAnnotations)
	}
}

// labelSelector checks a label selector; strict if values have to be values of labels.
func (c *checker) labelSelector(v *value) {
	c.labels(v.get("matchLabels"))
	for _, e := range v.items("matchExpressions") {
		c.requirement(e, []string{"In", "NotIn", "Exists", "DoesNotExist"}, true)
	}
}

// requirement checks one requirement of a selector.
func (c *checker) requirement(e *value, operators []string, values bool) {
	op, vs := e.get("operator"), e.get("values")
	switch op.text() {
	case "In", "NotIn":
		if vs.len() == 0 {
			c.missing(e, "values", "the operator %s needs values", op.text())
		}
	case "Exists", "DoesNotExist":
		if vs.len() > 0 {
			c.reject(vs, "selector", "the operator %s takes no values", op.text())
		}
	case "Gt", "Lt":
		if len(operators) > 4 && vs.len() != 1 {
			c.missing(e, "values", "the operator %s needs exactly one value", op.text())
		}
	}
	if !op.filled() {
		c.missing(e, "operator", "a requirement must have an operator: %s", strings.Join(operators, ", "))
	} else {
		c.enum(op, "an operator of a selector", operators...)
	}
	if k := e.get("key"); k.filled() {
		c.text(k, "key of a label", qualifiedName)
	} else {
		c.missing(e, "key", "a requirement must have the key of a label")
	}
	if values {
		for _, w := range vs.list() {
			c.text(w, "value of a label", labelValue)
		}
	}
}

// matches reports whether a selector selects labels; ok is false if it is not valid or not wholly known.
func matches(selector, labels *value) (match, ok bool) {
	if !allKnown(selector) || !allKnown(labels) {
		return false, false
	}
	match = true
	for k, w := range selector.get("matchLabels").members() {
		l := labels.child(k)
		match = match && l != nil && l.text() == w.text()
	}
	for _, e := range selector.items("matchExpressions") {
		l := labels.child(e.str("key"))
		in := false
		for _, w := range e.items("values") {
			in = in || l != nil && w.text() == l.text()
		}
		switch e.str("operator") {
		case "In":
			match = match && in
		case "NotIn":
			match = match && !in
		case "Exists":
			match = match && l != nil
		case "DoesNotExist":
			match = match && l == nil
		default:
			return false, false
		}
	}
	return match, true
}

// allKnown reports whether every value in v is known.
func allKnown(v *value) bool {
	if v == nil {
		return true
	}
	for w := v.first; w != nil; w = w.next {
		if !allKnown(w) {
			return false
		}
	}
	return v.kind != syntax.Invalid
}
