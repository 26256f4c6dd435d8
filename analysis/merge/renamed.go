package merge

import (
	"slices"
	"strings"
)

// Renamed are the values that only a manifest with templates uses, by their dotted paths, each with the one that only
// the next version of it uses in its places: on lines that are the same otherwise. inOld and inNew report whether a
// manifest uses a value.
func Renamed(old, new string, inOld, inNew func(path []string) bool) map[string][]string {
	now := map[string][][]string{} // the values on lines of a form
	for _, l := range templateLines(new) {
		if l.path != nil && !inOld(l.path) {
			form := l.form.String()
			now[form] = append(now[form], l.path)
		}
	}
	candidates := map[string][][]string{}
	for _, l := range templateLines(old) {
		if l.path != nil && !inNew(l.path) {
			from := strings.Join(l.path, ".")
			candidates[from] = append(candidates[from], now[l.form.String()]...)
		}
	}
	renamed := map[string][]string{}
	for from, all := range candidates {
		if all = slices.CompactFunc(all, slices.Equal); len(all) == 1 {
			renamed[from] = all[0]
		}
	}
	return renamed
}
