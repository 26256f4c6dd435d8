package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// describeCursor is c in one line: path | key at its column | value; what is set besides.
func describeCursor(tree *Tree, c Cursor) string {
	s := "/" + strings.Join(c.Path, "/") + " key=" + c.KeyRange.Of(tree.Text)
	if c.Key != c.KeyRange.Of(tree.Text) {
		s += "(" + c.Key + ")"
	}
	if c.InValue {
		s += " value=" + c.ValueRange.Of(tree.Text)
	}
	for _, flag := range []struct {
		set  bool
		name string
	}{{c.HasColon, "colon"}, {c.Item, "item"}, {c.Quote != 0, "quote" + string(c.Quote)}, {c.InFlow,
		"flow"}, {c.InComment, "comment"}, {c.InBlockScalar, "text"}} {
		if flag.set {
			s += " " + flag.name
		}
	}
	s += fmt.Sprintf(" @%d", c.Indent)
	if c.Parent.Exists() {
		s += " in " + c.Parent.Kind().String()
	}
	return s
}

// In each text ‸ is the cursor.
func TestCursorAt(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"empty file", "‸", "/ key= @0"},
		{"first word", "pa‸", "/ key=pa @0"},
		{"word in front of a mapping", "pa‸\ncharts: {}\n", "/ key=pa @0 in object"},
		{"empty line at the end", "a: 1\n‸", "/ key= @0 in object"},
		{"empty line between", "a: 1\n‸\nb: 2\n", "/ key= @0 in object"},
		{"indented line under a key", "a:\n  ‸", "/a key= @2"},
		{"indented line under a key among others", "a:\n  b: 1\n  ‸\n  c: 2\n", "/a key= @2 in object"},
		{"indented line before the first", "a:\n  ‸\n  b: 1\n", "/a key= @2 in object"},
		{"outdented line after a block", "a:\n  b:\n    c: 1\n  ‸\n", "/a key= @2 in object"},
		{"outermost line after a block", "a:\n  b:\n    c: 1\n‸\n", "/ key= @0 in object"},
		{"half-typed key", "a:\n  b: 1\n  nam‸\n  c: 2\n", "/a key=nam @2 in object"},
		{"half-typed key, cursor inside", "a:\n  na‸m\n", "/a key=nam @2"},
		{"half-typed key in quotes", "a:\n  \"na‸\n", `/a key="na(na) quote" @2`},
		{"on a finished key", "a:\n  na‸me: x\n", "/a key=name colon @2 in object"},
		{"before a key", "a:\n  ‸name: x\n", "/a key=name colon @2 in object"},
		{"after the colon", "a:\n  name:‸\n", "/a key=name value= colon @2 in object"},
		{"after colon and space", "a:\n  name: ‸\n", "/a key=name value= colon @2 in object"},
		{"after colon, with a comment", "a:\n  name: ‸ # why\n", "/a key=name value= colon @2 in object"},
		{"in a value", "a:\n  name: ng‸in\n", "/a key=name value=ngin colon @2 in object"},
		{"in a double-quoted value", "a: \"x‸\"\n", `/ key=a value="x" colon quote" @0 in object`},
		{"in an unclosed value", "a: 'x‸\nb: 1\n", "/ key=a value='x colon quote' @0 in object"},
		{"value with an anchor", "a: &x va‸\n", "/ key=a value=va colon @0 in object"},
		{"value of a quoted key", "\"a b\": 1‸\n", `/ key="a b"(a b) value=1 colon @0 in object`},
		{"after a dash", "a:\n  - ‸\n", "/a/0 key= item @4"},
		{"after the second dash", "a:\n  - x\n  - ‸\n", "/a/1 key= item @4"},
		{"half-typed item", "a:\n  - x: 1\n  - na‸\n", "/a/1 key=na item @4"},
		{"key in an item", "a:\n  - x: 1\n  - na‸: 2\n", "/a/1 key=na colon @4 in object"},
		{"second key of an item", "a:\n  - x: 1\n    y‸\n", "/a/0 key=y @4 in object"},
		{"value in an item", "a:\n  - x: 1\n    y: ‸\n  - z: 1\n", "/a/0 key=y value= colon @4 in object"},
		{"empty line in an item", "a:\n  - x: 1\n    ‸\n  - z: 1\n", "/a/0 key= @4 in object"},
		{"dashes at the key's column", "a:\n- x: 1\n- y: 2\n  ‸\n", "/a/1 key= @2 in object"},
		{"key after dashes at the key's column", "a:\n- x: 1\nb‸\n", "/ key=b @0 in object"},
		{"dash in a dash", "- - a\n  - ‸\n", "/0/1 key= item @4"},
		{"sequence at the top", "- a\n- b‸\n", "/1 key=b item @2"},
		{"item under a key in an item", "- a:\n    - b: 1\n      c: ‸\n", "/0/a/0 key=c value= colon @6 in object"},
		{"in a flow mapping", "a: {b: 1, c‸}\n", "/a key=c flow @10 in object"},
		{"in an empty flow mapping", "a: {‸}\n", "/a key= flow @4 in object"},
		{"in an unclosed flow mapping", "a: {b: 1, c‸\nd: 1\n", "/a key=c flow @10 in object"},
		{"value in a flow mapping", "a: {b: 1, c: x‸}\n", "/a key=c value=x colon flow @10 in object"},
		{"no value in a flow mapping", "a: {b: ‸}\n", "/a key=b value= colon flow @4 in object"},
		{"item of a flow sequence", "a: [x, \"y‸\"]\n", `/a/1 key="y"(y) item quote" flow @7`},
		{"no item in a flow sequence", "a: [x, ‸]\n", "/a/1 key= item flow @7"},
		{"unclosed flow sequence", "a: [x, ‸\n", "/a/1 key= item flow @7"},
		{"flow in flow", "a: [{b: 1}, {c: ‸}]\n", "/a/1 key=c value= colon flow @13 in object"},
		{"flow over lines", "a: {\n  b: 1,\n  c‸\n}\n", "/a key=c flow @2 in object"},
		{"behind a flow collection", "a: {b: 1}‸\n", "/ key=a value={b: 1} colon @0 in object"},
		{"comment", "a: 1 # x‸\n", "/ key=a value=1 colon comment @0 in object"},
		{"comment line", "a:\n  # x‸\n  b: 1\n", "/a key= comment @5 in object"},
		{"literal text", "a: |\n  one\n  t‸wo\nb: 1\n", "/ key=a value=|\n  one\n  two colon text @0 in object"},
		{"empty line under a literal", "a: |\n  ‸\nb: 1\n", "/ key=a value=| colon text @0 in object"},
		{"empty line after a literal", "a:\n  x: |\n    one\n  ‸\n  y: 1\n", "/a key= @2 in object"},
		{"keys in a literal above are none", "a:\n  x: |\n    b:\n   \n  y:\n    ‸\n", "/a/y key= @4"},
		{"second line of a quoted value", "a: \"one\n  t‸wo\"\n", `/ key=a value="one` + "\n" + `  two" colon quote" @0 in object`},
		{"lines of a flow above are no keys", "a:\n  x: {\n   b: 1\n  }\n    ‸\n", "/a/x key= @4 in object"},
		{"syntax error above", "a:\n  x: \"1\n  y: [\n  z:\n    ‸\n", "/a/z key= @4"},
		{"second document", "a:\n  b: 1\n---\nc:\n  ‸\n", "/c key= @2"},
		{"byte order mark", "\ufeffa:\n  ‸\n", "/a key= @2"},
		{"CRLF", "a:\r\n  b:\r\n    c: 1\r\n    ‸\r\n", "/a/b key= @4 in object"},
		{"explicit depth between levels", "a:\n    b: 1\n  ‸\n", "/a key= @2 in object"},
		{"comment above is no key", "a:\n  b: 1\n # c:\n  ‸\n", "/a key= @2 in object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after, _ := strings.Cut(tt.src, "‸")
			tree := ParseYAML(before + after)
			if got := describeCursor(tree, tree.CursorAt(len(before))); got != tt.want {
				t.Errorf("%q:\n got %s\nwant %s", tt.src, got, tt.want)
			}
		})
	}
}

func TestCursorAtEveryByte(t *testing.T) {
	for _, src := range yamlSeeds {
		tree := ParseYAML(src)
		for off := -1; off <= len(src)+1; off++ {
			c := tree.CursorAt(off)
			for _, r := range []struct{ start, end int }{{c.KeyRange.Start, c.KeyRange.End},
				{c.ValueRange.Start, c.ValueRange.End}} {
				if r.start < 0 || r.end < r.start || r.end > len(src) {
					t.Fatalf("%q at %d: range %v", src, off, r)
				}
			}
		}
	}
}
