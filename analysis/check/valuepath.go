package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxSteps is how many keys a dotted path may have. No file in earnest nests as deep.
const maxSteps = 64

// splitDotted is the keys of a dotted path; nil where path is not made of keys alone: an empty one, or with brackets as of lists.
func splitDotted(path string) []string {
	steps := strings.Split(path, ".")
	for _, s := range steps {
		if s == "" || strings.ContainsAny(s, "[]$ ") {
			return nil
		}
	}
	if len(steps) > maxSteps {
		return nil
	}
	return steps
}

// dotted is the value at a dotted path from n, whose keys may hold dots themselves; absent where there is none.
func dotted(n syntax.Node, steps []string) syntax.Node {
	budget := 4 * maxSteps // keys such as a, a.a, a.a.a could be put together in very many ways
	return dottedWithin(n, steps, &budget)
}

func dottedWithin(n syntax.Node, steps []string, budget *int) syntax.Node {
	for k := 1; k <= len(steps) && *budget > 0; k++ {
		*budget--
		child := n.At(strings.Join(steps[:k], "."))
		if k == len(steps) || !child.Exists() {
			if child.Exists() {
				return child
			}
			continue
		}
		if found := dottedWithin(child, steps[k:], budget); found.Exists() {
			return found
		}
	}
	return syntax.Node{}
}

// deepest is how many of steps lead somewhere from n, and where; 0 where the first leads nowhere.
func deepest(n syntax.Node, steps []string) (int, syntax.Node) {
	for k := len(steps) - 1; k > 0; k-- {
		if v := dotted(n, steps[:k]); v.Exists() {
			return k, v
		}
	}
	return 0, syntax.Node{}
}

// unknownBelow reports whether a dotted path from n leads below a value that is a macro from end to end, so that nobody knows what is there.
func unknownBelow(n syntax.Node, steps []string) bool {
	k, v := deepest(n, steps)
	content := strings.TrimSpace(v.Text())
	return k > 0 && v.IsScalar() && strings.HasPrefix(content, "{{") && strings.HasSuffix(content, "}}")
}

// inScope reports whether a chart's merged values have, or leave room for, a dotted path.
func inScope(s chart.Scope, steps []string) bool {
	for _, step := range steps {
		if s = s.Child(step); s.Status == chart.Unknown {
			return false
		}
	}
	return true
}

// valueSearch looks for values by the ends of their paths. left is how many nodes it may yet look at, so that many references into a huge file
// do not take forever; below 0 it has not seen all, and what it did not find may be there.
type valueSearch struct{ left int }

func newValueSearch() *valueSearch { return &valueSearch{left: 1_000_000} }

func (s *valueSearch) gaveUp() bool { return s.left < 0 }

// endingIn is the values below n whose path ends in steps, at most limit of them.
func (s *valueSearch) endingIn(n syntax.Node, steps []string, limit int) []syntax.Node {
	const costOfMatch = 20 // nodes that could be looked at meanwhile
	var found []syntax.Node
	for pair := range n.All() {
		if s.left--; s.left < 0 {
			break
		}
		if pair.Kind() != syntax.Pair || !startsDotted(steps, pair.Key().Text()) {
			continue
		}
		s.left -= costOfMatch
		if v := dotted(pair.Parent(), steps); v.Exists() && !slices.Contains(found, v) {
			if found = append(found, v); len(found) == limit {
				break
			}
		}
	}
	return found
}

// startsDotted reports whether key may be the first of steps, or some of them with dots between.
func startsDotted(steps []string, key string) bool {
	return key == steps[0] || strings.HasPrefix(key, steps[0]+".")
}

// quotePath is a dotted path for a message. Its end says more than its begin, so that is what is kept of a long one.
func quotePath(path string) string {
	const most = 60
	if r := []rune(path); len(r) > most {
		path = "…" + string(r[len(r)-most:])
	}
	return `"` + path + `"`
}

// maxKeys is how many keys of a mapping are searched for one that is near another word.
const maxKeys = 1000

// correctDotted is steps with each key that leads nowhere from n replaced by the one that is nearest to it there; nil where there is no such path.
func correctDotted(n syntax.Node, steps []string) []string {
	var out []string
	for _, step := range steps {
		child := n.Get(step)
		if !child.Exists() {
			var keys []string
			for pair := range n.Children() {
				if keys = append(keys, pair.Key().Text()); len(keys) > maxKeys {
					return nil
				}
			}
			if step = nearest(step, keys); step == "" {
				return nil
			}
			child = n.Get(step)
		}
		if n = child; !n.Exists() {
			return nil
		}
		out = append(out, step)
	}
	return out
}
