package syntax_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// jsonReport is what is reported, and the whole text after its fix; empty if it has none.
type jsonReport struct {
	start, end int
	message    string
	fixed      string
}

var jsonMistakes = []struct {
	src  string
	want []jsonReport
}{
	{"", []jsonReport{
		{0, 0, "the file is empty; it needs a JSON value such as {}", ""},
	}},
	{"\ufeff{}", []jsonReport{
		{0, 3, "a JSON file has no byte order mark; save it as plain UTF-8", "{}"},
	}},
	{`{"a": 1,}`, []jsonReport{
		{7, 8, `no comma is allowed before "}"; remove it`, `{"a": 1}`},
	}},
	{"[1 /* a */ // b", []jsonReport{
		{0, 1, `this "[" is never closed; write "]" after its last value`, "[1] /* a */ // b"},
		{3, 10, "JSON has no comments; remove it", "[1  // b"},
		{11, 15, "JSON has no comments; remove it", "[1 /* a */"},
	}},
	{`{"a": x-1", "b": 1.3.1"}`, []jsonReport{
		{6, 10, `this string has no opening quote; write "x-1"`, `{"a": "x-1", "b": 1.3.1"}`},
		{17, 23, `this string has no opening quote; write "1.3.1"`, `{"a": x-1", "b": "1.3.1"}`},
	}},
	{`{a": 1}`, []jsonReport{
		{1, 3, `this string has no opening quote; write "a"`, `{"a": 1}`},
	}},
	{`["a",,"b"]`, []jsonReport{
		{5, 6, "a value is missing next to this comma; remove the comma or add the value", `["a","b"]`},
	}},
	{"[1,,]", []jsonReport{
		{2, 4, `no comma is allowed before "]"; remove it`, "[1]"},
	}},
	{"[,1]", []jsonReport{
		{1, 2, "a value is missing next to this comma; remove the comma or add the value", "[1]"},
	}},
	{`{"version: "1.0.0", "a": 1}`, []jsonReport{
		{1, 9, `this string is never closed; write " at its end`, `{"version": "1.0.0", "a": 1}`},
	}},
	{`{"a: "", "b: ["x"], "c : {"d": 1}}`, []jsonReport{
		{1, 3, `this string is never closed; write " at its end`, `{"a": "", "b: ["x"], "c : {"d": 1}}`},
		{9, 11, `this string is never closed; write " at its end`, `{"a: "", "b": ["x"], "c : {"d": 1}}`},
		{20, 22, `this string is never closed; write " at its end`, `{"a: "", "b: ["x"], "c" : {"d": 1}}`},
	}},
	{`[{"a": "x}, {"b": 1}]`, []jsonReport{
		{7, 9, `this string is never closed; write " at its end`, `[{"a": "x"}, {"b": 1}]`},
	}},
	{`{"a": 1 "b": 2}`, []jsonReport{
		{6, 7, `missing "," after this value`, `{"a": 1, "b": 2}`},
	}},
	{"{\n  \"a\": \"x\"\n  \"b\": 2\n}", []jsonReport{
		{11, 12, `missing "," after this value`, "{\n  \"a\": \"x\",\n  \"b\": 2\n}"},
	}},
	{"{\n  // note\n  \"a\": 1 // x\n}", []jsonReport{
		{4, 11, "JSON has no comments; remove it", "{\n  \"a\": 1 // x\n}"},
		{21, 25, "JSON has no comments; remove it", "{\n  // note\n  \"a\": 1\n}"},
	}},
	{`{"a": /* y */ 1}`, []jsonReport{
		{6, 13, "JSON has no comments; remove it", `{"a":  1}`},
	}},
	{`{"a": 1} /* open`, []jsonReport{
		{9, 11, "this comment is never closed; JSON has no comments, so remove it", ""},
	}},
	{"{\"a\": 1 # x\n}", []jsonReport{
		{8, 11, "JSON has no comments; remove it", "{\"a\": 1\n}"},
	}},
	{`{'a': 'it\'s "b"'}`, []jsonReport{
		{1, 4, "JSON strings need double quotes, not single quotes", `{"a": 'it\'s "b"'}`},
		{6, 17, "JSON strings need double quotes, not single quotes", `{'a': "it's \"b\""}`},
	}},
	{`{"a": addon}`, []jsonReport{
		{6, 11, `text needs double quotes in JSON; write "addon"`, `{"a": "addon"}`},
	}},
	{`{"a": My Pack, "b": 1}`, []jsonReport{
		{6, 13, `text needs double quotes in JSON; write "My Pack"`, `{"a": "My Pack", "b": 1}`},
	}},
	{`{"a": 1.2.3}`, []jsonReport{
		{6, 11, `text needs double quotes in JSON; write "1.2.3"`, `{"a": "1.2.3"}`},
	}},
	{`{"a": v1.2}`, []jsonReport{
		{6, 10, `text needs double quotes in JSON; write "v1.2"`, `{"a": "v1.2"}`},
	}},
	{"{a: 1}", []jsonReport{
		{1, 2, `a property name needs double quotes in JSON; write "a"`, `{"a": 1}`},
	}},
	{`{"a": True}`, []jsonReport{
		{6, 10, "True is not a JSON value; write true", `{"a": true}`},
	}},
	{`{"a": None}`, []jsonReport{
		{6, 10, "None is not a JSON value; write null", `{"a": null}`},
	}},
	{`{"a": "C:\x"}`, []jsonReport{
		{9, 11, `this backslash does not begin a JSON escape; write \\ for a backslash`, `{"a": "C:\\x"}`},
	}},
	{`{"a": "\ud800"}`, []jsonReport{
		{7, 13, `\ud800 is half of a surrogate pair; write both halves together`, ""},
	}},
	{"{\"a\": \"x\ty\"}", []jsonReport{
		{8, 9, `a tab is not allowed in a string; write \t`, `{"a": "x\ty"}`},
	}},
	{"{\"a\": \"x\x00y\"}", []jsonReport{
		{8, 9, `U+0000 is not allowed in a string; write \u0000`, `{"a": "x\u0000y"}`},
	}},
	{"{\"a\": \"adx,\n \"b\": 1}", []jsonReport{
		{6, 10, `this string is never closed; write " at its end`, "{\"a\": \"adx\",\n \"b\": 1}"},
	}},
	{"{\"a\": \"adx\n}", []jsonReport{
		{6, 10, `this string is never closed; write " at its end`, "{\"a\": \"adx\"\n}"},
	}},
	{`{"a": ["aws, "gcp"]}`, []jsonReport{
		{7, 11, `this string is never closed; write " at its end`, `{"a": ["aws", "gcp"]}`},
	}},
	{`{"a": "x, "b": 1}`, []jsonReport{
		{6, 8, `this string is never closed; write " at its end`, `{"a": "x", "b": 1}`},
	}},
	{"{\"a\": \"one\ntwo\",\n \"b\": 1}", []jsonReport{
		{10, 11, `a string cannot continue on the next line; write \n for a line end`, "{\"a\": \"one\\ntwo\",\n \"b\": 1}"},
	}},
	{`{"a: 1}`, []jsonReport{
		{1, 3, `this string is never closed; write " at its end`, `{"a": 1}`},
	}},
	{`{"a: "x"}`, []jsonReport{
		{1, 3, `this string is never closed; write " at its end`, `{"a": "x"}`},
	}},
	{"{\"a\n \"b\": 1}", []jsonReport{
		{1, 3, `this string is never closed; write " at its end`, "{\"a\"\n \"b\": 1}"},
	}},
	{`{"a": 007}`, []jsonReport{
		{6, 9, "a JSON number has no leading zero; write 7", `{"a": 7}`},
	}},
	{`{"a": +1}`, []jsonReport{
		{6, 8, `a JSON number has no "+" sign; write 1`, `{"a": 1}`},
	}},
	{`{"a": .5}`, []jsonReport{
		{6, 8, "a JSON number needs a digit before its decimal point; write 0.5", `{"a": 0.5}`},
	}},
	{`{"a": 1.}`, []jsonReport{
		{6, 8, "a JSON number needs a digit after its decimal point; write 1", `{"a": 1}`},
	}},
	{`{"a": 0x1F}`, []jsonReport{
		{6, 10, "JSON has only decimal numbers; write 31", `{"a": 31}`},
	}},
	{`{"a": NaN}`, []jsonReport{
		{6, 9, "JSON has no NaN; write a number with digits", ""},
	}},
	{`{"a": -Infinity}`, []jsonReport{
		{6, 15, "JSON has no -Infinity; write a number with digits", ""},
	}},
	{`{"a" 1}`, []jsonReport{
		{3, 4, `missing ":" between the property name and its value`, `{"a": 1}`},
	}},
	{`{"a" = 1}`, []jsonReport{
		{5, 6, `a property name is followed by ":", not "="`, `{"a" : 1}`},
	}},
	{`{"a": , "b": 1}`, []jsonReport{
		{4, 5, `missing value; write one after ":"`, ""},
	}},
	{"{\"a\":\n \"b\": 1}", []jsonReport{
		{4, 5, `missing value; write one after ":"`, ""},
	}},
	{`{"a":}`, []jsonReport{
		{4, 5, `missing value; write one after ":"`, ""},
	}},
	{"{: 1}", []jsonReport{
		{1, 2, `missing property name; write one in double quotes before ":"`, ""},
	}},
	{`{"a"}`, []jsonReport{
		{1, 4, `property "a" has no value; write "a": followed by one`, ""},
	}},
	{"{\n na\n \"b\": 1}", []jsonReport{
		{3, 5, `property "na" has no value; write "na": followed by one`, ""},
	}},
	{`{"a": {"b": 1}`, []jsonReport{
		{0, 1, `this "{" is never closed; write "}" after its last value`, `{"a": {"b": 1}}`},
	}},
	{"{\n  \"a\": [\n    1,\n    2\n", []jsonReport{
		{9, 10, `this "[" is never closed; write "]}" after its last value`, "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n"},
	}},
	{`{"a": [1, }`, []jsonReport{
		{6, 7, `this "[" is never closed; write "]" after its last value`, `{"a": [1] }`},
	}},
	{`{"a": [1, "b": 2}`, []jsonReport{
		{6, 7, `this "[" is never closed; write "]" after its last value`, `{"a": [1, "b": 2]}`},
		{13, 14, `":" is not allowed in an array; write a comma here, or put the property into an object {}`, ""},
	}},
	{"{\"a\": [1,\n\"b\": 2}", []jsonReport{
		{6, 7, `this "[" is never closed; write "]" after its last value`, "{\"a\": [1],\n\"b\": 2}"},
	}},
	{`{"a": [1}, "b": 2}`, []jsonReport{
		{8, 9, `"}" does not close the "[" of this array; write "]"`, `{"a": [1], "b": 2}`},
	}},
	{`[{"a": 1, {"b": 2}]`, []jsonReport{
		{1, 2, `this "{" is never closed; write "}" after its last value`, `[{"a": 1}, {"b": 2}]`},
	}},
	{`{"a": 1]`, []jsonReport{
		{7, 8, `"]" does not close the "{" of this object; write "}"`, `{"a": 1}`},
	}},
	{`{"a": [1]]}`, []jsonReport{
		{9, 10, `"]" has no opening bracket; remove it`, `{"a": [1]}`},
	}},
	{`{"a": 1}}`, []jsonReport{
		{8, 9, "this closing bracket has no opening one; remove it", `{"a": 1}`},
	}},
	{`{"a": 1}, "b": 2}`, []jsonReport{
		{7, 8, "this brace ends the file's object while more properties follow; remove it", `{"a": 1, "b": 2}`},
	}},
	{"{} {}", []jsonReport{
		{3, 5, "the JSON value ends before this; a file contains one value and nothing after it", ""},
	}},
	{"{}x", []jsonReport{
		{2, 3, "the JSON value ends before this; a file contains one value and nothing after it", ""},
	}},
	{"{\"a\": \"\xff\xfe\"}", []jsonReport{
		{7, 9, "these bytes are not UTF-8; save the file as UTF-8", ""},
	}},
	{"{\x00\"a\": 1}", []jsonReport{
		{1, 2, "U+0000 is not white space in JSON; use spaces, tabs and line ends only", `{ "a": 1}`},
	}},
	{"{\u00a0\"a\": 1}", []jsonReport{
		{1, 3, "U+00A0 is not white space in JSON; use spaces, tabs and line ends only", `{ "a": 1}`},
	}},
	{`"a": 1}`, []jsonReport{
		{0, 1, `missing "{" before the first property`, `{"a": 1}`},
	}},
	{`{"a":: 1}`, []jsonReport{
		{5, 6, `one ":" is enough; remove this one`, `{"a": 1}`},
	}},
	{`{"a": 1; "b": 2}`, []jsonReport{
		{7, 8, `values are separated by ",", not ";"`, `{"a": 1, "b": 2}`},
	}},
	{`{"a": “x”}`, []jsonReport{
		{6, 13, `text needs double quotes in JSON; write "x"`, `{"a": "x"}`},
	}},
	{`[{"a": 1]`, []jsonReport{
		{1, 2, `this "{" is never closed; write "}" after its last value`, `[{"a": 1}]`},
	}},
	{`["a": 1]`, []jsonReport{
		{4, 5, `":" is not allowed in an array; write a comma here, or put the property into an object {}`, ""},
	}},
	{`{{"a": 1}}`, []jsonReport{
		{1, 2, `missing property name; each value of an object needs one, such as "name": {`, ""},
	}},
	{`{"a": "\u12"}`, []jsonReport{
		{7, 11, `\u needs four hexadecimal digits after it, such as \u00e9`, ""},
	}},
	{`{"a": "it\'s"}`, []jsonReport{
		{9, 11, "a single quote needs no backslash in JSON; write '", `{"a": "it's"}`},
	}},
	{`{"layer": "`, []jsonReport{
		{0, 1, `this "{" is never closed; write "}" after its last value`, `{"layer": "}`},
		{10, 11, `this string is never closed; write " at its end`, `{"layer": ""`},
	}},
	{`{"layer": `, []jsonReport{
		{0, 1, `this "{" is never closed; write "}" after its last value`, `{"layer":} `},
		{8, 9, `missing value; write one after ":"`, ""},
	}},
	{`{"layer`, []jsonReport{
		{0, 1, `this "{" is never closed; write "}" after its last value`, `{"layer}`},
		{1, 7, `this string is never closed; write " at its end`, `{"layer"`},
	}},
	{`{"a": http://x.y/z}`, []jsonReport{
		{6, 18, `text needs double quotes in JSON; write "http://x.y/z"`, `{"a": "http://x.y/z"}`},
	}},
	{"a", []jsonReport{
		{0, 1, `text needs double quotes in JSON; write "a"`, `"a"`},
	}},
	{"'a'", []jsonReport{
		{0, 3, "JSON strings need double quotes, not single quotes", `"a"`},
	}},
	{`"version": "1",`, []jsonReport{
		{0, 1, `missing "{" before the first property`, `{"version": "1",`},
	}},
}

func TestJSONMistakes(t *testing.T) {
	for _, c := range jsonMistakes {
		var got []jsonReport
		errs := syntax.ParseJSON(c.src).Errors
		for _, e := range errs {
			r := jsonReport{e.Start, e.End, e.Message, ""}
			if len(e.Fix) > 0 {
				r.fixed = text.Apply(c.src, e.Fix)
				left := syntax.ParseJSON(r.fixed).Errors
				if len(left) > len(errs) || slices.ContainsFunc(left,
					func(l syntax.Error) bool { return l.Range == e.Range && l.Message == e.Message }) {
					t.Errorf("%q: after the fix %q there is still %v", c.src, r.fixed, left)
				}
			}
			got = append(got, r)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q:\n got %+v\nwant %+v", c.src, got, c.want)
		}
	}
}

// TestJSONSurroundings checks that a mistake costs only what is broken: paths lists those of every scalar
// that is left, and broken those of the containers that may have lost something.
func TestJSONSurroundings(t *testing.T) {
	for _, c := range []struct {
		src    string
		want   map[string]string
		broken []string
	}{
		{`{"a": 1, "b": , "c": {"d": oops}, "e": [1,, 2],}`, map[string]string{"a": "1", "b": "", "c.d": "oops", "e.0": "1", "e.1": "2"}, nil},
		{"{\n  \"a\": \"open,\n  \"b\": 'x',\n  c: 3\n  \"d\": 4\n}", map[string]string{"a": "open", "b": "x", "c": "3", "d": "4"}, []string{""}},
		{"{\"list\": [\"x\",\n\"b\": 2,\n\"c\": 3}", map[string]string{"list.0": "x", "b": "2", "c": "3"}, []string{"list"}},
		{`{"list": [{"a": 1, {"b": 2}], "c": 3}`, map[string]string{"list.0.a": "1", "list.1.b": "2", "c": "3"}, []string{"list.0"}},
		{"{\"a\": {\"b\": 1},\n  na\n  \"c\": 3}", map[string]string{"a.b": "1", "c": "3"}, []string{""}},
		{"{\"a\": {\"b\": 1\n  \"c\": [2, 3", map[string]string{"a.b": "1", "a.c.0": "2", "a.c.1": "3"}, []string{"", "a", "a.c"}},
		{`{"a": 1}, "b": 2}`, map[string]string{"a": "1", "b": "2"}, []string{""}},
		{`{"a": [1 /* all the rest`, map[string]string{"a.0": "1"}, []string{"", "a"}},
	} {
		got := map[string]string{}
		var broken []string
		for n := range syntax.ParseJSON(c.src).All() {
			path := ""
			for i, step := range n.Path() {
				if i > 0 {
					path += "."
				}
				path += step
			}
			switch {
			case n.Kind() == syntax.Mapping || n.Kind() == syntax.Sequence:
				if n.Broken() {
					broken = append(broken, path)
				}
			case n.Kind() != syntax.Pair && n != n.Parent().Key():
				got[path] = n.Text()
			}
		}
		if !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(broken, c.broken) {
			t.Errorf("%s:\n got %v, broken %q\nwant %v, broken %q", c.src, got, broken, c.want, c.broken)
		}
	}
}
