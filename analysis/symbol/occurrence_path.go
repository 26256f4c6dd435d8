package symbol

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// dotted adds the keys of the dotted path that the scalar n holds, as resolve reads it: in one way or, if nobody knows which
// value is meant, in several.
func (w *occurrenceWalker) dotted(n syntax.Node, resolve func(segments []string) []value.Way) {
	if n.Kind() != syntax.String || n.Text() == "" || w.kinds&valueSymbol == 0 || w.stopped {
		return
	}
	segments := strings.Split(n.Text(), ".")
	if len(segments) > value.MaxDepth || slices.Contains(segments, "") {
		return
	}
	starts := make([]int, len(segments))
	for i, at := 0, 0; i < len(segments); i++ {
		starts[i] = at
		at += len(segments[i]) + 1
	}
	as := asPath
	if len(segments) == 1 {
		as = asScalar
	}
	ways := resolve(segments)
	for _, way := range ways {
		for _, key := range way {
			if segments[key.First] == value.EachElement {
				continue // which has no name
			}
			end := starts[key.Last] + len(segments[key.Last])
			w.scalar(occurrence{
				symbol: valueAtPath(key.Path()...), node: n, lo: starts[key.First], hi: end, form: as, doubtful: len(ways) > 1,
			})
		}
	}
}

// fullPath reads a path from the root of the pack's values. Each segment that leads nowhere counts as a key.
func (w *occurrenceWalker) fullPath(segments []string) []value.Way {
	switch {
	case len(segments) > value.MaxDepth:
		return nil
	case !w.affordable():
		return []value.Way{value.Way(nil).Complete(segments)}
	}
	return []value.Way{value.InPack(w.pack, segments)}
}

// parameter reads a path that a resource in pack.json names: see value.Params.
func (w *occurrenceWalker) parameter(segments []string) []value.Way {
	if !w.affordable() {
		return w.fullPath(segments)
	}
	if w.params == nil {
		w.params = value.NewParams(w.pack)
	}
	var ways []value.Way
	for _, t := range w.params.Targets(strings.Join(segments, ".")) {
		same := func(way value.Way) bool { return slices.Equal(way[len(way)-1].Path(), t.Path()) }
		if t.Chart == nil && !slices.ContainsFunc(ways, same) {
			ways = append(ways, t.Way)
		}
	}
	if ways == nil {
		return w.fullPath(segments)
	}
	return ways
}

// affordable reports whether looking up every path of the file takes a reasonable time.
func (w *occurrenceWalker) affordable() bool {
	if w.paths == 0 {
		w.paths = w.countPaths()
	}
	return value.Affords(w.pack, w.paths)
}

// countPaths is about how many paths of values the file holds, at least 1.
func (w *occurrenceWalker) countPaths() int {
	src := w.file.Text.String()
	paths := 1 + strings.Count(src, template.PackMacro)
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
