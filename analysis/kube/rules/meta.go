package rules

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxAnnotations is how many bytes the keys and values of all annotations can have together.
const maxAnnotations = 256 << 10

// objectMeta checks the metadata of an object.
func (c *checker) objectMeta(v *value, name func(string) string, namespaced bool) {
	if name == nil {
		name = names.PathSegment
	}
	meta := v.Get("metadata")
	if !meta.Has("name") && !meta.Has("generateName") {
		at := meta
		if at == nil {
			at = v
			c.Missing(at, "metadata", "the object has no metadata.name, which it must have")
		} else {
			c.Missing(at, "name", "the object has no name, which it must have")
		}
	}
	if n := meta.Get("name"); n.Filled() {
		c.text(n, "name", name)
	}
	if g := meta.Get("generateName"); g.Filled() {
		c.text(g, "beginning of a name", func(s string) string { return name(names.Generated(s)) })
	}
	if ns := meta.Get("namespace"); namespaced && ns.Filled() {
		c.text(ns, "namespace", names.DNSLabel)
	}
	c.labels(meta.Get("labels"))
	c.annotations(meta.Get("annotations"))
	c.ownerReferences(meta)
	for _, f := range meta.Items("finalizers") {
		c.text(f, "finalizer", names.QualifiedName)
	}
}

func (c *checker) ownerReferences(meta *value) {
	controllers := 0
	for _, o := range meta.Items("ownerReferences") {
		for _, k := range []string{"apiVersion", "kind", "name", "uid"} {
			c.Need(o, k, "an owner reference must have %s", k)
		}
		if o.Get("controller").Is() {
			if controllers++; controllers == 2 {
				c.Reject(o, "exclusive", "only one owner reference can be the controller")
			}
		}
	}
}

// labels checks labels, and what else has their form.
func (c *checker) labels(v *value) {
	for k, w := range v.Members() {
		c.key(w, k, "label", names.QualifiedName)
		if k != "kubernetes.io/metadata.name" { // which the server sets, as the name of a Namespace
			c.text(w, "value of a label", names.LabelValue)
		}
	}
}

// key checks the key of w.
func (c *checker) key(w *value, k, what string, check func(string) string) {
	if rule := check(k); rule != "" {
		n := w.Node.Owner().Key()
		if !n.Exists() {
			n = w.Node
		}
		if w.Kind == syntax.Invalid && c.Unknown != nil && c.Unknown(n) {
			return
		}
		c.Report(w, object.Rejected, "key", n, "%s is no valid key of %s: %s", object.Quote(k), object.Article(what), rule)
	}
}

func (c *checker) annotations(v *value) {
	size := 0
	for k, w := range v.Members() {
		size += len(k) + len(w.Text())
		c.key(w, k, "annotation", func(s string) string { return names.QualifiedName(strings.ToLower(s)) })
	}
	if size > maxAnnotations {
		c.Reject(v, "size", "the annotations have %d bytes, of which there can be %d", size, maxAnnotations)
	}
}

// labelSelector checks a label selector; strict if values have to be values of labels.
func (c *checker) labelSelector(v *value) {
	c.labels(v.Get("matchLabels"))
	for _, e := range v.Items("matchExpressions") {
		c.requirement(e, []string{"In", "NotIn", "Exists", "DoesNotExist"}, true)
	}
}

// requirement checks one requirement of a selector.
func (c *checker) requirement(e *value, operators []string, values bool) {
	op, vs := e.Get("operator"), e.Get("values")
	switch op.Text() {
	case "In", "NotIn":
		if vs.Len() == 0 {
			c.Missing(e, "values", "the operator %s needs values", op.Text())
		}
	case "Exists", "DoesNotExist":
		if vs.Len() > 0 {
			c.Reject(vs, "selector", "the operator %s takes no values", op.Text())
		}
	case "Gt", "Lt":
		if len(operators) > 4 && vs.Len() != 1 {
			c.Missing(e, "values", "the operator %s needs exactly one value", op.Text())
		}
	}
	if !op.Filled() {
		c.Missing(e, "operator", "a requirement must have an operator: %s", strings.Join(operators, ", "))
	} else {
		c.enum(op, "an operator of a selector", operators...)
	}
	if k := e.Get("key"); k.Filled() {
		c.text(k, "key of a label", names.QualifiedName)
	} else {
		c.Missing(e, "key", "a requirement must have the key of a label")
	}
	if values {
		for _, w := range vs.List() {
			c.text(w, "value of a label", names.LabelValue)
		}
	}
}

// matches reports whether a selector selects labels; ok is false if it is not valid or not wholly known.
func matches(selector, labels *value) (match, ok bool) {
	if !AllKnown(selector) || !AllKnown(labels) {
		return false, false
	}
	match = true
	for k, w := range selector.Get("matchLabels").Members() {
		l := labels.Child(k)
		match = match && l != nil && l.Text() == w.Text()
	}
	for _, e := range selector.Items("matchExpressions") {
		l := labels.Child(e.Str("key"))
		in := false
		for _, w := range e.Items("values") {
			in = in || l != nil && w.Text() == l.Text()
		}
		switch e.Str("operator") {
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

// AllKnown reports whether every value in v is known.
func AllKnown(v *value) bool {
	if v == nil {
		return true
	}
	for w := v.First; w != nil; w = w.Next {
		if !AllKnown(w) {
			return false
		}
	}
	return v.Kind != syntax.Invalid
}
