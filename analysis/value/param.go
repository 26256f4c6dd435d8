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

// maxTargets is how many values are found for one reference.
const maxTargets = 20

// Params resolves the parameter references of one pack.json: the resourceRequestParamRef and replicaCountParamRef of
// the components of a resource. It looks at a limited number of values for all of them together.
type Params struct {
	pack   *pack.Pack
	search *Search
}

// NewParams returns a resolver for the references of p.
func NewParams(p *pack.Pack) *Params { return &Params{p, NewSearch()} }

// Param returns the values that a parameter reference of p can mean; see Params.Targets.
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

// Targets returns the values that a reference can mean. As in Palette, these are the value at its path in
// values.yaml, or else those that presets add there, or else the values under charts whose path ends with it (as in
// the documentation's example), or else the defaults of charts. If their paths differ, it is not known which one is
// meant. There are none if GaveUp.
func (r *Params) Targets(ref string) []Target {
	segments := Segments(ref)
	if segments == nil {
		return nil
	}
	values := r.pack.Values.Root()
	if found := r.at([]syntax.Node{values}, segments); len(found) > 0 {
		return found
	}
	if found := r.at(Adding(r.pack, segments...), segments); len(found) > 0 {
		return found
	}
	full := FromRoot(values, segments)
	if !full {
		if found := r.endingIn(values.Get(pack.SectionCharts), segments); len(found) > 0 || r.GaveUp() {
			return found
		}
	}
	return r.defaults(segments, full)
}

// at returns the values at a full path.
func (r *Params) at(roots []syntax.Node, segments []string) (found []Target) {
	for _, root := range roots {
		if nodes, way := Walk(root, segments); len(nodes) > 0 {
			found = append(found, Target{Node: nodes[0], Way: way})
		}
	}
	return found
}

// endingIn returns the values in n whose path ends in segments.
func (r *Params) endingIn(n syntax.Node, segments []string) (found []Target) {
	for _, v := range r.search.EndingIn(n, segments, maxTargets) {
		_, way := Walk(v.From, segments)
		found = append(found, Target{Node: v.Node, Way: way})
	}
	return found
}

// defaults returns the defaults of charts that a reference can mean.
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

// Search returns the search that all references share.
func (r *Params) Search() *Search { return r.search }

// GaveUp reports whether the limit was reached, so that a value may exist although it was not found.
func (r *Params) GaveUp() bool { return r.search.GaveUp() }

// FromRoot reports whether a dotted path begins at the root of values.yaml, whose root node is values.
func FromRoot(values syntax.Node, segments []string) bool {
	return slices.Contains(pack.Sections(), segments[0]) || values.Get(segments[0]).Exists()
}

// Segments returns the keys of a dotted path. It is nil if the path is empty or has anything but keys, such as
// brackets.
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

// Search finds values by the ends of their paths. It looks at a limited number of nodes, so that many references into
// a huge file do not take forever.
type Search struct{ left int } // how many nodes it may still look at

// NewSearch returns a search with the whole limit left.
func NewSearch() *Search { return &Search{left: 1_000_000} }

// GaveUp reports whether the limit was reached, so that a value may exist although it was not found.
func (s *Search) GaveUp() bool { return s.left < 0 }

// Found is a value whose path ends in the segments of a search.
type Found struct {
	syntax.Node
	From syntax.Node // the mapping that the segments start from
}

// EndingIn returns at most limit values in n whose path ends in segments.
func (s *Search) EndingIn(n syntax.Node, segments []string, limit int) []Found {
	const costOfMatch = 20 // nodes that take as long as one match
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

// mayBegin reports whether key may be the first of segments, or the first few of them with dots between.
func mayBegin(segments []string, key string) bool {
	return key == segments[0] || strings.HasPrefix(key, segments[0]+".")
}
