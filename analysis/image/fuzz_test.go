package image

import "testing"

// FuzzReference reads any text as an image reference: it is valid or has a problem, and its whole form is that of
// itself.
func FuzzReference(f *testing.F) {
	for _, s := range []string{
		"nginx", "a/b:1", "localhost/x", "host:5000/a/b@sha256:00", "A/b", "docker.io/library/nginx:latest", "a//b",
		"https://x/y", "a:", "", " a", "\xff", "index.docker.io/a",
	} {
		f.Add(s, "nginx:1")
	}
	f.Fuzz(func(t *testing.T, ref, other string) {
		a, b := Parse(ref), Parse(other)
		if (a == nil) == (Problem(ref) == "") {
			t.Fatalf("%q: %v, %q", ref, a, Problem(ref))
		}
		if again := WithRegistry(WithRegistry(ref)); again != WithRegistry(ref) {
			t.Errorf("%q: the registry is added twice: %q", ref, again)
		}
		if a == nil {
			return
		}
		if whole := Whole(ref); Whole(whole) != whole || Parse(whole) == nil {
			t.Errorf("%q is %q, which is %q", ref, whole, Whole(whole))
		}
		if !Same(a, a) || b != nil && Same(a, b) != Same(b, a) {
			t.Errorf("%q and %q: the same one way only", ref, other)
		}
	})
}
