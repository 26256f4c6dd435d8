package syntax

import (
	"strings"
	"testing"
	"time"
)

// Each text has the mistakes listed, by the text they are reported at, and the tree has the documents given,
// mistakes or not.
func TestYAMLMistakes(t *testing.T) {
	tests := []struct{ name, src, errors, tree string }{
		{"key without colon", "a: 1\nfoo\nb: 2\n", "foo", "{a: 1, foo: , b: 2}"},
		{"first key without colon", "a:\n  foo\n  b: 2\n", "foo", "{a: {foo: , b: 2}}"},
		{"last key without colon", "a:\n  b: 2\n  foo\nc: 1\n", "foo", "{a: {b: 2, foo: }, c: 1}"},
		{"key without colon over a block", "a: 1\nfoo\n  b: 2\n", "foo", "{a: 1, foo: {b: 2}}"},
		{"word between a key and its block", "a:\nfoo\n  b: 2\nc: 1\n", "foo", "{a: {b: 2}, c: 1}"},
		{"two words", "a: 1\nfoo bar\nb: 2\nbaz\n", "foo bar|baz", `{a: 1, "foo bar": , b: 2, baz: }`},
		{"no space after the colon", "a: 1\nb:2\nc: 3\n", "b:", "{a: 1, b: 2, c: 3}"},
		{"quoted key without colon", "a: 1\n\"b\"\nc: 2\n", `"b"`, `{a: 1, b: , c: 2}`},
		{"unclosed quote in a key", "a: 1\n\"b: 2\nc: 3\n", `"b`, "{a: 1, b: 2, c: 3}"},
		{"unclosed double quote", "a: \"foo\nb: 2\nc: 3\n", `"foo`, `{a: "foo", b: 2, c: 3}`},
		{"unclosed single quote", "x:\n  a: 'foo\n  b: 2\n", "'foo", `{x: {a: "foo", b: 2}}`},
		{"unclosed quote before a quote", "a: \"foo\nb: \"x\"\n", `"foo`, `{a: "foo", b: "x"}`},
		{"unclosed quote over a block", "a: \"\n  b: 1\n  c: \"x\"\n", `"`, `{a: {b: 1, c: "x"}}`},
		{"unclosed quote at the end", "a: 1\nb: \"x", `"x`, `{a: 1, b: "x"}`},
		{"text after a quote", "a: \"x\" y\nb: 1\n", "y", `{a: "x", b: 1}`},
		{"wrong escape", `a: "x\qy"`, `\q`, `{a: "x\\qy"}`},
		{"short escape", `a: "\u12"`, `\u`, `{a: "\\u12"}`},
		{"unclosed bracket", "a: [1, 2\nb: 2\n", "[", "{a: [1, 2], b: 2}"},
		{"unclosed brace", "x:\n  a: {b: 1\n  c: 2\n", "{", "{x: {a: {b: 1}, c: 2}}"},
		{"unclosed bracket over a block", "a: [\n  b: 1\n  c: 2\nd: 3\n", "[", "{a: {b: 1, c: 2}, d: 3}"},
		{"unclosed bracket over lines", "a: [\n  1,\n  2\nb: 3\n", "[", "{a: [1, 2], b: 3}"},
		{"quote unclosed in a bracket", "a: [1, \"x]\nb: 3\n", `"x]`, `{a: [1, "x]"], b: 3}`},
		{"quote unclosed in a bracket over lines", "a: [\n  \"x,\n  'y',\n  'z # c\n  w\n]\nb: 3\n", "\"x|'z # c", `{a: ["x", "y", "z # c", w], b: 3}`},
		{"macro in a bracket over lines", "a: [\n  {{ .x }}\n  y,\n  z\n]\nb: 3\n", "{{ .x }}", `{a: ["{{ .x }}", y, z], b: 3}`},
		{"wrong bracket", "a: [1, 2}\nb: 3\n", "}", "{a: [1, 2], b: 3}"},
		{"inner bracket missing", "a: [{b: 1, c]\nd: 3\n", "{", "{a: [{b: 1, c: }], d: 3}"},
		{"bracket too many", "a: [1]]\nb: }\nc: 1\n}\nd: 1\n", "]|}|}", "{a: [1], b: }, c: 1, d: 1}"},
		{"comma missing", "a: [\"x\" \"y\"]\n", `"y"`, `{a: ["x", "y"]}`},
		{"comma too many", "a: [x, , y]\n", ",", "{a: [x, y]}"},
		{"comma missing in braces", "a: {b: 1 c: 2, d: 3}\n", ":", `{a: {b: "1 c", d: 3}}`},
		{"deeper key", "a: 1\n    b: 2\nc: 3\n", "b", "{a: {b: 2}, c: 3}"},
		{"value over a block", "a: x\n  b: 2\n  c: 4\nd: 3\n", "x", "{a: {b: 2, c: 4}, d: 3}"},
		{"deeper text after a quote", "a: \"x\"\n   foo\nb: 1\n", "foo", `{a: "x", b: 1}`},
		{"between two levels", "a:\n    b: 1\n  c: 2\nd: 3\n", "c", "{a: {b: 1, c: 2}, d: 3}"},
		{"key among items", "a:\n  - b: 1\n  c: 2\n  d: 3\n  - e: 4\n", "c", "{a: [{b: 1, c: 2, d: 3}, {e: 4}]}"},
		{"word among items", "a:\n  - b\n  c\n  - d\n", "c", "{a: [b, c, d]}"},
		{"item among keys", "a: 1\n- b: x\n  c: y\nd: 3\n", "-", "{a: [{b: x, c: y}], d: 3}"},
		{"item on the key's line", "a: - b\nc: 1\n", "-", "{a: [b], c: 1}"},
		{"list under a value", "a: @\n- b\nc: 1\n", "@", "{a: [b], c: 1}"},
		{"dash in brackets", "a: [- x, y]\nb: 1\n", "-", "{a: [x, y], b: 1}"},
		{"dash after the colon of a block", "a: -\n  b: 1\nc:-\n  d: 1\n", "-|c:", "{a: {b: 1}, c: {d: 1}}"},
		{"two colons", "a:: x: y\n  b: 1\n", "x: y", "{a: {b: 1}}"},
		{"bracket opened twice", "a:\n  b: [\n    x, [\n    y\n  ]\n  c: 1\n", "[", `{a: {b: [x, [y]], c: 1}}`},
		{"two keys on a line", "a: b: c\nd: 1\n", "b: c", `{a: "b: c", d: 1}`},
		{"unquoted macro", "a: {{ .x }}\nb: 1\n", "{{ .x }}", `{a: "{{ .x }}", b: 1}`},
		{"unquoted macro with more", "a:\n- {{ .x }}/y # c\nb: [{{ .y }}, 2]\n", "{{ .x }}/y|{{ .y }}", `{a: ["{{ .x }}/y"], b: ["{{ .y }}", 2]}`},
		{"macro for a key", "{{ .x }}: 1\nb: 2\n", "{{ .x }}", `{"{{ .x }}": 1, b: 2}`},
		{"macro for a line", "a: 1\n{{ if .x }}\nb: 2\n", "{{ if .x }}", `{a: 1, "{{ if .x }}": , b: 2}`},
		{"at sign", "a: @foo\nb: `x\nc: %d\n", "@foo|`x|%d", "{a: @foo, b: `x, c: %d}"},
		{"unknown alias", "a: *x\nb: 1\n", "*x", "{a: *x, b: 1}"},
		{"glob", "a: *.example.com\nb: *\n", "*.example.com|*", "{a: *.example.com, b: *}"},
		{"tab", "a:\n\tb: 1\nc: 2\n", "\t", "{a: {b: 1}, c: 2}"},
		{"tabs", "a:\n\tb: 1\n\tc:\n\t\td: 2\n", "\t|\t|\t\t", "{a: {b: 1, c: {d: 2}}}"},
		{"tab in front of a word", "a: 1\n\tfoo\nb: 1\n", "\t", "{a: 1, foo: , b: 1}"},
		{"literal outdented", "a:\n  b: |\n      x\n    y\n  c: 1\n", "y", `{a: {b: "x\n", c: 1}}`},
		{"text behind |", "a: | x\n  y\nb: 1\n", "| x", `{a: "y\n", b: 1}`},
		{"comment without space", "a: 'x'#c\nb: 1\n", "#c", `{a: "x", b: 1}`},
		{"text before the keys", "[1]\na: 1\nb: 2\n", "[1]", "{a: 1, b: 2}"},
		{"control character", "a: x\x01y\nb: 1\n", "\x01", "{a: x\x01y, b: 1}"},
		{"not UTF-8", "a: x\xff\xfey\nb: 1\n", "\xff", "{a: x\xff\xfey, b: 1}"},
		{"independent mistakes", "a: @foo\nb: \"x\nc:\n  d: [1\n  e:f\n  g\nh: ok\n", "@foo|\"x|[|e:|g", `{a: @foo, b: "x", c: {d: [1], e: f, g: }, h: ok}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := ParseYAML(tt.src)
			checkTree(t, tree)
			var got []string
			for _, e := range tree.Errors {
				got = append(got, e.Of(tt.src))
			}
			if s := strings.Join(got, "|"); s != tt.errors {
				t.Errorf("%q:\n got errors %q\nwant errors %q\n%v", tt.src, s, tt.errors, tree.Errors)
			}
			if s := docsText(tree); s != tt.tree {
				t.Errorf("%q:\n got %s\nwant %s", tt.src, s, tt.tree)
			}
		})
	}
}

// Only macros of Palette's are a mistake of macros.
func TestYAMLMacroCode(t *testing.T) {
	for src, want := range map[string]Code{
		"a: {{ .spectro.system.cluster.name }}": CodeMacroUnquoted, "a: x\nb: [{{.spectro.var.x}}]": CodeMacroUnquoted,
		"a: {{ .Values.spectro }}": CodeYAML, "a: {{ .Values.x }}": CodeYAML, "a: {{ myspectro.x }}": CodeYAML,
	} {
		if e := ParseYAML(src).Errors; len(e) != 1 || e[0].Code != want || !strings.Contains(e[0].Message, "must be quoted") {
			t.Errorf("%q: %+v, want %s", src, e, want)
		}
	}
}

func TestYAMLBroken(t *testing.T) {
	tree := ParseYAML("a:\n  b: 1\n  foo\nc:\n  d: [1, @]\n  e: 1\n")
	for path, want := range map[string]bool{"": false, "a": true, "c": false, "c d": true} {
		if n := tree.Root().At(strings.Fields(path)...); n.Broken() != want {
			t.Errorf("%q: broken is %v", path, n.Broken())
		}
	}
}

// No text makes the parser hang, recurse without bound or grow out of proportion. Each takes well under a
// second, and minutes if the time grows with the square of the size.
func TestYAMLHostile(t *testing.T) {
	const slow = time.Minute
	deep := func(line func(depth int) string) string {
		var b strings.Builder
		for i := range 2000 {
			b.WriteString(line(i))
		}
		return b.String()
	}
	texts := map[string]string{
		"brackets":          strings.Repeat("[", 40_000),
		"closed brackets":   strings.Repeat("[", 40_000) + strings.Repeat("]", 40_000),
		"braces":            "a: " + strings.Repeat("{a: ", 40_000),
		"pairs":             strings.Repeat("[a: ", 20_000),
		"wrapped pairs":     strings.Repeat("[", 900) + strings.Repeat("]: x ", 900),
		"dashes":            strings.Repeat("- ", 40_000),
		"question marks":    strings.Repeat("? ", 40_000),
		"anchors":           strings.Repeat("&a ", 40_000) + "x",
		"deep keys":         deep(func(i int) string { return strings.Repeat(" ", i) + "a:\n" }),
		"deep quotes":       deep(func(i int) string { return strings.Repeat(" ", i) + "a: 'x\n" }),
		"open quotes":       strings.Repeat("- \"x\n", 40_000),
		"open brackets":     strings.Repeat("- [x\n", 40_000),
		"one line":          "a: " + strings.Repeat("x", 1<<20),
		"many lines":        strings.Repeat("k: v\n", 40_000),
		"empty lines":       strings.Repeat("\n", 40_000),
		"words":             strings.Repeat("foo\n\n", 40_000) + "a: 1\n",
		"outdents":          deep(func(i int) string { return strings.Repeat(" ", 2000-i) + "a: 1\n" }),
		"NUL":               strings.Repeat("\x00", 40_000),
		"binary":            strings.Repeat("\x7fELF\x02\x01\xff\xfe: \x80[\n\t-", 10_000),
		"colons":            strings.Repeat(": ", 40_000),
		"colons in braces":  "{" + strings.Repeat(": ", 40_000),
		"macros":            strings.Repeat("{{", 40_000),
		"aliases":           "a: &a 1\n" + strings.Repeat("- *a\n", 40_000),
		"many anchors":      strings.Repeat("- &a 1\n- *a\n", 20_000),
		"tabs":              strings.Repeat("\ta:\n", 10_000),
		"macros in vain":    "[" + strings.Repeat("{{x} },", 40_000),
		"words in brackets": "a: [\n  " + strings.Repeat("'\"\"", 20_000),
		"adopted items":     strings.Repeat("-\n  *a\n    b: c\n", 50_000),
		"brackets in vain":  strings.Repeat(": [{#\n  *a\n", 20_000),
		"brackets in brackets in vain": deep(func(i int) string { return strings.Repeat(" ", min(i, 900)) + "k: [ x\n" }) +
			strings.Repeat(strings.Repeat(" ", 901)+"y\n", 3000),
	}
	for name, src := range texts {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			tree := ParseYAML(src)
			if took := time.Since(start); took > slow {
				t.Errorf("it takes %v", took)
			}
			if len(tree.Errors) > maxErrors || len(tree.nodes) > 4*len(src)+4 {
				t.Errorf("%d errors, %d nodes for %d bytes", len(tree.Errors), len(tree.nodes), len(src))
			}
			for d := range tree.Docs() {
				depth := 0
				for n := d; n.Exists(); n = n.Last() {
					if depth++; depth > 3*maxDepth+3 {
						t.Fatal("the tree is deeper than the limit")
					}
				}
			}
			tree.CursorAt(len(src))
			tree.CursorAt(len(src) / 2)
		})
	}
}

// A text beyond the limit gets one report and no tree.
func TestTooLarge(t *testing.T) {
	src := strings.Repeat("x", maxText+1)
	for code, tree := range map[Code]*Tree{CodeYAML: ParseYAML(src), CodeJSON: ParseJSON(src)} {
		if e := tree.Errors; len(e) != 1 || e[0].Code != code ||
			!strings.Contains(e[0].Message, "too large to analyze: 20 MB") || tree.Root().Exists() {
			t.Errorf("%s: %v", code, e)
		}
		if c := tree.CursorAt(5); !c.InComment || c.Path != nil {
			t.Errorf("%s: the cursor is at %+v", code, c)
		}
	}
}

// A text of very many small values takes far more memory than its bytes; no tree is made of it.
func TestTooManyValues(t *testing.T) {
	src := "[" + strings.Repeat("[],", maxWeight/150) + "[]]"
	for name, tree := range map[string]*Tree{"YAML": ParseYAML(src), "JSON": ParseJSON(src)} {
		if len(src) > maxText || len(tree.Errors) != 1 || tree.Root().Exists() {
			t.Errorf("%s: %d bytes: %v", name, len(src), tree.Errors)
		}
	}
}
