package schema

// LoadPlain is Load, with everything left to jsonschema.
func LoadPlain(name string, src []byte) (*Schema, error) { return load(name, src, 0) }

// LoadIndexed is Load, with even the shortest lists looked up.
func LoadIndexed(name string, src []byte) (*Schema, error) { return load(name, src, 1) }

// Steps is how many steps the last validation took.
func (s *Schema) Steps() int { return s.steps.taken }
