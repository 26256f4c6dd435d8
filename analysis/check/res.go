package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// resChecks are those of constraints.resources. Facts are those of Palette's documentation, "Pack Constraints", unless a comment
// says otherwise.
var resChecks = []Check{
	{Code: codeResMissing, Severity: pack.Error, On: inMeta, Summary: "a resource without type, or a component without scheduleType", Run: resMissingField},
	{Code: codeResType, Severity: pack.Error, On: inMeta, Summary: "a resource type that does not exist", Run: resUnknownType},
	{Code: codeResSchedule, Severity: pack.Error, On: inMeta, Summary: "a scheduleType that does not exist", Run: resUnknownScheduleType},
	{Code: "res/unit-suspect", Severity: pack.Hint, On: inMeta, Summary: "a minLimit that looks meant in another unit", Run: resUnitSuspect},
	{Code: "res/min-limit-ignored", Severity: pack.Hint, On: inMeta, Summary: "a minLimit that Palette ignores", Tag: Unnecessary, Run: resMinLimitIgnored},
	{Code: "res/param-ref-unresolved", Severity: pack.Warning, On: inMeta, Summary: "a reference to a value that does not exist", Run: resParamRefUnresolved},
	{Code: "res/param-ref-type", Severity: pack.Warning, On: inMeta, Summary: "a reference to a value that is no amount", Run: resParamRefType},
	{Code: "res/duplicate-type", Severity: pack.Information, On: inMeta, Summary: "two resources of one type", Run: resDuplicateType},
}

// The types of resources.
const (
	resourceCPU    = "cpu"
	resourceMemory = "memory"
	resourceDisk   = "diskSize"
)

var resourceTypes = []string{resourceCPU, resourceMemory, resourceDisk}

func resMissingField(p *Pass) {
	for _, v := range violations(p) {
		for _, key := range v.Missing {
			if misspelt(p, v.Node, key) {
				continue
			}
			at := openingBrace(v.Node)
			switch key {
			case "type":
				d := p.Report(at, "this resource has no type %s", oneOf(resourceTypes))
				for _, kind := range likelyTypes(p, v.Node) {
					member := `"type": ` + edit.Quote(kind)
					d.Fix(p.File, "Insert "+member, insertFirst(v.Node, member))
				}
			case "scheduleType":
				p.Report(at, "this component has no scheduleType, which says what pool of nodes it runs on (one of all, master, worker)").
					Fix(p.File, `Insert "scheduleType": "all"`, edit.Append(v.Node, `"scheduleType": "all"`))
			default: // of an own schema
				p.Report(at, "%s is missing here", key)
			}
		}
	}
}

// insertFirst puts a member at the begin of an object.
func insertFirst(object syntax.Node, member string) text.Edit {
	if first := object.First(); first.Exists() {
		return edit.InsertBefore(first, member)
	}
	return edit.Append(object, member)
}

// likelyTypes are the types that resource may have, the likeliest first: the one that its references name, then those that no other resource has.
func likelyTypes(p *Pass, resource syntax.Node) []string {
	var named, free, taken []string
	used := map[string]bool{}
	for r := range pack.ResourceNodes(p.Root()) {
		used[r.Get("type").Text()] = true
	}
	refs := ""
	for c := range pack.ComponentNodes(resource) {
		refs += c.Get("resourceRequestParamRef").Text() + "\n"
	}
	for _, kind := range resourceTypes {
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

func resUnknownType(p *Pass) {
	for _, v := range violations(p) {
		kind := v.Node.Text()
		near := resourceTypeLike(kind, v.Want)
		if near == "" {
			p.Report(v.Node.Range(), "unknown resource type %s %s", quote(kind), oneOf(v.Want))
			continue
		}
		p.Report(v.Node.Range(), "unknown resource type %s; did you mean %s? %s", quote(kind), quote(near), oneOf(v.Want)).
			Fix(p.File, "Write "+quote(near), edit.Replace(v.Node, edit.Quote(near)))
	}
}

// resourceTypeLike is the one of known that kind likely stands for: by its letters, or by its meaning.
func resourceTypeLike(kind string, known []string) string {
	switch fold(kind) {
	case "gpu": // no slip of cpu, but something that Palette does not add up
		return ""
	case "mem", "ram":
		kind = resourceMemory
	case "disk", "storage":
		kind = resourceDisk
	}
	return nearest(kind, known)
}

func resUnknownScheduleType(p *Pass) {
	for _, v := range violations(p) {
		schedule := v.Node.Text()
		if fold(schedule) == "controlplane" { // older revisions of the documentation have it so
			p.Report(v.Node.Range(), "scheduleType %s is no longer accepted; nodes of the control plane are \"master\" %s", quote(schedule), oneOf(v.Want)).
				Fix(p.File, `Write "master"`, edit.Replace(v.Node, `"master"`))
			continue
		}
		d := p.Report(v.Node.Range(), "unknown scheduleType %s%s %s", quote(schedule), didYouMean(schedule, v.Want), oneOf(v.Want))
		fixNearest(p, d, v.Node, schedule, v.Want)
	}
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
			p.Report(n.Range(), "an earlier resource has the type %s too; one resource of each type can hold all its components", quote(kind)).
				Relate(p.File, before.Range(), "the earlier resource")
			continue
		}
		first[kind] = n
	}
}
