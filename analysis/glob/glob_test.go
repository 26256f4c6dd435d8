package glob

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

func TestExpand(t *testing.T) {
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
		got, err := Expand(test.glob)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v", test.glob, got, err)
		}
	}
	for _, glob := range []string{
		"[", "{a", strings.Repeat("{a,b}", 9), strings.Repeat("x", 5000),
		strings.Repeat("{", 1000) + strings.Repeat("}", 1000),
	} {
		if got, err := Expand(glob); err == nil && len(got) > 1 {
			t.Errorf("%.50s: %d globs", glob, len(got))
		}
	}
}

// TestWork has few globs, but many bytes to write.
func TestWork(t *testing.T) {
	if globs, err := Expand(strings.Repeat("{a,b}", 7) + strings.Repeat("{a}", 1300)); err == nil {
		t.Errorf("%d globs", len(globs))
	}
}

// A glob matches what those match that it means. Next to two asterisks the library takes braces for more than their
// text.
func FuzzExpand(f *testing.F) {
	for _, glob := range []string{"{a,b}*", "a{b,{c,d}}", `[{]{a,\,}`, "{a}", "{,a}/b", "**/{a,b}/*"} {
		f.Add(glob, "a/b")
	}
	f.Fuzz(func(t *testing.T, glob, path string) {
		if len(glob) > 30 || len(path) > 30 || !utf8.ValidString(glob) || path == "" || strings.Contains(glob, "**") {
			return
		}
		globs, err := Expand(glob)
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
