package funcs

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

func (w *Set) dataFunctions() template.FuncMap {
	s := Sprig()
	f := template.FuncMap{
		"keys":         w.keys,
		"values":       w.mapValues,
		"deepCopy":     w.deepCopy,
		"mustDeepCopy": w.deepCopy,
		"deepEqual": func(a, b any) (bool, error) {
			if _, err := w.Weigh(a, b); err != nil {
				return false, err
			}
			return reflect.DeepEqual(a, b), nil
		},
		"until": func(n int) ([]int, error) {
			step := 1
			if n < 0 {
				step = -1
			}
			return w.untilStep(0, n, step)
		},
		"untilStep": w.untilStep,
		"seq":       w.seq,
		"set": func(d map[string]any, key string, v any) (map[string]any, error) {
			d[key] = v
			return d, w.Gives(16 + len(key))
		},
	}
	for _, name := range []string{"toJson", "toPrettyJson", "toRawJson"} {
		f[name] = w.shownAs(s[name].(func(any) string))
	}
	f["toJson"] = w.shownAs(toJSON)
	for _, name := range []string{"mustToJson", "mustToPrettyJson", "mustToRawJson"} {
		function := s[name].(func(any) (string, error))
		f[name] = func(v any) (string, error) {
			if _, err := w.Weigh(v); err != nil {
				return "", err
			}
			return function(v)
		}
	}
	for _, name := range []string{"merge", "mergeOverwrite"} {
		function := s[name].(func(map[string]any, ...map[string]any) any)
		f[name] = func(dst map[string]any, srcs ...map[string]any) (any, error) {
			if err := w.weighMaps(dst, srcs); err != nil {
				return nil, err
			}
			return function(dst, srcs...), nil
		}
	}
	for _, name := range []string{"mustMerge", "mustMergeOverwrite"} {
		function := s[name].(func(map[string]any, ...map[string]any) (any, error))
		f[name] = func(dst map[string]any, srcs ...map[string]any) (any, error) {
			if err := w.weighMaps(dst, srcs); err != nil {
				return nil, err
			}
			return function(dst, srcs...)
		}
	}
	for _, name := range []string{"pick", "omit"} {
		function := s[name].(func(map[string]any, ...string) map[string]any)
		f[name] = func(d map[string]any, keys ...string) (map[string]any, error) {
			if err := w.Gives(16 * (len(d) + len(keys))); err != nil {
				return nil, err
			}
			return function(d, keys...), nil
		}
	}
	return f
}

func (w *Set) weighMaps(dst map[string]any, srcs []map[string]any) error {
	n, err := w.Weigh(dst)
	for _, src := range srcs {
		if err != nil {
			return err
		}
		var m int
		m, err = w.Weigh(src)
		n += m
	}
	if err == nil {
		err = w.Gives(n / 4)
	}
	return err
}

func (w *Set) keys(dicts ...map[string]any) ([]string, error) {
	out := []string{}
	for _, d := range dicts {
		if err := w.Gives(16 * len(d)); err != nil {
			return nil, err
		}
		out = append(out, slices.Sorted(maps.Keys(d))...)
	}
	return out, nil
}

func (w *Set) mapValues(d map[string]any) ([]any, error) {
	out := []any{}
	for _, k := range slices.Sorted(maps.Keys(d)) {
		out = append(out, d[k])
	}
	return out, w.Gives(16 * len(d))
}

func (w *Set) deepCopy(v any) (any, error) {
	n, err := w.Weigh(v)
	if err == nil {
		err = w.Gives(n)
	}
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case Values:
		return Values(CopyMap(v)), nil
	case map[string]any, []any, string, bool, int, int64, float64, nil:
		return DeepCopy(v), nil
	}
	return Sprig()["mustDeepCopy"].(func(any) (any, error))(v)
}

// untilStep is sprig's, which gives nothing for a step that leads away from stop.
func (w *Set) untilStep(start, stop, step int) ([]int, error) {
	out := []int{}
	if step == 0 || stop < start != (step < 0) || stop == start {
		return out, nil
	}
	// Differences are computed as floats, which do not overflow.
	if count := (float64(stop) - float64(start)) / float64(step); count > maxList {
		return nil, w.Over("elements in one list")
	}
	for i := start; (step > 0) == (i < stop) && i != stop; i += step {
		out = append(out, i)
	}
	return out, w.Gives(8 * len(out))
}

// seq counts like the command of that name: LAST, FIRST LAST, or FIRST STEP LAST.
func (w *Set) seq(params ...int) (string, error) {
	start, step, end := 1, 1, 0
	switch len(params) {
	case 1:
		if end = params[0]; end < start {
			step = -1
		}
	case 2:
		if start, end = params[0], params[1]; end < start {
			step = -1
		}
	case 3:
		if start, step, end = params[0], params[1], params[2]; end < start && step > 0 {
			return "", nil
		}
	default:
		return "", nil
	}
	past := end + 1
	if step < 0 {
		past = end - 1
	}
	list, err := w.untilStep(start, past, step)
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " "), err
}

// listFunctions are those that copy lists, or hold all elements against each other.
func (w *Set) listFunctions() template.FuncMap {
	s := Sprig()
	f := template.FuncMap{}
	for _, name := range strings.Fields("append push prepend without has") {
		w.countList(f, name, s[name])
	}
	for _, name := range strings.Fields("mustAppend mustPush mustPrepend mustWithout mustHas") {
		w.countList(f, name, s[name])
	}
	for _, name := range strings.Fields(`rest mustRest initial mustInitial reverse mustReverse uniq mustUniq
		compact mustCompact concat slice mustSlice chunk mustChunk sortAlpha toStrings splitList split splitn pluck`) {
		w.countList(f, name, s[name])
	}
	return f
}

// countList adds to f the function of sprig called name, with what it looks at counted.
func (w *Set) countList(f template.FuncMap, name string, function any) {
	elements := func(v any) (int, error) {
		n := 0
		switch rv := reflect.ValueOf(v); rv.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map, reflect.String:
			n = rv.Len()
		}
		return n, w.Gives(16 * n)
	}
	switch g := function.(type) {
	case func(any) []any:
		f[name] = func(v any) ([]any, error) {
			n, err := elements(v)
			if err = w.compared(name, n, err, v); err != nil {
				return nil, err
			}
			return g(v), nil
		}
	case func(any) ([]any, error):
		f[name] = func(v any) ([]any, error) {
			n, err := elements(v)
			if err = w.compared(name, n, err, v); err != nil {
				return nil, err
			}
			return g(v)
		}
	case func(any, any) []any:
		f[name] = func(a, b any) ([]any, error) {
			if _, err := elements(a); err != nil {
				return nil, err
			}
			return g(a, b), nil
		}
	case func(any, any) ([]any, error):
		f[name] = func(a, b any) ([]any, error) {
			if _, err := elements(a); err != nil {
				return nil, err
			}
			return g(a, b)
		}
	default:
		w.countOther(f, name, function, elements)
	}
}

// compared takes the steps of functions that hold each of n elements against all others.
func (w *Set) compared(name string, n int, err error, v any) error {
	if err != nil || !strings.HasSuffix(strings.ToLower(name), "uniq") {
		return err
	}
	weight, err := w.Weigh(v)
	if err != nil {
		return err
	}
	return w.Steps(n * (1 + weight/64))
}

// countOther is countList for functions of other types.
func (w *Set) countOther(f template.FuncMap, name string, function any, elements func(any) (int, error)) {
	weighed := func(list any, omit ...any) error {
		n, err := w.Weigh(list)
		if err == nil {
			err = w.Steps((1 + n/64) * max(1, len(omit)))
		}
		return err
	}
	switch g := function.(type) {
	case func(any, ...any) []any: // without
		f[name] = func(list any, omit ...any) ([]any, error) {
			if err := weighed(list, omit...); err != nil {
				return nil, err
			}
			return g(list, omit...), nil
		}
	case func(any, ...any) ([]any, error):
		f[name] = func(list any, omit ...any) ([]any, error) {
			if err := weighed(list, omit...); err != nil {
				return nil, err
			}
			return g(list, omit...)
		}
	case func(any, any) bool: // has
		f[name] = func(needle, list any) (bool, error) {
			if err := weighed(list); err != nil {
				return false, err
			}
			return g(needle, list), nil
		}
	case func(any, any) (bool, error):
		f[name] = func(needle, list any) (bool, error) {
			if err := weighed(list); err != nil {
				return false, err
			}
			return g(needle, list)
		}
	default:
		w.countRest(f, name, function, elements)
	}
}

// countRest is countOther for the functions whose type no other has.
func (w *Set) countRest(f template.FuncMap, name string, function any, elements func(any) (int, error)) {
	switch g := function.(type) {
	case func(...any) any: // concat
		f[name] = func(lists ...any) (any, error) {
			for _, l := range lists {
				if _, err := elements(l); err != nil {
					return nil, err
				}
			}
			return g(lists...), nil
		}
	case func(any, ...any) any: // slice
		f[name] = g
	case func(any, ...any) (any, error):
		f[name] = g
	case func(int, any) [][]any: // chunk
		f[name] = func(n int, list any) ([][]any, error) {
			if _, err := elements(list); err != nil {
				return nil, err
			}
			return g(n, list), nil
		}
	case func(int, any) ([][]any, error):
		f[name] = func(n int, list any) ([][]any, error) {
			if _, err := elements(list); err != nil {
				return nil, err
			}
			return g(n, list)
		}
	case func(any) []string: // sortAlpha, toStrings
		f[name] = func(list any) ([]string, error) {
			if _, err := w.Weigh(list); err != nil {
				return nil, err
			}
			return g(list), nil
		}
	case func(string, string) []string:
		f[name] = func(sep, v string) ([]string, error) {
			if err := w.Gives(16 * (1 + strings.Count(v, sep))); err != nil {
				return nil, err
			}
			return g(sep, v), nil
		}
	case func(string, string) map[string]string:
		f[name] = func(sep, v string) (map[string]string, error) {
			if err := w.Gives(64 * (1 + strings.Count(v, sep))); err != nil {
				return nil, err
			}
			return g(sep, v), nil
		}
	case func(string, int, string) map[string]string:
		f[name] = func(sep string, n int, v string) (map[string]string, error) {
			if err := w.Gives(64 * (1 + strings.Count(v, sep))); err != nil {
				return nil, err
			}
			return g(sep, n, v), nil
		}
	case func(string, ...map[string]any) []any: // pluck
		f[name] = g
	default:
		panic(fmt.Sprintf("sprig's %s has the type %T", name, function)) // a test calls each
	}
}
