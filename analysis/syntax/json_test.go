package syntax_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TestJSONGrammar holds ParseJSON against RFC 8259, section by section.
func TestJSONGrammar(t *testing.T) {
	accept := []string{
		"null", "true", "false", `""`, `"a"`, "0", "-0", "1", "-1", "10", "1.5", "1.50", "0.0", "1e5", "1E5", "1e+5",
		"1e-5", "-1.5E-05", "1e05",
		"123456789012345678901234567890", "1e400", "[]", "{}", "[1]", "[1,2]", "[[]]", `{"":0}`, `{"a":{}}`, `{"a":1,"a":2}`,
		" \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n", "{ \"a\" : 1 }", `["a","b"]`, `"\"\\\/\b\f\n\r\t"`, `"\u0000"`,
		`"\u00e9\u00E9"`,
		`"\ud83d\ude00"`, `"\uD83D\uDE00"`, `"😀é\u2028"`, "\"\u2028\u2029\u00a0\ufeff\"", "\"\x7f\"", "\"'\"", `"//"`,
		`"/* */"`, `"#"`, `"{[,:]}"`,
		strings.Repeat("[", 1000) + strings.Repeat("]", 1000), strings.Repeat(`{"a":`, 999) + "{}" +
			strings.Repeat("}", 999), `"\uffff"`, `"\ufffd"`,
	}
	reject := []string{
		"", " ", "\ufeff{}", "nul", "nulll", "True", "NULL", "truefalse", "true false", "a", "'a'", `"`, `"a`, `"\`, `"\"`,
		`"\x"`, `"\u"`, `"\u12"`, `"\u123g"`,
		`"\'"`, "\"\n\"", "\"\t\"", "\"\x00\"", "\"\x1f\"", `"\ud800"`, `"\udc00"`, `"\ud800\u0041"`, `"\udc00\ud800"`,
		"\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"",
		"\"\xf4\x90\x80\x80\"", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1e5.5", "1.2.3",
		"0x1", "1_000", "NaN", "Infinity",
		"-Infinity", "1a", "--1", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[}", "{]",
		"[1}", "{", "}", `{"a"`, `{"a":`, `{"a":1`,
		`{"a":1,`, `{"a":1,}`, `{,"a":1}`, `{"a":1,,"b":2}`, `{"a" 1}`, `{"a":}`, `{"a"}`, `{"a",}`, `{:1}`, `{1:1}`,
		`{a:1}`, `{'a':1}`, `{"a":1 "b":2}`,
		`{"a"::1}`, `{"a"=1}`, `{"a":1}}`, `[]]`, "[][]", "{} {}", "1 2", "{}//", "/**/{}", "{/*}", "{} #", "[1]x", "\x00",
		"[\x00]", "[\u00a0]", "[\v]", "[\f]",
		"[\u3000]", "\u2028[]", "[\ufeff]", "[*]", "[$x]", "[\xff]", "{[]:1}", "{{}}", "[,]", "{,}", ",", ":", "[\"a\n\"]",
	}
	for _, src := range accept {
		if tree := syntax.ParseJSON(src); len(tree.Errors) > 0 {
			t.Errorf("%.40q: %v", src, tree.Errors)
		}
	}
	for _, src := range reject {
		if tree := syntax.ParseJSON(src); len(tree.Errors) == 0 {
			t.Errorf("%q: accepted", src)
		}
		checkJSON(t, src)
	}
}

// checkJSON checks what holds for every text.
func checkJSON(t *testing.T, src string) {
	t.Helper()
	tree := syntax.ParseJSON(src)
	if got, want := len(tree.Errors) == 0, validJSON(src); got != want {
		t.Fatalf("%q: valid is %v, want %v (%v)", src, got, want, tree.Errors)
	}
	last := 0
	for _, e := range tree.Errors {
		if e.Start < last || e.End < e.Start || e.End > len(src) || e.Message == "" || e.Code != syntax.CodeJSON {
			t.Fatalf("%q: error out of place: %+v", src, e)
		}
		last = e.Start
		if (len(e.Fix) > 0) != (e.FixTitle != "") {
			t.Fatalf("%q: fix without title or title without fix: %+v", src, e)
		}
		for _, f := range e.Fix {
			if f.Start < 0 || f.End < f.Start || f.End > len(src) {
				t.Fatalf("%q: fix out of place: %+v", src, e)
			}
		}
	}
	for n := range tree.All() {
		if n.Start() < 0 || n.End() < n.Start() || n.End() > len(src) {
			t.Fatalf("%q: %v at %v lies outside the text", src, n.Kind(), n.Range())
		}
		if p := n.Parent(); p.Exists() && !p.Range().Covers(n.Range()) {
			t.Fatalf("%q: %v at %v lies outside its parent at %v", src, n.Kind(), n.Range(), p.Range())
		}
		if next := n.Next(); next.Exists() && next.Start() < n.End() {
			t.Fatalf("%q: %v at %v begins before %v ends", src, next.Kind(), next.Range(), n.Range())
		}
		if n.Parent().Kind() == syntax.Mapping && n.Kind() != syntax.Pair {
			t.Fatalf("%q: %v in an object", src, n.Kind())
		}
		if n.Kind() == syntax.Pair && (!n.Key().Exists() || n.Len() > 2) {
			t.Fatalf("%q: a pair has %d children", src, n.Len())
		}
	}
	if len(tree.Errors) == 0 {
		sameJSON(t, src, tree)
	}
}

// validJSON is json.Valid, which lets pass what is not UTF-8 and lone surrogates and has a limit of its own to nesting.
func validJSON(src string) bool {
	if !json.Valid([]byte(src)) || !utf8.ValidString(src) {
		return false
	}
	depth, deepest := 0, 0
	inString := false
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case inString && c == '\\':
			if src[i+1] == 'u' {
				var pair string
				quoted := src[i:min(i+12, len(src))]
				if err := json.Unmarshal([]byte(`"`+src[i:i+6]+`"`), &pair); err == nil && pair == "\ufffd" &&
					!strings.EqualFold(src[i:i+6], `\ufffd`) {
					if len(quoted) < 12 || json.Unmarshal([]byte(`"`+quoted+`"`), &pair) != nil || utf8.RuneCountInString(pair) != 1 {
						return false
					}
					i += 6
				}
			}
			i++
		case c == '"':
			inString = !inString
		case !inString && (c == '[' || c == '{'):
			depth++
			deepest = max(deepest, depth)
		case !inString && (c == ']' || c == '}'):
			depth--
		}
	}
	return deepest <= 1000
}

// sameJSON compares the tree of valid JSON with what encoding/json reads.
func sameJSON(t *testing.T, src string, tree *syntax.Tree) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(src))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	if got, want := fmt.Sprintf("%#v", valueOf(tree.Root())), fmt.Sprintf("%#v", want); got != want {
		t.Fatalf("%q: tree says %s, want %s", src, got, want)
	}
}

func valueOf(n syntax.Node) any {
	switch n.Kind() {
	case syntax.Null:
		return nil
	case syntax.Bool:
		return n.Text() == "true"
	case syntax.Number:
		return json.Number(n.Text())
	case syntax.Sequence:
		list := []any{}
		for c := range n.Children() {
			list = append(list, valueOf(c))
		}
		return list
	case syntax.Mapping:
		m := map[string]any{}
		for p := range n.Children() {
			m[p.Key().Text()] = valueOf(p.Value())
		}
		return m
	}
	return n.Text()
}

const samplePack = `{
  "name": "zeta-monitor",
  "displayName": "Zeta \"Monitor\" \u00e9 😀",
  "version": "1.2.3", "layer": "addon",
  "cloudTypes": ["aws", "gcp"],
  "annotations": {"source": "community", "n": [1.5e3, -0, true, null, {}, []]},
  "constraints": {
    "dependencies": [
      {"packName": "kubernetes", "minVersion": "1.27", "layer": "k8s", "type": "optional"},
      {"packName": "calico", "layer": "cni", "type": "required"}
    ]
  }
}
`

// TestJSONMutations compares with encoding/json on texts with random mistakes.
func TestJSONMutations(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 2259))
	scraps := []string{"", ",", ":", "{", "}", "[", "]", `"`, "'", `\`, "//", "/*", "*/", "0", "-", ".", "e", "\n", " ",
		"\t", "\x00", "\xff", "é", "\u00a0", "#", "a", "null", ";", `"x":`, `\u`, `\ud800`}
	for range 10_000 {
		src := samplePack
		if rnd.IntN(2) == 0 {
			from := rnd.IntN(len(src))
			src = src[from:min(len(src), from+rnd.IntN(60))]
		}
		for range 1 + rnd.IntN(3) {
			i := rnd.IntN(len(src) + 1)
			j := min(len(src), i+rnd.IntN(3))
			src = src[:i] + scraps[rnd.IntN(len(scraps))] + src[j:]
		}
		checkJSON(t, src)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(samplePack)
	for _, c := range jsonMistakes {
		f.Add(c.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		checkJSON(t, src)
		tree := syntax.ParseJSON(src)
		for _, e := range tree.Errors {
			text.Apply(src, e.Fix)
		}
	})
}

// TestJSONExtremes feeds what must neither overflow nor take more than linear time and memory.
func TestJSONExtremes(t *testing.T) {
	const many = 100_000
	for name, src := range map[string]string{
		"arrays":          strings.Repeat("[", many),
		"objects":         strings.Repeat(`{"a":`, many),
		"nested":          strings.Repeat("[", many) + strings.Repeat("]", many),
		"closers":         strings.Repeat("}", many),
		"wrong closers":   strings.Repeat("[", 900) + strings.Repeat("}", many),
		"mixed":           strings.Repeat("[{", many),
		"mixed closers":   strings.Repeat("[{", 400) + strings.Repeat("}}", many),
		"quotes":          strings.Repeat(`"`, many),
		"colons":          "{" + strings.Repeat(`:`, many),
		"commas":          "[" + strings.Repeat(",", many),
		"keys":            "{" + strings.Repeat(`"a":`, many),
		"array keys":      `{"a":[` + strings.Repeat("\"b\":\n", many),
		"unclosed lines":  "[" + strings.Repeat("\"b\n", many),
		"comments":        strings.Repeat("/**/", many),
		"opened comments": "[" + strings.Repeat("/*", many),
		"binary":          strings.Repeat("\x00\xff\x01{\"", many),
		"words":           "[" + strings.Repeat("ab ", many),
		"lines":           "{" + strings.Repeat("a\n", many),
		"early end":       `{"a":1` + strings.Repeat(`}, "b":2`, many),
		"long line":       `{"a": "` + strings.Repeat("x", 4<<20) + `"}`,
		"long open line":  `{"a": ["` + strings.Repeat("x", 4<<20),
		"blanks":          "[" + strings.Repeat(" ", many) + strings.Repeat("} ", many),
	} {
		t.Run(name, func(t *testing.T) {
			tree := syntax.ParseJSON(src)
			if len(tree.Errors) > 1000 {
				t.Errorf("%d errors", len(tree.Errors))
			}
			n := 0
			for range tree.All() {
				n++
			}
			if n > 2*len(src)+1 {
				t.Errorf("%d nodes of %d bytes", n, len(src))
			}
		})
	}
	tree := syntax.ParseJSON(strings.Repeat("[", many) + "1" + strings.Repeat("]", many))
	if len(tree.Errors) != 1 || !strings.Contains(tree.Errors[0].Message, "1000 levels") {
		t.Errorf("nested too deep: %v", tree.Errors)
	}
}

func BenchmarkParseJSON(b *testing.B) {
	var large strings.Builder
	large.WriteString(`{"name": "big", "constraints": {"dependencies": [`)
	for i := range 2000 {
		if i > 0 {
			large.WriteByte(',')
		}
		fmt.Fprintf(&large,
			"\n      {\n        \"packName\": \"pack-%d\",\n        \"layer\": \"addon\",\n        \"minVersion\": "+
				"\"1.%d.0\",\n        \"type\": \"optional\"\n      }", i, i)
	}
	large.WriteString("\n]}}\n")
	for _, c := range []struct{ name, src string }{{"small", samplePack}, {"large", large.String()},
		{"string", `"` + strings.Repeat("abcdefgh ", 1<<20) + `"`}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.src)))
			b.ReportAllocs()
			for b.Loop() {
				if tree := syntax.ParseJSON(c.src); len(tree.Errors) > 0 {
					b.Fatal(tree.Errors)
				}
			}
		})
	}
}
