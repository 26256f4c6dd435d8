package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// All is every check there is, in the order of the documentation.
var All []*Check

var byCode = map[string]*Check{}

// The table is put together here, not in a variable's initializer, since the checks of settings refer to it.
func init() {
	for _, family := range [][]Check{
		syntaxChecks, packChecks, packIdentityChecks, packAnnotationChecks, depsChecks, depsLayerChecks,
		resChecks, filesChecks, filesPushedChecks, boundChecks, yamlChecks, yamlAliasChecks, valuesChecks,
		centralChecks, macroChecks, splitBraces, schemaChecks, presetsChecks, presetsValueChecks, uselessChecks,
		manifestChecks, deployChecks, ignoreChecks, configChecks,
	} {
		for _, c := range family {
			All = append(All, &c)
			byCode[c.Code] = &c
		}
	}
}

// ByCode is the check of that code; nil if there is none.
func ByCode(code string) *Check { return byCode[code] }

// Groups are the parts of the codes before the slash, in the order of All.
func Groups() []string {
	var groups []string
	for _, c := range All {
		if !slices.Contains(groups, c.Group()) {
			groups = append(groups, c.Group())
		}
	}
	return groups
}

// reportErrors passes on the tree's errors of the check's own code.
func reportErrors(p *Pass) {
	for _, e := range p.File.Tree().Errors {
		if string(e.Code) != p.check.Code {
			continue
		}
		d := p.Report(e.Range, "%s", e.Message)
		d.offer(p.File, e.FixTitle, !e.Loses, e.Fix)
	}
}

// What checks report in.
var (
	inMeta   = []pack.Kind{pack.Meta}
	inValues = []pack.Kind{pack.Values}
	inYAML   = []pack.Kind{pack.Values, pack.Schema, pack.Presets}
	inConfig = []pack.Kind{pack.Config}
)

// codes that more than one place refers to.
const (
	codeJSONDuplicate = "json/duplicate-key"
	codeYAMLDuplicate = "yaml/duplicate-key"
)

// syntaxChecks are those of JSON itself.
var syntaxChecks = []Check{
	{Code: "json/syntax", Severity: pack.Error, On: inMeta, Summary: "text that is not valid JSON", Run: reportErrors},
	{Code: codeJSONConflict, Severity: pack.Error, On: inMeta, Run: mergeConflict,
		Summary: "a merge conflict in pack.json"},
	{Code: codeJSONDuplicate, Severity: pack.Error, On: inMeta, Run: reportDuplicateKeys,
		Summary: "duplicate keys in an object"},
}
