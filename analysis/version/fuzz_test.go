package version

import "testing"

// FuzzParse compares any versions: they are in one order.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.27", "v1.2.3-rc.1+build", "26.04.4", "1.2.3.4.5", "1.x", "", "-", "1..2", "1.2.3.0-a"} {
		f.Add(s, "1.2.3", "2")
	}
	f.Fuzz(func(t *testing.T, s1, s2, s3 string) {
		a, ok1 := Parse(s1)
		b, ok2 := Parse(s2)
		c, ok3 := Parse(s3)
		if a.Exists() != ok1 {
			t.Fatalf("%q: %v, but it exists: %v", s1, ok1, a.Exists())
		}
		if !ok1 || !ok2 || !ok3 {
			return
		}
		if a.Compare(a) != 0 || a.Compare(b) != -b.Compare(a) {
			t.Errorf("%q is %d to %q, which is %d to it", s1, a.Compare(b), s2, b.Compare(a))
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Errorf("%q <= %q <= %q, but the first is greater than the last", s1, s2, s3)
		}
		both := Bounds{Min: a, Max: b}
		if both.Contains(c) && both.Empty() || both.Contains(a) == both.Empty() {
			t.Errorf("from %q to %q: empty %v, with %q %v", s1, s2, both.Empty(), s3, both.Contains(c))
		}
		if other := (Bounds{Min: c}); both.Overlaps(other) != other.Overlaps(both) {
			t.Errorf("from %q to %q overlaps from %q: %v, not so the other way round", s1, s2, s3, both.Overlaps(other))
		}
	})
}
