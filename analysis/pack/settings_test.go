package pack

import (
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// A glob that would be matched by trying very many ways is left out, and settings with others still hold.
func TestHostileGlobs(t *testing.T) {
	hostile := "packs/" + strings.Repeat("{a,b,c,d}*", 16) + "z"
	root := syntax.ParseYAML("exclude:\n- '" + hostile + "'\n- '" + strings.Repeat("**/*a", 100) + "z'\n- old\n").Root()
	s := ParseSettings(root, "/w")
	for path, want := range map[string]bool{
		"/w/packs/" + strings.Repeat("abcd", 40):             false,
		"/w/" + strings.Repeat("aaaaaaaaaaaaaaaaaaaa/", 40):  false,
		"/w/" + strings.Repeat("aaaaaaaaaa/", 40) + "old/it": true,
	} {
		if got := s.excludes(path); got != want {
			t.Errorf("%.50s: %v", path, got)
		}
	}
}

// A group sets the severity of its checks, and switches on none that is off: that takes the check's own code.
func TestGroupSeverity(t *testing.T) {
	s := ParseSettings(syntax.ParseYAML("checks:\n  deps/*: hint\n  values/*: off\n  values/own: error\n").Root(), "/w")
	for _, tt := range []struct {
		code      string
		def, want Severity
	}{
		{"deps/on", Warning, Hint},
		{"deps/off", Off, Off},
		{"values/on", Warning, Off},
		{"values/own", Off, Error},
		{"pack/other", Warning, Warning},
	} {
		if got := s.Severity(tt.code, "/w/pack.json", tt.def); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.code, got, tt.want)
		}
	}
}
