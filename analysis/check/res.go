package check

import (
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// resChecks are those of constraints.resources. Facts are those of Palette's documentation, "Pack Constraints", unless
// a comment says otherwise.
var resChecks = []Check{
	{Code: codeResMissing, Severity: pack.Error, On: inMeta, Run: resMissingField,
		Summary: "a resource without type, or a component without scheduleType"},
	{Code: codeResType, Severity: pack.Error, On: inMeta, Summary: "an unknown resource type", Run: unknownValues},
	{Code: codeResSchedule, Severity: pack.Error, On: inMeta, Summary: "an unknown scheduleType", Run: unknownValues},
	{Code: "res/unit-suspect", Severity: pack.Hint, On: inMeta, Run: resUnitSuspect,
		Summary: "a minLimit that is probably in the wrong unit"},
	{Code: "res/min-limit-ignored", Severity: pack.Hint, On: inMeta, Tag: Unnecessary, Run: resMinLimitIgnored,
		Summary: "a minLimit that Palette ignores"},
	{Code: "res/param-ref-unresolved", Severity: pack.Warning, On: inMeta, Run: resParamRefUnresolved,
		Summary: "a reference to a value that does not exist"},
	{Code: "res/param-ref-type", Severity: pack.Warning, On: inMeta, Run: resParamRefType,
		Summary: "a reference to a value that is not an amount"},
	{Code: "res/duplicate-type", Severity: pack.Information, On: inMeta, Run: resDuplicateType,
		Summary: "duplicate resource types"},
}

// The types of resources.
const (
	resourceCPU    = "cpu"
	resourceMemory = "memory"
	resourceDisk   = "diskSize"
)

func resMissingField(p *Pass) {
	used := sync.OnceValue(func() map[string]bool { return usedTypes(p) })
	for _, v := range violations(p) {
		for _, key := range v.Missing {
			if misspelled(p, v.Node, key) {
				continue
			}
			switch key {
			case pack.KeyType:
				types := valuesOf(allowedAt(p, append(slices.Clip(v.Path), key)...))
				d := p.Report(openingBrace(v.Node), "this resource has no type %s", oneOf(types))
				for _, kind := range likelyTypes(used(), v.Node, types) {
					member := `"type": ` + edit.Quote(kind)
					d.Fix(p.File, "Insert "+member, insertFirst(v.Node, member))
				}
			case pack.KeySchedule:
				const message = "this component has no scheduleType; write on which nodes it runs"
				p.reportMissing(v, key, "all", message)
			default: // of a schema of the author's own
				p.reportMissing(v, key, "", "%s is missing", key)
			}
		}
	}
}

// reportMissing reports a property that the object of v lacks. If the property has an enum, the message lists it, and a
// fix inserts the property: with the value usual, if the enum has it.
func (p *Pass) reportMissing(v schema.Violation, key, usual, format string, args ...any) {
	d := p.Report(openingBrace(v.Node), format, args...)
	if allowed := allowedAt(p, append(slices.Clip(v.Path), key)...); len(allowed) > 0 {
		d.Message += " " + oneOf(valuesOf(allowed))
		member := edit.Quote(key) + ": " + sampleOf(allowed, usual)
		d.Fix(p.File, "Insert "+member, edit.Append(v.Node, member))
	}
}

// insertFirst puts a member at the start of an object.
func insertFirst(object syntax.Node, member string) text.Edit {
	if first := object.First(); first.Exists() {
		return edit.InsertBefore(first, member)
	}
	return edit.Append(object, member)
}

// usedTypes are the types that the resources have.
func usedTypes(p *Pass) map[string]bool {
	used := map[string]bool{}
	for r := range pack.ResourceNodes(p.Root()) {
		used[r.Get("type").Text()] = true
	}
	return used
}

// likelyTypes are those of types that resource may have, the likeliest first: the one that its references name, then
// those that no other resource has, as used says.
func likelyTypes(used map[string]bool, resource syntax.Node, types []string) []string {
	var named, free, taken []string
	refs := ""
	for c := range pack.ComponentNodes(resource) {
		refs += c.Get("resourceRequestParamRef").Text() + "\n"
	}
	for _, kind := range types {
		switch {
		case strings.Contains(refs, "."+kind+"\n"):
			named = append(named, kind)
		case used[kind]:
			taken = append(taken, kind)
		default:
			free = append(free, kind)
		}
	}
	return append(append(named, free...), taken...)
}

func resDuplicateType(p *Pass) {
	first := map[string]syntax.Node{}
	for r := range pack.ResourceNodes(p.Root()) {
		n := r.Get("type")
		kind, ok := literal(n)
		if !ok || violated(p, n) {
			continue
		}
		if before, seen := first[kind]; seen {
			p.Report(n.Range(), "duplicate resource type %s; put all components of a type into one resource", quote(kind)).
				Relate(p.File, before.Range(), "the earlier resource")
			continue
		}
		first[kind] = n
	}
}
