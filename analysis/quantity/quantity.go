// Package quantity reads amounts of resources, such as 100m or 2Gi.
//
// Deliberately absent: which amounts make sense for what. Checks know.
package quantity

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Quantity is an amount of a resource as Kubernetes writes it: 100m, 0.5, 200Mi, 1e3.
//
// k8s.io/apimachinery/pkg/api/resource reads the same language, but adds 1.3 MB and six modules (CBOR and decimal
// arithmetic among them) to the program, for what is one number and a suffix.
type Quantity struct {
	Value  float64 // in cores, bytes or pieces: 0.1 for 100m, 2097152 for 2Mi; infinite if it is beyond float64
	Suffix string  // as written: "", "m", "Mi", "k", "e3"
}

// suffixes are those of quantities (Kubernetes API reference, "Quantity") without exponents.
var suffixes = map[string]float64{
	"": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
	"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60,
}

// Parse reads a quantity. The error says what is wrong with it.
func Parse(s string) (Quantity, error) {
	end := 0
	if end < len(s) && (s[end] == '+' || s[end] == '-') {
		end++
	}
	digits := 0
	for point := false; end < len(s); end++ {
		switch c := s[end]; {
		case '0' <= c && c <= '9':
			digits++
			continue
		case c == '.' && !point:
			point = true
			continue
		}
		break
	}
	if digits == 0 {
		return Quantity{}, fmt.Errorf("%.60q does not begin with a number", s)
	}
	number, suffix := s[:end], s[end:]
	scale, ok := suffixes[suffix]
	if !ok {
		exponent, err := strconv.ParseInt(strings.TrimLeft(suffix, "eE"), 10, 32)
		if err != nil || len(strings.TrimLeft(suffix, "eE")) != len(suffix)-1 {
			return Quantity{}, fmt.Errorf("%.60q is no suffix of a quantity", suffix)
		}
		scale = math.Pow(10, float64(exponent))
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil && !math.IsInf(value, 0) {
		return Quantity{}, fmt.Errorf("%.60q is not a number", number)
	}
	if value != 0 { // 0 times an infinite scale is not a number
		value *= scale
	}
	return Quantity{value, suffix}, nil
}

// Binary reports whether q is written with a power of 1024, as amounts of memory and disk are.
func (q Quantity) Binary() bool { return strings.HasSuffix(q.Suffix, "i") }

// Fraction reports whether q is written in parts of a unit, as amounts of CPU are.
func (q Quantity) Fraction() bool { return q.Suffix == "m" || q.Suffix == "u" || q.Suffix == "n" }

// Format writes an amount, in cores, bytes or pieces, with one of the suffixes of quantities without exponents.
func Format(value float64, suffix string) string {
	return strconv.FormatFloat(math.Round(value/suffixes[suffix]*1000)/1000, 'f', -1, 64) + suffix
}
