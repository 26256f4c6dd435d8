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
