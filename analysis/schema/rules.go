package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// many is from how many entries on a list of the schema is looked up rather than searched. jsonschema searches, and
// makes a text of the whole list for each value that violates it.
const many = 64

// maxNames is how many names of a long list a message has.
const maxNames = 40

// rules are the keywords of one subschema that jsonschema would take too long for. It applies them last.
type rules struct {
	steps    *steps
	enum     *valueSet // nil if jsonschema has it
	required []string  // nil if jsonschema has it, or there is none
	unique   bool
	pattern  *regexp.Regexp // nil if there is none
}

// rulesOf are the rules of s; nil if jsonschema has all of its keywords.
func rulesOf(s *jsonschema.Schema) *rules {
	if len(s.Extensions) < 2 { // most have only their weight
		return nil
	}
	r, _ := s.Extensions["rules"].(*rules)
	return r
}

// index moves the keywords of s that take too long to its rules, lists from length on.
func (w *weight) index(s *jsonschema.Schema, length int) {
	r := &rules{steps: w.steps, unique: s.UniqueItems, pattern: s.Pattern}
	s.UniqueItems, s.Pattern = false, nil
	if len(s.Enum) >= length {
		r.enum, s.Enum = newValueSet(s.Enum), nil
	}
	if len(s.Required) >= length {
		r.required, s.Required = s.Required, nil
	}
	if !r.simple() || r.enum != nil {
		s.Extensions["rules"] = r
	}
}

// guard makes the patterns of s take steps, with what s says about names, which jsonschema applies before it tries each
// pattern with each name.
func (w *weight) guard(s *jsonschema.Schema) {
	if len(s.PatternProperties) == 0 {
		return
	}
	guard := &patternSteps{steps: w.steps}
	for pattern := range s.PatternProperties {
		guard.size += len(pattern.String())
	}
	names := &jsonschema.Schema{Location: s.Location, Draft: s.Draft, MinProperties: -1, MaxProperties: -1, MinItems: -1,
		MaxItems: -1, MinContains: -1, MaxContains: -1, MinLength: -1, MaxLength: -1}
	if s.PropertyNames != nil {
		copied := *s.PropertyNames // others may refer to it
		names = &copied
	}
	switch {
	case names.Always != nil && *names.Always:
		names.Always = nil
	case names.Always != nil || len(names.Types) > 0 && !slices.Contains(names.Types, "string"):
		if len(s.PatternProperties) >= many { // jsonschema rejects all names without a look at the guard
			s.PatternProperties = nil
		}
		return
	}
	extensions := map[string]jsonschema.ExtSchema{"patterns": guard}
	for name, e := range names.Extensions {
		extensions[name] = e
	}
	names.Extensions = extensions
	s.PropertyNames = names
}

// patternSteps counts what it takes to match a name with patterns.
type patternSteps struct {
	steps *steps
	size  int // of all patterns, in bytes
}

// Validate takes the steps for the name v.
func (p *patternSteps) Validate(_ jsonschema.ValidationContext, v any) error {
	name, _ := v.(string)
	p.steps.take(p.size/64 + p.size*len(name)/4096)
	return nil
}

// Validate applies the rules to v.
func (r *rules) Validate(ctx jsonschema.ValidationContext, v any) error {
	var found []error
	if r.enum != nil && !r.enum.has(v, r.steps) {
		found = append(found, ctx.Error("enum", "%s", r.enum.message))
	}
	switch v := v.(type) {
	case string:
		if r.pattern != nil {
			r.steps.take(len(v) * len(r.pattern.String()) / 4096)
			if !r.pattern.MatchString(v) {
				found = append(found, ctx.Error("pattern", "does not match pattern %s", quoted(r.pattern.String())))
			}
		}
	case map[string]any:
		if lacking, more := r.missing(v); len(lacking) > 0 {
			found = append(found, ctx.Error("required", "missing properties: %s%s", strings.Join(lacking, ", "), more))
		}
	case []any:
		if r.unique {
			if i, j, ok := twice(v, r.steps); ok {
				found = append(found, ctx.Error("uniqueItems", "items at index %d and %d are equal", i, j))
			}
		}
	}
	switch len(found) {
	case 0:
		return nil
	case 1:
		return found[0]
	}
	return jsonschema.ValidationError{}.Group(ctx.Error("", ""), found...)
}

// missing are the required properties that v does not have, quoted, and words for those that are too many to name.
func (r *rules) missing(v map[string]any) (quotes []string, more string) {
	for _, name := range r.required {
		if _, ok := v[name]; ok {
			continue
		}
		if len(quotes) == maxNames {
			return quotes, " and others"
		}
		quotes = append(quotes, quoted(name))
	}
	return quotes, ""
}

// quoted is s in single quotes, as jsonschema writes it, shortened if it is very long.
func quoted(s string) string {
	const most = 1000
	if len(s) > most {
		cut := most
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	s = strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf("%q", s), `\"`, `"`), `'`, `\'`)
	return "'" + s[1:len(s)-1] + "'"
}
