package check_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// TestEnumsOfTheSchema: what the setting schema adds to an enum, or a whole new enum, gets a suggestion, the list of
// the values allowed and a fix.
func TestEnumsOfTheSchema(t *testing.T) {
	const own = `{
  "required": ["name", "tier"],
  "properties": {
    "name": {"type": "string"},
    "layer": {"enum": ["os", "gateway"]},
    "tier": {"enum": ["gold", "silver"]},
    "regions": {"type": "array", "items": {"anyOf": [{"enum": ["north", "south"]}, {"const": "east"}]}},
    "retention": {"enum": [7, 30, "forever"]},
    "kind": {"const": "Pack"},
    "constraints": {"properties": {
      "dependencies": {"items": {"required": ["scope"], "properties": {"scope": {"enum": ["cluster", "namespace"]}}}},
      "resources": {"items": {"required": ["type"], "properties": {"type": {"enum": ["memory", "gpu", "bandwidth"]}}}}
    }},
    "annotations": {"properties": {"source": {"enum": ["acme"]}}}
  }
}`
	const rest = `, "cloudTypes": ["all"], "annotations": {"source": "acme"}}`
	const tier = `"tier": "gold", `
	tests := []struct{ meta, want, fixed string }{
		{tier + `"layer": "os"`, "", ""},
		{tier + `"layer": "gatway"`, `pack/unknown-layer unknown layer "gatway"; did you mean "gateway"? (one of os, gateway)`, tier + `"layer": "gateway"`},
		{tier + `"layer": "kubernetes"`, `pack/unknown-layer unknown layer "kubernetes" (one of os, gateway)`, ""},
		{`"tier": "glod"`, `pack/schema unknown tier "glod"; did you mean "gold"? (one of gold, silver)`, `"tier": "gold"`},
		{`"tier": "iron"`, `pack/schema unknown tier "iron" (one of gold, silver)`, ""},
		{`"tier": ""`, `pack/schema tier is empty; write a value (one of gold, silver)`, ""},
		{tier + `"regions": ["north", "eats"]`, `pack/schema unknown entry of regions "eats"; did you mean "east"? (one of north, south, east)`, tier + `"regions": ["north", "east"]`},
		{tier + `"retention": "7"`, `pack/schema unknown retention "7"; did you mean "7"? (one of 7, 30, forever)`, tier + `"retention": 7`},
		{tier + `"retention": "for-ever"`, `pack/schema unknown retention "for-ever"; did you mean "forever"? (one of 7, 30, forever)`, tier + `"retention": "forever"`},
		{tier + `"retention": true`, `pack/schema retention cannot be true; write one of 7, 30, forever`, ""},
		{tier + `"kind": "Thing"`, `pack/schema kind must be "Pack", not "Thing"`, tier + `"kind": "Pack"`},
		{`"layer": "os"`, `pack/missing-field tier is missing; add it, such as "tier": "gold" (one of gold, silver)`, `"layer": "os", "cloudTypes": ["all"], "annotations": {"source": "acme"}, "tier": "gold"}`},
		{tier + `"constraints": {"dependencies": [{"scope": "Cluster"}]}`, `pack/schema unknown scope "Cluster"; did you mean "cluster"? (one of cluster, namespace)`, tier + `"constraints": {"dependencies": [{"scope": "cluster"}]}`},
		{tier + `"constraints": {"dependencies": [{"a": 1}]}`, `deps/missing-field this dependency has no scope (one of cluster, namespace)`, tier + `"constraints": {"dependencies": [{"a": 1, "scope": "cluster"}]}`},
		{tier + `"constraints": {"resources": [{"type": "ram"}]}`, `res/unknown-type unknown resource type "ram"; did you mean "memory"? (one of memory, gpu, bandwidth)`, tier + `"constraints": {"resources": [{"type": "memory"}]}`},
		{tier + `"constraints": {"resources": [{"type": "bandwith"}]}`, `res/unknown-type unknown resource type "bandwith"; did you mean "bandwidth"? (one of memory, gpu, bandwidth)`, tier + `"constraints": {"resources": [{"type": "bandwidth"}]}`},
		{tier + `"annotations": {"source": "acne"}, "a": 1`, `pack/schema source must be "acme", not "acne"`, tier + `"annotations": {"source": "acme"}, "a": 1`},
	}
	for _, tt := range tests {
		meta := `{"name": "x", ` + tt.meta + rest
		if strings.Contains(tt.meta, "annotations") {
			meta = `{"name": "x", ` + tt.meta + `, "cloudTypes": ["all"]}`
		}
		found := diagnoseMeta(t, meta, "schema: own.json\nchecks: {files/*: off, pack/unknown-key: off}\n",
			txtar.File{Name: "own.json", Data: []byte(own)})
		var messages []string
		fixed := ""
		for _, d := range found {
			messages = append(messages, d.Code+" "+d.Message)
			for _, f := range d.Fixes {
				var edits []text.Edit
				for _, e := range f.Edits {
					edits = append(edits, e.Edit)
				}
				fixed = text.Apply(meta, edits)
			}
		}
		if got := strings.Join(messages, "\n"); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.meta, got, tt.want)
		}
		if (fixed == "") != (tt.fixed == "") || !strings.Contains(fixed, tt.fixed) {
			t.Errorf("%s: fixed %s", tt.meta, fixed)
		}
	}
}
