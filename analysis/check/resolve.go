package check

import (
	"maps"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// resolver looks for versions of packs of the workspace that can be in one profile: every required dependency of each
// that is in, and nothing that another rules out. Packs that are not in the workspace, or there in no version that
// fits, may have any version that some constraint does not rule out by itself: a registry may hold more than the
// workspace.
type resolver struct {
	pass  *Pass
	steps int // left
	known map[*pack.Dependency][]*pack.Entry
}

// Nothing is said of what takes more than this for one pack.
const (
	maxResolveSteps = 1000 // versions tried; a long list of versions takes some, too
	maxProfile      = 64   // packs in a profile, which in practice has some ten or twenty
)

func newResolver(p *Pass) *resolver {
	return &resolver{pass: p, steps: maxResolveSteps, known: map[*pack.Dependency][]*pack.Entry{}}
}

// versions are those of the workspace that d allows, newest first; none if the version of one of them is unknown.
func (r *resolver) versions(d *pack.Dependency) []*pack.Entry {
	in, done := r.known[d]
	if !done {
		var all []*pack.Entry
		var known bool
		if in, all, known = inRange(r.pass, d); !known {
			in = nil
		}
		r.steps -= len(all) / 100
		r.known[d] = in
	}
	return in
}

// target is the name and layer that a dependency looks for.
type target struct{ name, layer string }

// want is a constraint on a pack, and the pack that has it.
type want struct {
	by  *pack.Entry
	dep *pack.Dependency
}

func (w want) target() target { return target{w.dep.Name, w.dep.Layer} }

// profile is what has been chosen so far. It is copied before it changes.
type profile struct {
	chosen  map[target]*pack.Entry
	via     map[*pack.Entry]want // the required dependency that brought a pack in
	wants   map[target][]want
	pending []want // required dependencies on packs of the workspace that are not chosen yet
}

// conflict is why a version cannot be chosen: want does not hold.
type conflict struct {
	want
	met   *pack.Entry // the version that want rules out; nil if other is set
	other want        // a constraint on the same pack that cannot hold together with want
	chain []want      // the required dependencies that lead from the pack itself to want.by
}

// resolve tries to bring own and what deps, dependencies of it, require into one profile. It returns nil if that can be
// done, or cannot be told.
func (r *resolver) resolve(own *pack.Entry, deps []*pack.Dependency) *conflict {
	p := &profile{chosen: map[target]*pack.Entry{}, via: map[*pack.Entry]want{}, wants: map[target][]want{}}
	p, c := r.add(p, own, deps)
	if c != nil {
		return nil // own contradicts itself, which others report
	}
	c, ok := r.solve(p)
	if !ok {
		return nil
	}
	return c
}

// solve chooses a version for all that is pending; ok is false if it ran out of steps.
func (r *resolver) solve(p *profile) (c *conflict, ok bool) {
	if len(p.pending) == 0 {
		return nil, true
	}
	next := p.pending[0]
	if p.chosen[next.target()] != nil { // chosen since; add has seen that it fits
		rest := *p
		rest.pending = p.pending[1:]
		return r.solve(&rest)
	}
	var first *conflict
	for _, e := range r.versions(next.dep) {
		if r.steps--; r.steps < 0 || len(p.chosen) == maxProfile {
			r.steps = -1
			return nil, false
		}
		c := r.choose(p, next, e)
		if c == nil {
			return nil, true
		}
		if r.steps < 0 {
			return nil, false
		}
		if first == nil || len(c.chain) < len(first.chain) {
			first = c
		}
	}
	return first, true
}

// choose tries p with the version e for what by requires.
func (r *resolver) choose(p *profile, by want, e *pack.Entry) *conflict {
	for _, w := range p.wants[by.target()] {
		if !w.dep.Allows(e.Parsed) {
			return &conflict{want: w, met: e, other: by, chain: p.chainTo(w.by)}
		}
	}
	q := &profile{maps.Clone(p.chosen), maps.Clone(p.via), maps.Clone(p.wants), slices.Clone(p.pending[1:])}
	q.via[e] = by
	q, c := r.add(q, e, dependenciesOf(e))
	if c == nil {
		c, _ = r.solve(q)
	}
	return c
}

// dependenciesOf are the dependencies of e, up to the limit.
func dependenciesOf(e *pack.Entry) []*pack.Dependency {
	var deps []*pack.Dependency
	for i := range e.Dependencies[:min(len(e.Dependencies), maxDependencies)] {
		deps = append(deps, &e.Dependencies[i])
	}
	return deps
}

// add puts e, which constrains others by deps, into p, which the caller has copied.
func (r *resolver) add(p *profile, e *pack.Entry, deps []*pack.Dependency) (*profile, *conflict) {
	p.chosen[target{e.Name, e.Layer}] = e
	for _, d := range deps {
		w := want{e, d}
		t := w.target()
		if d.Name == e.Name || d.Layer == "" || d.Type == pack.Upgrade {
			continue
		}
		if met := p.chosen[t]; met != nil {
			if !d.Allows(met.Parsed) {
				return p, &conflict{want: w, met: met, chain: p.chainTo(e)}
			}
			continue
		}
		for _, other := range p.wants[t] {
			if other.by != e && contradict(d, other.dep) {
				return p, &conflict{want: w, other: other, chain: p.chainTo(e)}
			}
		}
		p.wants[t] = append(slices.Clip(p.wants[t]), w)
		if d.Type == pack.Required && len(r.versions(d)) > 0 {
			p.pending = append(p.pending, w)
		}
	}
	return p, nil
}

// contradict reports whether no version satisfies both a and b, given that the pack must be in the profile.
func contradict(a, b *pack.Dependency) bool {
	if b.Type == pack.Required {
		a, b = b, a
	}
	switch {
	case a.Type != pack.Required:
		return false
	case b.Type == pack.NotSupported:
		return !b.Bounds.Unbounded() && a.Bounds.Within(b.Bounds)
	}
	return !a.Bounds.Overlaps(b.Bounds)
}

// chainTo are the required dependencies that brought e in, from those of the pack itself on.
func (p *profile) chainTo(e *pack.Entry) []want {
	var chain []want
	for w, ok := p.via[e]; ok; w, ok = p.via[w.by] {
		chain = append(chain, w)
	}
	slices.Reverse(chain)
	return chain
}
