package syntax

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v2"
)

// FuzzBlockScalar compares the content of block scalars with what the YAML reader of Helm makes of them.
func FuzzBlockScalar(f *testing.F) {
	for _, text := range []string{
		"a\nb", "a\n\nb\n\n", "\n\na\n  b\n\n  c\nd", "a\n  \n\nb", "a\n\tb\n c\n\nd\n", "\n", "", "a \nb ",
	} {
		for header := range 6 {
			f.Add(text, uint8(header))
		}
	}
	f.Fuzz(func(t *testing.T, content string, header uint8) {
		if strings.Trim(content, "ab \t\n") != "" {
			t.Skip() // what lines hold is all the same
		}
		// The indentation is given: spaces may begin the first line.
		src := "k: " + []string{"|1", "|1-", "|1+", ">1", ">1-", ">1+"}[header%6] + "\n"
		for line := range strings.SplitSeq(content, "\n") {
			src += " " + line + "\n"
		}
		src += "z: 1\n"
		var want struct{ K string }
		if err := yaml.Unmarshal([]byte(src), &want); err != nil {
			t.Skip(err)
		}
		if got := ParseYAML(src).Root().Get("k").Text(); got != want.K {
			t.Errorf("%q\n is %q\nwant %q", src, got, want.K)
		}
	})
}

// FuzzFold compares the content of text on several lines, unquoted and quoted, with what the YAML reader of Helm makes
// of it.
func FuzzFold(f *testing.F) {
	for _, text := range []string{
		"a\nb", "a \n\n b", "a\t\n\t\n\n\tb", "a''\n '' b", "a\n", " \na ", "a\r\nb\r\n\r\nc", "a \nb", "",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, content string) {
		if strings.Trim(content, "ab'\t\r\n ") != "" || strings.Contains(strings.ReplaceAll(content, "''", ""), "'") {
			t.Skip() // what lines hold is all the same
		}
		indented := strings.ReplaceAll(content, "\n", "\n ")
		for _, src := range []string{"k: '" + indented + "'\n", "k: \"" + indented + "\"\n", "k: a" + indented + "b\n"} {
			var want struct{ K string }
			if err := yaml.Unmarshal([]byte(src), &want); err != nil {
				continue
			}
			if got := ParseYAML(src).Root().Get("k").Text(); got != want.K {
				t.Errorf("%q\n is %q\nwant %q", src, got, want.K)
			}
		}
	})
}
