package main

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// FuzzVisible prints a finding with any texts in it: a line for each finding, no character that acts, and JSON where
// JSON is promised.
func FuzzVisible(f *testing.F) {
	for _, s := range []string{
		"a", "::error file=x::y", "##vso[x]", "a\nb\r\x1b[31m\u202e\u2028\x00\x9b", "\xff%0A\\u001b",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, file, message string) {
		one := finding{
			place: place{file: file}, severity: pack.Error, code: "json/syntax", message: message,
			related: []related{{place{file: file}, message}},
		}
		for name, write := range formats {
			var b strings.Builder
			if err := write(&b, report{findings: []finding{one, one}}); err != nil {
				t.Fatal(err)
			}
			out := b.String()
			if name == "json" || name == "sarif" {
				if !json.Valid([]byte(out)) {
					t.Errorf("%s: not JSON: %q", name, out)
				}
				out = strings.ReplaceAll(out, "\n", "")
			}
			lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
			for _, line := range lines {
				if strings.ContainsFunc(line, acts) || !utf8.ValidString(line) {
					t.Errorf("%s: %q", name, line)
				}
			}
			if name == "github" && len(lines) != 2 || name == "text" && lines[0] != lines[len(lines)/2] {
				t.Errorf("%s: %d lines\n%s", name, len(lines), out)
			}
		}
	})
}
