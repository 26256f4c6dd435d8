package schema

import (
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// jsonschema takes about ten microseconds for each object, which is noticeable in files with thousands. The
// code here knows the few keywords that describe most files and works on nodes directly. jsonschema sees only
// what it cannot accept.

// maxRefs is how many references may follow each other.
const maxRefs = 32

// simple reports whether s has only keywords that surely knows.
func simple(s *jsonschema.Schema) bool {
	return s != nil && s.Always == nil && s.Format == "" && s.RecursiveRef == nil && s.DynamicRef == nil &&
		s.Constant == nil && s.Not == nil &&
		s.AllOf == nil && s.AnyOf == nil && s.OneOf == nil && s.If == nil &&
		s.MinProperties == -1 && s.MaxProperties == -1 && s.PropertyNames == nil && !s.RegexProperties &&
		len(s.PatternProperties) == 0 &&
		len(s.Dependencies) == 0 && len(s.DependentRequired) == 0 && len(s.DependentSchemas) == 0 &&
		s.UnevaluatedProperties == nil &&
		s.MinItems == -1 && s.MaxItems == -1 && !s.UniqueItems && s.AdditionalItems == nil && len(s.PrefixItems) == 0 &&
		s.Contains == nil && s.UnevaluatedItems == nil &&
		s.Pattern == nil && s.ContentEncoding == "" && s.ContentMediaType == "" && s.ContentSchema == nil &&
		s.Minimum == nil && s.ExclusiveMinimum == nil && s.Maximum == nil && s.ExclusiveMaximum == nil &&
		s.MultipleOf == nil && rulesOf(s).simple()
}

// simple reports whether surely knows the rules r, which may be nil.
func (r *rules) simple() bool { return r == nil || !r.unique && r.pattern == nil && r.required == nil }

// surely reports whether n is certainly valid. false means that it does not know.
func surely(s *jsonschema.Schema, n syntax.Node, refs int) bool {
	if !simple(s) || refs < 0 || n.Broken() || s.Ref != nil && !surely(s.Ref, n, refs-1) {
		return false
	}
	if len(s.Types) > 0 && !hasType(s.Types, n.Kind()) || len(s.Enum) > 0 && !hasValue(s.Enum, n) {
		return false
	}
	if r := rulesOf(s); r != nil && r.enum != nil {
		if _, ok := r.enum.strings[n.Text()]; !ok || n.Kind() != syntax.String {
			return false
		}
	}
	switch n.Kind() {
	case syntax.Mapping:
		return surelyObject(s, n)
	case syntax.Sequence:
		items := s.Items2020
		if s.Items != nil {
			var ok bool
			if items, ok = s.Items.(*jsonschema.Schema); !ok {
				return false
			}
		}
		for e := range n.Children() {
			if items != nil && !surely(items, e, maxRefs) {
				return false
			}
		}
		return true
	case syntax.String:
		if s.MinLength == -1 && s.MaxLength == -1 {
			return true
		}
		length := utf8.RuneCountInString(n.Text())
		return length >= s.MinLength && (s.MaxLength == -1 || length <= s.MaxLength)
	}
	return n.Kind() == syntax.Null || n.Kind() == syntax.Bool || n.Kind() == syntax.Number
}

func surelyObject(s *jsonschema.Schema, n syntax.Node) bool {
	for _, name := range s.Required {
		if !n.Pair(name).Exists() {
			return false
		}
	}
	for p := range n.Children() {
		sub, known := s.Properties[p.Key().Text()]
		if !known {
			if s.AdditionalProperties == nil || s.AdditionalProperties == true {
				continue
			}
			sub, _ = s.AdditionalProperties.(*jsonschema.Schema)
		}
		if p.Key().Broken() || !surely(sub, p.Value(), maxRefs) {
			return false
		}
	}
	return true
}

func hasType(types []string, k syntax.Kind) bool {
	name := k.String() // the names of kinds are those of types in JSON Schema
	for _, t := range types {
		if t == name {
			return true
		}
	}
	return false
}

func hasValue(values []any, n syntax.Node) bool {
	if n.Kind() != syntax.String {
		return false
	}
	for _, v := range values {
		if v == n.Text() {
			return true
		}
	}
	return false
}

// propertyRule is all that s says about the property name; nil if that is not one subschema.
func propertyRule(s *jsonschema.Schema, name string) *jsonschema.Schema {
	for range maxRefs {
		if !simple(s) {
			return nil
		}
		if s.Ref == nil {
			return s.Properties[name]
		}
		if len(s.Properties) > 0 || s.AdditionalProperties != nil {
			return nil
		}
		s = s.Ref
	}
	return nil
}

// elementRule is all that s says about the elements of an array; nil if that is not one subschema.
func elementRule(s *jsonschema.Schema) *jsonschema.Schema {
	for range maxRefs {
		if !simple(s) {
			return nil
		}
		items, _ := s.Items.(*jsonschema.Schema)
		if items == nil {
			items = s.Items2020
		}
		if s.Ref == nil {
			return items
		}
		if items != nil || s.Items != nil {
			return nil
		}
		s = s.Ref
	}
	return nil
}
