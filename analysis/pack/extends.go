package pack

import (
	"maps"
	"path/filepath"
	"slices"
)

// KeyExtends is the key of a predefined block of settings, which all other settings of the same file win over.
const KeyExtends = "extends"

// Central is the name of the block with which pack-lsp check fails where the CI of Palette's public pack repository
// does: https://github.com/spectrocloud/pack-central.
const Central = "pack-central"

// Blocks are the names of the predefined blocks of settings.
func Blocks() []string { return slices.Sorted(maps.Keys(blocks)) }

// block is a predefined block of settings.
type block struct {
	checks    map[string]Severity
	elsewhere map[string]Severity // in files other than pack.json and values.yaml, which win over checks
}

// in are the severities for the file at path, the weakest first.
func (b *block) in(path string) []map[string]Severity {
	if name := filepath.Base(path); b.elsewhere == nil || name == MetaName || name == ValuesName {
		return []map[string]Severity{b.checks}
	}
	return []map[string]Severity{b.checks, b.elsewhere}
}

var blocks = map[string]*block{Central: {
	checks: map[string]Severity{
		// What its CI rejects.
		"pack/version-v-prefix": Error, "files/logo-missing": Error, "files/readme-missing": Error, "central/images": Error,
		"central/chart-section": Error, "central/unknown-path": Error, "central/duplicate-item": Error,
		// What says the same, with more doubt.
		"values/images-missing": Off, "values/chart-section-empty": Off, "values/unknown-chart-value": Off,
		"values/duplicate-item": Off,
		// What it accepts, or does not look at.
		"json/duplicate-key": Warning, "manifest/yaml": Warning, "values/root-not-map": Warning,
		"values/section-not-map": Warning, "yaml/excessive-aliases": Warning, "deploy/render": Warning,
		"deploy/rejected": Warning, "presets/add-yaml": Warning, "presets/duplicate-name": Warning, "presets/shape": Warning,
		"schema/bad-range": Warning, "schema/bad-regex": Warning, "schema/entry-shape": Warning,
		"schema/template-syntax": Warning,
	},
	elsewhere: map[string]Severity{
		"yaml/syntax": Warning, "yaml/tab-indent": Warning, "yaml/merge-conflict": Warning, "yaml/duplicate-key": Warning,
		"macro/unquoted": Warning,
	},
}}
