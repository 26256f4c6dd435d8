package check

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFoldsTo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []string{"a", "A", "b", "-", "_", " ", "É", "é", "\xff", "�", "İ", "ǅ", "-"}
	word := func() string {
		var b strings.Builder
		for range rng.IntN(5) {
			b.WriteString(letters[rng.IntN(len(letters))])
		}
		return b.String()
	}
	for range 20_000 {
		a, b := word(), word()
		if got, want := foldsTo(a, fold(b)), fold(a) == fold(b); got != want {
			t.Fatalf("foldsTo(%q, %q) = %v, want %v", a, fold(b), got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	long := strings.Repeat("0123456789", 4)
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "bca", 2}, {"kitten", "sitting", 3},
		{"värde", "varde", 1}, {"abcd", "badc", 2}, {long, long, 0}, {long, long[1:], 1}, {long, "x" + long[1:], 1},
		{long[:31], long[:32], 1}, {long[:32], long[:33], 1}, {long[:33], long[1:33], 1},
	} {
		for limit := range 6 {
			want := min(c.want, limit)
			if got := distance(c.a, c.b, limit); got != want {
				t.Errorf("distance(%q, %q, %d) = %d, want %d", c.a, c.b, limit, got, want)
			}
			if got := distance(c.b, c.a, limit); got != want {
				t.Errorf("distance(%q, %q, %d) = %d, want %d", c.b, c.a, limit, got, want)
			}
		}
	}
}

// BenchmarkNearest looks for what a word that nothing is near to is a slip of.
func BenchmarkNearest(b *testing.B) {
	known := []string{"pack", "charts", "manifests", "options", "podAnnotations"}
	b.ReportAllocs()
	for b.Loop() {
		if got := nearest("chorus7", known); utf8.RuneCountInString(got) > 0 {
			b.Fatal(got)
		}
	}
}
