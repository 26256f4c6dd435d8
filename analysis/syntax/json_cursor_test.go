package syntax_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// describe says what JSONCursorAt finds at the | in src.
func describe(src string) string {
	off := strings.Index(src, "|")
	c := syntax.ParseJSON(src[:off] + src[off+1:]).JSONCursorAt(off)
	var b strings.Builder
	switch {
	case c.InKey && c.InValue:
		b.WriteString("both")
	case c.InKey:
		b.WriteString("key")
	case c.InValue:
		b.WriteString("value")
	default:
		return "none"
	}
	fmt.Fprintf(&b, " in /%s", strings.Join(c.Path, "/"))
	if c.Container.Kind() == syntax.Sequence {
		fmt.Fprintf(&b, "[%d]", c.Index)
	}
	if c.Pair.Exists() {
		fmt.Fprintf(&b, " of %s", c.Pair.Key().Text())
	}
	text := src[:off] + src[off+1:]
	if c.Replace.Len() > 0 {
		fmt.Fprintf(&b, " replace <%s>", c.Replace.Of(text))
	} else if c.Replace.Start != off {
		b.WriteString(" ELSEWHERE")
	}
	if c.Quoted {
		b.WriteString(" quoted")
	}
	if c.Typed != "" {
		fmt.Fprintf(&b, " typed <%s>", c.Typed)
	}
	if c.NeedCommaBefore >= 0 {
		fmt.Fprintf(&b, " comma at %d", c.NeedCommaBefore)
	}
	if c.NeedCommaAfter {
		b.WriteString(" comma after")
	}
	if c.HasColon {
		b.WriteString(" colon")
	}
	if c.Indent != "" {
		fmt.Fprintf(&b, " indent %d", len(c.Indent))
	}
	return b.String()
}

func TestJSONCursor(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`{"layer": |}`, "value in / of layer"},
		{`{"layer":|}`, "value in / of layer"},
		{"{\n  \"layer\": |\n}", "value in / of layer indent 2"},
		{"{\n  \"layer\": |\n  \"name\": \"x\"\n}", "value in / of layer comma after indent 2"},
		{"{\n  \"layer\": \"|\n  \"name\": \"x\"\n}", `value in / of layer replace <"> quoted comma after indent 2`},
		{"{\n  \"layer\": \"|\",\n  \"name\": \"x\"\n}", `value in / of layer replace <""> quoted indent 2`},
		{`{"layer": "|`, `value in / of layer replace <"> quoted`},
		{`{"layer": "|}`, `value in / of layer replace <"> quoted`},
		{`{"layer": "ad|don"}`, `value in / of layer replace <"addon"> quoted typed <ad>`},
		{`{"layer": ad|}`, "value in / of layer replace <ad> typed <ad>"},
		{`{"layer": |addon}`, "value in / of layer replace <addon>"},
		{`{"layer": |"addon"}`, `value in / of layer replace <"addon">`},
		{`{"layer": "addon"|}`, "none"},
		{`{"layer": "addon" |}`, "key in / comma at 17"},
		{`{"layer": tr|ue}`, "value in / of layer replace <true> typed <tr>"},
		{`{"layer": 1|2}`, "value in / of layer replace <12> typed <1>"},
		{"{\"layer\": ad|\n \"name\": 1}", "value in / of layer replace <ad> typed <ad> comma after indent 1"},
		{`{"layer": |, "name": 1}`, "value in / of layer"},
		{`{"layer"|: "x"}`, "none"},
		{`{"layer" |: "x"}`, "none"},
		{`{"layer" | "x"}`, "none"},
		{`{"cloudTypes": [|]}`, "value in /cloudTypes[0]"},
		{`{"cloudTypes": ["aws", |]}`, "value in /cloudTypes[1]"},
		{`{"cloudTypes": ["aws" |]}`, "value in /cloudTypes[1] comma at 21"},
		{`{"cloudTypes": ["aws"|]}`, "none"},
		{`{"cloudTypes": ["a|ws", "gcp"]}`, `value in /cloudTypes[0] replace <"aws"> quoted typed <a>`},
		{`{"cloudTypes": [| "gcp"]}`, "value in /cloudTypes[0] comma after"},
		{`{"cloudTypes": [|"gcp"]}`, `value in /cloudTypes[0] replace <"gcp">`},
		{`{"cloudTypes": ["aws", | "gcp"]}`, "value in /cloudTypes[1] comma after"},
		{`{"cloudTypes": ["aws" | "gcp"]}`, "value in /cloudTypes[1] comma at 21 comma after"},
		{`{"cloudTypes": ["aws" |, "gcp"]}`, "value in /cloudTypes[1] comma at 21"},
		{`{"cloudTypes": ["aws" "g|"]}`, `value in /cloudTypes[1] replace <"g"> quoted typed <g> comma at 21`},
		{`{"cloudTypes": ["|]}`, `value in /cloudTypes[0] replace <"> quoted`},
		{`{"cloudTypes": [g|]}`, "value in /cloudTypes[0] replace <g> typed <g>"},
		{`{"cloudTypes": [|`, "value in /cloudTypes[0]"},
		{`{"cloudTypes": ["aws", "|`, `value in /cloudTypes[1] replace <"> quoted`},
		{"{\n  \"cloudTypes\": [\n    \"aws\",\n    |\n  ]\n}", "value in /cloudTypes[1] indent 4"},
		{"{\n  \"cloudTypes\": [\n    \"aws\"\n    |\n  \"name\": 1\n}", "value in /cloudTypes[1] comma at 29 indent 4"},
		{"{|}", "key in /"},
		{"{ | }", "key in /"},
		{`{"a": 1, |}`, "key in /"},
		{`{"a": 1 |`, "key in / comma at 7"},
		{`{"a": 1, |`, "key in /"},
		{"{|", "key in /"},
		{`{ "na| }`, `key in / of na replace <"na> quoted typed <na>`},
		{`{ "na|" }`, `key in / of na replace <"na"> quoted typed <na>`},
		{"{ na| }", "key in / of na replace <na> typed <na>"},
		{"{ na|: 1 }", "key in / of na replace <na> typed <na> colon"},
		{`{ "na|me": 1 }`, `key in / of name replace <"name"> quoted typed <na> colon`},
		{`{ |"name": 1 }`, "key in / comma after"},
		{"{\n  \"a\": 1,\n  |\n  \"b\": 2\n}", "key in / comma after indent 2"},
		{"{\n  \"a\": 1\n  |\n  \"b\": 2\n}", "key in / comma at 10 comma after indent 2"},
		{"{\n  |\n  \"b\": 2\n}", "key in / comma after indent 2"},
		{"{\n  \"a\": 1\n  |\n}", "key in / comma at 10 indent 2"},
		{"{\n  \"a\": 1,\n  \"na|\n  \"b\": 2\n}", `key in / of na replace <"na> quoted typed <na> comma after indent 2`},
		{"{\n  \"a\": 1\n  \"na|\n  \"b\": 2\n}", `key in / of na replace <"na> quoted typed <na> comma at 10 comma after indent 2`},
		{"{\n  \"a\": 1\n  na|\n}", "key in / of na replace <na> typed <na> comma at 10 indent 2"},
		{"{\n  \"a\": {|}\n}", "key in /a indent 2"},
		{"{\n  \"a\": {\n    \"x\": 1\n  },\n  |\n}", "key in / indent 2"},
		{`{"d": [{"type": "|"}]}`, `value in /d/0 of type replace <""> quoted`},
		{`{"d": [{"type": "opt|`, `value in /d/0 of type replace <"opt> quoted typed <opt>`},
		{`{"d": [{"type": "a"}, {|`, "key in /d/1"},
		{`{"d": [{"type": "a"}, |]}`, "value in /d[1]"},
		{`{"d": [|{"type": "a"}]}`, "value in /d[0] comma after"},
		{"{\n  // no|te\n  \"a\": 1}", "none"},
		{"{\n  // note|\n  \"a\": 1}", "none"},
		{"{\n  // note\n  |\"a\": 1}", "key in / comma after indent 2"},
		{"{/* | */}", "none"},
		{`{/* , */ "a": 1 /* , */ |}`, "key in / comma at 15"},
		{"{}|", "none"},
		{"{} |", "none"},
		{"|{}", "none"},
		{"|", "none"},
		{"ad|", "none"},
		{`{"a": 1}} |`, "none"},
		{`{"a"| }`, "none"},
		{"{\"a\"\n |}", "key in / comma at 4"},
		{`{"a": 1,, |}`, "key in /"},
		{`{"a": {"b": |, "c": 1}, "d": 2}`, "value in /a of b"},
		{`{"a": [|}`, "value in /a[0]"},
		{"{\r\n\t\"a\": |\r\n}", "value in / of a indent 1"},
		{`{"é😀": "ad|"}`, `value in / of é😀 replace <"ad"> quoted typed <ad>`},
		{"{'la|': 1}", "key in / of la replace <'la'> quoted typed <la> colon"},
		{`{"a": 'x|'}`, "value in / of a replace <'x'> quoted typed <x>"},
	} {
		if got := describe(c.src); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// A cursor in JSON on one line costs no more than one on many.
func TestJSONCursorOnLongLine(t *testing.T) {
	src := "{\"a\": [" + strings.Repeat("true, ", 100_000)
	start := time.Now()
	c := syntax.ParseJSON(src).JSONCursorAt(len(src))
	if took := time.Since(start); took > time.Minute { // minutes if each member costs a look at the line
		t.Errorf("it takes %v", took)
	}
	if !c.InValue || c.Index != 100_000 || c.Indent != "" {
		t.Errorf("got %+v", c)
	}
}

// FuzzJSONCursor checks that every place in every text has an answer that holds together.
func FuzzJSONCursor(f *testing.F) {
	f.Add(samplePack, 40)
	for _, c := range jsonMistakes {
		f.Add(c.src, len(c.src)/2)
	}
	f.Fuzz(func(t *testing.T, src string, off int) {
		c := syntax.ParseJSON(src).JSONCursorAt(off)
		off = min(max(off, 0), len(src))
		if !c.Replace.Touches(off) || c.Replace.Start < 0 || c.Replace.End > len(src) {
			t.Errorf("%q at %d: replaces %v", src, off, c.Replace)
		}
		if c.InKey && c.InValue || (c.InKey || c.InValue) && !c.Container.Range().Covers(c.Replace) {
			t.Errorf("%q at %d: %+v", src, off, c)
		}
		if c.NeedCommaBefore > c.Replace.Start {
			t.Errorf("%q at %d: comma at %d", src, off, c.NeedCommaBefore)
		}
	})
}
