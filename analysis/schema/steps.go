package schema

import (
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// stepsFor is how many steps may be taken to validate a file with that many values: one for each subschema applied to a
// value, and more for a value or keyword with many parts. Real files take a few for each value; a schema whose
// alternatives refer to each other, which a chart may have, can take forever.
func stepsFor(values int) int {
	const usual = 4096
	return 4096 + 64*min(values, usual) + 16*max(0, values-usual)
}

// maxScope is how many subschemas may be inside each other while a value is validated. jsonschema writes them all down
// for each mistake, each time from the first on, so what a mistake costs grows with their square.
const maxScope = 1024

// forScope is how many of these steps are left if the subschemas are nested that deeply.
func forScope(steps, scope int) int {
	const usual = 64
	times := max(1, scope/usual)
	return steps / (times * times)
}

// steps counts the work of validating one value.
type steps struct{ left, taken int }

// take takes steps. jsonschema passes on panics of this type as errors.
func (s *steps) take(n int) {
	s.taken += n
	if s.left -= n; s.left < 0 {
		panic(jsonschema.InfiniteLoopError("more steps than are allowed"))
	}
}

// Compile makes the weight of a subschema; prepare fills it in.
func (s *steps) Compile(jsonschema.CompilerContext, map[string]any) (jsonschema.ExtSchema, error) {
	return &weight{steps: s}, nil
}

// weight is how many steps a subschema takes, as a keyword that jsonschema applies to each value.
type weight struct {
	steps   *steps
	inPlace int // how many subschemas apply to the same value
	listed  int // how many properties jsonschema looks for in each object
}

// weightOf is the weight of s; nil if it has none, as the drafts' own schemas.
func weightOf(s *jsonschema.Schema) *weight {
	w, _ := s.Extensions["steps"].(*weight)
	return w
}

func (w *weight) weigh(s *jsonschema.Schema) {
	w.listed = len(s.Properties) + len(s.DependentRequired)
	w.inPlace = len(s.AllOf) + len(s.AnyOf) + len(s.OneOf) + len(s.Dependencies) + len(s.DependentSchemas)
}

// Validate takes the steps for v.
func (w *weight) Validate(_ jsonschema.ValidationContext, v any) error {
	members, listed := 0, 0
	switch v := v.(type) {
	case map[string]any:
		members, listed = len(v), w.listed
	case []any:
		members = len(v)
	}
	w.steps.take(1 + w.inPlace + (1+w.inPlace)*members/16 + listed/64)
	return nil
}

// errSteps says that a value takes more steps than are allowed.
var errSteps = errors.New("the value takes too long to validate")

// run validates v, in at most that many steps. The error is a *jsonschema.ValidationError, errSteps, or another one if
// the schema refers to itself endlessly, or has something that jsonschema cannot compute.
func (s *Schema) run(v any, steps int) (err error) {
	s.running.Lock()
	defer s.running.Unlock()
	defer func() {
		if r := recover(); r != nil { // for example an infinite number, which YAML has and JSON does not
			err = fmt.Errorf("the schema cannot be applied: %v", r)
		}
	}()
	s.steps.left, s.steps.taken = steps, 0
	err = s.compiled.Validate(v)
	if s.steps.left < 0 {
		return errSteps
	}
	return err
}
