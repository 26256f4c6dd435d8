package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// valueSet are values that are looked up, equal as in JSON Schema: numbers by what they are, objects whatever the order
// of their properties.
type valueSet struct {
	strings map[string]struct{}
	others  map[string]struct{} // by key
	longest int                 // of the keys in others, in bytes
	message string              // of jsonschema for a value that is not among them, with the first ones only
}

func newValueSet(values []any) *valueSet {
	set := &valueSet{strings: map[string]struct{}{}, others: map[string]struct{}{}}
	for _, v := range values {
		if s, ok := v.(string); ok {
			set.strings[s] = struct{}{}
			continue
		}
		key, _ := appendKey(nil, v, noLimit)
		set.others[string(key)] = struct{}{}
		set.longest = max(set.longest, len(key))
	}
	set.message = enumMessage(values)
	return set
}

// has reports whether v is among the values, and takes steps for its size.
func (set *valueSet) has(v any, s *steps) bool {
	if text, ok := v.(string); ok {
		_, found := set.strings[text]
		return found
	}
	key, ok := appendKey(nil, v, set.longest)
	s.take(len(key) / 256)
	if !ok {
		return false // longer than all
	}
	_, found := set.others[string(key)]
	return found
}

// enumMessage is what jsonschema says about a value that is not one of these, with the first ones only.
func enumMessage(values []any) string {
	if slices.ContainsFunc(values, isNested) {
		return "enum failed"
	}
	if len(values) == 1 {
		return fmt.Sprintf("value must be %#v", values[0])
	}
	var b strings.Builder
	b.WriteString("value must be one of ")
	for i, v := range values {
		if i == maxNames {
			fmt.Fprintf(&b, " and %d others", len(values)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%#v", v)
	}
	return b.String()
}

func isNested(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// twice is the first element of list that equals an earlier one, i, and takes steps for the size of the elements.
func twice(list []any, s *steps) (i, j int, ok bool) {
	texts := map[string]int{}
	keys := map[string]int{}
	var key []byte
	for j, v := range list {
		if text, is := v.(string); is {
			if i, ok := texts[text]; ok {
				return i, j, true
			}
			texts[text] = j
			continue
		}
		key, _ = appendKey(key[:0], v, noLimit)
		s.take(len(key) / 256)
		if i, ok := keys[string(key)]; ok {
			return i, j, true
		}
		keys[string(key)] = j
	}
	return 0, 0, false
}

const noLimit = 1 << 62

// appendKey appends a text of v to key that equal values have in common and no others. It gives up, with false, on
// one that makes key longer than most bytes.
func appendKey(key []byte, v any, most int) (_ []byte, ok bool) {
	switch v := v.(type) {
	case nil:
		key = append(key, 'z')
	case bool:
		key = strconv.AppendBool(key, v)
	case string:
		if len(key)+len(v) > most {
			return key, false
		}
		key = append(appendLength(key, 's', len(v)), v...)
	case []any:
		key = appendLength(key, 'a', len(v))
		for _, e := range v {
			if key, ok = appendKey(key, e, most); !ok {
				return key, false
			}
		}
	case map[string]any:
		if len(v) > most {
			return key, false
		}
		key = appendLength(key, 'm', len(v))
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if key, ok = appendKey(key, name, most); ok {
				key, ok = appendKey(key, v[name], most)
			}
			if !ok {
				return key, false
			}
		}
	case json.Number, float64, float32, int, int8, int32, int64, uint, uint8, uint32, uint64:
		key = append(appendNumber(append(key, 'n'), fmt.Sprint(v)), ';')
	default:
		panic(jsonschema.InvalidJSONTypeError(fmt.Sprintf("%T", v)))
	}
	return key, len(key) <= most
}

// appendLength appends what the next n bytes, elements, or properties are.
func appendLength(key []byte, what byte, n int) []byte {
	return append(strconv.AppendInt(append(key, what), int64(n), 10), ':')
}

// appendNumber appends what all decimal texts of a number have in common: its digits without zeros at the ends, and
// the power of ten after them. A text that is not a decimal number, such as that of infinity, is only like itself.
func appendNumber(key []byte, text string) []byte {
	digits, negative := strings.CutPrefix(text, "-")
	exponent := 0
	if mantissa, power, ok := cutExponent(digits); ok {
		n, err := strconv.Atoi(power)
		if err != nil || n > 1<<40 || n < -1<<40 {
			return append(key, text...)
		}
		digits, exponent = mantissa, n
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	exponent -= len(fraction)
	digits = strings.TrimLeft(whole+fraction, "0")
	if strings.Trim(digits, "0123456789") != "" {
		return append(key, text...)
	}
	short := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(short)
	if short == "" {
		return append(key, '0')
	}
	if negative {
		key = append(key, '-')
	}
	return strconv.AppendInt(append(append(key, short...), 'e'), int64(exponent), 10)
}

func cutExponent(number string) (mantissa, power string, ok bool) {
	i := strings.IndexAny(number, "eE")
	if i < 0 {
		return number, "", false
	}
	return number[:i], strings.TrimPrefix(number[i+1:], "+"), true
}
