package symbol

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// dotted adds the keys of the dotted path in the scalar n. resolve finds the value that it leads to, or several
// values if it is not known which one is meant.
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
				continue // it has no name
			}
			end := starts[key.Last] + len(segments[key.Last])
			w.scalar(occurrence{
				symbol: valueAtPath(key.Path()...), form: as, doubtful: len(ways) > 1, onTheWay: key.Last+1 < len(segments),
				node: n, lo: starts[key.First], hi: end,
			})
		}
	}
}

// fullPath resolves a path from the root of the pack's values. A segment that leads nowhere is taken as a key.
func (w *occurrenceWalker) fullPath(segments []string) []value.Way {
	switch {
	case len(segments) > value.MaxDepth:
		return nil
	case !w.affordable():
		return []value.Way{value.Way(nil).Complete(segments)}
	}
	return []value.Way{value.InPack(w.pack, segments)}
}

// parameter resolves a parameter reference of pack.json: see value.Params.
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

// countPaths estimates how many paths of values the file has; at least 1.
func (w *occurrenceWalker) countPaths() int {
	src := w.file.Text.String()
	paths := 1 + strings.Count(src, template.PackMacro)
	switch w.file.Kind {
	case pack.Meta:
		paths += strings.Count(src, "ParamRef")
	case pack.Schema:
		paths += w.file.Root().Len()
	case pack.Presets:
		paths += len(w.pack.PresetChanges().Removed)
	}
	return paths
}
