package deploy

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// blamed is a failure with the value that is to blame.
type blamed struct {
	code    Code
	path    []string // from the root of the unit's values; nil if no value is
	message string
	spot    spot     // of what is rendered, on which the fault is
	needs   []string // the path of a value that must be set; nil for none
	kinds   []kube.ID
}

// What is spent on blame for one unit: renders, of which one takes as much as several if it gives much to look at. So
// the time is the same whether much is wrong or little.
const (
	maxRenders      = 400
	renderFailures  = 1500   // that it takes about as long to look at as another render does
	renderDocuments = 20_000 // nodes of new documents, likewise
)

// blamer finds out which values of a unit are to blame for what fails.
type blamer struct {
	deployer *deployer
	work     *work
	vals     map[string]any
	cluster  kube.Cluster
	faults   map[*render.Document][]failure     // of documents that were looked at
	unknown  map[*render.Document][]syntax.Node // objects of unknown kinds in these
	kept     int                                // bytes of these documents
	left     int                                // renders
	parts    int                                // nodes of documents that have been looked at since the last render
	first    *render.Result                     // with vals
	reach    *reach                             // of values over what fails with vals; nil if it is not known
	empty    *emptyValues                       // see emptyValues; nil if nobody has asked yet
	lines    *lineIndex                         // see spotOf; nil if nobody has asked yet
}

// maxKept is from how many bytes on documents are forgotten, with their trees, which take many times as much.
const maxKept = 4 << 20

func newBlamer(d *deployer, w *work, j *judgement) *blamer {
	return &blamer{
		deployer: d, work: w, vals: j.vals, cluster: kube.Cluster{Version: d.version, CRDs: j.crds},
		faults: map[*render.Document][]failure{}, unknown: map[*render.Document][]syntax.Node{}, left: maxRenders,
		first: j.rendered,
	}
}

// blame finds the failures of the unit that can be relied on, each mistake once, with what is to blame.
func (b *blamer) blame() []blamed {
	full := b.read(b.first)
	foreign := b.foreign()
	if len(full.failures) == 0 {
		return foreign
	}
	full = b.stable(full)
	// What the server only drops comes last, so that it hides nothing that fails.
	slices.SortStableFunc(full.failures, func(f, g failure) int { return cmp.Compare(weight(f), weight(g)) })
	units := b.overrides()
	if !rendersAlways {
		b.reach = newReach(full.failures)
	}
	var found []blamed
	explained := map[string]int{} // failures, by key
	done := func(key string) bool { return explained[key] >= full.counts[key] }
	more := 0
	for _, f := range full.failures {
		switch {
		case done(f.key) || b.deployer.ctx.Err() != nil:
			continue
		case b.left <= 0:
			more += 1 - weight(f)
			continue
		}
		path := b.culprit(f, full, units)
		if b.left <= 0 {
			path = nil // the search has not come to its end
		}
		explained[f.key] = full.counts[f.key]
		if path == nil || b.alone(path, done) {
			found = append(found, b.describe(f, path, full)...)
			continue
		}
		without := b.run(render.Without(b.vals, path), nil)
		found = append(found, b.describe(full.lost(f, without), path, full)...)
		for key, n := range full.counts { // what goes away with the same value is the same mistake
			if gone := n - without.counts[key]; gone > 0 {
				explained[key] = max(explained[key], gone)
			}
		}
	}
	if more > 0 {
		found = append(found, blamed{code: TooLarge, message: moreWords(more)})
	}
	return append(found, foreign...)
}

// stable is what of out does not depend on the values of macros, or on values that whoever uses the pack must set: what
// fails with others too.
func (b *blamer) stable(out outcome) outcome {
	kept := out
	if b.deployer.hasMacros(b.work, nil) {
		other := b.work.otherwise(b.deployer)
		b.left--
		alt := b.read(other.render(b.deployer.ctx, other.values(b.deployer, render.OtherMacros), nil))
		kept = out.and(alt, func(f failure) bool { return !b.isStandIn(f, alt) })
	}
	return b.onceSet(kept)
}

// isStandIn reports whether the fault f of a manifest is about a text that is another one in alt, with other values for
// macros: nobody knows what it is.
func (b *blamer) isStandIn(f failure, alt outcome) bool {
	if b.work.Manifest == nil || !f.fault.Node.IsScalar() {
		return false
	}
	return !slices.ContainsFunc(alt.failures, func(g failure) bool {
		return g.key == f.key && g.fault.Node.Text() == f.fault.Node.Text()
	})
}

// override is a value that the pack sets and that differs from the chart's default.
type override = []string

// maxOverrides is how many overrides are told apart.
const maxOverrides = 5000

// overrides are the values that differ from the defaults: as far up as the two cannot be compared key by key.
func (b *blamer) overrides() []override {
	var units []override
	var diff func(own, def map[string]any, path []string)
	diff = func(own, def map[string]any, path []string) {
		for _, key := range slices.Sorted(maps.Keys(own)) {
			at := append(slices.Clip(path), key)
			v, d := own[key], def[key]
			vm, isMap := v.(map[string]any)
			dm, wasMap := d.(map[string]any)
			switch _, had := def[key]; {
			case isMap && wasMap:
				diff(vm, dm, at)
			case had && reflect.DeepEqual(v, d), !had && v == nil && b.work.Chart != nil, len(units) == maxOverrides:
			default:
				units = append(units, override(at))
			}
		}
	}
	diff(b.vals, b.work.defaults, nil)
	return units
}

// culprit is the path of the value that is to blame for f, one of the failures of full; nil if none of units is.
func (b *blamer) culprit(f failure, full outcome, units []override) []string {
	if f.err != nil && f.err.Stage == render.StageSchema && len(f.err.Path) > 0 {
		return present(b.vals, nullIn(b.vals, f.err))
	}
	only := onlyFor(f)
	before := full.like(f)
	gone := func(vals map[string]any) bool { return b.run(vals, only).like(f) < before }
	candidates := b.necessary(units, gone)
	if len(candidates) > 0 {
		solves := func(u override) bool { return b.try(f, full, render.Without(b.vals, u)) == solved }
		clean := slices.DeleteFunc(slices.Clone(candidates), func(u override) bool { return !solves(u) })
		if len(clean) > 0 {
			candidates = clean
		} else if path := b.suspect(f, full); path != nil {
			return b.refine(path, func(vals map[string]any) bool { return b.try(f, full, vals) == solved })
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	best, most := candidates[0], -1
	for _, u := range candidates {
		if len(candidates) == 1 {
			break
		}
		if points := b.suspicion(f, u, only); points >= most {
			best, most = u, points
		}
	}
	return b.refine(best, gone)
}

// maxNecessary is how many overrides are weighed against each other.
const maxNecessary = 6

// necessary are overrides without each of which the failure is gone: the value that is wrong, and those that switch on
// what uses it. If several can each cause the failure by themselves, it is one of these.
func (b *blamer) necessary(units []override, gone func(map[string]any) bool) []override {
	var found, joint []override
	for len(units) > 0 && len(found)+len(joint) < maxNecessary && b.left > 0 && gone(render.WithoutAll(b.vals, units)) {
		lo, hi := 0, len(units) // gone without the first hi, not without the first lo
		for lo+1 < hi && b.left > 0 {
			if mid := (lo + hi) / 2; gone(render.WithoutAll(b.vals, units[:mid])) {
				hi = mid
			} else {
				lo = mid
			}
		}
		if u := units[hi-1]; hi == 1 || gone(render.Without(b.vals, u)) {
			found = append(found, u)
		} else {
			joint = append(joint, u)
		}
		units = units[hi:]
	}
	if len(found) == 0 {
		return joint
	}
	return found
}

// suspicion says how likely the override u is what is wrong, and not only what switches on what uses it: with the
// default in its place, the object is still there, and in order. A value of another kind than the default is
// suspicious, too.
func (b *blamer) suspicion(f failure, u override, only func(string) bool) int {
	points := 0
	r := b.work.render(b.deployer.ctx, render.Without(b.vals, u), only)
	b.left--
	for _, doc := range r.Documents {
		if doc.Template == f.template && (f.err != nil || doc.Root().Get("kind").Text() == f.object.Get("kind").Text()) {
			points += 4
			break
		}
	}
	own, def := get(b.vals, u), get(b.work.defaults, u)
	if def != nil && reflect.TypeOf(own) != reflect.TypeOf(def) {
		points += 2
	}
	if text, ok := own.(string); ok && text != "" && strings.Contains(f.said(), text) {
		points++
	}
	return points
}

// refine goes into the value at path, as long as taking away one of its parts makes the failure go away too.
func (b *blamer) refine(path []string, gone func(map[string]any) bool) []string {
	const most = 64 // parts that are tried one by one
	for b.left > 0 {
		var parts []string
		switch v := get(b.vals, path).(type) {
		case map[string]any:
			parts = slices.Sorted(maps.Keys(v))
		case []any:
			for i := range v {
				parts = append(parts, strconv.Itoa(i))
			}
		}
		i := slices.IndexFunc(parts[:min(len(parts), most)], func(part string) bool {
			return b.left > 0 && gone(render.Without(b.vals, append(slices.Clip(path), part)))
		})
		if i < 0 {
			return path
		}
		path = append(slices.Clip(path), parts[i])
	}
	return path
}

// onlyFor is which templates have to be rendered to see f.
func onlyFor(f failure) func(string) bool {
	switch {
	case f.err != nil && (f.err.Stage == render.StageSchema || f.err.Stage == render.StageValues):
		return func(string) bool { return false }
	case f.template == "":
		return nil
	}
	return func(path string) bool { return path == f.template }
}

// get is the value at a path; nil if there is none.
func get(v any, path []string) any {
	for _, step := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// missingProperty matches the names of properties in a message of JSON Schema.
var missingProperty = regexp.MustCompile(`'([^']+)'`)

// nullIn is the path at which a value breaks a schema: that of a property which is missing since the pack sets it to
// null, if that is what is wrong.
func nullIn(vals map[string]any, e *render.Error) []string {
	if m, ok := get(vals, e.Path).(map[string]any); ok && strings.HasPrefix(e.Message, "missing propert") {
		for _, name := range missingProperty.FindAllStringSubmatch(e.Message, -1) {
			if v, set := m[name[1]]; set && v == nil {
				return append(slices.Clip(e.Path), name[1])
			}
		}
	}
	return e.Path
}

// present is as much of path as leads somewhere in vals; nil if nothing does.
func present(vals map[string]any, path []string) []string {
	var at any = vals
	for i, step := range path {
		next := get(at, []string{step})
		if m, ok := at.(map[string]any); next == nil {
			if _, set := m[step]; !ok || !set {
				if i == 0 {
					return nil
				}
				return path[:i]
			}
		}
		at = next
	}
	return path
}
