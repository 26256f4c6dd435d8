package funcs

import "strings"

// Values is what templates see under .Values, with the methods of Helm's chartutil.Values.
type Values map[string]any

// AsMap is v itself, never nil.
func (v Values) AsMap() map[string]any {
	if len(v) == 0 {
		return map[string]any{}
	}
	return v
}

// YAML is v as YAML.
func (v Values) YAML() (string, error) {
	out := ToYAML(v)
	return out + "\n", nil
}

// Table is the mapping at a dotted path; an error if there is none.
func (v Values) Table(name string) (Values, error) {
	table, ok := TableAt(v, name)
	if !ok {
		return Values{}, noTable(name)
	}
	return table, nil
}

// PathValue is the value at a dotted path, which is not a mapping; an error if there is none.
func (v Values) PathValue(name string) (any, error) {
	value, ok := ScalarAt(v, name)
	if !ok {
		return nil, noTable(name)
	}
	return value, nil
}

type noTable string

func (e noTable) Error() string { return string(e) + " is not a table" }

// CopyMap is a deep copy of m; never nil.
func CopyMap(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = DeepCopy(v)
	}
	return out
}

// DeepCopy copies what YAML gives: mappings and lists. All else is shared.
func DeepCopy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if v == nil {
			return v
		}
		return CopyMap(v)
	case []any:
		if v == nil {
			return v
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = DeepCopy(v[i])
		}
		return out
	}
	return v
}

// TableAt is the mapping at a dotted path; false if there is none.
func TableAt(v map[string]any, dotted string) (map[string]any, bool) {
	for step := range strings.SplitSeq(dotted, ".") {
		next, ok := v[step].(map[string]any)
		if !ok {
			return nil, false
		}
		v = next
	}
	return v, true
}

// ScalarAt is the value at a dotted path, which is not a mapping; false if there is none.
func ScalarAt(v map[string]any, dotted string) (any, bool) {
	if i := strings.LastIndexByte(dotted, '.'); i >= 0 {
		table, ok := TableAt(v, dotted[:i])
		if !ok {
			return nil, false
		}
		v, dotted = table, dotted[i+1:]
	}
	value, ok := v[dotted]
	if _, isTable := value.(map[string]any); !ok || isTable {
		return nil, false
	}
	return value, true
}
