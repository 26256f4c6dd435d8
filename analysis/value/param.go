package value

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Target is a value that a parameter reference can mean.
type Target struct {
	syntax.Node              // in values.yaml, in what a preset adds or, if Chart is set, in the defaults of that chart
	Chart       *chart.Chart // whose default the value is; nil for a value of the pack
	Way         Way          // of the reference to the value; nil if Chart is set
}

// Known reports whether the value is known before deployment.
func (t Target) Known() bool { return t.IsScalar() && !strings.Contains(t.Text(), "{{") }

// Path is the path of the value from the root of the pack's values.
func (t Target) Path() []string {
	if t.Chart != nil {
		return slices.Concat([]string{pack.SectionCharts, t.Chart.Name}, CanonicalPath(t.Node))
	}
	return t.Way[len(t.Way)-1].Path()
}

// maxTargets is how many values are looked for that one reference can mean.
const maxTargets = 20

// Params resolves the parameter references of one pack.json: the resourceRequestParamRef and replicaCountParamRef of the
// components of a resource. All of them together look at a bounded number of values.
type Params struct {
	pack   *pack.Pack
	search *Search
}

// NewParams resolves references of p.
func NewParams(p *pack.Pack) *Params { return &Params{p, NewSearch()} }

// Param are the values that a parameter reference of p can mean; see Params.Targets.
func Param(p *pack.Pack, ref string) []Target { return NewParams(p).Targets(ref) }

// Sole is the one value that a reference can mean; a zero Target, whose node is absent, if it can mean none or several.
// What several presets set at one path is one value.
func Sole(targets []Target) Target {
	for _, t := range targets {
		if !slices.Equal(t.Path(), targets[0].Path()) {
			return Target{}
		}
	}
	if len(targets) == 0 {
		return Target{}
	}
	return targets[0]
}

// Targets are the values that a reference can mean, as Palette looks it up: the one at its path in values.yaml or else
// those that presets add there; or, as in the documentation's example, those below charts whose path ends like it; or
// else the defaults of charts. If several have different paths, nobody can tell which one is meant. The reference is not
// resolved, and there are none, if GaveUp.
func (r *Params) Targets(ref string) []Target {
	segments := Segments(ref)
	if segments == nil {
		return nil
	}
	values := r.pack.Values.Root()
	for _, roots := range [][]syntax.Node{{values}, r.pack.Additions()} {
		if found := r.at(roots, segments); len(found) > 0 {
			return found
		}
	}
	full := FromRoot(values, segments)
	if !full {
		if found := r.endingIn(values.Get(pack.SectionCharts), segments); len(found) > 0 || r.GaveUp() {
			return found
		}
	}
	return r.defaults(segments, full)
}

// at are the values at a full path.
func (r *Params) at(roots []syntax.Node, segments []string) (found []Target) {
	for _, root := range roots {
		if nodes, way := Walk(root, segments); len(nodes) > 0 {
			found = append(found, Target{Node: nodes[0], Way: way})
		}
	}
	return found
}

// endingIn are the values below n whose path ends in segments.
func (r *Params) endingIn(n syntax.Node, segments []string) (found []Target) {
	for _, v := range r.search.EndingIn(n, segments, maxTargets) {
		_, way := Walk(v.From, segments)
		found = append(found, Target{Node: v.Node, Way: way})
	}
	return found
}

// defaults are the defaults of charts that a reference can mean.
func (r *Params) defaults(segments []string, full bool) (found []Target) {
	for _, c := range r.pack.Charts() {
		switch {
		case segments[0] == pack.SectionCharts:
			if len(segments) > 2 && segments[1] == c.Name {
				if v := c.Lookup(segments[2:]).Value(); v.Exists() {
					found = append(found, Target{Node: v, Chart: c})
				}
			}
		case !full:
			for _, v := range r.search.EndingIn(c.Defaults().Value(), segments, maxTargets) {
				found = append(found, Target{Node: v.Node, Chart: c})
			}
		}
	}
	return found
}

// Search is the search that the references share.
func (r *Params) Search() *Search { return r.search }

// GaveUp reports whether not all values have been looked at, so that what was not found may be there.
func (r *Params) GaveUp() bool { return r.search.GaveUp() }

// FromRoot reports whether a dotted path begins at the root of values.yaml, whose root node is values.
func FromRoot(values syntax.Node, segments []string) bool {
	return slices.Contains(pack.Sections(), segments[0]) || values.Get(segments[0]).Exists()
}

// Segments are the keys of a dotted path; nil if it is not made of keys alone: if it's empty, or with brackets as of lists.
func Segments(path string) []string {
	segments := strings.Split(path, ".")
	for _, s := range segments {
		if s == "" || strings.ContainsAny(s, "[]$ ") {
			return nil
		}
	}
	if len(segments) > MaxDepth {
		return nil
	}
	return segments
}

// Search looks for values by the ends of their paths. It may look at a bounded number of nodes, so that many references
// into a huge file do not take forever.
type Search struct{ left int }

// NewSearch is a search that has looked at nothing yet.
func NewSearch() *Search { return &Search{left: 1_000_000} }

// GaveUp reports whether the search has not seen all: what it did not find may be there.
func (s *Search) GaveUp() bool { return s.left < 0 }

// Found is a value whose path ends in what was looked for.
type Found struct {
	syntax.Node
	From syntax.Node // the mapping that the end of the path leads from
}

// EndingIn are the values below n whose path ends in segments, at most limit of them.
func (s *Search) EndingIn(n syntax.Node, segments []string, limit int) []Found {
	const costOfMatch = 20 // nodes that could be looked at meanwhile
	var found []Found
	for pair := range n.All() {
		if s.left--; s.left < 0 {
			break
		}
		if pair.Kind() != syntax.Pair || !mayBegin(segments, pair.Key().Text()) {
			continue
		}
		s.left -= costOfMatch
		v := First(pair.Parent(), segments)
		if v.Exists() && !slices.ContainsFunc(found, func(f Found) bool { return f.Node == v }) {
			if found = append(found, Found{v, pair.Parent()}); len(found) == limit {
				break
			}
		}
	}
	return found
}

// mayBegin reports whether key may be the first of segments, or some of them with dots between.
func mayBegin(segments []string, key string) bool {
	return key == segments[0] || strings.HasPrefix(key, segments[0]+".")
}
