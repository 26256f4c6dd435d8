package value_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// TestAdding holds that no addition is missed that has a value at a path, and that few others are returned.
func TestAdding(t *testing.T) {
	p := demo(`
-- demo/values.yaml --
own: 1
-- demo/presets.yaml --
presets:
- {name: a, displayName: A, group: g, remove: [], add: "app: {port: 80, hosts: [{name: x}]}"}
- {name: b, displayName: B, group: g, remove: [], add: "app: {\"a.b\": {c: 1}}"}
- {name: c, displayName: C, group: g, remove: [], add: "x: &x {deep: 1}\napp: {<<: *x, alias: *x}"}
- {name: d, displayName: D, group: g, remove: [], add: "other: 1"}
`)
	for path, most := range map[string]int{
		"app": 3, "app.port": 1, "app.a.b.c": 1, "app.hosts.0.name": 1, "app.hosts.$[].name": 1, "app.deep": 1,
		"app.alias.deep": 1, "other": 1, "app.none": 0, "none.port": 0, "own": 0, "": 0,
	} {
		segments := strings.Split(path, ".")
		may := value.Adding(p, segments...)
		if len(may) > most {
			t.Errorf("%q: %d additions, want at most %d", path, len(may), most)
		}
		found := path == "own"
		for _, root := range p.Additions() {
			if len(value.At(root, path)) == 0 {
				continue
			}
			found = true
			if !slices.Contains(may, root) {
				t.Errorf("%q: the addition %q is missing", path, root.Source())
			}
		}
		if value.Has(p, path) != found {
			t.Errorf("%q: Has is %t", path, !found)
		}
	}
}
