package analysis

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// dottedKey is one key of a dotted path: the indices of the first and last of the segments that spell it, more than one where the key holds
// dots, and the path of the value that the path up to here leads to (see thing.path).
type dottedKey struct {
	first, last int
	path        []string
}

// dotted adds the keys of the dotted path that the scalar n holds, as resolve reads it.
func (w *mentionWalker) dotted(n syntax.Node, resolve func([]string) []dottedKey) {
	if n.Kind() != syntax.String || n.Text() == "" || w.kinds&valueThing == 0 || w.stopped {
		return
	}
	segments := strings.Split(n.Text(), ".")
	if len(segments) > maxNesting || slices.Contains(segments, "") {
		return
	}
	starts := make([]int, len(segments))
	for i, at := 0, 0; i < len(segments); i++ {
		starts[i] = at
		at += len(segments[i]) + 1
	}
	for _, key := range resolve(segments) {
		as := asPath
		if len(segments) == 1 {
			as = asScalar
		}
		if segments[key.first] != pack.EachElement { // which has no name
			end := starts[key.last] + len(segments[key.last])
			w.scalar(mention{thing: valueAtPath(key.path...), node: n, lo: starts[key.first], hi: end, spelling: as})
		}
	}
}

// fullPath reads a path from the root of the pack's values. Where it leads nowhere each segment counts as a key.
func (w *mentionWalker) fullPath(segments []string) []dottedKey {
	if len(segments) > maxNesting {
		return nil
	}
	var best []dottedKey
	if w.affordable() {
		for _, root := range valueRoots(w.pack) {
			keys := keysFrom(root, segments)
			if reached(keys) > reached(best) {
				best = keys
			}
			if reached(best) == len(segments) {
				return best
			}
		}
	}
	var path []string
	if len(best) > 0 {
		path = best[len(best)-1].path
	}
	for i := reached(best); i < len(segments); i++ {
		path = append(slices.Clip(path), elementStep(segments[i]))
		best = append(best, dottedKey{i, i, path})
	}
	return best
}

// affordable reports whether looking up every path of the file takes a reasonable time.
func (w *mentionWalker) affordable() bool {
	if w.paths == 0 {
		w.paths = w.countPaths()
	}
	return w.pack.Affords(w.paths)
}

// countPaths is about how many paths of values the file holds, at least 1.
func (w *mentionWalker) countPaths() int {
	src := w.file.Text.String()
	paths := 1 + strings.Count(src, macroPack)
	switch w.file.Kind {
	case pack.Meta:
		paths += strings.Count(src, "ParamRef")
	case pack.Schema:
		paths += w.file.Root().Len()
	case pack.Presets:
		for _, preset := range w.pack.PresetList() {
			paths += len(preset.Remove)
		}
	}
	return paths
}

// paramRef reads a path that a resource in pack.json names: a full one or, as in the documentation's example, the end of the path of one
// value below charts.
func (w *mentionWalker) paramRef(segments []string) []dottedKey {
	values := w.pack.Values.Root()
	if values.Get(segments[0]).Exists() || !w.affordable() {
		return w.fullPath(segments)
	}
	var found []dottedKey
	for pair := range values.Get(pack.SectionCharts).All() {
		if key := pair.Key().Text(); pair.Kind() != syntax.Pair || key != segments[0] && !strings.HasPrefix(key, segments[0]+".") {
			continue
		}
		keys := keysFrom(pair.Parent(), segments)
		switch {
		case reached(keys) < len(segments):
		case found == nil:
			found = keys
		case !slices.Equal(found[len(found)-1].path, keys[len(keys)-1].path):
			return nil // it is not known which one is meant
		}
	}
	if found == nil {
		return w.fullPath(segments)
	}
	return found
}

// reached is how many segments keys are made of.
func reached(keys []dottedKey) int {
	if len(keys) == 0 {
		return 0
	}
	return keys[len(keys)-1].last + 1
}

// keysFrom are the keys that segments spell from root on, as far as they lead somewhere.
func keysFrom(root syntax.Node, segments []string) []dottedKey {
	w := keyWalker{segments: segments, budget: 1 << 8}
	w.walk(root.Resolve(), 0)
	return w.best
}

// keyWalker looks for the way of dotted segments through keys that may hold dots themselves.
type keyWalker struct {
	segments []string
	budget   int // lookups left: keys such as a, a.a, a.a.a could be put together in very many ways
	now      []dottedKey
	best     []dottedKey // the way that reached farthest
}

// walk reports whether the segments from the i-th on lead somewhere from n.
func (w *keyWalker) walk(n syntax.Node, i int) bool {
	if reached(w.now) > reached(w.best) {
		w.best = slices.Clone(w.now)
	}
	if i == len(w.segments) {
		return true
	}
	if n.Kind() == syntax.Sequence {
		return w.elements(n, i)
	}
	for last := i; last < len(w.segments) && w.budget > 0; last++ {
		w.budget--
		pair := pairIn(n, strings.Join(w.segments[i:last+1], "."), maxNesting)
		if pair.Exists() && w.step(pair.Value(), i, last, canonicalPath(pair)) {
			return true
		}
	}
	return false
}

func (w *keyWalker) elements(n syntax.Node, i int) bool {
	if elementStep(w.segments[i]) != pack.EachElement {
		return false
	}
	path := append(canonicalPath(n), pack.EachElement)
	for item := range n.Children() {
		if w.budget--; w.budget < 0 {
			return false
		}
		if w.step(item, i, i, path) {
			return true
		}
	}
	return false
}

func (w *keyWalker) step(value syntax.Node, first, last int, path []string) bool {
	w.now = append(w.now, dottedKey{first, last, path})
	found := w.walk(value.Resolve(), last+1)
	w.now = w.now[:len(w.now)-1]
	return found
}

// elementStep is a segment of a path, with indices of lists written as pack.EachElement.
func elementStep(segment string) string {
	if isIndex(segment) {
		return pack.EachElement
	}
	return segment
}

// pairIn is the pair of a key in the mapping n, or in one that is merged into it; absent where there is none.
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

// canonicalPath is the path of n as things have it: with pack.EachElement for indices, and without the merge keys that it lies in.
func canonicalPath(n syntax.Node) []string {
	var path []string
	for m := n; m.Exists(); m = m.Parent() {
		switch {
		case m.Kind() == syntax.Pair && !m.IsMerge():
			path = append(path, m.Key().Text())
		case m.Parent().Kind() == syntax.Sequence:
			path = append(path, pack.EachElement)
		}
	}
	slices.Reverse(path)
	return path
}

// canonicalKeys are the paths of the values that keys and all shorter runs of them lead to, from the root of the pack's values: the
// i-th is that of keys up to the i-th.
func canonicalKeys(p *pack.Pack, keys []string) [][]string {
	var path []string
	paths := make([][]string, len(keys))
	n := p.Values.Root().Resolve()
	for i, key := range keys {
		path = append(slices.Clip(path), key)
		pair := pairIn(n, key, maxNesting)
		if pair.Exists() {
			path = canonicalPath(pair)
		}
		n = pair.Value().Resolve()
		paths[i] = path
	}
	return paths
}
