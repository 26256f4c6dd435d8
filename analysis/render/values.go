package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// FromNode is the mapping n, such as charts.<name> of a values.yaml, as the values that Helm reads of it: numbers
// are float64, keys are strings, aliases and merge keys are followed, the last of two equal keys counts. m gives
// the values of macros; nil leaves them as they are written. Never nil; empty if n is not a mapping. What cannot be
// read counts as text.
func FromNode(n syntax.Node, m Macros) map[string]any {
	r := &nodeReader{macros: m, left: funcs.MaxParts}
	if v, ok := r.value(n, 0).(map[string]any); ok {
		return v
	}
	return map[string]any{}
}

// nodeReader turns nodes into values.
type nodeReader struct {
	macros Macros
	left   int // nodes that may still be read; hostile aliases would make millions
}

func (r *nodeReader) value(n syntax.Node, depth int) any {
	if r.left--; r.left < 0 || depth > funcs.MaxNesting {
		return nil
	}
	n = n.Resolve()
	switch n.Kind() {
	case syntax.Mapping:
		out := make(map[string]any, n.Len())
		r.mapping(n, out, depth)
		return out
	case syntax.Sequence:
		out := make([]any, 0, n.Len())
		for e := range n.Children() {
			out = append(out, r.value(e, depth+1))
		}
		return out
	case syntax.Null:
		return nil
	case syntax.Bool:
		return isTrue(n.Text())
	case syntax.Number:
		return numberOf(n.Text())
	}
	s := n.Text()
	if r.macros == nil || !HasMacro(s) {
		return s
	}
	resolved := r.macros.Resolve(s)
	if n.Style() == syntax.Plain { // Palette resolves macros before anyone reads YAML
		return scalar(resolved)
	}
	return resolved
}

// scalar is what a plain scalar is read as.
func scalar(s string) any {
	if v, err := funcs.Decode(s); err == nil {
		switch v.(type) {
		case nil, bool, float64:
			return v
		}
	}
	return s
}

// mapping adds the pairs of n to out. Those that a merge key brings win over those before it, as in go-yaml v2.
func (r *nodeReader) mapping(n syntax.Node, out map[string]any, depth int) {
	for pair := range n.Children() {
		key := pair.Key()
		if key.Text() == "<<" && key.Style() == syntax.Plain {
			r.merge(pair.Value().Resolve(), out, depth+1)
			continue
		}
		out[keyOf(key)] = r.value(pair.Value(), depth+1)
	}
}

func (r *nodeReader) merge(from syntax.Node, out map[string]any, depth int) {
	if r.left--; r.left < 0 || depth > funcs.MaxNesting {
		return
	}
	switch from.Kind() {
	case syntax.Mapping:
		r.mapping(from, out, depth)
	case syntax.Sequence: // the first one wins
		for _, e := range slices.Backward(slices.Collect(from.Children())) {
			if e = e.Resolve(); e.Kind() == syntax.Mapping {
				r.mapping(e, out, depth)
			}
		}
	}
}

// keyOf is a key as the string that Helm makes of it.
func keyOf(n syntax.Node) string {
	n = n.Resolve()
	s := n.Text()
	switch n.Kind() {
	case syntax.Bool:
		return strconv.FormatBool(isTrue(s))
	case syntax.Number:
		if i, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 0, 64); err == nil {
			return strconv.FormatInt(i, 10)
		}
		if f, ok := numberOf(s).(float64); ok {
			return strconv.FormatFloat(f, 'g', -1, 32)
		}
	}
	return s
}

// isTrue is the value of one of YAML 1.1's booleans.
func isTrue(s string) bool {
	switch s {
	case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return true
	}
	return false
}

// numberOf is the value of what package syntax calls a number: a float64, as package json has it. Infinities,
// which Helm cannot read, stay text.
func numberOf(s string) any {
	plain := strings.ReplaceAll(s, "_", "")
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return float64(i)
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return float64(u)
	}
	if f, err := strconv.ParseFloat(plain, 64); err == nil && !strings.ContainsAny(plain, "iInN") {
		return f
	}
	return s
}

// With is v with x at path, keys and decimal indices. What path leads through and does not exist, or is not a mapping
// or list, becomes a mapping. v stays as it is; all that is not on the path is shared.
func With(v map[string]any, path []string, x any) map[string]any {
	return WithAll(v, [][]string{path}, x)
}

// WithAll is like With, with x at each of some paths. It copies each mapping and list on their way once.
func WithAll(v map[string]any, paths [][]string, x any) map[string]any {
	if len(paths) == 0 {
		return v
	}
	out, _ := withAll(v, paths, x).(map[string]any)
	return out
}

func withAll(v any, paths [][]string, x any) any {
	below := map[string][][]string{}
	for _, path := range paths {
		if len(path) == 0 {
			return x
		}
		below[path[0]] = append(below[path[0]], path[1:])
	}
	list, isList := v.([]any)
	inList := func(key string) int {
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(list) {
			return i
		}
		return -1
	}
	for key := range below {
		isList = isList && inList(key) >= 0
	}
	if isList {
		out := slices.Clone(list)
		for key, rest := range below {
			i := inList(key)
			out[i] = withAll(list[i], rest, x)
		}
		return out
	}
	old, _ := v.(map[string]any)
	out := shallowCopy(old)
	for key, rest := range below {
		out[key] = withAll(old[key], rest, x)
	}
	return out
}

// Without is v without the value at path; v itself if there is none. v stays as it is; all that is not on the
// path is shared.
func Without(v map[string]any, path []string) map[string]any {
	if out, ok := without(v, path).(map[string]any); ok {
		return out
	}
	return v
}

// WithoutAll is v without the values at some paths, none of which leads into a list. Paths with the same start must be
// next to each other, as they are in a sorted list. What is not on a path is shared with v.
func WithoutAll(v map[string]any, paths [][]string) map[string]any {
	out := shallowCopy(v)
	for len(paths) > 0 {
		key, whole := paths[0][0], false
		var below [][]string
		for len(paths) > 0 && paths[0][0] == key {
			if whole = whole || len(paths[0]) == 1; !whole {
				below = append(below, paths[0][1:])
			}
			paths = paths[1:]
		}
		if whole {
			delete(out, key)
		} else if inner, ok := out[key].(map[string]any); ok {
			out[key] = WithoutAll(inner, below)
		}
	}
	return out
}

// without is nil if path leads nowhere.
func without(v any, path []string) any {
	if len(path) == 0 {
		return nil
	}
	switch v := v.(type) {
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(v) {
			return nil
		}
		if len(path) == 1 {
			return slices.Delete(slices.Clone(v), i, i+1)
		}
		if inner := without(v[i], path[1:]); inner != nil {
			out := slices.Clone(v)
			out[i] = inner
			return out
		}
	case map[string]any:
		old, ok := v[path[0]]
		if !ok {
			return nil
		}
		if len(path) == 1 {
			out := shallowCopy(v)
			delete(out, path[0])
			return out
		}
		if inner := without(old, path[1:]); inner != nil {
			out := shallowCopy(v)
			out[path[0]] = inner
			return out
		}
	}
	return nil
}
