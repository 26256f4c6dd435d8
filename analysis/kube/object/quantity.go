package object

import (
	"math"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/quantity"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

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
	if q, err := quantity.Parse(s); err == nil {
		return q.Value, true
	}
	rest := strings.TrimPrefix(s, s[:1])
	if s[0] != '+' && s[0] != '-' {
		rest = s
	}
	if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		return 0, false
	}
	q, err := quantity.Parse("0" + rest)
	return q.Value, err == nil
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
