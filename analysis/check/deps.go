package check

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// depsChecks are those of constraints.dependencies. Facts are those of Palette's documentation,
// "Pack Constraints", unless a comment says otherwise.
var depsChecks = []Check{
	{Code: codeDepsMissing, Severity: pack.Error, On: inMeta, Summary: "a dependency without packName, layer or type", Run: depsMissingField},
	{Code: codeDepsType, Severity: pack.Error, On: inMeta, Summary: "a dependency type that does not exist", Run: unknownValues},
	{Code: "deps/bad-version", Severity: pack.Warning, On: inMeta, Summary: "a minVersion or maxVersion that is not a plain version", Run: depsBadVersion},
	{Code: "deps/min-greater-than-max", Severity: pack.Warning, On: inMeta, Summary: "a minVersion above the maxVersion", Run: depsMinGreaterThanMax},
	{Code: "deps/no-bounds", Severity: pack.Hint, On: inMeta, Summary: "a dependency that has no effect because it has no bounds", Run: depsNoBounds},
	{Code: "deps/self", Severity: pack.Warning, On: inMeta, Summary: "a pack that depends on itself", Run: depsSelf},
	{Code: "deps/duplicate", Severity: pack.Information, On: inMeta, Summary: "two dependencies that say the same about one pack", Run: depsDuplicate},
	{Code: "deps/conflict", Severity: pack.Warning, On: inMeta, Summary: "two dependencies on one pack that cannot both hold", Run: depsConflict},
	{Code: "deps/unknown-pack", Severity: pack.Off, On: inMeta, Summary: "a dependency on a pack that is neither in the workspace nor known", Workspace: true, Run: depsUnknownPack},
	{Code: "deps/range-unsatisfied", Severity: pack.Information, On: inMeta, Summary: "a required range of versions in which the workspace has none", Workspace: true, Run: depsRangeUnsatisfied},
	{Code: "deps/layer-mismatch", Severity: pack.Warning, On: inMeta, Summary: "a dependency on a pack of the workspace in another layer than that pack's", Workspace: true, Run: depsLayerMismatch},
	{Code: "deps/cycle", Severity: pack.Information, On: inMeta, Summary: "required dependencies that lead back to the pack", Workspace: true, Run: depsCycle},
	{Code: "deps/unsatisfiable", Severity: pack.Information, On: inMeta, Summary: "a required dependency that no version of the workspace satisfies together with the other constraints", Workspace: true, Run: depsUnsatisfiable},
}

func depsMissingField(p *Pass) {
	for _, v := range violations(p) {
		if v.Keyword == keywordMinLength {
			p.Report(v.Node.Range(), "packName is empty; write the name of the other pack")
		}
		for _, key := range v.Missing {
			if !misspelt(p, v.Node, key) {
				missingDependencyField(p, v, key)
			}
		}
	}
}

func missingDependencyField(p *Pass, v schema.Violation, key string) {
	at, on := openingBrace(v.Node), onPack(v.Node.Get(pack.KeyPackName))
	switch key {
	case pack.KeyPackName:
		p.Report(at, "this dependency has no packName, the name of the other pack")
	case pack.KeyLayer:
		p.Report(at, "this dependency%s has no layer, the one in which a profile holds that pack", on)
	default:
		p.reportMissing(v, key, string(pack.Optional), "this dependency%s has no %s", on, key)
	}
}

// onPack says of which pack a dependency speaks, where name says so.
func onPack(name syntax.Node) string {
	if s, ok := literal(name); ok && s != "" {
		return " on " + quote(s)
	}
	return ""
}

func depsSelf(p *Pass) {
	own := p.Pack.Facts().Name
	for d := range pack.DependencyNodes(p.Root()) {
		name, ok := literal(d.Get(pack.KeyPackName))
		if !ok || name != own || name == "" {
			continue
		}
		switch kind, _ := literal(d.Get("type")); pack.DependencyType(kind) {
		case pack.Required, pack.Optional, pack.NotSupported:
			p.Report(d.Get(pack.KeyPackName).Range(), "this pack is %s itself, and a profile holds only one version of it, so a dependency of type %s means nothing",
				quote(own), quote(kind))
		}
	}
}
