package quantity_test

import (
	"math"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/quantity"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		s                string
		value            float64
		binary, fraction bool
	}{
		{"0", 0, false, false},
		{"1", 1, false, false},
		{"+1", 1, false, false},
		{"-2", -2, false, false},
		{"0.5", 0.5, false, false},
		{".5", 0.5, false, false},
		{"5.", 5, false, false},
		{"007", 7, false, false},
		{"100m", 0.1, false, true},
		{"1500u", 0.0015, false, true},
		{"3n", 3e-9, false, true},
		{"1k", 1000, false, false},
		{"2M", 2e6, false, false},
		{"1G", 1e9, false, false},
		{"1E", 1e18, false, false},
		{"1Ki", 1024, true, false},
		{"200Mi", 209715200, true, false},
		{"1.5Gi", 1610612736, true, false},
		{"1Ei", 1 << 60, true, false},
		{"1e3", 1000, false, false},
		{"1E3", 1000, false, false},
		{"12e-1", 1.2, false, false},
		{"1e+2", 100, false, false},
		{"1e999999999", math.Inf(1), false, false},
		{"0e999999999", 0, false, false},
		{strings.Repeat("9", 1000), math.Inf(1), false, false},
	} {
		q, err := quantity.Parse(c.s)
		if err != nil {
			t.Errorf("%.20q: %v", c.s, err)
			continue
		}
		if diff := math.Abs(q.Value - c.value); diff > math.Abs(c.value)*1e-12 {
			t.Errorf("%.20q is %v, want %v", c.s, q.Value, c.value)
		}
		if q.Binary() != c.binary || q.Fraction() != c.fraction {
			t.Errorf("%.20q: binary %t, fraction %t; want %t, %t", c.s, q.Binary(), q.Fraction(), c.binary, c.fraction)
		}
	}
}

func TestNoQuantity(t *testing.T) {
	for _, s := range []string{
		"", " ", "m", "Mi", ".", "+", "-", "1 Gi", " 1", "1 ", "1K", "1mi", "1gi", "1MB", "1GiB", "100mm", "1ee3", "1e",
		"1eX", "1e99999999999",
		"1.2.3", "0x10", "1_000", "half", "{{ .spectro.var.cpu }}", "1,5",
	} {
		if q, err := quantity.Parse(s); err == nil {
			t.Errorf("%q is read as %v, want an error", s, q)
		}
	}
}
