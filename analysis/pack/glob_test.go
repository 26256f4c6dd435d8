package pack

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func TestExpandGlob(t *testing.T) {
	for _, test := range []struct {
		glob string
		want []string
	}{
		{"a/*", []string{"a/*"}},
		{"{a,b}", []string{"a", "b"}},
		{"x{a,b}y{c,}z", []string{"xaycz", "xayz", "xbycz", "xbyz"}},
		{"{a,b{c,d}}e", []string{"ae", "bce", "bde"}},
		{`\{a,b\}[{,}]{c,d}`, []string{`\{a,b\}[{,}]c`, `\{a,b\}[{,}]d`}},
	} {
		got, err := ExpandGlob(test.glob)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v", test.glob, got, err)
		}
	}
	for _, glob := range []string{
		"[", "{a", strings.Repeat("{a,b}", 9), strings.Repeat("x", 5000),
		strings.Repeat("{", 1000) + strings.Repeat("}", 1000),
	} {
		if got, err := ExpandGlob(glob); err == nil && len(got) > 1 {
			t.Errorf("%.50s: %d globs", glob, len(got))
		}
	}
}

// A glob that would be matched by trying very many ways is left out, and settings with others still hold.
func TestHostileGlobs(t *testing.T) {
	hostile := "packs/" + strings.Repeat("{a,b,c,d}*", 16) + "z"
	root := syntax.ParseYAML("exclude:\n- '" + hostile + "'\n- '" + strings.Repeat("**/*a", 100) + "z'\n- old\n").Root()
	// Few globs, but many bytes to write.
	if globs, err := ExpandGlob(strings.Repeat("{a,b}", 7) + strings.Repeat("{a}", 1300)); err == nil {
		t.Errorf("%d globs", len(globs))
	}
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

// A glob matches what those match that it means. Next to two asterisks the library takes braces for more than their
// text.
func FuzzExpandGlob(f *testing.F) {
	for _, glob := range []string{"{a,b}*", "a{b,{c,d}}", `[{]{a,\,}`, "{a}", "{,a}/b", "**/{a,b}/*"} {
		f.Add(glob, "a/b")
	}
	f.Fuzz(func(t *testing.T, glob, path string) {
		if len(glob) > 30 || len(path) > 30 || !utf8.ValidString(glob) || path == "" || strings.Contains(glob, "**") {
			return
		}
		globs, err := ExpandGlob(glob)
		if err != nil {
			return
		}
		want, err := doublestar.Match(glob, path)
		if err != nil {
			return
		}
		got := slices.ContainsFunc(globs, func(g string) bool { ok, _ := doublestar.Match(g, path); return ok })
		if got != want {
			t.Errorf("%q matches %q: %v, but %q: %v", glob, path, want, globs, got)
		}
	})
}
