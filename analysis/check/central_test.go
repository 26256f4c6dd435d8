package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// rejected are the codes of what the CI of the public repository rejects.
var rejected = []string{
	// pack.json is read with jq, and held against a schema.
	"json/syntax", "json/merge-conflict", "pack/missing-field", "pack/empty-field", "pack/wrong-type",
	"pack/annotation-not-string", "pack/schema", "pack/unknown-layer", "pack/unknown-cloud-type", "deps/missing-field",
	"deps/unknown-type", "res/missing-field", "res/unknown-type", "res/unknown-schedule-type",
	"pack/version-v-prefix", "files/logo-missing", "files/readme-missing",
	// Listed files exist, on a system with case-sensitive names.
	"files/chart-missing", "files/manifest-missing", "files/path-case", "files/values-missing",
	// values.yaml is read, without duplicate keys.
	"yaml/syntax", "yaml/tab-indent", "yaml/merge-conflict", "yaml/duplicate-key", "macro/unquoted",
	"central/images", "central/chart-section", "central/unknown-path", "central/duplicate-item",
}

// TestPackCentralFailsWhereItsCIFails holds that with the block, those checks and no others are errors.
func TestPackCentralFailsWhereItsCIFails(t *testing.T) {
	tree := syntax.ParseYAML("extends: pack-central\n")
	s := pack.ParseSettings(tree.Root(), "/w")
	for _, c := range check.All {
		if c.Group() == "config" {
			continue // is about the settings
		}
		for _, kind := range c.On {
			path := "/w/p/" + map[pack.Kind]string{pack.Meta: pack.MetaName, pack.Values: pack.ValuesName,
				pack.Schema: pack.SchemaName, pack.Presets: pack.PresetsName, pack.Manifest: "manifests/a.yaml"}[kind]
			got := s.Severity(c.Code, path, c.Severity)
			looksAt := kind == pack.Meta || kind == pack.Values
			if want := looksAt && slices.Contains(rejected, c.Code); (got == pack.Error) != want {
				t.Errorf("%s in %s: %s", c.Code, path, got)
			}
			if strings.HasPrefix(c.Code, "central/") && check.ByCode(c.Code).Severity != pack.Off {
				t.Errorf("%s is on without the block", c.Code)
			}
		}
	}
	for _, code := range rejected {
		if check.ByCode(code) == nil {
			t.Errorf("%s does not exist", code)
		}
	}
}
