package style

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named matches the code in a text that may be a path of this repository, from its root.
var named = regexp.MustCompile("`((?:analysis|cmd|docs|editors|examples|internal|server|\\.ci|\\.github)/[^`\\s]*)`")

// forNewcomers are the pages that a new contributor follows.
var forNewcomers = []string{"README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"}

// TestNamedPaths holds that each path that the pages name is there. A path with * needs one file; capitals and <> are
// names to fill in.
func TestNamedPaths(t *testing.T) {
	for _, page := range forNewcomers {
		b, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			name := m[1]
			if regexp.MustCompile(`[A-Z]{4}|<`).MatchString(name) && !strings.HasSuffix(name, "README.md") ||
				strings.HasSuffix(name, "/...") {
				continue
			}
			found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there", page, name)
			}
		}
	}
}

// TestNamedTests holds that each Go test and fuzz target that the pages name is there.
func TestNamedTests(t *testing.T) {
	have := map[string]bool{}
	eachFile(t, func(name string) bool { return strings.HasSuffix(name, "_test.go") }, func(_, src string) {
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(src, -1) {
			have[m[1]] = true
		}
	})
	for _, page := range forNewcomers {
		b, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(string(b), -1) {
			if !have[m] {
				t.Errorf("%s names %s, which is not there", page, m)
			}
		}
	}
}
