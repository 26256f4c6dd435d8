package value

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
)

// EachElement is the segment of a dotted path that stands for every element of a list (Palette's documentation, "Pack
// Constraints").
const EachElement = "$[]"

const (
	// MaxDepth is how many keys the path of a value may have. Real files do not nest as deep.
	MaxDepth = 64
	// maxLookups limits the lookups for one path, since keys such as a, a.a, a.a.a combine in very many ways.
	maxLookups = 1 << 8
)

// Step is one key or element of a dotted path.
type Step struct {
	First, Last int         // indices of its segments: several if the key contains dots
	Node        syntax.Node // the pair of the key, or the element; absent if the path leads nowhere
	path        []string    // if there is no node; see Path
}

// Path is the keys from the root of the text to the step, with EachElement for the elements of lists. If an alias or a
// merge key leads to it, it is the path of what they stand for.
func (s Step) Path() []string {
	if s.path != nil {
		return s.path
	}
	return CanonicalPath(s.Node)
}

// Way is the steps of a dotted path.
type Way []Step

// Reached is how many segments the steps have.
func (w Way) Reached() int {
	if len(w) == 0 {
		return 0
	}
	return w[len(w)-1].Last + 1
}

// Complete returns w with a step for each of the segments that lead nowhere.
func (w Way) Complete(segments []string) Way {
	var path []string
	if len(w) > 0 {
		path = w[len(w)-1].Path()
	}
	for i := w.Reached(); i < len(segments); i++ {
		path = append(slices.Clip(path), elementStep(segments[i]))
		w = append(slices.Clip(w), Step{First: i, Last: i, path: path})
	}
	return w
}

// Walk follows the segments of a dotted path from root: keys, which may contain dots themselves, decimal indices of
// lists, and EachElement for every element. Aliases and merge keys are followed. It returns the values that the path
// leads to, none if it leads nowhere, and the way to the first of them, or else the way that leads farthest.
func Walk(root syntax.Node, segments []string) ([]syntax.Node, Way) {
	if len(segments) == 0 || len(segments) > MaxDepth {
		return nil, nil
	}
	w := walker{segments: segments, budget: maxLookups}
	w.walk(root.Resolve(), 0)
	return w.found, w.best
}

type walker struct {
	segments []string
	budget   int // lookups left
	now      Way
	best     Way // the way that reached farthest
	found    []syntax.Node
}

// walk reports whether the segments from the i-th on lead anywhere from n.
func (w *walker) walk(n syntax.Node, i int) bool {
	if w.now.Reached() > w.best.Reached() {
		w.best = slices.Clone(w.now)
	}
	if i == len(w.segments) {
		w.found = append(w.found, n)
		return true
	}
	if n.Kind() == syntax.Sequence {
		return w.elements(n, i)
	}
	for last := i; last < len(w.segments) && w.budget > 0; last++ {
		w.budget--
		key := w.segments[i]
		if last > i {
			key = strings.Join(w.segments[i:last+1], ".")
		}
		if pair := pairIn(n, key, MaxDepth); pair.Exists() && w.step(pair, pair.Value(), i, last) {
			return true
		}
	}
	return false
}

func (w *walker) elements(n syntax.Node, i int) bool {
	if w.segments[i] != EachElement {
		at, err := strconv.Atoi(w.segments[i])
		item := n.Index(at)
		return err == nil && item.Exists() && w.step(item, item, i, i)
	}
	any := false
	for item := range n.Children() {
		if w.budget <= 0 && i+1 < len(w.segments) {
			break // nothing can be looked up in it
		}
		any = w.step(item, item, i, i) || any
	}
	return any
}

func (w *walker) step(at, val syntax.Node, first, last int) bool {
	w.now = append(w.now, Step{First: first, Last: last, Node: at})
	found := w.walk(val.Resolve(), last+1)
	w.now = w.now[:len(w.now)-1]
	return found
}

// At returns the values at a dotted path from root, such as charts.app.ingress.hosts.$[].name: one, or with "$[]" one
// for each element. It is nil if the path leads nowhere.
func At(root syntax.Node, path string) []syntax.Node {
	if path == "" {
		return nil
	}
	found, _ := Walk(root, strings.Split(path, "."))
	return found
}

// First is the first of the values that the segments of a dotted path lead to from n; absent if there is none.
func First(n syntax.Node, segments []string) syntax.Node {
	if found, _ := Walk(n, segments); len(found) > 0 {
		return found[0]
	}
	return syntax.Node{}
}

// Deepest returns how many of the segments lead somewhere from n, without the last one, and where; 0 if the first one
// leads nowhere.
func Deepest(n syntax.Node, segments []string) (int, syntax.Node) {
	for k := len(segments) - 1; k > 0; k-- {
		if v := First(n, segments[:k]); v.Exists() {
			return k, v
		}
	}
	return 0, syntax.Node{}
}

// maxCompared limits the number of paths times the bytes of YAML. Published packs have at most a hundredth of it.
const maxCompared = 1 << 31

// Affords reports whether looking up that many paths in values.yaml and in what presets add takes a reasonable time.
func Affords(p *pack.Pack, paths int) bool {
	size := 0
	for _, f := range []*pack.File{p.Values, p.Presets} {
		if f != nil {
			size += f.Text.Len()
		}
	}
	return paths == 0 || size <= maxCompared/paths
}

// In returns the values of p at a path like that of Step.Path, in values.yaml or else in what presets add; nil if
// there are none.
func In(p *pack.Pack, path []string) []syntax.Node {
	dotted := strings.ReplaceAll(strings.Join(path, "."), EachElement, "0") // any element will do
	for root := range Roots(p) {
		if found := At(root, dotted); len(found) > 0 {
			return found
		}
	}
	return nil
}

// IsIndex reports whether a segment of a path is the index of an element.
func IsIndex(segment string) bool {
	_, err := strconv.Atoi(segment)
	return err == nil
}

// WithoutIndices returns path without the indices of lists.
func WithoutIndices(path []string) []string { return slices.DeleteFunc(slices.Clone(path), IsIndex) }

// WithoutElements returns path without EachElement.
func WithoutElements(path []string) []string {
	return slices.DeleteFunc(slices.Clone(path), func(step string) bool { return step == EachElement })
}

// elementStep is a segment of a path, with EachElement for indices of lists.
func elementStep(segment string) string {
	if IsIndex(segment) {
		return EachElement
	}
	return segment
}

// ElementSteps returns the segments of a path, with EachElement for indices of lists.
func ElementSteps(segments []string) []string {
	steps := make([]string, len(segments))
	for i, s := range segments {
		steps[i] = elementStep(s)
	}
	return steps
}

// pairIn is the pair of a key in the mapping n, or in one that is merged into it; absent if there is none.
func pairIn(n syntax.Node, key string, depth int) syntax.Node {
	if pair := n.Pair(key); pair.Exists() || depth == 0 {
		return pair
	}
	merged := n.Pair(syntax.MergeKey).Value().Resolve()
	if merged.Kind() == syntax.Mapping {
		return pairIn(merged, key, depth-1)
	}
	for m := range merged.Children() {
		if pair := pairIn(m.Resolve(), key, depth-1); pair.Exists() {
			return pair
		}
	}
	return syntax.Node{}
}

// CanonicalPath returns the keys from the root of its text to n, with EachElement for the elements of lists and without
// merge keys.
func CanonicalPath(n syntax.Node) []string {
	var path []string
	for m := n; m.Exists(); m = m.Parent() {
		switch {
		case m.Kind() == syntax.Pair && !m.IsMerge():
			path = append(path, m.Key().Text())
		case m.Parent().Kind() == syntax.Sequence:
			path = append(path, EachElement)
		}
	}
	slices.Reverse(path)
	return path
}

// CanonicalPaths returns a path for each of keys, which lead from the root of the pack's values: the canonical path
// of the value that keys up to this one lead to.
func CanonicalPaths(p *pack.Pack, keys []string) [][]string {
	var path []string
	paths := make([][]string, len(keys))
	n := p.Values.Root().Resolve()
	for i, key := range keys {
		path = append(slices.Clip(path), key)
		pair := pairIn(n, key, MaxDepth)
		if pair.Exists() {
			path = CanonicalPath(pair)
		}
		n = pair.Value().Resolve()
		paths[i] = path
	}
	return paths
}

// InPack is the way of a dotted path from the root of p's values, in values.yaml or in what a preset adds: the one
// that leads farthest. Each segment that leads nowhere is a key of its own.
func InPack(p *pack.Pack, segments []string) Way {
	_, best := Walk(p.Values.Root(), segments)
	for n := len(segments); n > best.Reached(); n-- {
		for root := range adding(p, segments[:n]) {
			if _, way := Walk(root, segments); way.Reached() == n {
				return way.Complete(segments)
			}
		}
	}
	return best.Complete(segments)
}

// PackName is the name of the pack at the start of path, which follows .spectro.pack in a file of p. It is the name
// of p, of a dependency of p, or of a pack of the workspace, or else the first segment.
func PackName(s *pack.Snapshot, p *pack.Pack, path []macro.Segment) string {
	if name := relatedName(p, path); name != "" {
		return name
	}
	if x := s.Index(); x != nil {
		for n := min(len(path), MaxDepth); n > 1; n-- {
			if name := macro.Names(path[:n]); x.Named(name) != nil {
				return name
			}
		}
	}
	return path[0].Name
}

// relatedNames are the names of a pack and of its dependencies.
type relatedNames struct {
	order   map[string]int // the pack itself, and then its dependencies in their order
	longest int            // how many segments a name has at most
}

var relatedOf pack.View[relatedNames]

// relatedName is the first of the names of p and of its dependencies that path begins with; "" if there is none.
func relatedName(p *pack.Pack, path []macro.Segment) (name string) {
	if p.JSON == nil {
		return ""
	}
	related := relatedOf.Of(p.JSON, func() relatedNames {
		r := relatedNames{order: map[string]int{}}
		for i, name := range append([]string{p.Facts().Name}, p.Facts().Dependencies...) {
			if _, seen := r.order[name]; !seen && name != "" {
				r.order[name], r.longest = i, max(r.longest, strings.Count(name, ".")+1)
			}
		}
		return r
	})
	for n := 1; n <= min(len(path), related.longest); n++ {
		at := macro.Names(path[:n])
		i, ok := related.order[at]
		if ok && (name == "" || i < related.order[name]) && template.StartsWith(path, strings.Split(at, ".")) {
			name = at
		}
	}
	return name
}
