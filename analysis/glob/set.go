package glob

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Set is several lists of globs. Those without wildcards, which are most of them, are looked up, so that many globs and
// many files do not take the product of both.
type Set struct {
	paths map[string][]int // path that is matched, with all below it -> lists
	names map[string][]int // name that is matched at any depth, with all below it -> lists
	rest  []listed
}

type listed struct {
	glob string
	list int
}

// NewSet returns a set of lists of globs, which All made.
func NewSet(lists ...[]string) *Set {
	s := &Set{paths: map[string][]int{}, names: map[string][]int{}}
	for i, globs := range lists {
		for _, g := range globs {
			plain := strings.TrimSuffix(g, "/**") // matches the folder as well
			name, anywhere := strings.CutPrefix(plain, "**/")
			switch {
			case anywhere && isPlain(name) && !strings.Contains(name, "/"):
				s.names[name] = append(s.names[name], i)
			case isPlain(plain):
				s.paths[plain] = append(s.paths[plain], i)
			default:
				s.rest = append(s.rest, listed{g, i})
			}
		}
	}
	return s
}

// isPlain reports whether a glob matches its own text and nothing else.
func isPlain(glob string) bool {
	return glob != "" && path.Clean(glob) == glob && glob != "." && !strings.HasPrefix(glob, "/") &&
		!strings.ContainsAny(glob, `*?[]{}\`)
}

// Match are the lists, by their numbers and in their order, of which a glob matches file or a folder that it is in.
// file is a path with slashes, relative to the folder that the globs are relative to.
func (s *Set) Match(file string) []int {
	var matched []int
	for p := file; p != "." && p != "/" && p != ""; p = path.Dir(p) {
		matched = append(matched, s.paths[p]...)
		matched = append(matched, s.names[path.Base(p)]...)
		for _, r := range s.rest {
			if ok, err := doublestar.Match(r.glob, p); err == nil && ok {
				matched = append(matched, r.list)
			}
		}
	}
	slices.Sort(matched)
	return slices.Compact(matched)
}
