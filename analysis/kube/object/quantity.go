package object

import (
	"math"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// suffixes are the units of quantities.
var suffixes = map[string]float64{
	"": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
	"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60,
}

// IsQuantity reports whether s is a quantity, such as 100m or 2Gi.
func IsQuantity(s string) bool {
	_, ok := parseQuantity(s)
	return ok
}

// parseQuantity reads a quantity as ParseQuantity of k8s.io/apimachinery/pkg/api/resource does, which takes more than
// it says: no digits at all are 0.
func parseQuantity(s string) (value float64, ok bool) {
	if s == "" {
		return 0, false
	}
	rest := s
	if rest[0] == '+' || rest[0] == '-' {
		rest = rest[1:]
	}
	whole := digits(rest)
	n := whole
	if n < len(rest) && rest[n] == '.' {
		n++
		n += digits(rest[n:])
	}
	number, suffix := rest[:n], rest[n:]
	scale, known := suffixes[suffix]
	if !known {
		if suffix[0] != 'e' && suffix[0] != 'E' {
			return 0, false
		}
		exp, err := strconv.ParseInt(suffix[1:], 10, 32)
		if err != nil {
			return 0, false
		}
		scale = math.Pow(10, float64(exp))
	}
	if number != "" && number != "." {
		f, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return 0, false
		}
		value = f * scale
	}
	if s[0] == '-' {
		value = -value
	}
	return value, true
}

// digits is how many decimal digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// Quantity is the value of a quantity; ok is false if it is absent or not known.
func (v *Value) Quantity() (value float64, ok bool) {
	if !v.Known() || !v.Node.Resolve().IsScalar() {
		return 0, false
	}
	text := strings.TrimSpace(v.Node.Resolve().Text())
	if x, isNumber := ParseNumber(text); isNumber && v.Kind == syntax.Number {
		return x.Float, true
	}
	return parseQuantity(text)
}

// More reports whether a is more than b beyond what rounding could explain.
func More(a, b float64) bool { return a > b && a-b > 1e-9*math.Max(math.Abs(a), math.Abs(b)) }
