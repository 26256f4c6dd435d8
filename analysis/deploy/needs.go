package deploy

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// filledIn is what empty values are set to.
const filledIn = "filled"

// maxEmpty is how many empty values are considered.
const maxEmpty = 500

// asksFor is the path of an empty value that makes f go away if it's set: the chart needs it from whoever uses the
// pack. False if there is none, or the value at path, which is to blame for f, is wrong by itself. The path may be one
// that only the chart's defaults have.
func (b *blamer) asksFor(f failure, path []string, full outcome) ([]string, bool) {
	if f.err == nil || f.err.Stage != render.StageRender && f.err.Stage != render.StageSchema || b.wrong(f, path) {
		return nil, false
	}
	if at, ok := b.emptyInSchema(f, full); ok {
		return at, true
	}
	if f.err.Stage == render.StageSchema && b.beyondEmpty(f) {
		return nil, false
	}
	own := get(b.vals, path)
	unclear := path == nil || own == nil || own == ""
	empty := b.empties(f.err)
	filled := func(n int) map[string]any { return render.WithAll(b.vals, empty[:n], filledIn) }
	// With many values filled in, the template may fail in another way. That says something only if nothing else is to
	// blame.
	gone := func(vals map[string]any) bool {
		t := b.try(f, full, vals)
		return t == solved || unclear && t != same
	}
	if len(empty) == 0 || !gone(filled(len(empty))) {
		return nil, false
	}
	lo, hi := 0, len(empty)
	for lo+1 < hi && b.left > 0 {
		if mid := (lo + hi) / 2; gone(filled(mid)) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return empty[hi-1], true
}

// emptyInSchema is the path of the empty value that the chart's schema does not accept in f, if a text there makes f go
// away. To fill in others with it might break other rules of the schema.
func (b *blamer) emptyInSchema(f failure, full outcome) ([]string, bool) {
	if f.err.Stage != render.StageSchema {
		return nil, false
	}
	for _, at := range append(missingIn(f.err), f.err.Path) {
		v := get(b.vals, at)
		if v == nil {
			v = get(b.work.defaults, at)
		}
		empty := len(at) > 0 && (v == nil || v == "")
		if empty && b.left > 0 && b.try(f, full, render.With(b.vals, at, filledIn)) == solved {
			return at, true
		}
	}
	return nil, false
}

// missingIn are the paths of the properties that an error about a schema says are missing.
func missingIn(e *render.Error) [][]string {
	if e.Stage != render.StageSchema || !strings.HasPrefix(e.Message, "missing propert") {
		return nil
	}
	var found [][]string
	for _, name := range missingProperty.FindAllStringSubmatch(e.Message, -1) {
		found = append(found, append(slices.Clip(e.Path), name[1]))
	}
	return found
}

// wrong reports whether the value at a path is wrong by itself: if it is of another kind than the chart's default, or
// if the template has the same to do with the default in its place, and does not fail.
func (b *blamer) wrong(f failure, path []string) bool {
	if path == nil {
		return false
	}
	own, def := get(b.vals, path), get(b.work.defaults, path)
	switch {
	case own == nil:
		return def != nil && def != ""
	case own == "":
		switch def.(type) {
		case []any, map[string]any:
			return true // nobody writes a text there
		}
		return false
	case def == nil:
		return false
	}
	return reflect.TypeOf(own) != reflect.TypeOf(def) || b.sole(f, path)
}

// emptyValues are the paths of the values that are null or an empty string.
type emptyValues struct {
	own      [][]string // that the pack sets
	defaults [][]string // that only the chart's defaults have
	sorted   []string   // all of them, joined
	global   bool       // one of them is a global
}

// emptyValues are those of the values that fail.
func (b *blamer) emptyValues() *emptyValues {
	if b.empty != nil {
		return b.empty
	}
	b.empty = &emptyValues{}
	var walk func(own, def map[string]any, path []string, set bool)
	walk = func(own, def map[string]any, path []string, set bool) {
		keys := slices.Sorted(maps.Keys(own))
		if !set {
			keys = slices.Sorted(maps.Keys(def))
		}
		for _, key := range keys {
			at := append(slices.Clip(path), key)
			v, given := own[key]
			d := def[key]
			dm, _ := d.(map[string]any)
			vm, isMap := v.(map[string]any)
			switch {
			case given && isMap, !given && !set && dm != nil:
				walk(vm, dm, at, set)
			case set && given && (v == nil && (d == nil || d == "") || v == ""):
				b.empty.own = append(b.empty.own, at)
			case !set && !given && (d == nil || d == ""):
				b.empty.defaults = append(b.empty.defaults, at)
			}
		}
	}
	walk(b.vals, b.work.defaults, nil, true)
	walk(b.vals, b.work.defaults, nil, false)
	for _, path := range slices.Concat(b.empty.own, b.empty.defaults) {
		b.empty.sorted = append(b.empty.sorted, joined(path))
		b.empty.global = b.empty.global || slices.Contains(path, globals)
	}
	slices.Sort(b.empty.sorted)
	return b.empty
}

// empties are the paths of empty values, up to maxEmpty, first those that the pack sets, and then those that only the
// chart's defaults have; and between them the properties that an error about a schema says are missing.
func (b *blamer) empties(e *render.Error) [][]string {
	empty := b.emptyValues()
	found := slices.Clone(empty.own[:min(len(empty.own), maxEmpty)])
	for _, at := range missingIn(e) {
		known := func(p []string) bool { return slices.Equal(p, at) }
		if !slices.ContainsFunc(found, known) && get(b.work.defaults, at) == nil {
			found = append(found, at)
		}
	}
	return append(found, empty.defaults[:min(len(empty.defaults), max(0, maxEmpty-len(found)))]...)
}

// needs is the finding that whoever uses the pack must set the value at a path.
func (b *blamer) needs(e *render.Error, path []string) blamed {
	name := strings.Join(slices.Concat(b.work.Section, path), ".")
	message := fmt.Sprintf("users of the pack must set %s", name)
	if e.Authored {
		message += ": " + shorten(e.Message)
	} else {
		message += ", or the chart cannot be rendered"
	}
	return blamed{code: NeedsValue, path: present(b.vals, path), message: message, needs: path}
}

// sole reports whether the template that fails still gives an object with the default in place of the value at path, so
// that the value does more than to switch it on.
func (b *blamer) sole(f failure, path []string) bool {
	if f.err.Stage == render.StageSchema {
		return false // no template fails
	}
	b.left--
	r := b.work.render(b.deployer.ctx, render.Without(b.vals, path), onlyFor(f))
	return slices.ContainsFunc(r.Documents, func(doc *render.Document) bool { return doc.Template == f.template })
}
