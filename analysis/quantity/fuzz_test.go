package quantity

import (
	"math"
	"testing"
)

// FuzzParse reads any text: a quantity is a number, and what is written of it is read again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"100m", "0.5", "200Mi", "1e3", "+.5", "-1E", "1e99999", "0e99999", ".", "", "1ee3", "1e+3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s)
		if err != nil {
			return
		}
		if math.IsNaN(q.Value) {
			t.Fatalf("%q is not a number", s)
		}
		if _, ok := suffixes[q.Suffix]; !ok || math.IsInf(q.Value, 0) {
			return
		}
		again, err := Parse(Format(q.Value, q.Suffix))
		// Format rounds to three digits after the point.
		if off := math.Abs(again.Value - q.Value); err != nil || off > suffixes[q.Suffix]/1000+math.Abs(q.Value)/1e9 {
			t.Errorf("%q is %v, written %q, and then %v: %v", s, q.Value, Format(q.Value, q.Suffix), again.Value, err)
		}
	})
}
