package deploy

import (
	"slices"
	"sort"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// reach knows which failures of a chart's schema a value may have to do with: those that are decided by values at it,
// above it or below it. To find out by rendering takes all values each time, and there may be thousands of failures.
type reach struct {
	scopes []string            // joined paths of the values that decide about failures, sorted
	keys   map[string][]string // keys of the failures about which the value at a scope decides
	of     map[string][]string // scopes of the failures with a key
}

// rendersAlways: nothing is known without another render. Tests change it.
var rendersAlways = false

// newReach is the reach over failures; nil if some of them are not of a schema.
func newReach(failures []failure) *reach {
	type decided struct{ scope, key string }
	r := &reach{keys: map[string][]string{}, of: map[string][]string{}}
	seen := map[decided]bool{}
	for _, f := range failures {
		if f.err == nil || f.err.Stage != render.StageSchema {
			return nil
		}
		scope := joined(f.err.Path[:f.err.Scope])
		if seen[decided{scope, f.key}] {
			continue
		}
		seen[decided{scope, f.key}] = true
		if r.keys[scope] == nil {
			r.scopes = append(r.scopes, scope)
		}
		r.keys[scope] = append(r.keys[scope], f.key)
		r.of[f.key] = append(r.of[f.key], scope)
	}
	slices.Sort(r.scopes)
	return r
}

// none reports whether a change at path, joined, leaves all failures as they are that are not in done.
func (r *reach) none(path string, done func(key string) bool) bool {
	left := func(scope string) bool {
		keys, ok := r.keys[scope]
		if ok {
			keys = slices.DeleteFunc(keys, done) // what is done stays so
			r.keys[scope] = keys
		}
		return len(keys) > 0
	}
	return !slices.ContainsFunc(below(r.scopes, path), left) && !above(path, left)
}

// joined is a path as one text, with which the joined paths of all values below it begin.
func joined(path []string) string {
	var b strings.Builder
	for _, step := range path {
		b.WriteString(step)
		b.WriteByte(0)
	}
	return b.String()
}

// below are those of sorted, joined paths, that begin with path.
func below(sorted []string, path string) []string {
	from := sort.SearchStrings(sorted, path)
	n := sort.Search(len(sorted)-from, func(i int) bool { return !strings.HasPrefix(sorted[from+i], path) })
	return sorted[from : from+n]
}

// above reports whether is is true for a joined path from the root to the value that path, which is joined, is in.
func above(path string, is func(path string) bool) bool {
	for i := range len(path) {
		if (i == 0 || path[i-1] == 0) && is(path[:i]) {
			return true
		}
	}
	return false
}

// alone reports whether no failure that is not in done can go away with the value at path. If it returns false, one
// may.
func (b *blamer) alone(path []string, done func(key string) bool) bool {
	last := len(path) - 1
	if b.reach == nil || last < 0 || !b.confined(path) {
		return false
	}
	if _, isList := get(b.vals, path[:last]).([]any); isList {
		path = path[:last] // the values after it move
	}
	return b.reach.none(joined(path), done)
}

// confined reports whether taking away the value at path changes that value alone. In a chart with others inside, it
// may be a global, switch a chart on or off, or have been imported.
func (b *blamer) confined(path []string) bool {
	if !b.work.prepared.HasSubcharts() {
		return true
	}
	decides := func(vals any) bool {
		switch get(vals, path).(type) {
		case bool, map[string]any:
			return true
		}
		return false
	}
	return !slices.Contains(path, globals) && !b.work.prepared.ImportsValues() && !decides(b.vals) &&
		!decides(b.work.defaults)
}

// globals is the key of values that are passed on to the charts inside a chart.
const globals = "global"

// beyondEmpty reports whether no empty value has to do with f, a failure of the chart's schema, nor with others of its
// key. So none makes it go away if it is set.
func (b *blamer) beyondEmpty(f failure) bool {
	if b.reach == nil || len(missingIn(f.err)) > 0 {
		return false
	}
	empty := b.emptyValues()
	if empty.global && b.work.prepared.HasSubcharts() {
		return false
	}
	has := func(path string) bool { _, ok := slices.BinarySearch(empty.sorted, path); return ok }
	return !slices.ContainsFunc(b.reach.of[f.key], func(scope string) bool {
		return len(below(empty.sorted, scope)) > 0 || above(scope, has)
	})
}
