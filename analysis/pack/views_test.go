package pack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func demo(archive string) *pack.Snapshot {
	fsys := packtest.NewFS(packtest.Complete("demo", txtar.Parse([]byte(archive)).Files))
	return pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
}

func TestValuesAt(t *testing.T) {
	root := syntax.ParseYAML(`
charts:
  web:
    port: 80
    "a.b": {c: 1, d.e: 2}
    hosts: [{name: x}, {name: y}, {}]
    common: &common {level: info}
    log: {<<: *common, file: out}
    copy: *common
    empty:
`).Root()
	for path, want := range map[string]string{
		"charts.web.port":               "80",
		"charts.web.a.b.c":              "1",
		"charts.web.a.b.d.e":            "2",
		"charts.web.hosts.$[].name":     "x y",
		"charts.web.hosts.$[]":          "{name: x} {name: y} {}",
		"charts.web.hosts.1.name":       "y",
		"charts.web.log.level":          "info",
		"charts.web.copy.level":         "info",
		"charts.web.empty":              "",
		"charts.web.none":               "(none)",
		"charts.web.port.more":          "(none)",
		"charts.web.port.$[]":           "(none)",
		"":                              "(none)",
		".":                             "(none)",
		strings.Repeat("charts.", 5000): "(none)",
	} {
		got := "(none)"
		if found := pack.ValuesAt(root, path); found != nil {
			var sources []string
			for _, n := range found {
				sources = append(sources, n.Source())
			}
			got = strings.Join(sources, " ")
		}
		if got != want {
			t.Errorf("%.60q: got %s, want %s", path, got, want)
		}
	}
}

func TestPresetsAndConstraints(t *testing.T) {
	p := demo(`
-- demo/values.yaml --
# spectrocloud.com/enabled-presets: Size:small , Vol:a:b,,lone
manifests:
  app:
    replicas: 1
-- demo/presets.yaml --
presets:
  - name: small
    displayName: Small
    group: Size
    remove: [manifests.app.replicas, 7]
    add: |
      manifests:
        app:
          level: debug
  - name: [odd]
    add: {not: text}
  - no mapping
-- demo/schema.yaml --
manifests.app.replicas:
  schema: '{{ format "${number}" | hints "It''s a number" }}'
manifests.app.level:
  other: '{{ required }}'
manifests.app.text: {schema: "{{ required | format \"${string}\" }}"}
`).Pack(packtest.Root + "/demo")

	presets := p.PresetList()
	if len(presets) != 2 || presets[0].ID() != "Size:small" || presets[0].DisplayName != "Small" || len(presets[0].Remove) != 1 || presets[1].Add != nil {
		t.Errorf("presets are read as %+v", presets)
	}
	for path, want := range map[string]bool{"manifests.app.replicas": true, "manifests.app.level": true, "manifests.app.other": false} {
		if p.HasValue(path) != want {
			t.Errorf("HasValue(%s) is %t", path, !want)
		}
	}
	var entries []string
	for _, e := range p.EnabledPresets().Entries {
		entries = append(entries, fmt.Sprintf("%s|%s|%s", e.Of(p.Values.Text.String()), e.Group, e.Name))
	}
	if want := []string{"Size:small|Size|small", "Vol:a:b|Vol|a:b", "lone||lone"}; !slices.Equal(entries, want) {
		t.Errorf("enabled presets: got %v, want %v", entries, want)
	}

	constraints := p.Constraints()
	if len(constraints) != 2 || constraints[0].Path != "manifests.app.replicas" || constraints[1].Path != "manifests.app.text" {
		t.Fatalf("constraints are read as %+v", constraints)
	}
	src := p.Schema.Text.String()
	for i, want := range []string{`"${number}"`, `\"${string}\"`} {
		c := constraints[i]
		if got := c.Range(c.Template.Format.Range).Of(src); got != want {
			t.Errorf("the format of %s is at %q, want %q", c.Path, got, want)
		}
	}
	if got := constraints[0].Range(constraints[0].Template.Hints[0].Range).Of(src); got != `"It''s a number"` {
		t.Errorf("the hint is at %q", got)
	}
}

// TestMemoSeesManifests: what was worked out for values.yaml may depend on an open manifest.
func TestMemoSeesManifests(t *testing.T) {
	dir := packtest.Root + "/demo"
	values, manifest := dir+"/values.yaml", dir+"/manifests/app.yaml"
	s := demo("").WithOpen(values, 1, text.New("manifests: {app: {}}\n")).WithOpen(manifest, 1, text.New("one"))
	seen := func(s *pack.Snapshot) string {
		p := s.Pack(dir)
		return pack.Memo(p, p.Values, "test", func() string { return p.File(manifest).Text.String() })
	}
	if got := seen(s); got != "one" {
		t.Fatal(got)
	}
	s = s.WithChanges(manifest, 2, []text.Change{{Whole: true, Text: "two"}}, text.UTF16)
	if got := seen(s); got != "two" {
		t.Errorf("the manifest is seen as %q after the edit", got)
	}
}
