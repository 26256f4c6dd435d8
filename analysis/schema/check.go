package schema

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Mismatch is a rule of a schema that a value breaks.
type Mismatch struct {
	Path    []string // keys and indices from the validated value
	Keyword string   // of JSON Schema
	Message string   // what is wrong, as Helm says it: "got object, want string", "missing property 'tag'"
	// Scope is how many steps of Path lead to the value that alone decides whether the rule is broken, with all that is
	// in it: fewer than all if the rule is part of an alternative, or of a condition, for what is around it.
	Scope int
}

// Check returns what is wrong with v, which package json or a YAML reader gave: map[string]any, []any, string,
// float64, bool and nil. It is silent if the schema takes too long to apply, or refers to itself without end.
func (s *Schema) Check(v any) []Mismatch {
	count, depth := sizeOf(v)
	if depth*s.nesting > maxScope {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(s.run(v, forScope(stepsFor(count), depth*s.nesting)), &invalid) {
		return nil
	}
	var found []Mismatch
	var add func(e *jsonschema.ValidationError)
	add = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			at := pointer(e.InstanceLocation)
			found = append(found, Mismatch{at, keyword(e), helmWords(e.Message), scope(e.KeywordLocation, len(at))})
			return
		}
		for _, cause := range e.Causes {
			add(cause)
		}
	}
	add(invalid)
	slices.SortStableFunc(found, func(a, b Mismatch) int {
		return cmp.Or(slices.Compare(a.Path, b.Path), strings.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(found, func(a, b Mismatch) bool {
		return slices.Equal(a.Path, b.Path) && a.Message == b.Message
	})
}

// scope is the Scope of a rule that is at a location, steps below the value that was validated. Keywords that apply a
// schema to each of some parts, or to all of a value, leave no choice.
func scope(location string, steps int) int {
	rule := pointer(location)
	depth := 0
	for len(rule) > 1 {
		taken := 1
		switch rule[0] {
		case "$ref":
		case "allOf":
			taken = 2
		case "properties", "patternProperties", "prefixItems":
			taken, depth = 2, depth+1
		case "items":
			if _, err := strconv.Atoi(rule[1]); err == nil {
				taken = 2
			}
			depth++
		case "additionalProperties", "additionalItems":
			depth++
		default:
			return min(depth, steps)
		}
		rule = rule[taken:]
	}
	return steps
}

// sizeOf is how many values v holds, with v, and how many of them are inside each other.
func sizeOf(v any) (count, depth int) {
	count = 1
	add := func(e any) {
		n, d := sizeOf(e)
		count, depth = count+n, max(depth, d)
	}
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			add(e)
		}
	case []any:
		for _, e := range v {
			add(e)
		}
	}
	return count, depth + 1
}

// helmWords says what jsonschema v5 says as v6 does, which Helm uses, as far as the words are few.
func helmWords(s string) string {
	if types, ok := strings.CutPrefix(s, "expected "); ok {
		if want, got, ok := strings.Cut(types, ", but got "); ok {
			return fmt.Sprintf("got %s, want %s", got, want)
		}
	}
	if names, ok := strings.CutPrefix(s, "missing properties: "); ok {
		if strings.Contains(names, ", ") {
			return "missing properties " + names
		}
		return "missing property " + names
	}
	if names, ok := strings.CutPrefix(s, "additionalProperties "); ok {
		if names, ok = strings.CutSuffix(names, " not allowed"); ok {
			sorted := strings.Split(strings.Trim(names, "'"), "', '") // a map decides about their order
			slices.Sort(sorted)
			names = "'" + strings.Join(sorted, "', '") + "'"
			return "additional properties " + names + " not allowed"
		}
	}
	return s
}
