package main

import (
	"slices"
	"strings"
)

// known are functions that may grow faster than a list, with the reason.
var known = []struct {
	function string
	uses     []string // functions that grow with it, and are left out if it does
	why      string
}{
	{"analysis/check.distance", []string{"analysis/check.foldsTo", "analysis/check.nearest", "analysis/check.fold",
		"slices.Min", "strings.Map", "strings.ToLower", "strings.*Builder.", "unicode.", "unicode/utf8."},
		"a check compares at most 1<<20 pairs of words to find what was meant (maxSuggested)"},
	{"text/template/parse.*Tree.useVar", nil,
		"text/template looks for each variable in a list, and actions of a template are limited"},
}

// unexplained are those of grown, the blocks that grow too fast while one question is answered, that known does not
// have.
func unexplained(grown []growth) []growth {
	if !explain {
		return grown
	}
	var explained []string
	for _, k := range known {
		is := func(g growth) bool { return strings.TrimPrefix(g.function, module) == k.function }
		if slices.ContainsFunc(grown, is) {
			explained = append(append(explained, k.function), k.uses...)
		}
	}
	return slices.DeleteFunc(grown, func(g growth) bool {
		return slices.ContainsFunc(explained, func(prefix string) bool {
			return strings.HasPrefix(strings.TrimPrefix(g.function, module), prefix)
		})
	})
}
