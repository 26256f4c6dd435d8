package pack

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// EachElement is the step of a dotted path that stands for every element of a list (Palette's documentation, "Pack Constraints").
const EachElement = "$[]"

const (
	maxSteps  = 64     // keys of a path; no file in earnest nests as deep
	maxLookup = 1 << 8 // lookups for one path: keys such as a, a.a, a.a.a could be put together in very many ways
)

// ValuesAt are the values at a dotted path from root, such as charts.app.ingress.hosts.$[].name: one, or with "$[]" as many as there are
// elements. Keys may hold dots themselves; aliases and merge keys are followed. None where the path leads nowhere.
func ValuesAt(root syntax.Node, path string) []syntax.Node {
	steps := strings.Split(path, ".")
	if path == "" || len(steps) > maxSteps {
		return nil
	}
	w := pathWalker{budget: maxLookup}
	w.walk(root.Resolve(), steps)
	return w.found
}

type pathWalker struct {
	budget int
	found  []syntax.Node
}

// walk reports whether steps lead anywhere from n.
func (w *pathWalker) walk(n syntax.Node, steps []string) bool {
	if len(steps) == 0 {
		w.found = append(w.found, n)
		return true
	}
	if steps[0] == EachElement {
		any := false
		if n.Kind() == syntax.Sequence {
			for item := range n.Children() {
				any = w.walk(item.Resolve(), steps[1:]) || any
			}
		}
		return any
	}
	for k := 1; k <= len(steps) && w.budget > 0; k++ {
		w.budget--
		if child := n.At(strings.Join(steps[:k], ".")); child.Exists() && w.walk(child, steps[k:]) {
			return true
		}
	}
	return false
}

// maxCompared is how many pairs of a path and a byte of YAML are worth looking at; all the paths of a published pack make a hundredth.
const maxCompared = 1 << 31

// Affords reports whether looking up that many paths in values.yaml and in what presets add takes a reasonable time.
func (p *Pack) Affords(paths int) bool {
	size := 0
	for _, f := range []*File{p.Values, p.Presets} {
		if f != nil {
			size += f.Text.Len()
		}
	}
	return paths == 0 || size <= maxCompared/paths
}

// HasValue reports whether values.yaml, or what a preset adds to it, has a value at a dotted path.
func (p *Pack) HasValue(path string) bool {
	if len(ValuesAt(p.Values.Root(), path)) > 0 {
		return true
	}
	return slices.ContainsFunc(p.Additions(), func(n syntax.Node) bool { return len(ValuesAt(n, path)) > 0 })
}
