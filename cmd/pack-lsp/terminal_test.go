package main

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TestTerminal has the line under a finding, with the place marked whatever is before it.
func TestTerminal(t *testing.T) {
	of := func(line, marked string) finding {
		from := strings.Index(line, marked)
		units := func(s string) int { return text.New(s).Position(len(s), text.UTF16).Character }
		return finding{place: place{"p/values.yaml", text.Position{Line: 2, Character: units(line[:from])},
			text.Position{Line: 2, Character: units(line[:from+len(marked)])}}, severity: pack.Error,
			code: "pack/unknown-layer", message: "wrong", line: line}
	}
	long := strings.Repeat("a", 300) + "MARK" + strings.Repeat("b", 300)
	for _, tt := range []struct{ line, marked, want string }{
		{"key: value", "value", "     3 | key: value\n       |      ^^^^^\n"},
		{"\tkey: value", "key", "     3 |     key: value\n       |     ^^^\n"},
		{"日本: x", "x", "     3 | 日本: x\n       |       ^\n"},
		{"e\u0301: 😀 x", "x", "     3 | e\u0301: 😀 x\n       |       ^\n"},
		{"a\x1b[0m: x", "x", "     3 | a\\u001b[0m: x\n       |             ^\n"},
		{"##vso[a]: x", "x", "     3 | #\\u0023vso[a]: x\n       |                ^\n"},
		{"key:", "", "     3 | key:\n       | ^\n"},
		{long, "MARK", "     3 | …" + strings.Repeat("a", 14) + "MARK" + strings.Repeat("b", 10) + "…\n       |                ^^^^\n"},
	} {
		var b strings.Builder
		f := of(tt.line, tt.marked)
		screen := &terminal{width: 40}
		if err := screen.write(&b, report{findings: []finding{f}}); err != nil {
			t.Fatal(err)
		}
		where := strings.TrimPrefix(f.place.String(), "p/values.yaml:")
		want := "p/values.yaml\n  " + where + " error wrong [pack/unknown-layer]\n" + tt.want + "\n"
		if b.String() != want {
			t.Errorf("%q: got\n%s\nwant\n%s", tt.line, b.String(), want)
		}
	}
}

// TestColor holds when colors and links are written.
func TestColor(t *testing.T) {
	_, plain, _ := packLSP(t, "check", broken)
	_, never, _ := packLSP(t, "check", "--color=never", broken)
	_, always, _ := packLSP(t, "check", "--color=always", broken)
	if plain != never || strings.Contains(plain, "\x1b") {
		t.Errorf("colors outside a terminal: %q", plain)
	}
	for _, want := range []string{
		"\x1b[31merror\x1b[0m unknown layer",
		"\n\x1b[2m       |\x1b[0m            \x1b[31m^^^^^^^^\x1b[0m\n",
		"\x1b]8;;" + check.ByCode("pack/unknown-layer").URL() + "\x1b\\pack/unknown-layer\x1b]8;;\x1b\\",
	} {
		if !strings.Contains(always, want) {
			t.Errorf("no %q in\n%q", want, always)
		}
	}
	if strings.Count(always, "broken-pack/pack.json\x1b[0m\n") != 1 {
		t.Errorf("not grouped by file: %s", always)
	}
}
