package render

import (
	"errors"
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// What follows is Helm's merging of values (chartutil/coalesce.go), in its own words: what is changed in place and
// what is shared decides what templates see. Helm's dest is what comes from above and wins; src, or the chart, has
// the defaults.

const globalKey = "global"

// coalesceValues is the values of c with those of its subcharts, overridden by vals, which stays as it is.
func coalesceValues(c *node, vals map[string]any) (map[string]any, error) {
	return coalesce(c, funcs.CopyMap(vals), false)
}

// mergeValues is coalesceValues, except that nulls stay.
func mergeValues(c *node, vals map[string]any) (map[string]any, error) {
	return coalesce(c, funcs.CopyMap(vals), true)
}

func coalesce(c *node, dest map[string]any, merge bool) (map[string]any, error) {
	c.overlay(dest, merge)
	for _, sub := range c.deps {
		of, ok := dest[sub.name]
		if !ok {
			of = map[string]any{}
			dest[sub.name] = of
		}
		table, ok := of.(map[string]any)
		if !ok {
			return dest, &Error{Stage: StageValues, Chart: c.name, Path: []string{sub.name},
				Message: fmt.Sprintf("type mismatch on %s: %t", sub.name, of)}
		}
		coalesceGlobals(table, dest)
		merged, err := coalesce(sub, table, merge)
		dest[sub.name] = merged
		if err != nil {
			var mismatch *Error
			if errors.As(err, &mismatch) { // its path begins at the subchart
				mismatch.Path = append([]string{sub.name}, mismatch.Path...)
			}
			return dest, err
		}
	}
	return dest, nil
}

// overlay adds to v what the chart's own values have and v does not.
func (n *node) overlay(v map[string]any, merge bool) {
	for key, val := range n.values {
		value, ok := v[key]
		switch {
		case !ok:
			v[key] = funcs.DeepCopy(val)
		case value == nil && !merge:
			delete(v, key)
		default:
			dest, isTable := value.(map[string]any)
			src, hasTable := val.(map[string]any)
			if isTable && hasTable {
				fillTable(dest, src, merge || n.dep(key) != nil)
			}
		}
	}
}

// fillTable is coalesceTables with a copy of src, of which it makes only what dst takes: most packs set nearly all
// values of a chart.
func fillTable(dst, src map[string]any, merge bool) {
	if dst == nil {
		return
	}
	for key, val := range src {
		have, ok := dst[key]
		switch {
		case !ok:
			dst[key] = funcs.DeepCopy(val)
		case have == nil && val != nil && !merge:
			delete(dst, key)
		default:
			table, isTable := val.(map[string]any)
			if dt, ok := have.(map[string]any); ok && isTable {
				fillTable(dt, table, merge)
			}
		}
	}
}

// coalesceGlobals puts the globals of src, a chart's values, into dest, its subchart's. Tables inside a global are
// shared between the two.
func coalesceGlobals(dest, src map[string]any) {
	dg, sg := map[string]any{}, map[string]any{}
	ok := true
	if have, exists := dest[globalKey]; exists {
		if dg, ok = have.(map[string]any); !ok {
			return
		}
	}
	if have, exists := src[globalKey]; exists {
		if sg, ok = have.(map[string]any); !ok {
			return
		}
	}
	for key, val := range sg {
		table, isTable := val.(map[string]any)
		have, exists := dg[key]
		haveTable, haveIsTable := have.(map[string]any)
		switch {
		case isTable && !exists:
			dg[key] = shallowCopy(table)
		case isTable && haveIsTable:
			v := shallowCopy(table)
			coalesceTables(v, haveTable, true)
			dg[key] = v
		case !isTable && !(exists && haveIsTable):
			dg[key] = val
		}
	}
	dest[globalKey] = dg
}

// coalesceTables adds to dst what src has and dst does not, and takes out of dst the nulls that delete something
// of src. It changes both.
func coalesceTables(dst, src map[string]any, merge bool) map[string]any {
	if src == nil {
		return dst
	}
	if dst == nil {
		return src
	}
	var deletes map[string]bool // keys that src has a value for and dst has null
	for key, val := range dst {
		if val != nil {
			continue
		}
		if src[key] != nil && !merge {
			if deletes == nil {
				deletes = map[string]bool{}
			}
			deletes[key] = true
		}
		src[key] = nil
	}
	for key, val := range src {
		dv, ok := dst[key]
		if !ok {
			dst[key] = val
			continue
		}
		if deletes[key] {
			delete(dst, key)
			continue
		}
		table, isTable := val.(map[string]any)
		if dt, ok := dv.(map[string]any); ok && isTable {
			coalesceTables(dt, table, merge)
		}
	}
	return dst
}

func shallowCopy(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
