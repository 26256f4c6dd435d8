package text

import (
	"strings"
	"testing"
)

func TestWeight(t *testing.T) {
	if got := Weight("a: [1, 2]\n"); got != 10+4*nodeSize {
		t.Errorf("%d", got)
	}
	for s, want := range map[string]bool{"": false, strings.Repeat("x", 100_000): false, strings.Repeat("[",
		100_000): true} {
		if got := Heavy(s, 1<<20); got != want {
			t.Errorf("%.10q: %v", s, got)
		}
	}
}
