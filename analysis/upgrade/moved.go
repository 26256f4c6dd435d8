package upgrade

import (
	"context"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/merge"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// place is where a value belongs that the new chart has elsewhere.
type place struct {
	path []string // from the root of the chart's values
	// certain says that the value at path does what the old one did. Otherwise it is likely.
	certain bool
	// split says that path is a mapping with the parts of an image's reference.
	split bool
}

// finder finds where values of the old chart are in the new one: by their names, defaults and documentation, and by the
// fields of objects that they set when the charts are rendered.
type finder struct {
	ctx       context.Context
	old, new  *chart.Chart
	before    deployable
	was, next deployable // what is rendered: with the values that whoever uses the packs must set
	fresh     []freshDefault
	found     map[string]place
	taken     map[string]bool // places that are certain for a value
	asked     int             // how often charts were rendered
}

// deployable is a pack in its snapshot.
type deployable struct {
	s *pack.Snapshot
	p *pack.Pack
}

// set reports whether the pack sets a value of a chart.
func (d deployable) set(c *chart.Chart, path []string) bool {
	return pairAt(d.p.Values.Root(), append([]string{pack.SectionCharts, c.Name}, path...)).Exists()
}

// freshDefault is a default that only the new chart has.
type freshDefault struct {
	path  []string
	scope chart.Scope
}

const (
	maxFresh = 5000 // defaults that are looked at
	maxAsked = 60   // values whose fields are looked for by rendering
	// Scores of likeness, see likeness: when a default is worth a look, when a hint, and when nothing else is needed.
	worthALook, worthAHint, surely = 3, 4, 7
)

func newFinder(ctx context.Context, old, new *chart.Chart, before, was, next deployable) *finder {
	f := &finder{ctx: ctx, old: old, new: new, before: before, was: was, next: next, found: map[string]place{},
		taken: map[string]bool{}}
	f.walk(new.Defaults(), nil)
	return f
}

func (f *finder) walk(s chart.Scope, path []string) {
	for _, key := range s.Keys() {
		child := s.Child(key)
		if len(f.fresh) >= maxFresh || len(path) >= maxDepth || !hasDefault(child) {
			continue
		}
		here := pathTo(path, key)
		if !hasDefault(f.old.Lookup(here)) {
			f.fresh = append(f.fresh, freshDefault{here, child})
		}
		if child.Value().Kind() == syntax.Mapping {
			f.walk(child, here)
		}
	}
}

// find is where the value at path belongs, which the author has set to v; v is absent if nobody has. The path is nil
// if that is not known.
func (f *finder) find(path []string, v syntax.Node) place {
	key := strings.Join(path, "\x00")
	at, known := f.found[key]
	if known {
		return at
	}
	at = f.look(path, v)
	if to := strings.Join(at.path, "\x00"); at.certain {
		// Another value is there already, or has moved there.
		own := to != key && f.before.set(f.old, path) && f.before.set(f.old, at.path)
		at.certain = !own && !f.taken[to]
		f.taken[to] = true
	}
	f.found[key] = at
	return at
}

type scored struct {
	place
	score int
}

func (f *finder) look(path []string, v syntax.Node) place {
	was := f.old.Lookup(path)
	var all []scored
	for _, d := range f.fresh {
		if score := likeness(path, v, was, d); score >= worthALook {
			all = append(all, scored{place{path: d.path, split: splits(v, was.Value(), d.scope)}, score})
		}
	}
	if s := f.new.Lookup(path); splits(v, was.Value(), s) { // at the same path
		all = append(all, scored{place{path: path, split: true}, surely})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return b.score - a.score })
	if len(all) == 0 {
		return place{}
	}
	const most = 6
	had := f.fields(f.was, path)
	if best, ok := f.sameFields(had, all[:min(len(all), most)]); ok {
		return best
	}
	best := all[0]
	if len(all) > 1 && all[1].score == best.score || best.score < worthAHint {
		return place{}
	}
	best.certain = best.score >= surely && (len(had.named) == 0 || len(f.fields(f.next, best.path).named) == 0)
	return best.place
}

// likeness says how much a new default is like the value at path, whose default was was. It is 0 if it is of another
// kind.
func likeness(path []string, v syntax.Node, was chart.Scope, d freshDefault) int {
	def := d.scope.Value()
	of := v
	if !of.Exists() {
		of = was.Value()
	}
	if otherKind(of, def) && !splits(v, was.Value(), d.scope) {
		return 0
	}
	score := 0
	for n := 1; n <= min(len(path), len(d.path)) && path[len(path)-n] == d.path[len(d.path)-n]; n++ {
		score += max(4-n, 1)
	}
	if score == 0 {
		score = max(alike(path[len(path)-1], d.path[len(d.path)-1]), nested(path, d.path), nested(d.path, path))
	}
	if len(path) == len(d.path) && slices.Equal(path[:len(path)-1], d.path[:len(d.path)-1]) {
		score++
	}
	if hasDefault(was) && defaults.Same(was.Value(), def) {
		if score += 1; !trivial(def) {
			score++
		}
	}
	if doc := was.Doc(); doc != "" && doc == d.scope.Doc() {
		score += 4
	}
	return score
}

// trivial reports whether a default is one that many values have.
func trivial(n syntax.Node) bool {
	switch n.Kind() {
	case syntax.String:
		return n.Text() == ""
	case syntax.Mapping, syntax.Sequence:
		return !n.First().Exists()
	case syntax.Null, syntax.Bool:
		return true
	}
	return false
}

// alike is how much two names are alike: 2 for the same in another spelling, or one that is in the other one; 1 for
// similar ones.
func alike(a, b string) int {
	plain := func(s string) string { return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s)) }
	a, b = plain(a), plain(b)
	if a == "" || b == "" {
		return 0
	}
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return 2
	}
	common := 0
	for _, j := range merge.Match(strings.Split(a, ""), strings.Split(b, ""), func(s string) string { return s }) {
		if j >= 0 {
			common++
		}
	}
	if 10*common >= 7*max(len(a), len(b)) {
		return 1
	}
	return 0
}

// nested is how much inner is like a part of outer, such as service.ports.http of service.port: 2 if the mapping that
// it is in has the name of outer in another spelling, in the same place.
func nested(outer, inner []string) int {
	n := len(outer) - 1
	if len(inner) != n+2 || !slices.Equal(outer[:n], inner[:n]) || alike(outer[n], inner[n]) < 2 {
		return 0
	}
	return 2
}

// splits reports whether a value is an image's reference, and the new chart has a mapping with its parts.
func splits(v, was syntax.Node, s chart.Scope) bool {
	if v.Kind() != syntax.String || was.Kind() != syntax.String || s.Status != chart.Known ||
		s.Value().Kind() != syntax.Mapping {
		return false
	}
	parts := s.Value().Get("repository").Exists() && s.Value().Get("tag").Exists()
	return parts && image.Parse(v.Text()) != nil && !strings.Contains(v.Text(), "@")
}

// fieldSet is the fields of objects that a value sets: with the names of the objects, and without.
type fieldSet struct{ named, unnamed map[string]bool }

// fields are the fields that a value of a pack sets.
func (f *finder) fields(d deployable, path []string) fieldSet {
	if f.asked++; f.asked > maxAsked {
		return fieldSet{}
	}
	set, err := deploy.Sets(f.ctx, d.s, d.p, append([]string{pack.SectionCharts, f.old.Name}, path...))
	if err != nil {
		return fieldSet{}
	}
	fields := fieldSet{map[string]bool{}, map[string]bool{}}
	for _, field := range set {
		fields.named[field.ID.Kind+" "+field.Name+" "+field.Words()] = true
		fields.unnamed[field.ID.Kind+" "+field.Words()] = true
	}
	return fields
}

func meet(a, b map[string]bool) bool {
	for field := range a {
		if b[field] {
			return true
		}
	}
	return false
}

// sameFields is the first of the candidates that sets one of the fields that the value had set. If objects have other
// names now, their kind and the field are not enough: the value must be alike as well.
func (f *finder) sameFields(had fieldSet, candidates []scored) (place, bool) {
	if len(had.named) == 0 {
		return place{}, false
	}
	const bonus = 2 // for a field of an object with another name
	alike := -1
	for i, c := range candidates {
		sets := f.fields(f.next, c.path)
		if meet(had.named, sets.named) {
			c.certain = true
			return c.place, true
		}
		if alike < 0 && c.score+bonus >= surely && meet(had.unnamed, sets.unnamed) {
			alike = i
		}
	}
	if alike < 0 {
		return place{}, false
	}
	c := candidates[alike]
	c.certain = true
	return c.place, true
}
