package kube

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// schema is what one schema of a CustomResourceDefinition says.
type schema struct {
	typ         string
	format      string
	intOrString bool
	preserve    bool // x-kubernetes-preserve-unknown-fields
	embedded    bool // x-kubernetes-embedded-resource
	open        bool // additionalProperties without a schema
	nullable    bool
	hasDefault  bool
	def         syntax.Node
	exclMin     bool
	exclMax     bool
	enum        []syntax.Node
	required    []string
	pattern     func() *regexp.Regexp
	min, max    *float64
	multiple    *float64
	sizes       [6]int // minLength, maxLength, minItems, maxItems, minProperties, maxProperties; -1 if there is none
	all, any    []*typ
	one         []*typ
	not         *typ
}

const (
	minLength = iota
	maxLength
	minItems
	maxItems
	minProperties
	maxProperties
)

// sizeKeys are the keywords for schema.sizes.
var sizeKeys = []string{"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}

// maxSchemaDepth bounds how deep schemas are read, since those of CustomResourceDefinitions cannot refer to themselves.
const maxSchemaDepth = 256

// schemaType reads a schema; its properties are read when they are first needed.
func schemaType(n syntax.Node, depth int) *typ {
	n = n.Resolve()
	if n.Kind() != syntax.Mapping || depth > maxSchemaDepth {
		return &typ{kind: Any, schema: &schema{preserve: true, sizes: [6]int{-1, -1, -1, -1, -1, -1}}}
	}
	s := &schema{sizes: [6]int{-1, -1, -1, -1, -1, -1}}
	t := &typ{schema: s}
	var properties syntax.Node
	for p := range n.Children() {
		v := p.Value().Resolve()
		switch key := p.Key().Text(); key {
		case "properties":
			properties = v
		case "items":
			t.elem = schemaType(v, depth+1)
		case "additionalProperties":
			if v.Kind() == syntax.Mapping {
				t.elem = schemaType(v, depth+1)
			} else if v.Kind() == syntax.Bool && object.Truth(v.Text()) {
				s.open = true
			}
		case "allOf", "anyOf", "oneOf":
			for c := range v.Children() {
				sub := schemaType(c, depth+1)
				switch key {
				case "allOf":
					s.all = append(s.all, sub)
				case "anyOf":
					s.any = append(s.any, sub)
				default:
					s.one = append(s.one, sub)
				}
			}
		case "not":
			s.not = schemaType(v, depth+1)
		default:
			t.read(key, v)
		}
	}
	t.finish(properties, depth)
	return t
}

// read reads one keyword that has no schemas in it.
func (t *typ) read(key string, v syntax.Node) {
	s := t.schema
	isTrue := v.Kind() == syntax.Bool && object.Truth(v.Text())
	switch key {
	case "type":
		s.typ = v.Text()
	case "format":
		s.format = v.Text()
	case "x-kubernetes-int-or-string":
		s.intOrString = isTrue
	case "x-kubernetes-preserve-unknown-fields":
		s.preserve = isTrue
	case "x-kubernetes-embedded-resource":
		s.embedded = isTrue
	case "nullable":
		s.nullable = isTrue
	case "default":
		s.hasDefault, s.def = v.Kind() != syntax.Null, v
	case "exclusiveMinimum":
		s.exclMin = isTrue
	case "exclusiveMaximum":
		s.exclMax = isTrue
	case "minimum":
		s.min = float(v)
	case "maximum":
		s.max = float(v)
	case "multipleOf":
		s.multiple = float(v)
	case "enum":
		for c := range v.Children() {
			s.enum = append(s.enum, c.Resolve())
		}
	case "required":
		for c := range v.Children() {
			s.required = append(s.required, c.Resolve().Text())
		}
	case "pattern":
		text := v.Text()
		s.pattern = sync.OnceValue(func() *regexp.Regexp {
			re, err := regexp.Compile(text)
			if err != nil {
				return nil
			}
			return re
		})
	case "x-kubernetes-list-type":
		t.set = v.Text() == "set"
	case "x-kubernetes-list-map-keys":
		for c := range v.Children() {
			t.keys = append(t.keys, c.Resolve().Text())
		}
	default:
		if i := slices.Index(sizeKeys, key); i >= 0 {
			if x, ok := object.ParseNumber(v.Text()); ok && x.Whole {
				s.sizes[i] = int(x.Int)
			}
		}
	}
}

func float(v syntax.Node) *float64 {
	x, ok := object.ParseNumber(v.Text())
	if !ok || v.Kind() != syntax.Number {
		return nil
	}
	return &x.Float
}

// finish decides what kind of type a schema describes.
func (t *typ) finish(properties syntax.Node, depth int) {
	s := t.schema
	switch s.typ {
	case "object":
		t.kind = Object
		if properties.Len() == 0 && t.elem != nil {
			t.kind = Map
		} else if properties.Len() == 0 && (s.preserve || s.open) {
			t.kind = Map
			t.elem = nil
		}
	case "array":
		t.kind = List
	case "string":
		t.kind = String
	case "integer":
		t.kind, t.bits = Integer, 64
	case "number":
		t.kind = Number
	case "boolean":
		t.kind = Boolean
	default:
		if properties.Len() > 0 {
			t.kind = Object
		}
	}
	if s.intOrString {
		t.kind = IntOrString
	}
	if t.kind == String {
		for _, e := range s.enum {
			t.enum = append(t.enum, e.Text())
		}
		slices.Sort(t.enum)
	}
	if properties.Kind() != syntax.Mapping {
		return
	}
	t.load = sync.OnceFunc(func() {
		for p := range properties.Children() {
			name := object.KeyText(p.Key().Resolve())
			t.own = append(t.own, field{name, schemaType(p.Value(), depth+1), slices.Contains(s.required, name),
				always})
		}
		slices.SortStableFunc(t.own, func(a, b field) int { return strings.Compare(a.name, b.name) })
		t.own = slices.CompactFunc(t.own, func(a, b field) bool { return a.name == b.name })
	})
}
