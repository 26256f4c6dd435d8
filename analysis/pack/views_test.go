package pack_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

func demo(archive string) *pack.Snapshot {
	fsys := packtest.NewFS(packtest.Complete("demo", txtar.Parse([]byte(archive)).Files))
	return pack.NewSnapshot(fsys, chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
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
`).Pack(packtest.Path("demo"))

	presets := p.PresetList()
	if len(presets) != 2 || presets[0].ID() != "Size:small" || presets[0].DisplayName != "Small" ||
		len(presets[0].Remove) != 1 || presets[1].Add != nil {
		t.Errorf("presets are read as %+v", presets)
	}
	var entries []string
	for _, e := range p.EnabledPresets().Entries {
		entries = append(entries, fmt.Sprintf("%s|%s|%s", e.Of(p.Values.Text.String()), e.Group, e.Name))
	}
	if want := []string{"Size:small|Size|small", "Vol:a:b|Vol|a:b", "lone||lone"}; !slices.Equal(entries, want) {
		t.Errorf("enabled presets: got %v, want %v", entries, want)
	}

	constraints := p.Constraints()
	if len(constraints) != 2 || constraints[0].Path != "manifests.app.replicas" ||
		constraints[1].Path != "manifests.app.text" {
		t.Fatalf("constraints are read as %+v", constraints)
	}
	src := p.Schema.Text.String()
	for i, want := range []string{`"${number}"`, `\"${string}\"`} {
		c := constraints[i]
		if got := c.OuterRange(c.Template.Format.Range).Of(src); got != want {
			t.Errorf("the format of %s is at %q, want %q", c.Path, got, want)
		}
	}
	if got := constraints[0].OuterRange(constraints[0].Template.Hints[0].Range).Of(src); got != `"It''s a number"` {
		t.Errorf("the hint is at %q", got)
	}
}

var seenManifest pack.Memo[string]

// TestMemoSeesManifests: what was worked out for values.yaml may depend on an open manifest.
func TestMemoSeesManifests(t *testing.T) {
	dir := packtest.Path("demo")
	values, manifest := filepath.Join(dir, "values.yaml"), filepath.Join(dir, "manifests", "app.yaml")
	s := demo("").WithOpen(values, 1, text.New("manifests: {app: {}}\n")).WithOpen(manifest, 1, text.New("one"))
	seen := func(s *pack.Snapshot) string {
		p := s.Pack(dir)
		return seenManifest.Of(p, p.Values, func() string { return p.File(manifest).Text.String() })
	}
	if got := seen(s); got != "one" {
		t.Fatal(got)
	}
	s = s.WithChanges(manifest, 2, []text.Change{{Whole: true, Text: "two"}}, text.UTF16)
	if got := seen(s); got != "two" {
		t.Errorf("the manifest is seen as %q after the edit", got)
	}
}
