package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// depsChecks are those of constraints.dependencies. Facts are those of Palette's documentation, "Pack Constraints",
// unless a comment says otherwise.
var depsChecks = []Check{
	{Code: codeDepsMissing, Severity: pack.Error, On: inMeta, Workspace: true, Alone: true, Run: depsMissingField,
		Summary: "a dependency without packName, layer or type"},
	{Code: codeDepsType, Severity: pack.Error, On: inMeta, Summary: "an unknown dependency type", Run: unknownValues},
	{Code: "deps/bad-version", Severity: pack.Warning, On: inMeta, Run: depsBadVersion,
		Summary: "a minVersion or maxVersion that is not a plain version"},
	{Code: "deps/min-greater-than-max", Severity: pack.Warning, On: inMeta, Run: depsMinGreaterThanMax,
		Summary: "a minVersion above the maxVersion"},
	{Code: "deps/no-bounds", Severity: pack.Hint, On: inMeta, Run: depsNoBounds,
		Summary: "a dependency that has no effect because it has no bounds"},
	{Code: "deps/self", Severity: pack.Warning, On: inMeta, Summary: "a pack that depends on itself", Run: depsSelf},
	{Code: "deps/duplicate", Severity: pack.Information, On: inMeta, Run: depsDuplicate,
		Summary: "duplicate or overlapping dependencies on one pack"},
	{Code: "deps/conflict", Severity: pack.Warning, On: inMeta, Run: depsConflict,
		Summary: "two dependencies on one pack that contradict each other"},
	{Code: "deps/unknown-pack", Severity: pack.Off, On: inMeta, Workspace: true, Run: depsUnknownPack,
		Summary: "a dependency on an unknown pack"},
	{Code: "deps/range-unsatisfied", Severity: pack.Information, On: inMeta, Workspace: true, Run: depsRangeUnsatisfied,
		Summary: "a required range of versions that no pack in the workspace satisfies"},
	{Code: "deps/layer-mismatch", Severity: pack.Warning, On: inMeta, Workspace: true, Run: depsLayerMismatch,
		Summary: "a dependency whose layer differs from that of the pack that it names"},
	{Code: "deps/cycle", Severity: pack.Information, On: inMeta, Workspace: true, Run: depsCycle,
		Summary: "required dependencies that lead back to the pack"},
	{Code: "deps/unsatisfiable", Severity: pack.Information, On: inMeta, Workspace: true, Run: depsUnsatisfiable,
		Summary: "a required dependency that no version in the workspace satisfies together with the other constraints"},
}

func depsMissingField(p *Pass) {
	for _, v := range violations(p) {
		if v.Keyword == keywordMinLength {
			p.Report(v.Node.Range(), "packName is empty; write the name of the other pack")
		}
		for _, key := range v.Missing {
			if !misspelled(p, v.Node, key) {
				missingDependencyField(p, v, key)
			}
		}
	}
}

func missingDependencyField(p *Pass, v schema.Violation, key string) {
	at, on := openingBrace(v.Node), onPack(v.Node.Get(pack.KeyPackName))
	switch key {
	case pack.KeyPackName:
		p.Report(at, "this dependency has no packName; write the name of the other pack")
	case pack.KeyLayer:
		d := p.Report(at, "this dependency%s has no layer; write the layer of that pack", on)
		for _, layer := range layersOf(p, v.Node.Get(pack.KeyPackName)) {
			member := edit.Quote(key) + ": " + edit.Quote(layer)
			d.Fix(p.File, "Insert "+member, edit.InsertAfter(v.Node.Pair(pack.KeyPackName), member))
		}
	default:
		p.reportMissing(v, key, string(pack.Optional), "this dependency%s has no %s", on, key)
	}
}

// layersOf are the layers of the packs with a name: of those in the workspace or, if there are none, of the one that
// Palette ships.
func layersOf(p *Pass, name syntax.Node) []string {
	s, ok := literal(name)
	if !ok {
		return nil
	}
	var layers []string
	for _, e := range p.named(s) {
		if e.Layer != "" && !slices.Contains(layers, e.Layer) {
			layers = append(layers, e.Layer)
		}
	}
	if known, ok := palette.PackNamed(s); ok && len(layers) == 0 {
		layers = []string{known.Layer}
	}
	return layers
}

// onPack is a clause that names the pack of a dependency; "" if name does not.
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
			p.Report(d.Get(pack.KeyPackName).Range(),
				"this pack is %s itself; a profile holds only one version of a pack, so a dependency of type %s has no effect",
				quote(own), quote(kind))
		}
	}
}
