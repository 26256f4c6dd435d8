package schema

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Mismatch is a rule of a schema that a value breaks.
type Mismatch struct {
	Path    []string // keys and indices from the validated value
	Keyword string   // of JSON Schema
	Message string   // what is wrong, as Helm says it: "got object, want string", "missing property 'tag'"
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
			found = append(found, Mismatch{pointer(e.InstanceLocation), keyword(e), helmWords(e.Message)})
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
			return "additional properties " + names + " not allowed"
		}
	}
	return s
}
