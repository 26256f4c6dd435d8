package check

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxRefs is how many references of a pack are followed, since each may read the whole of values.yaml. Published packs have six at most.
const maxRefs = 100

// paramRef is a reference to a value.
type paramRef struct {
	node  syntax.Node // the string
	steps []string
	key   string // pack.KeyRequestRef or pack.KeyReplicaRef
	kind  string // the resource's type
}

// paramRefs are the references that can be followed; none where values.yaml is absent or broken, so that what is not found may yet be in it.
func paramRefs(p *Pass) []paramRef {
	if unsettled(p.Pack.Values) {
		return nil
	}
	var refs []paramRef
	for r := range pack.ResourceNodes(p.Root()) {
		for c := range pack.ComponentNodes(r) {
			for _, key := range []string{pack.KeyRequestRef, pack.KeyReplicaRef} {
				n := c.Get(key)
				s, ok := literal(n)
				steps := splitDotted(s)
				if !ok || steps == nil {
					continue
				}
				if refs = append(refs, paramRef{n, steps, key, r.Get("type").Text()}); len(refs) == maxRefs {
					return refs
				}
			}
		}
	}
	return refs
}

// target is the value in values.yaml that r refers to: by its full path or, as in the documentation's example, by the end of one below
// charts. It is absent where there is none, or more than one.
func (r paramRef) target(root syntax.Node, search *valueSearch) syntax.Node {
	if v := dotted(root, r.steps); v.Exists() {
		return v
	}
	if found := r.shortTargets(root, search); len(found) == 1 && !search.gaveUp() {
		return found[0]
	}
	return syntax.Node{}
}

// shortTargets is up to two values that r may mean by the end of their paths.
func (r paramRef) shortTargets(root syntax.Node, search *valueSearch) []syntax.Node {
	if r.full(root) {
		return nil
	}
	return search.endingIn(root.Get(pack.SectionCharts), r.steps, 2)
}

// full reports whether r begins at the root of values.yaml.
func (r paramRef) full(root syntax.Node) bool {
	switch r.steps[0] {
	case pack.SectionPack, pack.SectionCharts, pack.SectionManifests:
		return true
	}
	return root.Get(r.steps[0]).Exists()
}

func resParamRefUnresolved(p *Pass) {
	root := p.Pack.Values.Root()
	search := newValueSearch()
	if additionsBroken(p.Pack) {
		return
	}
	for _, r := range paramRefs(p) {
		if dotted(root, r.steps).Exists() || len(r.shortTargets(root, search)) > 0 || r.inCharts(p, search) || search.gaveUp() || unknownBelow(root, r.steps) || p.sectionElsewhere(r.steps) ||
			slices.ContainsFunc(p.Pack.Additions(), func(n syntax.Node) bool { return dotted(n, r.steps).Exists() }) {
			continue
		}
		likely := r.candidates(p.Pack, root, search)
		hint := ""
		if len(likely) == 1 {
			hint = "; did you mean " + quotePath(likely[0]) + "?"
		}
		d := p.Report(r.node.Range(), "%s refers to no value: %s%s", r.key, r.deadEnd(p.Pack, root), hint)
		for _, path := range likely {
			d.Fix(p.File, "Change to "+quotePath(path), edit.Replace(r.node, edit.Quote(path)))
		}
	}
}

// deadEnd says where the path of r ends too early.
func (r paramRef) deadEnd(p *pack.Pack, root syntax.Node) string {
	defaults := ""
	if len(p.Facts().Charts) > 0 {
		defaults = ", nor in the chart's defaults"
	}
	if !r.full(root) {
		return "in values.yaml no path below charts ends in " + quotePath(strings.Join(r.steps, ".")) + defaults
	}
	k, _ := deepest(root, r.steps)
	if k == 0 {
		return "values.yaml has no " + quote(r.steps[0])
	}
	return quote(r.steps[k-1]) + " has no " + quote(r.steps[k]) + " in values.yaml" + defaults
}

// inCharts reports whether the defaults of a chart have what r refers to, may have it, or cannot be told.
func (r paramRef) inCharts(p *Pass, search *valueSearch) bool {
	charts, complete := p.charts()
	if !complete {
		return true
	}
	for _, c := range charts {
		switch {
		case r.steps[0] == pack.SectionCharts:
			// A chart's name has no dots, so that it is one step.
			if len(r.steps) > 2 && r.steps[1] == c.Name && inScope(c.Defaults(), r.steps[2:]) {
				return true
			}
		case r.full(p.Pack.Values.Root()):
		case len(search.endingIn(c.Defaults().Value(), r.steps, 1)) > 0:
			return true
		}
	}
	return false
}

// maxCandidates is how many values are offered for one reference.
const maxCandidates = 5

// candidates are the paths that r may have been meant to be: with slips corrected, also by the chart's
// defaults; else with the levels that are left out where it ends too early; else the only one below charts that ends as r does.
func (r paramRef) candidates(p *pack.Pack, root syntax.Node, search *valueSearch) []string {
	if steps := correctDotted(root, r.steps); steps != nil {
		return []string{strings.Join(steps, ".")}
	}
	for _, c := range p.Charts() {
		if len(r.steps) < 3 || r.steps[0] != pack.SectionCharts || r.steps[1] != c.Name {
			continue
		}
		if steps := correctDotted(c.Defaults().Value(), r.steps[2:]); steps != nil {
			return []string{strings.Join(slices.Concat(r.steps[:2], steps), ".")}
		}
	}
	var paths []string
	if k, n := deepest(root, r.steps); k > 1 {
		for _, found := range search.endingIn(n, r.steps[k:], maxCandidates) {
			paths = append(paths, strings.Join(found.Path(), "."))
		}
	}
	for from := 1; from+2 <= len(r.steps) && len(paths) == 0; from++ {
		if found := search.endingIn(root.Get(pack.SectionCharts), r.steps[from:], 2); len(found) == 1 {
			paths = append(paths, strings.Join(found[0].Path(), "."))
		} else if len(found) > 1 {
			break
		}
	}
	return paths
}

func resParamRefType(p *Pass) {
	root := p.Pack.Values.Root()
	search := newValueSearch()
	for _, r := range paramRefs(p) {
		n := r.target(root, search)
		if n.Kind() == syntax.Invalid || isEmptyScalar(n) || strings.Contains(n.Text(), "{{") {
			continue // not set yet, or known at deployment only
		}
		fault := requestFault(n, r.kind)
		if r.key == pack.KeyReplicaRef {
			fault = replicaFault(n)
		}
		if fault != "" {
			p.Report(r.node.Range(), "%s refers to %s", r.key, fault).Relate(p.Pack.Values, n.Range(), "the value")
		}
	}
}

// requestFault says what is wrong with a value as the request of a resource; "" where nothing is.
func requestFault(n syntax.Node, kind string) string {
	example := "200Mi"
	if kind == resourceCPU {
		example = "100m"
	}
	if n.Kind() != syntax.Number && n.Kind() != syntax.String {
		return inWords(n) + ", not to a quantity such as " + example
	}
	q, err := pack.ParseQuantity(n.Text())
	switch {
	case err != nil && n.Kind() == syntax.Number: // YAML writes numbers in more ways, such as 1_000
		return ""
	case err != nil:
		return quote(n.Text()) + ", which is not a quantity such as " + example
	case kind == resourceCPU && q.Binary():
		return quote(n.Text()) + ", which is an amount of memory, not of CPU; the resource's type is cpu"
	case (kind == resourceMemory || kind == resourceDisk) && q.Fraction():
		return quote(n.Text()) + ", which is an amount of CPU; the resource's type is " + kind
	}
	return ""
}

// replicaFault says what is wrong with a value as a count of replicas; "" where nothing is.
func replicaFault(n syntax.Node) string {
	v, err := strconv.ParseFloat(n.Text(), 64)
	switch {
	case n.Kind() == syntax.Number && err != nil:
		return ""
	case n.Kind() != syntax.Number && n.Kind() != syntax.String:
		return inWords(n) + ", not to a number of replicas"
	case err != nil, v < 0, v != math.Trunc(v):
		return quote(n.Text()) + ", which is not a number of replicas"
	}
	return ""
}

// inWords is what n is, for a message.
func inWords(n syntax.Node) string {
	switch n.Kind() {
	case syntax.Mapping:
		return "a mapping"
	case syntax.Sequence:
		return "a list"
	}
	return n.Source()
}
