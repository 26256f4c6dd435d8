package version_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/version"
)

func parse(t *testing.T, s string) version.Version {
	t.Helper()
	v, ok := version.Parse(s)
	if !ok {
		t.Fatalf("Parse(%q) failed", s)
	}
	return v
}

func TestVersionOrder(t *testing.T) {
	ascending := []string{
		"0", "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1", "1.2", "1.2.0.1", "1.2.0.9", "1.2.0.10", "1.2.1",
		"v1.10",
		"1.27.3", "3.4", "26.04.4", "26.4.5", "2024.01.09", "2024.1.10",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			if got, want := parse(t, a).Compare(parse(t, b)), cmp.Compare(i, j); cmp.Compare(got, 0) != want {
				t.Errorf("%s against %s: %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestVersionsThatAreTheSame(t *testing.T) {
	for _, same := range [][]string{
		{"1", "1.0", "1.0.0", "1.0.0.0", "v1", "v1.0.0", "01.00.00", "1.0.0+build.7"},
		{"1.27", "1.27.0", "1.27.0.0"},
		{"26.04.4", "26.4.4"},
		{"1.2.3-rc.1", "v1.2.3-rc.1", "1.2.3.0-rc.1"},
	} {
		for _, s := range same[1:] {
			if got := parse(t, same[0]).Compare(parse(t, s)); got != 0 {
				t.Errorf("%s against %s: %d, want 0", same[0], s, got)
			}
		}
	}
}

func TestNoVersion(t *testing.T) {
	for _, s := range []string{
		"", " ", "v", "latest", "1.x", "1.*", ">=1.2", "^1.2", "1.2 ", " 1.2", "1..2", "1.2.", "1.2.3.", "1.2.3.x", "-1",
		"1.2-", "1,2",
		"1.2.3.4.5.6.7.8.9", "99999999999999999999", "1.2.3.99999999999999999999", strings.Repeat("1.", 1<<20),
	} {
		if v, ok := version.Parse(s); ok || v.Exists() {
			t.Errorf("Parse(%.40q) = %v, want none", s, v)
		}
	}
}

func bounds(t *testing.T, s string) version.Bounds {
	t.Helper()
	low, high, ok := strings.Cut(s, "..")
	if !ok {
		t.Fatalf("%q holds no ..", s)
	}
	var b version.Bounds
	if low != "" {
		b.Min = parse(t, low)
	}
	if high != "" {
		b.Max = parse(t, high)
	}
	return b
}

func TestBoundsContain(t *testing.T) {
	for _, c := range []struct{ bounds, in, out string }{
		{"..", "0 1.2.3 99", ""},
		{"1.27..", "1.27 1.27.0 v1.27.1 2", "1.26.9 1.27.0-rc.1 0"},
		{"..1.29", "0 1.29 1.29.0 1.29.0-rc.1", "1.29.1 1.29.0.1 2"},
		{"1.2..1.4", "1.2 1.3.7 1.4.0", "1.1.9 1.4.1"},
		{"1.4..1.2", "", "1.2 1.3 1.4"},
	} {
		b := bounds(t, c.bounds)
		for _, s := range strings.Fields(c.in) {
			if !b.Contains(parse(t, s)) {
				t.Errorf("%s does not contain %s", c.bounds, s)
			}
		}
		for _, s := range strings.Fields(c.out) {
			if b.Contains(parse(t, s)) {
				t.Errorf("%s contains %s", c.bounds, s)
			}
		}
	}
}

// TestBoundsAgainstEachOther compares with what trying every version gives.
func TestBoundsAgainstEachOther(t *testing.T) {
	versions := []string{"1", "2", "3", "4", "5", "6", "7"}
	var all []string
	for _, low := range []string{"", "2", "3", "5", "6"} {
		for _, high := range []string{"", "2", "3", "5", "6"} {
			all = append(all, low+".."+high)
		}
	}
	in := func(b version.Bounds) (held []string) {
		for _, s := range versions {
			if b.Contains(parse(t, s)) {
				held = append(held, s)
			}
		}
		return held
	}
	for _, x := range all {
		a := bounds(t, x)
		if got, want := a.Empty(), len(in(a)) == 0; got != want {
			t.Errorf("%s is empty: %t, want %t", x, got, want)
		}
		if got, want := a.Unbounded(), x == ".."; got != want {
			t.Errorf("%s is unbounded: %t, want %t", x, got, want)
		}
		for _, y := range all {
			b := bounds(t, y)
			both := slices.DeleteFunc(in(a), func(s string) bool { return !slices.Contains(in(b), s) })
			if got := in(a.Intersect(b)); !slices.Equal(got, both) {
				t.Errorf("%s and %s have %v in common, want %v", x, y, got, both)
			}
			if got, want := a.Overlaps(b), len(both) > 0; got != want {
				t.Errorf("%s overlaps %s: %t, want %t", x, y, got, want)
			}
			if got, want := a.Within(b), len(both) == len(in(a)); got != want {
				t.Errorf("%s is within %s: %t, want %t", x, y, got, want)
			}
		}
	}
}
