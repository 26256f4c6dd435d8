package glob

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// TestSet compares what is looked up with what each glob matches.
func TestSet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "b", "a.b", "*", "**", "a*", "?", "[ab]", `\a`, "{a,b}", ".", "..", "", "a b", "ä"}
	join := func(most int, parts []string) string {
		list := make([]string, 1+r.IntN(most))
		for i := range list {
			list[i] = parts[r.IntN(len(parts))]
		}
		return strings.Join(list, "/")
	}
	hits := 0
	for range 20_000 {
		lists := make([][]string, 3)
		for i := range lists {
			lists[i] = All([]string{join(4, parts), join(2, parts[:5])})
		}
		file := join(4, []string{"a", "b", "a.b", "ab", "a b", "ä"})
		var want []int
		for i, globs := range lists {
			if slices.ContainsFunc(globs, func(g string) bool { return matchesAbove(g, file) }) {
				want = append(want, i)
			}
		}
		if got := NewSet(lists...).Match(file); !slices.Equal(got, want) {
			t.Fatalf("%q of %q: %v, want %v", file, lists, got, want)
		}
		hits += len(want)
	}
	if hits < 1000 {
		t.Errorf("only %d lists match", hits)
	}
}

func matchesAbove(glob, file string) bool {
	for p := file; p != "."; p = path.Dir(p) {
		if ok, err := doublestar.Match(glob, p); err == nil && ok {
			return true
		}
	}
	return false
}

// TestSetLooksUp checks that globs without wildcards are looked up, however many there are.
func TestSetLooksUp(t *testing.T) {
	var globs []string
	for i := range 1000 {
		globs = append(globs, fmt.Sprintf("packs/p%d", i), fmt.Sprintf("packs/q%d/**", i), fmt.Sprintf("r%d", i))
	}
	if s := NewSet(All(globs)); len(s.rest) > 0 {
		t.Errorf("%d globs are tried one by one, such as %q", len(s.rest), s.rest[0].glob)
	}
}
