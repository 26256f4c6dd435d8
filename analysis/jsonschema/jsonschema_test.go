package jsonschema_test

import (
	"context"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/jsonschema"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// load returns the schemas by the names of the files that they are of.
func load(t testing.TB) map[string]*schema.Schema {
	t.Helper()
	all := map[string]*schema.Schema{}
	for _, k := range jsonschema.Kinds() {
		src, err := k.Text()
		if err != nil {
			t.Fatal(err)
		}
		s, err := schema.Load(k.File, src)
		if err != nil {
			t.Fatal(err)
		}
		all[k.Name] = s
	}
	return all
}

func parse(name, src string) *syntax.Tree {
	if strings.HasSuffix(name, ".json") {
		return syntax.ParseJSON(src)
	}
	return syntax.ParseYAML(src)
}

// shapes are the checks whose subject is what a schema can say.
var shapes = []string{
	"presets/shape", "schema/entry-shape", "schema/template-syntax", "config/invalid-setting", "config/syntax",
	"json/syntax", "yaml/syntax", "yaml/duplicate-key", "json/duplicate-key",
}

// A file without such findings is valid. For pack.json, the schema says exactly what the built-in one does.
func TestArchivesOfChecks(t *testing.T) {
	archives, err := filepath.Glob("../check/testdata/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	schemas, tried := load(t), map[string]int{}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if s := schemas[path.Base(f.Name)]; s != nil && !strings.HasPrefix(f.Name, "fixed") {
				tried[path.Base(f.Name)]++
				compare(t, s, name+": "+f.Name, string(f.Data), findings(t, archive.Files, f.Name))
			}
		}
	}
	for name := range schemas {
		if tried[name] < 3 {
			t.Errorf("only %d files %s tried", tried[name], name)
		}
	}
}

// findings are the codes of what is found in the file called name.
func findings(t *testing.T, files []txtar.File, name string) (codes []string) {
	t.Helper()
	dir := path.Dir(name)
	s := packtest.OnDisk(packtest.Complete(dir, files))
	full := packtest.Path(name)
	var ds []check.Diagnostic
	if path.Base(name) == pack.ConfigName {
		for _, f := range files {
			if f.Name == name {
				s = s.WithOpen(full, 1, text.New(string(f.Data)))
			}
		}
		ds = check.DiagnoseConfig(s, s.Config(full))
	} else {
		var err error
		if ds, err = check.Diagnose(context.Background(), s, full); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range ds {
		codes = append(codes, d.Code)
	}
	return codes
}

func compare(t *testing.T, s *schema.Schema, name, src string, codes []string) {
	t.Helper()
	root := parse(name, src).Root()
	found, complete := s.Validate(root)
	if path.Base(name) == pack.MetaName {
		if want := keywords(schema.Embedded().Validate(root)); keywords(found, complete) != want {
			t.Errorf("%s: %s, want %s", name, keywords(found, complete), want)
		}
		return
	}
	reported := slices.ContainsFunc(codes, func(code string) bool { return slices.Contains(shapes, code) })
	if !reported && len(found) > 0 {
		t.Errorf("%s: nothing is wrong with it, and the schema says: %s", name, keywords(found, complete))
	}
}

func keywords(found []schema.Violation, _ bool) string {
	var words []string
	for _, v := range found {
		words = append(words, strings.Join(v.Path, "/")+" "+v.Keyword)
	}
	return strings.Join(words, "; ")
}

func TestCorpus(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	schemas := load(t)
	tried := 0
	for _, dir := range dirs {
		for name, schema := range schemas {
			src, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				continue
			}
			var codes []string
			if name != pack.MetaName { // which is compared with another schema
				ds, err := check.Diagnose(context.Background(), s, filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range ds {
					codes = append(codes, d.Code)
				}
			}
			compare(t, schema, filepath.Join(dir, name), string(src), codes)
			tried++
		}
	}
	if tried < len(dirs) {
		t.Errorf("%d files in %d packs", tried, len(dirs))
	}
}

func TestMistakes(t *testing.T) {
	schemas := load(t)
	for _, tt := range []struct{ name, src, want string }{
		{"pack.json", `{"name": "a", "displayName": "A", "version": "1"}`, " required"},
		{"pack.json", `{"name": "a", "displayName": "A", "version": "1", "layer": "addons"}`, "layer enum"},
		{"pack.json", `{"name": "", "displayName": "A", "version": "1", "layer": "addon"}`, "name minLength"},
		{"pack.json", `{"name": "a", "displayName": "A", "version": "1", "layer": "addon", "annotations": {"x": 1}}`,
			"annotations/x type"},
		{"pack.json", `{"name": "a", "displayName": "A", "version": "1", "layer": "addon", "addonType": "my own"}`, ""},
		{"pack.json", `{"name": "a", "displayName": "A", "version": "1", "layer": "addon", "constraints": ` +
			`{"dependencies": [{"packName": "mine", "layer": "k8s", "type": "never"}]}}`,
			"constraints/dependencies/0/type enum"},
		{"schema.yaml", "a.b:\n  schema: '{{ required }}'\n", ""},
		{"schema.yaml", "a.b:\n  schema: '${number}'\n", "a.b/schema pattern"},
		{"schema.yaml", "a.b:\n  format: '{{ required }}'\n", "a.b/format additionalProperties; a.b required"},
		{"schema.yaml", "- a\n", " type"},
		{"presets.yaml", "presets:\n- {name: a, displayName: A, group: g, remove: [], add: 'x: 1'}\n", ""},
		{"presets.yaml", "presets:\n- {name: a, displayName: A, group: g, remove: x, add: {x: 1}}\n",
			"presets/0/remove type; presets/0/add type"},
		{"presets.yaml", "presets:\n- {name: a, group: g, remove: []}\n", "presets/0 required"},
		{".pack-lsp.yaml", "checks:\n  pack/eol-past: off\n  values/*: hint\nkubernetesVersion: '1.33'\n", ""},
		{".pack-lsp.yaml", "checks:\n  pack/eol-passed: off\n", "checks/pack/eol-passed additionalProperties"},
		{".pack-lsp.yaml", "checks:\n  pack/eol-past: warn\n", "checks/pack/eol-past not"},
		{".pack-lsp.yaml", "excludes: [a]\n", "excludes additionalProperties"},
		{".pack-lsp.yaml", "maxProblems: 0\ninlayHints: 1\n", "maxProblems minimum; inlayHints type"},
		{".pack-lsp.yaml", "kubernetesVersion: latest\n", "kubernetesVersion pattern"},
		{".pack-lsp.yaml", "overrides:\n- checks: {pack/eol-past: off}\n", "overrides/0 required"},
	} {
		if got := keywords(schemas[tt.name].Validate(parse(tt.name, tt.src).Root())); got != tt.want {
			t.Errorf("%s\n%s: %q, want %q", tt.name, tt.src, got, tt.want)
		}
	}
}

// Everything that an editor can complete has a description, and every setting a type.
func TestEverythingIsDescribed(t *testing.T) {
	for _, k := range jsonschema.Kinds() {
		src, err := k.Text()
		if err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := json.Unmarshal(src, &whole); err != nil {
			t.Fatal(err)
		}
		described := 0
		var walk func(v any, at string)
		walk = func(v any, at string) {
			m, _ := v.(map[string]any)
			properties, _ := m["properties"].(map[string]any)
			for name, p := range properties {
				property := p.(map[string]any)
				doc, _ := property["description"].(string)
				if property["$ref"] == nil && (doc == "" || strings.Contains(doc, "](")) {
					t.Errorf("%s: %s/%s has the description %q", k.Name, at, name, doc)
				}
				if k.Name == pack.ConfigName && at == k.Name && property["type"] == nil && property["allOf"] == nil {
					t.Errorf("the setting %s has a type that this package does not know", name)
				}
				described++
			}
			for key, child := range m {
				walk(child, at+"/"+key)
			}
		}
		walk(whole, k.Name)
		if described == 0 {
			t.Errorf("%s has no properties", k.Name)
		}
	}
}
