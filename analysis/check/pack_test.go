package check_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// diagnoseMeta returns the findings in a pack.json that lies in a pack in which nothing else is wrong. settings are
// those of a .pack-lsp.yaml.
func diagnoseMeta(t *testing.T, meta, settings string, more ...txtar.File) []check.Diagnostic {
	t.Helper()
	files := append(more,
		txtar.File{Name: "demo/pack.json", Data: []byte(meta)}, txtar.File{Name: ".pack-lsp.yaml", Data: []byte(settings)})
	fsys := packtest.NewFS(packtest.Complete("demo", files))
	p := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root}).
		Pack(packtest.Path("demo"))
	found, err := runChecks(p, p.JSON)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// runChecks is what all checks find in a file, those of the workspace aside.
func runChecks(p *pack.Pack, f *pack.File) ([]check.Diagnostic, error) {
	noIndex := pack.NewSnapshot(packtest.NewFS(nil), chart.NewCache(), today)
	found, err := check.DiagnoseFile(context.Background(), noIndex, p, f)
	return found.Diagnostics, err
}

// codesOf are the severities and codes of findings.
func codesOf(found []check.Diagnostic) string {
	var codes []string
	for _, d := range found {
		codes = append(codes, d.Severity.String()+" "+d.Code)
	}
	return strings.Join(codes, ", ")
}

// TestOneReport says which checks report a mistake, among all that could have a word about it.
func TestOneReport(t *testing.T) {
	const rest = `"annotations": {"source": "community", "contributor": "demo"}, "kubeManifests": ["manifests/app.yaml"]}`
	const good = `{"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "addonType": "logging", ` +
		`"cloudTypes": ["all"], ` + rest
	tests := []struct{ name, from, to, want string }{
		{"nothing wrong", "", "", ""},
		{"required key in another case", `"displayName"`, `"displayname"`, "error pack/key-case"},
		{"required key misspelled", `"version"`, `"verison"`, "error pack/unknown-key"},
		{"cloudTypes misspelled", `"cloudTypes"`, `"cloudTyps"`, "warning pack/unknown-key"},
		{"addonType misspelled", `"addonType"`, `"addonTyp"`, "warning pack/unknown-key"},
		{"optional key misspelled", `"annotations"`, `"anotations"`, "information pack/unknown-key"},
		{"bare word as layer", `"layer": "addon"`, `"layer": addons`, "error json/syntax"},
		{"bare word as key", `"layer": `, `layr: `, "error json/syntax"},
		{"value left out", `"layer": "addon"`, `"layer": `, "error json/syntax"},
		{"comma left out", `"demo", `, `"demo" `, "error json/syntax"},
		{"number as layer", `"layer": "addon"`, `"layer": 3`, "error pack/wrong-type"},
		{"null as name", `"name": "demo"`, `"name": null`, "error pack/wrong-type"},
		{"empty layer", `"layer": "addon"`, `"layer": ""`, "error pack/empty-field"},
		{"empty version", `"1.0.0"`, `""`, "error pack/empty-field"},
		{"unknown layer", `"layer": "addon"`, `"layer": "Addon"`, "error pack/unknown-layer"},
		{"number among cloud types", `["all"]`, `["aws", 7]`, "error pack/wrong-type"},
		{"cloud types in a string", `["all"]`, `"all"`, "error pack/wrong-type"},
		{"v and no patch", `"1.0.0"`, `"v1.0"`, "warning pack/version-v-prefix"},
		{"blank in version", `"1.0.0"`, `"1.0 "`, "warning pack/version-tag-chars"},
		{"source of the wrong type", `{"source": "community", "contributor": "demo"}`, `{"source": true}`, "error pack/annotation-not-string"},
		{"annotations as array", `{"source": "community", "contributor": "demo"}`, `[{"source": "community"}]`, "error pack/wrong-type"},
		{"source in another case", `"source"`, `"Source"`, "warning pack/annotation-key"},
		{"contributor at the root", `, "contributor": "demo"}`, `}, "contributor": "demo"`, "information pack/unknown-key"},
		{"bound without its 1", `"kubeManifests"`,
			`"constraints": {"dependencies": [{"packName": "kubernetes", "layer": "k8s", "minVersion": "127", ` +
				`"maxVersion": "1.30", "type": "optional"}]}, "kubeManifests"`, "warning deps/kubernetes-version"},
		{"version in the name", `"name": "demo"`, `"name": "demo-1.0.0"`, "warning pack/name-version"},
		{"file breaks off", rest, `"annotations": {"source": "commu`, "error json/syntax, error json/syntax"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := diagnoseMeta(t, strings.Replace(good, test.from, test.to, 1), "checks:\n  files/*: off\n")
			if got := codesOf(found); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
				for _, d := range found {
					t.Log(d.Code, d.Message)
				}
			}
		})
	}
}

// TestMisspelledKeySettings: what settings say about misspelled keys counts before what they entail, and the schema's
// word is never lost.
func TestMisspelledKeySettings(t *testing.T) {
	const meta = `{"name": "demo", "displayname": "Demo", "version": "1.0.0", "layer": "os", ` +
		`"cloudTypes": ["all"], "annotations": {"source": "community", "contributor": "demo"}}`
	for settings, want := range map[string]string{
		"":                                  "error pack/key-case",
		"checks: {pack/key-case: hint}":     "hint pack/key-case",
		"checks: {pack/key-case: off}":      "error pack/missing-field",
		"checks: {pack/*: information}":     "information pack/key-case",
		"checks: {pack/unknown-key: off}":   "error pack/key-case",
		"checks: {pack/missing-field: off}": "error pack/key-case",
	} {
		settings = strings.TrimSuffix(settings, "}")
		if settings == "" {
			settings = "checks: {json/syntax: error"
		}
		if got := codesOf(diagnoseMeta(t, meta, settings+", files/*: off}\n")); got != want {
			t.Errorf("%s: got %q, want %q", settings, got, want)
		}
	}
}

// TestOwnSchema: with an own schema its rules count, through the checks that word them best.
func TestOwnSchema(t *testing.T) {
	const own = `{
  "required": ["name", "team"],
  "properties": {
    "name": {"type": "string", "pattern": "^acme-"},
    "team": {"type": "string", "minLength": 1},
    "layer": {"enum": ["mesh"]},
    "cloudTypes": {"type": "array", "items": {"enum": ["moon"]}},
    "annotations": {"type": "object", "additionalProperties": {"type": "string"}}
  },
  "patternProperties": {"^x-": {}},
  "additionalProperties": false
}`
	tests := []struct{ name, meta, want string }{
		{"right", `{"name": "acme-a", "team": "a", "layer": "mesh", "cloudTypes": ["moon"], "annotations": {"source": "community", "contributor": "demo"}, "x-y": 1}`, ""},
		{"own rules", `{"name": "a", "team": "", "layer": "addon", "cloudTypes": ["all", "mon"], ` +
			`"annotations": {"source": 1}}`,
			"error pack/schema, error pack/empty-field, error pack/unknown-layer, " +
				"error pack/unknown-cloud-type, error pack/unknown-cloud-type, error pack/annotation-not-string"},
		{"own field missing", `{"name": "acme-a", "cloudTypes": ["moon"], "annotations": {"source": "community", "contributor": "demo"}}`, "error pack/missing-field"},
		{"key forbidden", `{"name": "acme-a", "team": "a", "cloudTypes": ["moon"], "version": "1.0.0", "annotations": {"source": "community", "contributor": "demo"}}`, "error pack/unknown-key"},
		{"key in another case", `{"name": "acme-a", "Team": "a", "cloudTypes": ["moon"], "annotations": {"source": "community", "contributor": "demo"}}`, "error pack/key-case"},
	}
	for _, test := range tests {
		found := diagnoseMeta(t, test.meta, "schema: own.json\nchecks: {files/*: off, pack/cloud-types-redundant: off}\n",
			txtar.File{Name: "own.json", Data: []byte(own)})
		if got := codesOf(found); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
			for _, d := range found {
				t.Log(d.Code, d.Message)
			}
		}
	}
}

// TestLargeMeta: ten thousand mistakes of one kind are reported, and in a time that lets the test end: were it
// quadratic, it would not.
func TestLargeMeta(t *testing.T) {
	const n = 10_000
	many := func(item string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(item, "#", strconv.Itoa(i)))
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	for name, meta := range map[string]string{
		"unknown keys":    `{` + many(`"versio#": 1,`) + `}`,
		"duplicate keys":  `{` + many(`"name": "#",`) + `}`,
		"cloud types":     `{"cloudTypes": [` + many(`"aws-#",`) + `]}`,
		"numbers":         `{"cloudTypes": [` + many(`#,`) + `]}`,
		"annotations":     `{"annotations": {` + many(`"a#": #,`) + `}}`,
		"dependencies":    `{"constraints": {"dependencies": [` + many(`{"Layer": "x", "packName": ""},`) + `]}}`,
		"long key":        `{"` + strings.Repeat("versión", n) + `": 1}`,
		"long version":    `{"version": "` + strings.Repeat("1.", n) + `"}`,
		"objects to join": `{"annotations": [` + many(`{"a#": "b"},`) + `]}`,
	} {
		if found := diagnoseMeta(t, meta, ""); len(found) == 0 {
			t.Errorf("%s: nothing reported", name)
		}
	}
}

// TestEveryPackCheckIsOnMeta: the codes of the group pack are reported in pack.json and nowhere else.
func TestEveryPackCheckIsOnMeta(t *testing.T) {
	kinds := map[pack.Kind]bool{}
	for _, c := range check.All {
		if c.Group() == "pack" {
			for _, k := range c.On {
				kinds[k] = true
			}
		}
	}
	if got := slices.Collect(maps.Keys(kinds)); !slices.Equal(got, []pack.Kind{pack.Meta}) {
		t.Errorf("kinds: %v", got)
	}
}

// BenchmarkMetaKeystroke is an edit in a usual pack.json up to its findings.
func BenchmarkMetaKeystroke(b *testing.B) {
	fsys := packtest.NewFS(packtest.Complete("demo", nil))
	file := packtest.Path("demo", pack.MetaName)
	src := fsys.Read(file)
	s := pack.NewSnapshot(fsys, chart.NewCache(), today).WithFolders([]string{packtest.Root})
	for i := 0; b.Loop(); i++ {
		s = s.WithOpen(file, int32(i), text.New(strings.Replace(src, "Demo", fmt.Sprint("Demo", i), 1)))
		p, f := s.PackOf(file)
		if _, err := runChecks(p, f); err != nil {
			b.Fatal(err)
		}
	}
}
