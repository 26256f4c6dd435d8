package schema_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// report is a violation as a test writes it: keyword, the text of its node's first line, message.
func report(v schema.Violation) string {
	node, _, _ := strings.Cut(v.Node.Source(), "\n")
	return fmt.Sprintf("%s <%s> %s", v.Keyword, node, v.Message)
}

// described is all that users see of violations.
func described(found []schema.Violation) string {
	var b strings.Builder
	for _, v := range found {
		fmt.Fprintln(&b, v.Node.Range(), v.Path, v.Keyword, v.Message, v.Want, v.JSON, v.Missing)
	}
	return b.String()
}

// violations are those that Validate returns, without whether it looked at everything.
func violations(found []schema.Violation, _ bool) []schema.Violation { return found }

const required = `"name": "x", "displayName": "X", "version": "1.0.0", "layer": "addon"`

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []string
	}{
		{`{` + required + `}`, nil},
		{`{` + required + `, "unknown": {"a": [1]}, "annotations": {"own": "x"}}`, nil},
		{`{` + required + `, "cloudTypes": ["all", "tencent", "custom"], "cloudType": "tencent", "eol": " ", "group": ""}`, nil},
		{`{` + required + `, "constraints": {"resources": [{"type": "cpu", "minLimit": 0.5, "components": [{"scheduleType": "master"}]}]}}`, nil},
		{`{}`, []string{`required <{}> the file lacks the properties "name", "displayName", "version" and "layer"`}},
		{`{"name": "x", "displayName": "X", "version": "1"}`, []string{`required <{"name": "x", "displayName": "X", "version": "1"}> the file lacks the property "layer"`}},
		{`[]`, []string{`type <[]> the file must be an object, not an array`}},
		{`{"name": "", "displayName": "X", "version": 1.2, "layer": "addons"}`, []string{
			`minLength <""> name is empty; write at least one character`,
			`type <1.2> version must be a string, not a number`,
			`enum <"addons"> layer cannot be "addons"; write one of kernel, os, k8s, cni, csi, addon`,
		}},
		{`{` + required + `, "cloudTypes": "all"}`, []string{`type <"all"> cloudTypes must be an array, not a string`}},
		{`{` + required + `, "cloudTypes": ["aws", "gke", 1]}`, []string{
			`enum <"gke"> cloudTypes[1] cannot be "gke"; write one of all, aws, azure, gcp, vsphere, openstack, ` +
				`baremetal, maas, aks, eks, tke, edge, libvirt, edge-native, coxedge, tencent, custom`,
			`type <1> cloudTypes[2] must be a string, not a number`,
		}},
		{`{` + required + `, "cloudType": "custom"}`, []string{`enum <"custom"> cloudType cannot be "custom"; write one of all, aws, azure, gcp, vsphere, openstack, baremetal, maas, aks, eks, tke, edge, libvirt, edge-native, coxedge, tencent`}},
		{`{` + required + `, "annotations": {"source": false, "my/key~x%": 1}}`, []string{
			`type <false> source must be a string, not a boolean`,
			`type <1> my/key~x% must be a string, not a number`,
		}},
		{`{` + required + `, "constraints": {"dependencies": [{"packName": "y", "layer": "k8s"}]}}`, []string{`required <{"packName": "y", "layer": "k8s"}> dependencies[0] lacks the property "type"`}},
		{`{` + required + `, "constraints": {"resources": [{"type": "gpu", "minLimit": "2"}]}}`, []string{
			`enum <"gpu"> type cannot be "gpu"; write one of cpu, memory, diskSize`,
			`type <"2"> minLimit must be a number, not a string`,
		}},
		// The last of two equal keys counts when the file is read.
		{`{` + required + `, "layer": "x", "layer": "os"}`, nil},
		// What a syntax error touches is not judged.
		{``, nil},
		{`oops`, nil},
		{`{"name": "x", "displayName": "X", "version": "1"`, nil},
		{`{"name": "x", "displayName": "X", "version": 1, "lay`, []string{`type <1> version must be a string, not a number`}},
		{`{` + required + `, "layer": }`, nil},
		{`{` + required + `, "layer": ad}`, nil},
		{`{` + required + `, "cloudTypes": ['gke', "aws", "gke"]}`, []string{
			`enum <"gke"> cloudTypes[2] cannot be "gke"; write one of all, aws, azure, gcp, vsphere, openstack, ` +
				`baremetal, maas, aks, eks, tke, edge, libvirt, edge-native, coxedge, tencent, custom`,
		}},
		{`{"name": "x",, "version": "1.0.0", "layer": "addon",}`, []string{`required <{"name": "x",, "version": "1.0.0", "layer": "addon",}> the file lacks the property "displayName"`}},
		{`{` + required + `, "constraints": {"resources": [{"type": "cpu", "minLimit": 1e999999999}]}}`, nil},
	} {
		var got []string
		for _, v := range violations(schema.Embedded().Validate(syntax.ParseJSON(c.src).Root())) {
			got = append(got, report(v))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.src, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

// TestValidateOwnSchema uses what the embedded schema does not.
func TestValidateOwnSchema(t *testing.T) {
	s, err := schema.Load("own.json", []byte(`{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "properties": {
    "either": {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"const": "c"}]},
    "types": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "shape": {"oneOf": [
      {"properties": {"kind": {"const": "x"}, "n": {"type": "number"}}, "required": ["kind", "n"]},
      {"properties": {"kind": {"const": "y"}}, "required": ["kind", "z"]}
    ]},
    "closed": {"properties": {"in": true}, "patternProperties": {"^x-": true}, "additionalProperties": false},
    "never": false,
    "word": {"pattern": "^[a-z]+$", "maxLength": 3},
    "all": {"allOf": [{"$ref": "#/definitions/small"}, {"minimum": 1}]},
    "one": {"const": 1},
    "two": {"minItems": 2, "uniqueItems": true}
  },
  "definitions": {"small": {"type": "number", "maximum": 9}}
}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		src  string
		want []string
	}{
		{`{"either": "c", "types": 1, "shape": {"kind": "x", "n": 1}, "closed": {"in": 1, "x-y": 2}, "word": "abc", "all": 9, "one": 1.0, "two": [1, 2]}`, nil},
		{`{"either": "d"}`, []string{`enum <"d"> either cannot be "d"; write one of a, b, c`}},
		{`{"types": true}`, []string{`type <true> types must be a string or a number, not a boolean`}},
		{`{"shape": {"kind": "x"}}`, []string{`required <{"kind": "x"}> shape lacks the property "n"`}},
		{`{"shape": {"kind": "x", "n": "1"}}`, []string{`type <"1"> n must be a number, not a string`}},
		{`{"shape": {"kind": "y"}}`, []string{`required <{"kind": "y"}> shape lacks the property "z"`}},
		{`{"closed": {"out": 1, "in": 1, "off": 2}}`, []string{`additionalProperties <"out"> "out" is not allowed here`, `additionalProperties <"off"> "off" is not allowed here`}},
		{`{"never": 1}`, []string{`false <"never"> "never" is not allowed here`}},
		{`{"word": "ABCD"}`, []string{`maxLength <"ABCD"> word has 4 characters; write at most 3`, `pattern <"ABCD"> word cannot be "ABCD"; it must match the pattern ^[a-z]+$`}},
		{`{"all": 10}`, []string{`maximum <10> all cannot be 10; write 9 or less`}},
		{`{"all": 0}`, []string{`minimum <0> all cannot be 0; write 1 or more`}},
		{`{"one": 2}`, []string{`const <2> one must be 1, not 2`}},
		{`{"two": [1]}`, []string{`minItems <[1]> two has one element; write at least 2`}},
		{`{"two": [1, ]}`, []string{`minItems <[1, ]> two has one element; write at least 2`}},
		{`{"two": [1, oops]}`, nil},
	} {
		var got []string
		for _, v := range violations(s.Validate(syntax.ParseJSON(c.src).Root())) {
			got = append(got, report(v))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.src, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

// Each keyword has a sentence of its own, which names the value at hand and what would be right.
func TestMessages(t *testing.T) {
	const draft4, draft7, newest = "http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#",
		"https://json-schema.org/draft/2020-12/schema"
	for _, c := range []struct{ draft, rule, value, want string }{
		{newest, `"minLength": 3`, `"é"`, `a has one character; write at least 3`},
		{newest, `"minLength": 3`, `""`, `a is empty; write at least 3 characters`},
		{newest, `"maxItems": 1`, `[1, 2]`, `a has 2 elements; write at most 1`},
		{newest, `"minProperties": 2`, `{"b": 1}`, `a has one property; write at least 2`},
		{newest, `"maxProperties": 1`, `{"b": 1, "c": 2}`, `a has 2 properties; write at most 1`},
		{newest, `"exclusiveMinimum": 1.5`, `1.5`, `a cannot be 1.5; write more than 1.5`},
		{newest, `"exclusiveMaximum": 3`, `4`, `a cannot be 4; write less than 3`},
		{draft4, `"minimum": 1, "exclusiveMinimum": true`, `1`, `a cannot be 1; write more than 1`},
		{draft4, `"maximum": 1, "exclusiveMaximum": true`, `1`, `a cannot be 1; write less than 1`},
		{newest, `"multipleOf": 5`, `7`, `a cannot be 7; write a multiple of 5`},
		{draft7, `"format": "ipv4"`, `"1.2.3"`, `a cannot be "1.2.3"; it must have the format ipv4`},
		{newest, `"uniqueItems": true`, `["x", "y", "x"]`, `a contains "x" twice; each element may occur once`},
		{newest, `"uniqueItems": true`, `[1, 1.0]`, `a contains the same value twice; each element may occur once`},
		{newest, `"not": {"type": "string"}`, `"x"`, `a cannot be "x", which the schema forbids`},
		{newest, `"oneOf": [{"type": "string"}, {"minLength": 1}]`, `"x"`, `a matches more than one of the forms that the schema allows, and must match exactly one`},
		{newest, `"contains": {"type": "string"}`, `[1, 2]`, `a needs at least one element of a kind that the schema requires, but has fewer`},
		{newest, `"contains": {"type": "string"}, "minContains": 2`, `["x", 2]`, `a needs at least 2 elements of a kind that the schema requires, but has fewer`},
		{newest, `"contains": {"type": "string"}, "maxContains": 1`, `["x", "y"]`, `a may have at most one element of a kind that the schema describes, but has more`},
		{newest, `"dependentRequired": {"b": ["c"]}`, `{"b": 1}`, `a lacks the property "c", which "b" requires`},
		{draft7, `"dependencies": {"b": ["c"]}`, `{"b": 1}`, `a lacks the property "c", which "b" requires`},
		{draft7, `"properties": {"dependencies": {"items": {"required": ["c"]}}}`, `{"dependencies": [{"b": 1}]}`, `dependencies[0] lacks the property "c"`},
		{draft7, `"items": [true], "additionalItems": false`, `[1, 2, 3]`, `a has 3 elements; write at most 1`},
		{newest, `"prefixItems": [true], "items": false`, `[1, 2]`, `a[1] is not allowed here`},
		{newest, `"propertyNames": {"pattern": "^[a-z]+$"}`, `{"B": 1}`, `the name of this property cannot be "B"; it must match the pattern ^[a-z]+$`},
		{newest, `"properties": {"propertyNames": {"type": "string"}}`, `{"propertyNames": 1}`, `propertyNames must be a string, not a number`},
		{newest, `"enum": ["", "x"]`, `"y"`, `a cannot be "y"; write one of "", x`},
		{newest, `"enum": ["x"]`, `"y"`, `a must be "x", not "y"`},
		{newest, `"const": {"b": 1}`, `{}`, `a must be {"b": 1}, not an object`},
		{newest, `"type": ["null", "integer"]`, `1.5`, `a must be null or an integer, not a number`},
		{newest, `"$ref": "http://json-schema.org/draft-07/schema#"`, `{"minLength": -1}`, `minLength cannot be -1, which breaks the rule "minimum" of the schema`},
	} {
		s, err := schema.Load("own.json", []byte(`{"$schema": "`+c.draft+`", "properties": {"a": {`+c.rule+`}}}`))
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		v, _ := s.Validate(syntax.ParseJSON(`{"a": ` + c.value + `}`).Root())
		if len(v) != 1 || v[0].Message != c.want {
			t.Errorf("%s, %s:\n got %v\nwant %s", c.rule, c.value, v, c.want)
		}
	}
	values := make([]string, 100)
	for i := range values {
		values[i] = fmt.Sprintf(`"v%d"`, i)
	}
	s, err := schema.Load("own.json", []byte(`{"enum": [`+strings.Join(values, ", ")+`]}`))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := s.Validate(syntax.ParseJSON(`"x"`).Root()); len(v) != 1 ||
		!strings.HasSuffix(v[0].Message, ", v39 and 60 others") || len(v[0].Want) != 100 {
		t.Errorf("many values: %v", v)
	}
}

// A schema whose parts refer to each other so that each level doubles the work is given up on.
func TestHostileSchema(t *testing.T) {
	doubled := `{"$ref": "#/$defs/a0", "$defs": {"a40": {"const": 1}`
	for i := range 40 {
		doubled += fmt.Sprintf(`, "a%d": {"anyOf": [{"$ref": "#/$defs/a%d"}, {"$ref": "#/$defs/a%d"}]}`, i, i+1, i+1)
	}
	wide := ""
	for i := range 6000 {
		wide += fmt.Sprintf(`"p%d": true, `, i)
	}
	for name, c := range map[string]struct{ schema, value string }{
		"doubled": {doubled + `}}`, `2`},
		"doubled by depth": {`{"properties": {"a": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}, "type": "object"}`,
			strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)},
		"wide": {`{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {` + wide +
			`"x": {"minimum": 2}}}`, `{"p": 1}`},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			s, err := schema.Load("own.json", []byte(c.schema))
			if err != nil {
				t.Fatal(err)
			}
			if v, _ := s.Validate(syntax.ParseJSON(c.value).Root()); len(v) > 0 {
				t.Errorf("got %v", v)
			}
			s.At(nil)
			if took := time.Since(start); took > 2*time.Minute {
				t.Errorf("it takes %v", took)
			}
		})
	}
	if _, err := schema.Load("own.json", []byte(`{"properties": {`+wide+`"x": {}}}`)); err == nil ||
		!strings.Contains(err.Error(), "more than 5000 parts") {
		t.Errorf("a schema of the newest draft, whose parts take the square of their number to compile: %v", err)
	}
}

func TestLoad(t *testing.T) {
	for _, src := range []string{`true`, `{}`,
		`{"$id": "https://example.com/own.json", "$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}}`,
		`{"$schema": "http://json-schema.org/draft-04/schema#", "id": "http://example.com/x"}`,
		`{"properties": {"a": {"$ref": "http://json-schema.org/draft-07/schema#"}}}`} {
		if _, err := schema.Load("own.json", []byte(src)); err != nil {
			t.Errorf("%s: %v", src, err)
		}
	}
	for _, c := range []struct{ src, want string }{
		{"{\n  \"type\": \"object\",\n}", `own.json:2:19: no comma is allowed before "}"; remove it`},
		{"", `own.json:1:1: the file is empty; it needs a JSON value such as {}`},
		{`[]`, `own.json:1:1: this is not a valid JSON Schema: the file must be an object or a boolean, not an array`},
		{"{\"type\":\n \"text\"}", `own.json:2:2: this is not a valid JSON Schema: type cannot be "text"; write one of "array", "boolean", "integer", "null", "number", "object", "string"`},
		{`{"properties": {"a": {"$ref": "http://example.com/a.json#/x"}}}`, `own.json:1:31: "http://example.com/a.json" is in another file; a schema may only refer to its own parts and the JSON Schema drafts`},
		{`{"properties": {"a": {"$ref": "other.json"}}}`, `own.json:1:31: "other.json" is in another file; a schema may only refer to its own parts and the JSON Schema drafts`},
		{`{"properties": {"a": {"$ref": "file:///etc/passwd"}}}`, `own.json:1:31: "file:///etc/passwd" is in another file; a schema may only refer to its own parts and the JSON Schema drafts`},
		{`{"$schema": "https://example.com/meta"}`, `own.json:1:13: "https://example.com/meta" is in another file; a schema may only refer to its own parts and the JSON Schema drafts`},
		{`{"properties": {"a": {"$ref": "#/$defs/none"}}}`, `own.json:1:31: "#/$defs/none" does not exist in this schema`},
		{`{"properties": {"a": {"pattern": "(?=x)"}}}`, `own.json:1:34: this is not a valid JSON Schema: pattern cannot be "(?=x)"; it must have the format of a regular expression (RE2)`},
	} {
		_, err := schema.Load("own.json", []byte(c.src))
		if err == nil {
			t.Errorf("%s: no error", c.src)
			continue
		}
		var e *schema.Error
		if err.Error() != c.want || !errors.As(err, &e) {
			t.Errorf("%s:\n got %v\nwant %s", c.src, err, c.want)
		}
	}
}

func TestAt(t *testing.T) {
	names := func(s *schema.Sub) (list []string) {
		for _, p := range s.Properties {
			name := p.Name
			if p.Required {
				name += "!"
			}
			list = append(list, name)
		}
		return list
	}
	values := func(values []schema.EnumValue) (list []string) {
		for _, v := range values {
			list = append(list, v.Value)
		}
		return list
	}
	at := func(path ...string) *schema.Sub { return schema.Embedded().At(path) }
	if got := names(at())[:6]; !slices.Equal(got,
		[]string{"name!", "displayName!", "version!", "layer!", "addonType", "addonSubType"}) {
		t.Errorf("properties begin with %q", got)
	}
	if got := names(at("constraints", "dependencies", "3")); !slices.Equal(got,
		[]string{"packName!", "layer!", "minVersion", "maxVersion", "type!"}) {
		t.Errorf("dependency: %q", got)
	}
	layers := []string{"kernel", "os", "k8s", "cni", "csi", "addon"}
	for _, path := range [][]string{{"layer"}, {"constraints", "dependencies", "0", "layer"}} {
		if got := at(path...); !slices.Equal(values(got.Enum), layers) || !slices.Equal(got.Types, []string{"string"}) ||
			!strings.Contains(got.Description, "ayer of the") {
			t.Errorf("%v: %+v", path, got)
		}
	}
	clouds := values(at("cloudTypes", "0").Enum)
	if len(clouds) != 17 || !slices.Contains(clouds, "tencent") || !slices.Contains(clouds, "custom") {
		t.Errorf("cloudTypes: %q", clouds)
	}
	if got := at("cloudTypes"); got.Default != `["all"]` || got.Items == nil || len(got.Items.Enum) != 17 {
		t.Errorf("cloudTypes: %+v", got)
	}
	if got := at("cloudType"); !got.Deprecated || len(got.Enum) != 16 || slices.Contains(values(got.Enum), "custom") {
		t.Errorf("cloudType: %+v", got)
	}
	if got := values(at("addonType").Examples); !slices.Contains(got, "load balancer") {
		t.Errorf("addonType: %q", got)
	}
	if got := at("annotations", "source"); got == nil ||
		!slices.Equal(values(got.Examples), []string{"community", "spectrocloud"}) {
		t.Errorf("source: %+v", got)
	}
	if got := at("annotations", "own"); got == nil || !slices.Equal(got.Types, []string{"string"}) {
		t.Errorf("own annotation: %+v", got)
	}
	for _, path := range [][]string{{"nothing"}, {"layer", "x"}, {"cloudTypes", "x"},
		{"constraints", "dependencies", "0", "x"}} {
		if got := at(path...); got != nil {
			t.Errorf("%v: %+v, want nothing", path, got)
		}
	}

	own, err := schema.Load("own.json", []byte(`{
  "allOf": [
    {"properties": {"a": {"type": "string"}}, "required": ["a"]},
    {"properties": {"a": {"description": "an a"}, "b": true}}
  ],
  "properties": {
    "self": {"$ref": "#"},
    "mode": {"oneOf": [{"const": "on", "description": "switched on"}, {"const": 1}]},
    "pair": {"prefixItems": [{"type": "null"}], "items": {"$ref": "#n"}}
  },
  "patternProperties": {"^x-": {"title": "own"}},
  "additionalProperties": {"type": "boolean"},
  "$defs": {"n": {"$anchor": "n", "type": "number"}, "loop": {"$ref": "#/$defs/loop"}}
}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := own.At([]string{"self", "self", "a"}); got == nil || got.Description != "an a" ||
		!slices.Equal(got.Types, []string{"string"}) {
		t.Errorf("a: %+v", got)
	}
	if got := names(own.At(nil)); !slices.Equal(got, []string{"self", "mode", "pair", "a!", "b"}) {
		t.Errorf("own properties: %q", got)
	}
	if got := own.At([]string{"mode"}); got.Description != "" ||
		!slices.Equal(got.Enum, []schema.EnumValue{{"on", `"on"`, "switched on"}, {"1", "1", ""}}) {
		t.Errorf("mode: %+v", got)
	}
	if a, b := own.At([]string{"pair", "0"}), own.At([]string{"pair", "1"}); a.Types[0] != "null" ||
		b.Types[0] != "number" {
		t.Errorf("pair: %+v, %+v", a, b)
	}
	if a, b := own.At([]string{"x-y"}), own.At([]string{"y"}); a.Title != "own" || b.Types[0] != "boolean" {
		t.Errorf("others: %+v, %+v", a, b)
	}
}

// TestDescriptions checks that everything an author can write has its documentation.
func TestDescriptions(t *testing.T) {
	seen := 0
	var check func(path []string)
	check = func(path []string) {
		s := schema.Embedded().At(path)
		if s == nil {
			t.Fatalf("%q: nothing", path)
		}
		seen++
		if s.Description == "" {
			t.Errorf("%q has no description", path)
		}
		for _, v := range s.Enum {
			if v.Description == "" {
				t.Errorf("%q: value %q has no description", path, v.Value)
			}
		}
		for _, p := range s.Properties {
			check(append(slices.Clone(path), p.Name))
		}
		if s.Items != nil {
			check(append(slices.Clone(path), "0"))
		}
	}
	check(nil)
	if seen < 60 {
		t.Errorf("only %d places", seen)
	}
	// No description is about a value that is not allowed there.
	for n := range syntax.ParseJSON(embeddedText(t)).All() {
		if n.Kind() == syntax.Pair && n.Key().Text() == "x-enumDescriptions" {
			known := ""
			for _, list := range []string{"enum", "examples"} {
				for v := range n.Parent().Get(list).Children() {
					known += v.Text() + "\n"
				}
			}
			described := ""
			for p := range n.Value().Children() {
				described += p.Key().Text() + "\n"
			}
			if known != described {
				t.Errorf("%q: values %q, described %q", n.Path(), known, described)
			}
		}
	}
}

func embeddedText(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile("pack.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(src) {
		t.Fatal("pack.schema.json is no JSON")
	}
	return string(src)
}

// TestCorpus checks published packs, none of which breaks the schema.
func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(corpus.Packs(t), "*", "pack.json"))
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tree := syntax.ParseJSON(string(src))
		if len(tree.Errors) > 0 {
			t.Errorf("%s: %v", f, tree.Errors)
		}
		for _, v := range violations(schema.Embedded().Validate(tree.Root())) {
			t.Errorf("%s: %s", f, report(v))
		}
	}
}

// TestSurely checks that the short way and the long one agree: with a keyword added that surely does not
// know, jsonschema decides.
func TestSurely(t *testing.T) {
	src := embeddedText(t)
	long, err := schema.Load("long.json", []byte(strings.ReplaceAll(src, `"type": "`, `"not": false, "type": "`)))
	if err != nil {
		t.Fatal(err)
	}
	good := packOf(3)
	for _, old := range []string{`"x"`, `"addon"`, `"type": "optional"`, `"aws"`, `"1.0.0"`, `"community"`, `"pack-1"`,
		`["charts/x-1.0.0.tgz"]`, `"optional"`} {
		for _, replacement := range []string{`""`, `1`, `1.5`, `null`, `true`, `[]`, `{}`, `[1]`, `{"a": 1}`, `"aws"`,
			`oops`, ``} {
			pack := syntax.ParseJSON(strings.ReplaceAll(good, old, replacement)).Root()
			short, full := violations(schema.Embedded().Validate(pack)), violations(long.Validate(pack))
			if described(short) != described(full) {
				t.Errorf("%s for %s:\n%v\n%v", replacement, old, short, full)
			}
		}
	}
}
