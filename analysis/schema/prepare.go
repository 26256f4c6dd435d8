package schema

import "github.com/santhosh-tekuri/jsonschema/v5"

// prepare moves what jsonschema would take too long for into the rules of all subschemas that root leads to, lists
// from length on; nothing if that is 0. It returns how many of them can apply to one value inside each other.
func prepare(root *jsonschema.Schema, length int) (deepest int) {
	depths := map[*jsonschema.Schema]int{}
	var all []*jsonschema.Schema
	seen := map[*jsonschema.Schema]bool{nil: true}
	next := []*jsonschema.Schema{root}
	for len(next) > 0 {
		s := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[s] {
			continue
		}
		seen[s] = true
		deepest = max(deepest, nesting(s, depths))
		all = append(all, s)
		next = append(append(next, inPlace(s)...), inside(s)...)
	}
	for _, s := range all {
		if w := weightOf(s); w != nil {
			w.weigh(s)
			if length > 0 {
				w.index(s, length)
			}
		}
	}
	for _, s := range all { // after all names are indexed
		if w := weightOf(s); w != nil {
			w.guard(s)
		}
	}
	return deepest
}

// nesting is how many subschemas can apply inside each other to a value that s applies to, with s. Depths has what is
// known, and 0 for those that s is in.
func nesting(s *jsonschema.Schema, depths map[*jsonschema.Schema]int) int {
	if d, known := depths[s]; known {
		return d
	}
	depths[s] = 0
	most := 0
	for _, sub := range inPlace(s) {
		if sub != nil {
			most = max(most, nesting(sub, depths))
		}
	}
	depths[s] = 1 + most
	return 1 + most
}

// inPlace are the subschemas of s that apply to the same value as s. Some may be nil.
func inPlace(s *jsonschema.Schema) []*jsonschema.Schema {
	all := []*jsonschema.Schema{s.Ref, s.RecursiveRef, s.DynamicRef, s.Not, s.If, s.Then, s.Else}
	all = append(append(append(all, s.AllOf...), s.AnyOf...), s.OneOf...)
	for _, d := range s.Dependencies {
		if sub, ok := d.(*jsonschema.Schema); ok {
			all = append(all, sub)
		}
	}
	for _, sub := range s.DependentSchemas {
		all = append(all, sub)
	}
	return all
}

// inside are the subschemas of s that apply to what is inside the value. Some may be nil.
func inside(s *jsonschema.Schema) []*jsonschema.Schema {
	all := []*jsonschema.Schema{s.PropertyNames, s.UnevaluatedProperties, s.Items2020, s.Contains, s.UnevaluatedItems,
		s.ContentSchema}
	for _, sub := range s.Properties {
		all = append(all, sub)
	}
	for _, sub := range s.PatternProperties {
		all = append(all, sub)
	}
	all = append(all, s.PrefixItems...)
	for _, one := range []any{s.AdditionalProperties, s.Items, s.AdditionalItems} {
		switch one := one.(type) {
		case *jsonschema.Schema:
			all = append(all, one)
		case []*jsonschema.Schema:
			all = append(all, one...)
		}
	}
	return all
}
