package format_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

var tabs = format.Options{Unit: "\t"}

// formatted is the text of o after formatting the lines that in touches.
func formatted(o packtest.Opened, in text.Range, opts format.Options) string {
	return text.Apply(o.Src, format.File(o.Snapshot, o.Path, in, opts))
}

// TestJSON runs each archive in testdata/json: "json pack.json" is the file after formatting, with an editor that
// uses tabs.
func TestJSON(t *testing.T) {
	packtest.RunFileArchives(t, "json", func(t *testing.T, o packtest.Opened) string {
		out := formatted(o, text.Range{End: len(o.Src)}, tabs)
		checkFormatted(t, o.Src, out)
		return out
	})
}

// TestYAML runs each archive in testdata/yaml: "yaml FILE" is the file after formatting.
func TestYAML(t *testing.T) {
	packtest.RunFileArchives(t, "yaml", func(_ *testing.T, o packtest.Opened) string {
		return formatted(o, text.Range{End: len(o.Src)}, tabs)
	})
}

func packJSON(src string) packtest.Opened {
	return packtest.OpenFile([]txtar.File{{Name: "pack.json", Data: []byte(src)}}, "pack.json")
}

// checkFormatted checks what is true of any text: only white space changes, and formatting again changes nothing.
func checkFormatted(t *testing.T, src, out string) {
	t.Helper()
	if squeeze(src) != squeeze(out) {
		t.Errorf("more than white space differs:\n%s", out)
	}
	again := packJSON(out)
	if twice := formatted(again, text.Range{End: len(out)}, tabs); twice != out {
		t.Errorf("formatted again:\n%q\nafter\n%q", twice, out)
	}
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, s)
}

func TestJSONRange(t *testing.T) {
	const src = "{\n \"a\":1,\n    \"b\":  2,\n\"c\":[1,2],\n  \"d\": 4\n}"
	o := packJSON(src)
	at := strings.Index(src, "b")
	want := strings.Replace(src, "    \"b\":  2", " \"b\": 2", 1)
	if got := formatted(o, text.Range{Start: at, End: at}, tabs); got != want {
		t.Errorf("one line:\n%s", got)
	}
	want = strings.Replace(want, `"c":[1,2]`, ` "c": [1, 2]`, 1)
	if got := formatted(o, text.Range{Start: at, End: strings.Index(src, "c")}, tabs); got != want {
		t.Errorf("two lines:\n%s", got)
	}
}

func TestJSONOptions(t *testing.T) {
	for _, test := range []struct {
		name, src string
		opts      format.Options
		want      string
	}{
		{"the editor's unit", `{"a": [{"b": 1}]}`, tabs, "{\n\t\"a\": [\n\t\t{\"b\": 1}\n\t]\n}"},
		{"no unit", `{"a":1}`, format.Options{}, "{\n  \"a\": 1\n}"},
		{"the file's unit", "{\n   \"a\":1}", tabs, "{\n   \"a\": 1\n}"},
		{"a line end to be", `{}`, format.Options{FinalNewline: true}, "{}\n"},
		{"several line ends", "{}\n\n  \n", tabs, "{}\n"},
		{"spaces at the end", "{}  ", tabs, "{}"},
		{"carriage returns", "{\r\n\"a\":1,\r\n\r\n\"b\":2}\r\n\r\n", tabs, "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}\r\n"},
		{"mixed line ends", "{\n\"a\":1,\r\n\"b\":2\r\n}\r\n", tabs, "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n"},
		{"mixed line ends, the other way", "{\r\n\"a\":1,\n\"b\":2\n}\n", tabs, "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}\r\n"},
		{"no JSON", "{\"a\":1,}", tabs, "{\"a\":1,}"},
		{"a comment", "{\"a\":1 // one\n}", tabs, "{\"a\":1 // one\n}"},
		{"nothing", "", tabs, ""},
		{"too deep", strings.Repeat("[\n", 200) + strings.Repeat("]", 200), tabs, strings.Repeat("[\n", 200) + strings.Repeat("]", 200)},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := packJSON(test.src)
			if got := formatted(o, text.Range{End: len(test.src)}, test.opts); got != test.want {
				t.Errorf("%q, not %q", got, test.want)
			}
			// Editors apply positions, which cannot be inside a line end or a character.
			table := text.New(test.src)
			for _, e := range format.File(o.Snapshot, o.Path, text.Range{End: len(test.src)}, test.opts) {
				for _, off := range []int{e.Start, e.End} {
					if back := table.Offset(table.Position(off, text.UTF16), text.UTF16); back != off {
						t.Errorf("%+v: offset %d becomes %d", e, off, back)
					}
				}
			}
		})
	}
}

func FuzzJSON(f *testing.F) {
	for _, src := range []string{
		`{"a": 1}`, "{\n  \"a\": [1,2 ],\r\n\"b\":{ }}", "[]\n", "{\"a\":{\"b\":[{\"c\":null}]}}", "[1\r,\n2\r\n]",
		"\ufeff{}", "{\"a\":\n{\n}}  \n", "  1", "[[],[\n]]", "{\"{,:}\": \"[ ]\"}",
	} {
		f.Add(src, 0, len(src))
	}
	f.Fuzz(func(t *testing.T, src string, start, end int) {
		o := packJSON(src)
		checkFormatted(t, src, formatted(o, text.Range{End: len(src)}, tabs))
		start, end = min(max(start, 0), len(src)), min(max(end, 0), len(src))
		part := text.Range{Start: min(start, end), End: max(start, end)}
		if out := formatted(o, part, tabs); squeeze(out) != squeeze(src) {
			t.Errorf("%v: more than white space differs:\n%q", part, out)
		}
	})
}
