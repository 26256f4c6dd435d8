package check

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/quantity"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// maxRefs is how many references of a pack are followed, since each may read the whole of values.yaml. Published packs
// have six at most.
const maxRefs = 100

// paramRef is a reference to a value.
type paramRef struct {
	node     syntax.Node // the string
	segments []string
	key      string // pack.KeyRequestRef or pack.KeyReplicaRef
	kind     string // the resource's type
	targets  []value.Target
}

// paramRefs are the references that can be followed, and what they can mean; none if values.yaml is absent or broken,
// since what is not found may be in the broken part.
func paramRefs(p *Pass, params *value.Params) []paramRef {
	if unsettled(p.Pack.Values) {
		return nil
	}
	var refs []paramRef
	for r := range pack.ResourceNodes(p.Root()) {
		for c := range pack.ComponentNodes(r) {
			for _, key := range pack.RefKeys() {
				n := c.Get(key)
				s, ok := literal(n)
				segments := value.Segments(s)
				if !ok || segments == nil {
					continue
				}
				if len(refs) == maxRefs {
					p.partly()
					return refs
				}
				refs = append(refs, paramRef{n, segments, key, r.Get(pack.KeyType).Text(), params.Targets(s)})
			}
		}
	}
	return refs
}

func resParamRefUnresolved(p *Pass) {
	root := p.Pack.Values.Root()
	if additionsBroken(p.Pack) {
		return
	}
	params := value.NewParams(p.Pack)
	for _, r := range paramRefs(p, params) {
		if len(r.targets) > 0 || params.GaveUp() || r.mayBeInCharts(p) || unknownBelow(root, r.segments) ||
			p.sectionElsewhere(r.segments) {
			continue
		}
		likely := r.candidates(p, root, params.Search())
		hint := ""
		if len(likely) == 1 {
			hint = didYouMean(quotePath(likely[0]))
		}
		d := p.Report(r.node.Range(), "%s does not refer to a value: %s%s", r.key, r.deadEnd(p.Pack, root), hint)
		for _, path := range likely {
			d.Fix(p.File, "Change to "+quotePath(path), edit.Replace(r.node, edit.Quote(path)))
		}
	}
}

// deadEnd says at which step the path of r leads nowhere.
func (r paramRef) deadEnd(p *pack.Pack, root syntax.Node) string {
	defaults := ""
	if len(p.Facts().Charts) > 0 {
		defaults = ", nor in the chart's defaults"
	}
	if !value.FromRoot(root, r.segments) {
		return "no path under charts in values.yaml ends in " + quotePath(strings.Join(r.segments, ".")) + defaults
	}
	k, _ := value.Deepest(root, r.segments)
	if k == 0 {
		return "values.yaml has no " + quote(r.segments[0])
	}
	return quote(r.segments[k-1]) + " has no " + quote(r.segments[k]) + " in values.yaml" + defaults
}

// mayBeInCharts reports whether charts leave room for what r refers to, or cannot all be read.
func (r paramRef) mayBeInCharts(p *Pass) bool {
	charts, complete := p.charts()
	if !complete {
		return true
	}
	return slices.ContainsFunc(charts, func(c packChart) bool {
		// A chart's name has no dots, so it is one segment.
		return r.segments[0] == pack.SectionCharts && len(r.segments) > 2 && r.segments[1] == c.Name &&
			inScope(c.Defaults(), r.segments[2:])
	})
}

// maxCandidates is how many values are offered for one reference.
const maxCandidates = 5

// candidates are the paths that r may have been meant to be: with slips corrected, also by the chart's defaults; else
// with the levels that are left out if it ends too early; else the only one below charts that ends as r does.
func (r paramRef) candidates(p *Pass, root syntax.Node, search *value.Search) []string {
	if steps := p.correctDotted(root, r.segments); steps != nil {
		return []string{strings.Join(steps, ".")}
	}
	for _, c := range p.Pack.Charts() {
		if len(r.segments) < 3 || r.segments[0] != pack.SectionCharts || r.segments[1] != c.Name {
			continue
		}
		if steps := p.correctDotted(c.Defaults().Value(), r.segments[2:]); steps != nil {
			return []string{strings.Join(slices.Concat(r.segments[:2], steps), ".")}
		}
	}
	var paths []string
	if k, n := value.Deepest(root, r.segments); k > 1 {
		for _, found := range search.EndingIn(n, r.segments[k:], maxCandidates) {
			paths = append(paths, strings.Join(found.Path(), "."))
		}
	}
	for from := 1; from+2 <= len(r.segments) && len(paths) == 0; from++ {
		if found := search.EndingIn(root.Get(pack.SectionCharts), r.segments[from:], 2); len(found) == 1 {
			paths = append(paths, strings.Join(found[0].Path(), "."))
		} else if len(found) > 1 {
			break
		}
	}
	return paths
}

func resParamRefType(p *Pass) {
	for _, r := range paramRefs(p, value.NewParams(p.Pack)) {
		n := value.Sole(r.targets).Node
		if n.Tree() != p.Pack.Values.Tree() {
			continue
		}
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

// requestFault says what is wrong with a value as the request of a resource; "" if nothing is.
func requestFault(n syntax.Node, kind string) string {
	example := "200Mi"
	if kind == resourceCPU {
		example = "100m"
	}
	if n.Kind() != syntax.Number && n.Kind() != syntax.String {
		return inWords(n) + ", not to a quantity such as " + example
	}
	q, err := quantity.Parse(n.Text())
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

// replicaFault says what is wrong with a value as a count of replicas; "" if nothing is.
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
