package check

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Setting is a key of .pack-lsp.yaml.
type Setting struct {
	Name   string
	Type   string   // in words
	Doc    string   // Markdown, a sentence or two
	Values []string // what the value can be; nil if it is free
	// Snippet is what follows the colon, with a space or line end before it, in the form of an LSP snippet.
	Snippet string
}

// Settings are the keys of .pack-lsp.yaml, in the order of the documentation.
func Settings() []Setting { return settings }

var settings = []Setting{
	{Name: pack.KeyExtends, Type: "name of a block of settings", Snippet: " $1", Values: pack.Blocks(),
		Doc: "A predefined block of settings; all others win over it. With `pack-central`, `pack-lsp check` fails where " +
			"the CI of Palette's public pack repository does."},
	{Name: "checks", Type: "mapping of codes to severities", Snippet: "\n  $1",
		Doc: "Severity of each check, by its code or by its group, such as `values/*`. A code wins over its group. " +
			"A check that is off by default needs its own code."},
	{Name: "overrides", Type: "list", Snippet: "\n  - files: $1\n    checks:\n      $2",
		Doc: "Severities for some files. Later entries win over earlier ones, and all of them win over `checks`."},
	{Name: "exclude", Type: "list of globs", Snippet: "\n  - $1",
		Doc: "Folders to ignore. A glob without a slash matches at any depth."},
	{Name: "schema", Type: "path", Snippet: " $1",
		Doc: "Path of a JSON Schema for `pack.json` to use in place of the built-in one, relative to this file."},
	{Name: pack.KeyInlayHints, Type: "boolean", Snippet: " $1", Values: []string{"true", "false"},
		Doc: "Show versions and amounts inline in `pack.json`. Default: true."},
	{Name: pack.KeyDefaultHints, Type: "boolean", Snippet: " $1", Values: []string{"true", "false"},
		Doc: "Show the chart's default inline after each value of `values.yaml` that differs from it. Default: false."},
	{Name: pack.KeyCodeLens, Type: "boolean", Snippet: " $1", Values: []string{"true", "false"},
		Doc: "Show how many packs depend on a pack above its name, and how often other files refer to a value above it. " +
			"Default: true."},
	{Name: pack.KeyMaxProblems, Type: "number", Snippet: " $1",
		Doc: "The most problems to show for one file in an editor. Default: 1000."},
	{Name: pack.KeyKubernetes, Type: "version", Snippet: " \"$1\"",
		Doc: "Version of Kubernetes to check deployed objects against, in quotes, such as `\"1.34\"`."},
}

// overrideKeys are the keys of an entry of overrides.
var overrideKeys = []Setting{
	{Name: "files", Type: "glob or list of globs", Snippet: " $1",
		Doc: "The files that the entry is about. A glob without a slash matches at any depth."},
	{Name: "checks", Type: "mapping of codes to severities", Snippet: "\n  $1",
		Doc: "Severity of each check in these files."},
}

// OverrideKeys are the keys of an entry of overrides in .pack-lsp.yaml.
func OverrideKeys() []Setting { return overrideKeys }

// Words is what the check reports, with its default severity and the address of its page, in Markdown.
func (c *Check) Words() string {
	return "Reports " + c.Summary + ".\n\nDefault severity: " + c.Severity.String() + ". [" + c.Code + "](" + c.URL() + ")"
}

// SeverityDoc says in Markdown what a severity of settings does.
func SeverityDoc(name string) string {
	switch name {
	case "off":
		return "The check does not run."
	case "error":
		return "Findings are errors, and `pack-lsp check` fails."
	}
	return "Findings are shown with the severity " + name + "."
}
