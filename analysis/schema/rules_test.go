package schema_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// alikeValues are values of which some are equal in JSON Schema, and others only look so.
var alikeValues = []string{
	`1`, `1.0`, `10e-1`, `0.1e1`, `"1"`, `0`, `-0`, `0.0`, `-0e5`, `0.10`, `1e-1`, `-1`, `100`, `1e2`,
	`12345678901234567890`, `1234567890123456789e1`, `12345678901234567891`, `1e300`, `1e20`,
	`100000000000000000000`, `true`, `false`, `null`, `"true"`, `"null"`, `""`, `"a"`, `"A"`, `"\u0061"`,
	`"a:"`, `"s1:a"`, `[]`, `{}`, `[[]]`, `[[], []]`, `[1]`, `[1.0]`, `["1"]`, `[1, 2]`, `[2, 1]`, `[null]`,
	`{"a": 1}`, `{"a": 1.0}`, `{"a": 1, "b": 2}`, `{"b": 2.0, "a": 1}`, `{"a": [1]}`, `{"a": {"b": [{}]}}`,
	`{"a": {"b": [[]]}}`, `{"": 1}`, `{"": null}`,
}

// random makes schemas and values.
type random struct{ *rand.Rand }

func (r random) one(of ...string) string { return of[r.IntN(len(of))] }

func (r random) values(most int) string {
	list := make([]string, 1+r.IntN(most))
	for i := range list {
		list[i] = r.one(alikeValues...)
	}
	return strings.Join(list, ", ")
}

func (r random) schemas(depth int) string {
	list := make([]string, 1+r.IntN(3))
	for i := range list {
		list[i] = r.schema(depth - 1)
	}
	return strings.Join(list, ", ")
}

// schema has a few keywords, with subschemas depth levels deep.
func (r random) schema(depth int) string {
	keywords := map[string]string{}
	for range 1 + r.IntN(3) {
		switch k := r.one("enum", "enum", "const", "required", "uniqueItems", "pattern", "type", "minItems", "minLength",
			"properties", "patternProperties", "propertyNames", "items", "contains", "anyOf", "oneOf", "allOf", "not", "if",
			"additionalProperties"); k {
		case "enum":
			keywords[k] = "[" + r.values(6) + "]"
		case "const":
			keywords[k] = r.one(alikeValues...)
		case "required":
			keywords[k] = r.one(`["a"]`, `["b", "a"]`, `["", "a'\""]`)
		case "uniqueItems":
			keywords[k] = r.one("true", "true", "false")
		case "pattern":
			keywords[k] = r.one(`"^a"`, `"[0-9]'\""`)
		case "type":
			keywords[k] = r.one(`"string"`, `"array"`, `["object", "number"]`, `"integer"`)
		case "minItems", "minLength":
			keywords[k] = r.one("1", "2", "3")
		default:
			if depth == 0 {
				continue
			}
			keywords[k] = r.nested(k, depth)
		}
	}
	list := make([]string, 0, len(keywords))
	for _, k := range []string{"enum", "const", "required", "uniqueItems", "pattern", "type", "minItems", "minLength",
		"properties", "patternProperties", "propertyNames", "items", "contains", "anyOf", "oneOf", "allOf", "not", "if",
		"additionalProperties"} {
		if v, has := keywords[k]; has {
			list = append(list, fmt.Sprintf("%q: %s", k, v))
		}
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func (r random) nested(keyword string, depth int) string {
	switch keyword {
	case "properties":
		return `{"a": ` + r.schema(depth-1) + `, "b": ` + r.schema(depth-1) + `}`
	case "patternProperties":
		return `{"^a": ` + r.schema(depth-1) + `}`
	case "anyOf", "oneOf", "allOf":
		return "[" + r.schemas(depth) + "]"
	case "if":
		return r.schema(depth-1) + `, "then": ` + r.schema(depth-1)
	}
	return r.schema(depth - 1)
}

// TestRulesAgree compares what is looked up with what jsonschema finds: verdicts, places, messages and what is allowed.
func TestRulesAgree(t *testing.T) {
	r := random{rand.New(rand.NewPCG(1, 2))}
	rejected := 0
	for range 1500 {
		rules := r.schema(3)
		value := r.one(`[`+r.values(30)+`]`, r.one(alikeValues...),
			`{"a": `+r.one(alikeValues...)+`, "b": [`+r.values(4)+`]}`)
		rejected += agree(t, rules, value)
	}
	if rejected < 300 {
		t.Errorf("only %d values were rejected", rejected)
	}
}

// agree returns how many violations both ways find.
func agree(t *testing.T, rules, value string) int {
	t.Helper()
	plain, err := schema.LoadPlain("own.json", []byte(rules))
	indexed, err2 := schema.LoadIndexed("own.json", []byte(rules))
	if fmt.Sprint(err) != fmt.Sprint(err2) {
		t.Fatalf("%s: %v, and looked up: %v", rules, err, err2)
	}
	if err != nil {
		return 0
	}
	root := syntax.ParseJSON(value).Root()
	want, complete := plain.Validate(root)
	got, complete2 := indexed.Validate(root)
	if !complete || !complete2 {
		return 0
	}
	if described(got) != described(want) {
		t.Fatalf("%s with %s:\n%s\nlooked up:\n%s", rules, value, described(want), described(got))
	}
	var v any
	if json.Unmarshal([]byte(value), &v) != nil {
		return 0
	}
	if strings.Contains(rules, "%") { // jsonschema takes the values of an enum for a format
		return len(got)
	}
	if want, got := fmt.Sprint(plain.Check(v)), fmt.Sprint(indexed.Check(v)); got != want {
		t.Fatalf("Check: %s with %s:\n%s\nlooked up:\n%s", rules, value, want, got)
	}
	return len(got)
}

func FuzzRulesAgree(f *testing.F) {
	f.Add(`{"items": {"enum": [1, "a", {"a": [-0]}]}, "uniqueItems": true}`, `[1.0, "a", {"a": [0]}, 1e0]`)
	f.Add(`{"required": ["a", "b"], "propertyNames": {"pattern": "a"}, "patternProperties": {"a": false}}`, `{"a": 1}`)
	f.Fuzz(func(t *testing.T, rules, value string) { agree(t, rules, value) })
}

// TestStepsOfLarge counts the steps for values and keywords with many parts: four times as many take four times as many
// steps, or more than are allowed.
func TestStepsOfLarge(t *testing.T) {
	for _, l := range larges {
		t.Run(l.name, func(t *testing.T) {
			taken := func(n int) (steps int, complete bool) {
				rules, value := l.make(n)
				s, err := schema.Load("own.json", []byte(rules))
				if err != nil {
					return 0, false // too large
				}
				_, complete = s.Validate(syntax.ParseJSON(value).Root())
				return s.Steps(), complete
			}
			const n = 200
			small, _ := taken(n)
			large, complete := taken(4 * n)
			if complete && large > 5*small+100 && !l.each {
				t.Errorf("%d steps for %d, and %d for %d", small, n, large, 4*n)
			}
		})
	}
}

// TestLargeEnum checks that no violation of a large enum has a list of its own.
func TestLargeEnum(t *testing.T) {
	const n = 5000
	for _, rules := range []string{
		`{"items": {"enum": [` + repeat(n, `"word-%d"`) + `]}}`,
		`{"items": {"anyOf": [{"enum": [` + repeat(n, `"a%d"`) + `]}, {"type": "array"}, {"enum": [` +
			repeat(n, `"b%d"`) + `]}]}}`,
	} {
		s, err := schema.Load("own.json", []byte(rules))
		if err != nil {
			t.Fatal(err)
		}
		found, complete := s.Validate(syntax.ParseJSON(`[` + repeat(n, `"other-%d"`) + `]`).Root())
		if len(found) != n || !complete {
			t.Fatalf("%d violations, complete: %v", len(found), complete)
		}
		for _, v := range found {
			if &v.Want[0] != &found[0].Want[0] || &v.JSON[0] != &found[0].JSON[0] || len(v.Message) > 1000 {
				t.Fatalf("a list of its own, or a long message: %s", v.Message)
			}
		}
	}
}

// TestSharedPlaces checks that places with the same subschema share what it says, and that a schema whose parts are
// listed again and again is not listed without end.
func TestSharedPlaces(t *testing.T) {
	s, err := schema.Load("own.json", []byte(`{"items": {"properties": {"a": {"enum": ["x", "y"]}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.At([]string{"0", "a"}) != s.At([]string{"1", "a"}) {
		t.Error("two elements of a list have each their own")
	}
	const n = 1000
	s, err = schema.Load("own.json", []byte(`{`+draft7+`"definitions": {"all": {"properties": {`+
		repeat(n, `"p%d": {"enum": ["w"]}`)+`}}}, "properties": {`+
		repeat(n, `"q%d": {"$ref": "#/definitions/all"}`)+`}}`))
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, p := range s.At(nil).Properties {
		listed += 1 + len(p.Sub.Properties)
	}
	if listed > 1<<16 || listed < n {
		t.Errorf("%d properties are listed", listed)
	}
}

// TestBeyondReason checks that what jsonschema cannot compute is an error of the schema, or no crash.
func TestBeyondReason(t *testing.T) {
	for _, rules := range []string{`{"enum": [1e999999999]}`, `{"const": 1e99999999}`, `{"multipleOf": 1e-999999999}`} {
		if _, err := schema.Load("own.json", []byte(rules)); err == nil || !strings.Contains(err.Error(), "out of range") {
			t.Errorf("%s: %v", rules, err)
		}
	}
	s, err := schema.Load("own.json", []byte(`{"items": {"enum": [1, 2]}, "additionalProperties": {"$ref": "#"}}`))
	if err != nil {
		t.Fatal(err)
	}
	s.Check([]any{math.Inf(1)})
	deep := strings.Repeat(`{"a": `, 2000) + `[3]` + strings.Repeat(`}`, 2000)
	if found, complete := s.Validate(syntax.ParseJSON(deep).Root()); complete || len(found) > 0 {
		t.Errorf("%d violations in a value with 2,000 levels, complete: %v", len(found), complete)
	}
}
