package deploy

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// chartPack is a pack with a chart, which has the chart sub inside, and with values for it, in JSON.
func chartPack(values, defaults, schema, subDefaults, subSchema string) []txtar.File {
	const dir = "demo/charts/app.tgz/"
	return []txtar.File{
		{Name: "demo/pack.json", Data: []byte(`{"name": "demo", "version": "1.0.0", "charts": ["charts/app.tgz"]}`)},
		{Name: "demo/values.yaml", Data: []byte(`{"charts": {"app": ` + values + `}}`)},
		{Name: dir + "Chart.yaml", Data: []byte("apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n" +
			"- {name: sub, version: 1.0.0, condition: sub.a}\n")},
		{Name: dir + "values.yaml", Data: []byte(defaults)},
		{Name: dir + "values.schema.json", Data: []byte(schema)},
		{Name: dir + "charts/sub/Chart.yaml", Data: []byte("apiVersion: v2\nname: sub\nversion: 1.0.0\n")},
		{Name: dir + "charts/sub/values.yaml", Data: []byte(subDefaults)},
		{Name: dir + "charts/sub/values.schema.json", Data: []byte(subSchema)},
		{Name: dir + "templates/a.yaml", Data: []byte("a: {{ .Values.a }}\n")},
	}
}

// blames is what is to blame in the pack, and how many renders that took.
func blames(t *testing.T, files []txtar.File) (found []blamed, renders int) {
	s := packtest.OnDisk(files).WithFolders([]string{packtest.Root})
	d := newDeployer(t.Context(), s, s.Pack(packtest.Path("demo")))
	if len(d.works) != 1 {
		t.Fatal("the chart cannot be read")
	}
	vals, rendered := d.render()
	b := newBlamer(d, d.works[0], &judgement{vals: vals[0], rendered: rendered[0]})
	return b.blame(), maxRenders - b.left
}

// TestReach holds that what is found without a render for each value is what is found with one, for random values,
// defaults and schemas.
func TestReach(t *testing.T) {
	defer func() { rendersAlways = false }()
	several, fewer := 0, 0
	for seed := range uint64(200) {
		r := &random{rand.New(rand.NewPCG(seed, 1))}
		files := chartPack(r.json(r.values(3)), r.json(r.values(2)), r.json(r.schema(4)), r.json(r.values(2)),
			r.json(r.schema(3)))
		rendersAlways = false
		got, few := blames(t, files)
		rendersAlways = true
		want, many := blames(t, files)
		if many >= maxRenders {
			continue // it has given up
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: found %v\nwith renders: %v\n%s", seed, got, want, txtar.Format(&txtar.Archive{Files: files}))
		}
		if len(want) > 1 {
			several++
		}
		if few < many {
			fewer++
		}
	}
	if several < 10 || fewer < 10 {
		t.Errorf("%d cases with several mistakes, %d with fewer renders: the cases say nothing", several, fewer)
	}
}

// random makes values and schemas in which the same few keys mean something to each other.
type random struct{ *rand.Rand }

func (r *random) json(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (r *random) of(words ...string) string { return words[r.IntN(len(words))] }
func (r *random) key() string               { return r.of("a", "b", "c", "sub", "global") }

func (r *random) values(depth int) map[string]any {
	all := map[string]any{}
	for range r.IntN(5) {
		key := r.key()
		all[key] = r.value(depth, key == "sub" || key == "global")
	}
	return all
}

func (r *random) value(depth int, object bool) any {
	if object || depth > 0 && r.IntN(3) == 0 {
		return r.values(max(depth-1, 0))
	}
	switch r.IntN(8) {
	case 0:
		return []any{r.value(0, false), r.value(depth-1, depth > 0), r.value(0, false)}
	case 1:
		return nil
	case 2:
		return ""
	case 3:
		return r.IntN(2) == 0
	case 4, 5:
		return r.IntN(3)
	}
	return r.of("x", "filled", "y")
}

func (r *random) schema(depth int) map[string]any {
	s := map[string]any{}
	for range 1 + r.IntN(3) {
		if depth == 0 || r.IntN(6) == 0 {
			switch r.IntN(5) {
			case 0:
				s["type"] = r.of("string", "number", "object", "boolean")
			case 1:
				s["enum"] = []any{"x", 1, true}
			case 2:
				s["required"] = []any{r.key()}
			case 3:
				s["minLength"] = 1
			case 4:
				s["maxProperties"] = 2
			}
			continue
		}
		below := func() any { return r.schema(depth - 1) }
		switch r.IntN(9) {
		case 0, 1, 2:
			s["properties"] = map[string]any{r.key(): below(), r.key(): below(), r.key(): below()}
		case 3:
			s["additionalProperties"] = below()
		case 4:
			s["patternProperties"] = map[string]any{"^[abs]": below()}
		case 5:
			s["items"] = below()
		case 6:
			s[r.of("anyOf", "oneOf", "allOf")] = []any{below(), below()}
		case 7:
			s["dependencies"] = map[string]any{r.key(): below()}
		case 8:
			s["if"], s["then"], s["else"] = below(), below(), below()
		}
	}
	return s
}

// Thousands of values that break a schema take a few renders, and each is to blame.
func TestManyBreakSchema(t *testing.T) {
	const n = 2000
	var values, rules []string
	for i := range n {
		values = append(values, fmt.Sprintf(`"key%d": "x"`, i))
		rules = append(rules, fmt.Sprintf(`"key%d": {"type": "integer"}`, i))
	}
	found, renders := blames(t, chartPack("{"+strings.Join(values, ",")+"}", "{}",
		`{"properties": {`+strings.Join(rules, ",")+`}}`, "{}", "{}"))
	if len(found) != n {
		t.Errorf("%d values are to blame, want %d", len(found), n)
	}
	if renders > 10 {
		t.Errorf("%d renders", renders)
	}
	for _, b := range found {
		if len(b.path) != 1 || !strings.HasPrefix(b.message, "the chart's values.schema.json does not accept this: ") {
			t.Fatal(b)
		}
	}
}
