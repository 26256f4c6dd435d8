package schema

import "github.com/santhosh-tekuri/jsonschema/v5"

// stepsFor is how many times subschemas may be applied to validate a file with that many values. Real files
// take a few steps for each value; a schema whose alternatives refer to each other, which a chart may have,
// can take forever.
func stepsFor(values int) int { return 4096 + 64*values }

// steps counts them, as a keyword that jsonschema applies in each subschema.
type steps struct{ left int }

// Compile makes the keyword part of a subschema.
func (s *steps) Compile(jsonschema.CompilerContext, map[string]any) (jsonschema.ExtSchema, error) {
	return s, nil
}

// Validate takes a step. jsonschema passes on panics of this type as errors.
func (s *steps) Validate(jsonschema.ValidationContext, any) error {
	if s.left--; s.left < 0 {
		panic(jsonschema.InfiniteLoopError("more steps than are allowed"))
	}
	return nil
}

// run validates v, in at most that many steps. The error is a *jsonschema.ValidationError, or another one if
// the schema refers to itself endlessly or takes more steps.
func (s *Schema) run(v any, steps int) error {
	s.running.Lock()
	defer s.running.Unlock()
	s.steps.left = steps
	return s.compiled.Validate(v)
}
