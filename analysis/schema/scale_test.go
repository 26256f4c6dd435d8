package schema_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// large is a schema and a value, each with about n of what one keyword is about.
type large struct {
	name string
	make func(n int) (rules, value string)
	// each is true if each part of the schema is held against each value, until that takes too many steps
	each bool
}

const draft7 = `"$schema": "http://json-schema.org/draft-07/schema#", `

// repeat joins n texts of the format, which has one or more %[1]d.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

var larges = []large{
	{name: "enum of strings", make: func(n int) (string, string) {
		return `{"items": {"enum": [` + repeat(n, `"word-%d"`) + `]}}`, `[` + repeat(n, `"other-%d"`) + `]`
	}},
	{name: "enum that all have", make: func(n int) (string, string) {
		return `{"items": {"not": false, "enum": [` + repeat(n, `"word-%d"`) + `]}}`, `[` + repeat(n, `"word-%d"`) + `]`
	}},
	{name: "enum of numbers", make: func(n int) (string, string) {
		return `{"items": {"enum": [` + repeat(n, `%d.5`) + `]}}`, `[` + repeat(n, `%d`) + `]`
	}},
	{name: "enum of objects", make: func(n int) (string, string) {
		return `{"items": {"enum": [` + repeat(n, `{"a": %d}`) + `]}}`, `[` + repeat(n, `{"a": %d.5}`) + `]`
	}},
	{name: "enums in anyOf", make: func(n int) (string, string) {
		return `{"items": {"anyOf": [{"enum": [` + repeat(n, `"a%d"`) + `]}, {"enum": [` + repeat(n, `"b%d"`) + `]}]}}`,
			`[` + repeat(n, `"c%d"`) + `]`
	}},
	{name: "enum of property names", make: func(n int) (string, string) {
		return `{"propertyNames": {"enum": [` + repeat(n, `"word-%d"`) + `]}}`, `{` + repeat(n, `"other-%d": 1`) + `}`
	}},
	{name: "uniqueItems", make: func(n int) (string, string) {
		return `{"uniqueItems": true}`, `[` + repeat(n, `"word-%d"`) + `]`
	}},
	{name: "uniqueItems, hashed alike", make: func(n int) (string, string) {
		return `{"uniqueItems": true}`, `[` + alike(n) + `]`
	}},
	{name: "uniqueItems of objects", make: func(n int) (string, string) {
		return `{"uniqueItems": true}`, `[` + repeat(n, `{"a": %d}`) + `]`
	}},
	{name: "required", make: func(n int) (string, string) {
		return `{"items": {"required": [` + repeat(n, `"a%d"`) + `]}}`, `[` + repeat(n, `{"b": %d}`) + `]`
	}},
	{name: "required that is there", make: func(n int) (string, string) {
		return `{"not": false, "required": [` + repeat(n, `"a%d"`) + `]}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "properties", make: func(n int) (string, string) {
		return `{` + draft7 + `"properties": {` + repeat(n, `"a%d": {"type": "string"}`) + `}}`,
			`{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "properties of elements", make: func(n int) (string, string) {
		return `{` + draft7 + `"items": {"properties": {` + repeat(n, `"a%d": {"type": "string"}`) + `}}}`,
			`[` + repeat(n, `{"a%d": 1}`) + `]`
	}, each: true},
	{name: "additionalProperties", make: func(n int) (string, string) {
		return `{` + draft7 + `"properties": {` + repeat(n, `"a%d": true`) + `}, "additionalProperties": false}`,
			`{` + repeat(n, `"b%d": 1`) + `}`
	}},
	{name: "patternProperties", make: func(n int) (string, string) {
		return `{` + draft7 + `"patternProperties": {` + repeat(n, `"^a%d$": {"type": "string"}`) + `}}`,
			`{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "patternProperties, closed", make: func(n int) (string, string) {
		return `{` + draft7 + `"patternProperties": {` + repeat(n, `"^a%d$": true`) + `}, "additionalProperties": false}`,
			`{` + repeat(n, `"b%d": 1`) + `}`
	}},
	{name: "dependentRequired", make: func(n int) (string, string) {
		return `{"dependentRequired": {` + repeat(n, `"a%[1]d": ["b%[1]d"]`) + `}}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "dependencies", make: func(n int) (string, string) {
		return `{` + draft7 + `"dependencies": {` + repeat(n, `"a%[1]d": {"required": ["b%[1]d"]}`) + `}}`,
			`{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "prefixItems", make: func(n int) (string, string) {
		return `{` + draft7 + `"items": [` + repeat(n, `{"const": %d}`) + `]}`, `[` + repeat(n, `"a%d"`) + `]`
	}},
	{name: "contains", make: func(n int) (string, string) {
		return `{"minContains": 2, "contains": {"const": "a"}}`, `[` + repeat(n, `"b%d"`) + `]`
	}},
	{name: "oneOf", make: func(n int) (string, string) {
		return `{` + draft7 + `"items": {"oneOf": [` + repeat(n, `{"const": "a%d"}`) + `]}}`, `[` + repeat(n, `"b%d"`) + `]`
	}},
	{name: "anyOf of objects", make: func(n int) (string, string) {
		return `{` + draft7 + `"anyOf": [` + repeat(n, `{"required": ["a%d"]}`) + `]}`, `{` + repeat(n, `"b%d": 1`) + `}`
	}},
	{name: "allOf", make: func(n int) (string, string) {
		return `{` + draft7 + `"allOf": [` + repeat(n, `{"required": ["a%d"]}`) + `]}`, `{` + repeat(n, `"b%d": 1`) + `}`
	}},
	{name: "allOf of a list", make: func(n int) (string, string) {
		return `{` + draft7 + `"allOf": [` + repeat(n, `{"minItems": %d}`) + `]}`, `[` + repeat(n, `%d`) + `]`
	}},
	{name: "const", make: func(n int) (string, string) {
		return `{"items": {"const": {` + repeat(n, `"a%d": 1`) + `}}}`, `[` + repeat(n, `{"b": %d}`) + `]`
	}},
	{name: "references", make: func(n int) (string, string) {
		return `{` + draft7 + `"definitions": {` + repeat(n, `"a%d": {"type": "string"}`) + `}, "properties": {` +
			repeat(n, `"a%[1]d": {"$ref": "#/definitions/a%[1]d"}`) + `}}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "references to anchors", make: func(n int) (string, string) {
		return `{"$schema": "https://json-schema.org/draft/2019-09/schema", "$defs": {` +
			repeat(n, `"a%[1]d": {"$anchor": "x%[1]d", "type": "string"}`) + `}, "properties": {` +
			repeat(n, `"a%[1]d": {"$ref": "#x%[1]d"}`) + `}}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "references to identifiers", make: func(n int) (string, string) {
		return `{` + draft7 + `"definitions": {` + repeat(n, `"a%[1]d": {"$id": "http://x/%[1]d", "type": "string"}`) +
			`}, "properties": {` + repeat(n, `"a%[1]d": {"$ref": "http://x/%[1]d"}`) + `}}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "a chain of references", make: func(n int) (string, string) {
		return `{` + draft7 + `"definitions": {` + repeat(n, `"a%[1]d": {"allOf": [{"$ref": "#/definitions/b%[1]d"}]}`) +
			`,` + link(n) + `, "b` + fmt.Sprint(n-1) + `": {"type": "string"}}, "$ref": "#/definitions/a0"}`, `1`
	}},
	{name: "dynamic anchors", make: func(n int) (string, string) {
		return `{"$defs": {` + repeat(n, `"a%[1]d": {"$dynamicAnchor": "x%[1]d", "type": "string"}`) + `}, "properties": {` +
			repeat(n, `"a%[1]d": {"$dynamicRef": "#x%[1]d"}`) + `}}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "unevaluatedProperties", make: func(n int) (string, string) {
		return `{"unevaluatedProperties": false}`, `{` + repeat(n, `"a%d": 1`) + `}`
	}},
	{name: "pattern", make: func(n int) (string, string) {
		return `{"items": {"pattern": "^(` + strings.ReplaceAll(repeat(n, `a%d`), ",", "|") + `)$"}}`,
			`[` + repeat(n, `"b%d"`) + `]`
	}, each: true},
	{name: "type", make: func(n int) (string, string) {
		return `{"items": {"type": "string"}}`, `[` + repeat(n, `%d`) + `]`
	}},
	{name: "one object in a recursive schema", make: func(n int) (string, string) {
		return `{"enum": [` + repeat(n, `"word-%d"`) + `], "additionalProperties": {"$ref": "#"}}`,
			strings.Repeat(`{"a": `, n/50) + `1` + strings.Repeat(`}`, n/50)
	}},
	{name: "the name of an own draft", make: func(n int) (string, string) {
		return `{` + draft7 + `"definitions": {` +
			repeat(n, `"a%[1]d": {"$ref": "http://json-schema.org/draft-07/schema#"}`) + `}}`, `{}`
	}},
}

// link joins definitions b0 to b(n-2), each of which leads to the next a.
func link(n int) string {
	var b strings.Builder
	for i := range n - 1 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"b%d": {"$ref": "#/definitions/a%d"}`, i, i+1)
	}
	return b.String()
}

// alike are n different lists that differ only in where they begin and end.
func alike(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('[')
		for bit := range 16 {
			if i>>bit&1 == 0 {
				b.WriteString(`[],[]`)
			} else {
				b.WriteString(`[[]]`)
			}
			if bit < 15 {
				b.WriteByte(',')
			}
		}
		b.WriteByte(']')
	}
	return b.String()
}

// TestScale prints how long large schemas and values take: PACK_LSP_SCALE=1 go test ./analysis/schema -run TestScale.
func TestScale(t *testing.T) {
	if os.Getenv("PACK_LSP_SCALE") == "" {
		t.Skip("set PACK_LSP_SCALE to measure")
	}
	for _, l := range larges {
		t.Run(l.name, func(t *testing.T) {
			for _, n := range []int{1000, 2000, 4000} {
				rules, value := l.make(n)
				began := time.Now()
				s, err := schema.Load("own.json", []byte(rules))
				loading := time.Since(began)
				if err != nil {
					t.Logf("%6d: loading %v: %v", n, loading.Round(time.Millisecond), err)
					continue
				}
				root := syntax.ParseJSON(value).Root()
				began = time.Now()
				found, complete := s.Validate(root)
				t.Logf("%6d: loading %8v, validating %8v, %d violations, %v", n, loading.Round(time.Millisecond),
					time.Since(began).Round(time.Millisecond), len(found), complete)
			}
		})
	}
}
