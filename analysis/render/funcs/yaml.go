package funcs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	yamlv2 "go.yaml.in/yaml/v2"
	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

const (
	maxYAML  = 5 << 20 // bytes of a text that fromYaml or a chart's values.yaml may have
	MaxParts = 500_000 // mappings, lists and scalars that its aliases may make of it
)

// ReadValues reads a values.yaml as Helm does (chartutil.ReadValues): numbers are float64, keys are strings, the
// last of two equal keys counts.
func ReadValues(text string) (map[string]any, error) {
	v, err := Decode(text)
	if err != nil {
		return map[string]any{}, err
	}
	switch v := v.(type) {
	case nil:
		return map[string]any{}, nil
	case map[string]any:
		return v, nil
	}
	return map[string]any{}, errors.New(wrongKind + jsonKind(v) + " into Go value of type map[string]interface {}")
}

// wrongKind is how Helm says that YAML is not of the kind wanted.
const wrongKind = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "

// jsonKind names the kind of v as encoding/json does.
func jsonKind(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "bool"
	}
	return "number"
}

// Decode reads YAML as sigs.k8s.io/yaml does, without its detour through JSON.
func Decode(text string) (any, error) {
	if len(text) > maxYAML {
		return nil, fmt.Errorf("%w: a text of more than %d MiB", ErrLimit, maxYAML>>20)
	}
	var v any
	if err := yamlv2.Unmarshal([]byte(text), &v); err != nil {
		return nil, fmt.Errorf("error converting YAML to JSON: %w", err)
	}
	left := MaxParts
	v, err := jsonable(v, &left)
	if err != nil {
		return nil, fmt.Errorf("error converting YAML to JSON: %w", err)
	}
	return v, nil
}

// jsonable is v as encoding/json gives it back.
func jsonable(v any, left *int) (any, error) {
	if *left--; *left < 0 {
		return nil, fmt.Errorf("%w: more than %d parts", ErrLimit, MaxParts)
	}
	switch v := v.(type) {
	case map[any]any:
		return jsonMap(v, left)
	case []any:
		for i := range v {
			e, err := jsonable(v[i], left)
			if err != nil {
				return nil, err
			}
			v[i] = e
		}
		return v, nil
	case int:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case uint64:
		return float64(v), nil
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, fmt.Errorf("json: unsupported value: %s", strconv.FormatFloat(v, 'g', -1, 64))
		}
		return v, nil
	case string:
		return strings.ToValidUTF8(v, "\ufffd"), nil
	}
	return v, nil
}

func jsonMap(m map[any]any, left *int) (any, error) {
	out := make(map[string]any, len(m))
	for k, v := range m {
		key := ""
		switch k := k.(type) {
		case string:
			key = strings.ToValidUTF8(k, "\ufffd")
		case int:
			key = strconv.Itoa(k)
		case int64:
			key = strconv.FormatInt(k, 10)
		case float64:
			switch key = strconv.FormatFloat(k, 'g', -1, 32); key {
			case "+Inf":
				key = ".inf"
			case "-Inf":
				key = "-.inf"
			case "NaN":
				key = ".nan"
			}
		case bool:
			key = strconv.FormatBool(k)
		default:
			return nil, fmt.Errorf("unsupported map key of type: %T, key: %+#v, value: %+#v", k, k, v)
		}
		e, err := jsonable(v, left)
		if err != nil {
			return nil, err
		}
		out[key] = e
	}
	return out, nil
}

// ToYAML is Helm's: "" if v cannot be written.
func ToYAML(v any) string {
	plain, ok := yamlable(v)
	if !ok { // a type that package json knows its own way of
		out, err := yaml.Marshal(v)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(string(out), "\n")
	}
	if s, ok := scalarYAML(plain); ok {
		return s
	}
	out, err := yamlv2.Marshal(plain)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(out), "\n")
}

// scalarYAML writes the most frequent values, about which there is nothing to decide.
func scalarYAML(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "null", true
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case map[string]any:
		return "{}", len(v) == 0
	case []any:
		return "[]", len(v) == 0
	}
	return "", false
}

// yamlable is v as it is after the way through JSON and back that sigs.k8s.io/yaml sends it: whole numbers are
// integers. False for types that package json has its own way with.
func yamlable(v any) (any, bool) {
	switch v := v.(type) {
	case nil, bool, int:
		return v, true
	case int64:
		return int(v), true
	case string:
		return v, utf8.ValidString(v)
	case float64:
		if i := int(v); float64(i) == v && math.Abs(v) < 1e15 && (v != 0 || !math.Signbit(v)) {
			return i, true
		}
		if abs := math.Abs(v); abs < 1e-6 || abs >= 1e15 || math.IsNaN(v) {
			return nil, false // package json writes an exponent
		}
		return v, true
	case map[string]any:
		return yamlableMap(v)
	case Values:
		return yamlableMap(v)
	case []any:
		if v == nil {
			return nil, true
		}
		out := make([]any, len(v))
		for i, e := range v {
			var ok bool
			if out[i], ok = yamlable(e); !ok {
				return nil, false
			}
		}
		return out, true
	case []string:
		return v, v != nil && !slices.ContainsFunc(v, func(s string) bool { return !utf8.ValidString(s) })
	}
	return nil, false
}

func yamlableMap(m map[string]any) (any, bool) {
	if m == nil {
		return nil, true
	}
	out := make(map[string]any, len(m))
	for k, e := range m {
		v, ok := yamlable(e)
		if !ok || !utf8.ValidString(k) {
			return nil, false
		}
		out[k] = v
	}
	return out, true
}

func toYAMLPretty(v any) string {
	var out bytes.Buffer
	e := yamlv3.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func toJSON(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(out)
}

func toTOML(v any) string {
	var out bytes.Buffer
	if err := toml.NewEncoder(&out).Encode(v); err != nil {
		return err.Error()
	}
	return out.String()
}

// reader makes a function of one that reads a text, with its length counted.
func reader[T any](w *Set, read func(string) T) func(string) (T, error) {
	return func(s string) (T, error) {
		if err := w.Gives(16 * min(len(s), maxYAML)); err != nil {
			var none T
			return none, err
		}
		if err := w.Reads(64 * len(s)); err != nil { // reading takes longer than copying
			var none T
			return none, err
		}
		return read(s), w.Broken
	}
}

func (w *Set) yamlFunctions() template.FuncMap {
	return template.FuncMap{
		"toYaml":       w.shownAs(ToYAML),
		"toYamlPretty": w.shownAs(toYAMLPretty),
		"toToml":       w.shownAs(toTOML),
		"fromYaml": reader(w, func(s string) map[string]any {
			m, err := ReadValues(s)
			if err != nil {
				m["Error"] = err.Error()
			}
			return m
		}),
		"fromYamlArray": reader(w, fromYAMLArray),
		"fromJson": reader(w, func(s string) map[string]any {
			m := map[string]any{}
			if err := json.Unmarshal([]byte(s), &m); err != nil {
				m["Error"] = err.Error()
			}
			return m
		}),
		"fromJsonArray": reader(w, func(s string) []any {
			a := []any{}
			if err := json.Unmarshal([]byte(s), &a); err != nil {
				a = []any{err.Error()}
			}
			return a
		}),
		"fromToml": reader(w, func(s string) map[string]any {
			m := map[string]any{}
			if strings.Count(s, "[")+strings.Count(s, "{")+strings.Count(s, ".") > 100*MaxNesting {
				m["Error"] = "toml: too deep" // its reader is recursive
				return m
			}
			if err := toml.Unmarshal([]byte(s), &m); err != nil {
				m["Error"] = err.Error()
			}
			return m
		}),
	}
}

func fromYAMLArray(s string) []any {
	v, err := Decode(s)
	if err != nil {
		return []any{err.Error()}
	}
	switch v := v.(type) {
	case []any:
		return v
	case nil:
		return []any{}
	}
	return []any{wrongKind + jsonKind(v) + " into Go value of type []interface {}"}
}
