package kube

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/kube/rules"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// against checks a value against the schema of t. main is the type of the value by the structural schema, which is t
// itself outside of allOf, anyOf, oneOf and not; its defaults are filled in before the server looks.
func (c *checker) against(v *value, t, main *typ, root bool) {
	s := t.schema
	if s == nil || v.Kind == syntax.Invalid {
		return
	}
	if v.Kind == syntax.Null {
		c.null(v, s)
		return
	}
	if !c.customType(v, s) {
		return
	}
	c.content(v, s)
	switch v.Kind {
	case syntax.Mapping:
		c.fieldsAgainst(v, t, main, root)
	case syntax.Sequence:
		var inner *typ
		if main != nil {
			inner = main.elem
		}
		if t.elem != nil {
			for _, w := range v.List() {
				c.against(w, t.elem, inner, false)
			}
		}
	}
	c.composed(v, s, main, root)
}

// null reports an item of a list that may not be null. A field that is null and may not be is dropped by the server.
func (c *checker) null(v *value, s *schema) {
	if !s.nullable && v.Up != nil && v.Up.Kind == syntax.Sequence && s.typ != "" {
		c.Reject(v, "type", "must be %s, not null", nameOfType(s.typ))
	}
}

func nameOfType(typ string) string {
	return map[string]string{"object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number",
		"number": "a number", "boolean": "true or false"}[typ]
}

// customType checks the type of a value.
func (c *checker) customType(v *value, s *schema) bool {
	if s.intOrString {
		if v.Kind == syntax.String {
			return true
		}
		if !c.want(v, syntax.Number, "a whole number or text") {
			return false
		}
		return c.whole(v)
	}
	switch s.typ {
	case "object":
		return c.want(v, syntax.Mapping, "a mapping")
	case "array":
		return c.want(v, syntax.Sequence, "a list")
	case "string":
		return c.want(v, syntax.String, "text")
	case "boolean":
		return c.want(v, syntax.Bool, "true or false")
	case "number":
		return c.want(v, syntax.Number, "a number")
	case "integer":
		return c.want(v, syntax.Number, "a whole number") && c.whole(v)
	}
	return true
}

func (c *checker) whole(v *value) bool {
	x, ok := object.ParseNumber(v.Node.Resolve().Text())
	if !ok || x.Whole || x.Float == math.Trunc(x.Float) {
		return true
	}
	c.Reject(v, "type", "must be a whole number, not %s", v.Node.Resolve().Text())
	return false
}

// content checks what a schema says of scalars, and of the sizes of all.
func (c *checker) content(v *value, s *schema) {
	if len(s.enum) > 0 && !slices.ContainsFunc(s.enum, func(e syntax.Node) bool { return sameScalar(v, e) }) {
		var values []string
		for _, e := range s.enum {
			values = append(values, e.Text())
		}
		what := strings.TrimPrefix(v.Describe(), "the text ")
		c.Reject(v, "enum", "%s is not one of %s", what, strings.Join(values, ", "))
	}
	switch v.Kind {
	case syntax.String:
		text := v.Text()
		c.size(v, s, utf8.RuneCountInString(text), minLength, "characters")
		if s.pattern != nil {
			if re := s.pattern(); re != nil && !re.MatchString(text) {
				c.Reject(v, "pattern", "%s does not match the pattern %s", v.Short(), re)
			}
		}
		c.format(v, s)
	case syntax.Number:
		c.bounds(v, s)
	case syntax.Sequence:
		c.size(v, s, v.Len(), minItems, "items")
	case syntax.Mapping:
		n := 0
		for _, w := range v.Members() {
			if w.Kind != syntax.Null {
				n++
			}
		}
		if n <= v.Len() && s.sizes[maxProperties] >= 0 || n == v.Len() {
			c.size(v, s, n, minProperties, "fields")
		}
	}
}

// size checks a number against the bounds at kind and kind+1.
func (c *checker) size(v *value, s *schema, n, kind int, what string) {
	lo, hi := s.sizes[kind], s.sizes[kind+1]
	switch {
	case lo >= 0 && n < lo && kind != minProperties:
		c.Reject(v, "size", "has %d %s; it must have at least %d", n, what, lo)
	case hi >= 0 && n > hi:
		c.Reject(v, "size", "has %d %s; it can have at most %d", n, what, hi)
	}
}

func (c *checker) bounds(v *value, s *schema) {
	x, ok := object.ParseNumber(v.Node.Resolve().Text())
	if !ok {
		return
	}
	switch {
	case s.min != nil && (x.Float < *s.min || s.exclMin && x.Float == *s.min):
		c.Reject(v, "range", "%s is too small; must be %s %v", x.JSON(), orEqual("more than", "at least", s.exclMin),
			*s.min)
	case s.max != nil && (x.Float > *s.max || s.exclMax && x.Float == *s.max):
		c.Reject(v, "range", "%s is too large; must be %s %v", x.JSON(), orEqual("less than", "at most", s.exclMax),
			*s.max)
	case s.multiple != nil && *s.multiple >= 1 && *s.multiple == math.Trunc(*s.multiple) &&
		math.Mod(x.Float, *s.multiple) != 0:
		c.Reject(v, "range", "%s must be a multiple of %v", x.JSON(), *s.multiple)
	}
}

func orEqual(exclusive, inclusive string, excl bool) string {
	if excl {
		return exclusive
	}
	return inclusive
}

// format checks the formats whose meaning is beyond doubt.
func (c *checker) format(v *value, s *schema) {
	text := v.Text()
	ok := true
	switch s.format {
	case "ipv4":
		a, valid := names.ParseIP(text)
		ok = valid && a.Is4()
	case "ipv6":
		a, valid := names.ParseIP(text)
		ok = valid && strings.Contains(text, ":") && a.IsValid()
	case "cidr":
		ok = names.CIDR(text) == ""
	case "date-time":
		if len(text) < 10 {
			ok = false
		} else if _, err := time.Parse(time.DateOnly, text[:10]); err != nil {
			ok = false
		}
	case "date":
		_, err := time.Parse(time.DateOnly, text)
		ok = err == nil
	}
	if !ok {
		c.Reject(v, "format", "%s is not of the format %s", v.Short(), s.format)
	}
}

// fieldsAgainst checks the fields of a mapping.
func (c *checker) fieldsAgainst(v *value, t, main *typ, root bool) {
	s := t.schema
	for _, name := range s.required {
		if w := v.Child(name); w != nil && (w.Kind != syntax.Null || nullable(main, name)) {
			continue
		}
		if !hasDefault(main, name) && !hasDefault(t, name) {
			c.Missing(v, name, "the field %s is required", name)
		}
	}
	for name, w := range v.Members() {
		if (root || s.embedded) && (name == "metadata" || name == "apiVersion" || name == "kind") {
			continue
		}
		var inner *typ
		if main != nil {
			if f := main.field(name); f != nil {
				inner = f.typ
			} else {
				inner = main.elem
			}
		}
		if f := t.field(name); f != nil {
			c.against(w, f.typ, inner, false)
		} else if t.elem != nil {
			c.against(w, t.elem, inner, false)
		}
	}
	if s.embedded {
		for _, k := range []string{"apiVersion", "kind"} {
			c.Need(v, k, "an object that is embedded here must have %s", k)
		}
	}
}

func hasDefault(t *typ, name string) bool {
	if t == nil {
		return false
	}
	f := t.field(name)
	return f != nil && f.typ.schema != nil && f.typ.schema.hasDefault
}

func nullable(t *typ, name string) bool {
	if t == nil {
		return false
	}
	f := t.field(name)
	return f != nil && f.typ.schema != nil && f.typ.schema.nullable
}

// composed checks allOf, anyOf, oneOf and not.
func (c *checker) composed(v *value, s *schema, main *typ, root bool) {
	for _, t := range s.all {
		c.against(v, t, main, root)
	}
	if len(s.any)+len(s.one) == 0 && s.not == nil {
		return
	}
	if main.mayChange() { // defaults could make another branch hold
		return
	}
	if len(s.any) > 0 {
		if n, sure := c.holding(v, s.any, main, root); sure && n == 0 {
			c.Reject(v, "any-of", "must fit at least one of the schemas in anyOf%s", branches(s.any))
		}
	}
	if len(s.one) > 0 {
		n, sure := c.holding(v, s.one, main, root)
		switch {
		case !sure || n == 1:
		case n == 0:
			c.Reject(v, "one-of", "must fit exactly one of the schemas in oneOf, and fits none%s", branches(s.one))
		default:
			c.Reject(v, "one-of", "must fit exactly one of the schemas in oneOf, and fits %d%s", n, branches(s.one))
		}
	}
	if s.not != nil {
		if n, sure := c.holding(v, []*typ{s.not}, main, root); sure && n == 1 {
			c.Reject(v, "not", "must not fit the schema in not%s", branches([]*typ{s.not}))
		}
	}
}

// holding counts the schemas that v fits; sure is false if that is not certain.
func (c *checker) holding(v *value, ts []*typ, main *typ, root bool) (n int, sure bool) {
	if !rules.AllKnown(v) {
		return 0, false
	}
	for _, t := range ts {
		sub := checker{c.Fork(), c.cluster}
		sub.against(v, t, main, root)
		if !sub.Rejected {
			n++
		}
	}
	return n, true
}

// mayChange reports whether the server may fill in a field of a value of the type.
func (t *typ) mayChange() bool {
	if t == nil {
		return false
	}
	t.changes.Do(func() {
		t.changed = slices.ContainsFunc(t.fields(), func(f field) bool {
			return f.typ.schema != nil && (f.typ.schema.hasDefault || f.typ.mayChange())
		})
	})
	return t.changed
}

// branches says which fields the schemas ask for, if that is all they do.
func branches(ts []*typ) string {
	var words []string
	for _, t := range ts {
		if t.schema == nil || len(t.schema.required) == 0 {
			return ""
		}
		words = append(words, strings.Join(t.schema.required, " and "))
	}
	return fmt.Sprintf(": %s", strings.Join(words, ", or "))
}

// sameScalar reports whether v equals a value of an enum.
func sameScalar(v *value, e syntax.Node) bool {
	w := &value{Node: e, Kind: e.Kind()}
	if e.Kind() == syntax.Mapping || e.Kind() == syntax.Sequence {
		return true // rare, and not compared
	}
	return v.Canonical() == w.Canonical()
}
