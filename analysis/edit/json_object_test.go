package edit_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

func TestInsertAfter(t *testing.T) {
	tests := []struct{ src, after, want string }{
		{`{"a": 1}`, "a", `{"a": 1, "n": 0}`},
		{`{"a": 1, "b": 2}`, "a", `{"a": 1, "n": 0, "b": 2}`},
		{"{\n  \"a\": 1,\n  \"b\": 2\n}\n", "a", "{\n  \"a\": 1,\n  \"n\": 0,\n  \"b\": 2\n}\n"},
		{"{\n  \"a\": 1,\n  \"b\": 2\n}\n", "b", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"n\": 0\n}\n"},
		{"{\r\n\t\"a\": {\r\n\t\t\"x\": 1\r\n\t}\r\n}", "a", "{\r\n\t\"a\": {\r\n\t\t\"x\": 1\r\n\t},\r\n\t\"n\": 0\r\n}"},
	}
	for _, test := range tests {
		at := syntax.ParseJSON(test.src).Root().Pair(test.after)
		if got := text.Apply(test.src, []text.Edit{edit.InsertAfter(at, `"n": 0`)}); got != test.want {
			t.Errorf("after %s in %q: got %q, want %q", test.after, test.src, got, test.want)
		}
	}
}

func TestMergeObjects(t *testing.T) {
	tests := []struct{ src, want string }{
		{`{"a": []}`, `{"a": {}}`},
		{`{"a": [{}]}`, `{"a": {}}`},
		{`{"a": [{"x": "1"}, {"y": "2", "z": "3"}]}`, `{"a": {"x": "1", "y": "2", "z": "3"}}`},
		{"{\n  \"a\": [\n    {\n      \"x\": \"1\"\n    },\n    {\"y\": \"2\"}\n  ]\n}", "{\n  \"a\": {\n    \"x\": \"1\",\n    \"y\": \"2\"\n  }\n}"},
		{"{\r\n\t\"a\": [\r\n\t\t{\"x\": \"1\"}\r\n\t]\r\n}", "{\r\n\t\"a\": {\r\n\t\t\"x\": \"1\"\r\n\t}\r\n}"},
		{`{"a": [{"x": "1"}, {"x": "2"}]}`, ""}, // one of them would be lost
		{`{"a": [{"x": "1"}, "y"]}`, ""},
		{`{"a": [{"x": "1"`, ""},
		{`{"a": {"x": "1"}}`, ""},
	}
	for _, test := range tests {
		e, ok := edit.MergeObjects(syntax.ParseJSON(test.src).Root().Get("a"))
		got := ""
		if ok {
			got = text.Apply(test.src, []text.Edit{e})
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.src, got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	const src = `{"a": {"x": 1}}`
	if got := text.Apply(src, edit.Wrap(syntax.ParseJSON(src).Root().Get("a"), "[", "]")); got != `{"a": [{"x": 1}]}` {
		t.Errorf("got %s", got)
	}
}
