package chart

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Status is what a chart says about a key of its merged values.
type Status uint8

const (
	Unknown   Status = iota // no default, although others have one at the same level
	Free                    // below a default that may hold anything (see Scope.Open), or below an unknown key
	Commented               // a default that is commented out
	Implied                 // known to Helm without a default: global, tags, a subchart, a step to an import
	Known                   // there is a default
)

// Scope is a place in a chart's merged values as Helm builds them: its own values, over the values of subcharts below
// their names or aliases, and the values from import-values. Nothing is known about the zero Scope.
type Scope struct {
	Status Status
	layers []layer // in the order of precedence
}

// layer is what one values file says about a place.
type layer struct {
	chart     *Chart
	pair      syntax.Node   // the default's pair; absent for the root of a chart's values
	value     syntax.Node   // the default, aliases followed; absent for the root of a chart without values
	commented *commentedKey // the commented-out key that pair and value are part of; nil otherwise
	root      bool          // value is the root of chart's values: chart's subcharts have their sections here
	pending   []string      // the path at which value is imported, from here; the layer says nothing else
}

// Defaults is the root of the chart's merged values.
func (c *Chart) Defaults() Scope {
	s := Scope{Status: Known}
	s.addRoot(c)
	return s
}

// Lookup follows path from the root of the chart's merged values.
func (c *Chart) Lookup(path []string) Scope {
	s := c.Defaults()
	for _, key := range path {
		s = s.Child(key)
	}
	return s
}

func (s *Scope) addRoot(c *Chart) {
	s.layers = append(s.layers, layer{chart: c, value: c.root(), root: true})
	for _, sub := range c.Subcharts {
		for _, imp := range c.importsOf(sub) {
			child := sub.root().At(splitPath(imp.Child)...)
			if !child.Exists() {
				continue
			}
			s.layers = append(s.layers, layer{chart: sub, pair: child.Owner(), value: child, pending: splitPath(imp.Parent)})
		}
	}
}

// Child is the place below s under key.
func (s Scope) Child(key string) Scope {
	if s.Status <= Free {
		return Scope{Status: Free}
	}
	var out Scope
	implied := false
	for _, l := range s.layers {
		if len(l.pending) > 0 {
			if l.pending[0] == key {
				l.pending = l.pending[1:]
				out.layers = append(out.layers, l)
				implied = implied || len(l.pending) > 0
			}
			continue
		}
		if pair := pairOf(l.value, key); pair.Exists() {
			out.layers = append(out.layers, layer{
				chart: l.chart, pair: pair, value: pair.Value().Resolve(), commented: l.commented,
			})
		}
	}
	own := len(out.layers)
	for _, l := range s.layers {
		if l.root {
			implied = out.imply(l.chart, key) || implied
		}
	}
	switch {
	case slices.ContainsFunc(out.layers, func(l layer) bool {
		return l.commented == nil && len(l.pending) == 0 && l.pair.Exists()
	}):
		out.Status = Known
	case implied:
		out.Status = Implied
	case own > 0:
		out.Status = Commented
	default:
		out.addCommented(s, key)
		switch {
		case len(out.layers) > 0:
			out.Status = Commented
		case s.Open():
			return Scope{Status: Free}
		default:
			return Scope{Status: Unknown}
		}
	}
	return out
}

// imply adds what Helm itself does with key at the root of c's values, and reports whether the key means something to
// Helm.
func (s *Scope) imply(c *Chart, key string) bool {
	found := false
	for _, sub := range c.Subcharts {
		if slices.Contains(sub.sections, key) {
			s.addRoot(sub)
			found = true
		}
	}
	for _, d := range c.Dependencies {
		found = found || d.Section() == key || len(d.Tags) > 0 && key == "tags"
	}
	if key != "global" {
		return found
	}
	for sub := range c.all() {
		if pair := pairOf(sub.root(), key); sub != c && pair.Exists() {
			s.layers = append(s.layers, layer{chart: sub, pair: pair, value: pair.Value().Resolve()})
		}
	}
	return true
}

func (s *Scope) addCommented(parent Scope, key string) {
	for _, l := range parent.layers {
		if l.commented != nil || len(l.pending) > 0 {
			continue
		}
		for _, k := range l.chart.commentedAs(l.pair, key) {
			s.layers = append(s.layers, layer{chart: l.chart, pair: k.value, value: k.value.Value().Resolve(), commented: k})
		}
	}
}

// Open reports whether any key can be below s, as far as defaults tell: the default is an empty mapping, a list, a
// scalar or null, could not be read in full, or does not exist.
func (s Scope) Open() bool {
	filled := false
	for _, l := range s.layers {
		if len(l.pending) > 0 {
			continue
		}
		if l.value.Kind() != syntax.Mapping {
			if l.root { // a chart without values; Helm reads an empty file as no values
				return true
			}
			return !filled // anything but a mapping hides lower layers
		}
		if l.value.Broken() {
			return true
		}
		filled = filled || l.value.First().Exists()
	}
	return !filled
}

// Value is the default that Helm uses; absent if there is none, also for the section of a subchart without one. Below a
// mapping, other charts may add keys: see Keys. If the status is Commented, it belongs to a separate tree: see Place.
func (s Scope) Value() syntax.Node { return s.front().value }

// Pair is the pair of Value; absent at the root of a chart's values.
func (s Scope) Pair() syntax.Node { return s.front().pair }

// Chart is the chart with Value in its values; nil if nothing is known.
func (s Scope) Chart() *Chart { return s.front().chart }

// front is the first layer that has something at this place itself.
func (s Scope) front() layer {
	for _, l := range s.layers {
		if len(l.pending) == 0 {
			return l
		}
	}
	return layer{}
}

// Place is the range, in bytes, of the default's key in the values.yaml of s.Chart(), also if it is commented out. It
// is false if there is no key.
func (s Scope) Place() (text.Range, bool) {
	l := s.front()
	key := l.pair.Key()
	if !key.Exists() {
		return text.Range{}, false
	}
	r := key.Range()
	if l.commented != nil {
		r.Start += l.commented.start
		r.End += l.commented.start
	}
	return r, true
}

// Keys are the keys below s: those with a default in the order of the values files, then implied ones, then
// commented-out ones.
func (s Scope) Keys() []string {
	var keys []string
	seen := map[string]bool{}
	add := func(key string) {
		if key != "" && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	for _, l := range s.layers {
		if len(l.pending) > 0 {
			add(l.pending[0])
			continue
		}
		eachKey(l.value, add)
	}
	for _, l := range s.layers {
		if l.root {
			for _, sub := range l.chart.Subcharts {
				for _, section := range sub.sections {
					add(section)
				}
			}
			for _, d := range l.chart.Dependencies {
				add(d.Section())
				if len(d.Tags) > 0 {
					add("tags")
				}
			}
			add("global")
		}
	}
	for _, l := range s.layers {
		if l.commented != nil || len(l.pending) > 0 {
			continue
		}
		for _, k := range l.chart.commentedIn(l.pair) {
			add(k.name)
		}
	}
	return keys
}
