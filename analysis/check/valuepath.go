package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// unknownBelow reports whether a dotted path from n leads below a value that is one macro, so that nobody knows what is
// there.
func unknownBelow(n syntax.Node, steps []string) bool {
	k, v := value.Deepest(n, steps)
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

// quotePath is a dotted path for a message. A long one loses its start, since its end says more.
func quotePath(path string) string {
	const most = 60
	if r := []rune(path); len(r) > most {
		path = "…" + string(r[len(r)-most:])
	}
	return `"` + path + `"`
}

// maxKeys is how many keys of a mapping are searched for one that is near another word.
const maxKeys = 1000

// correctDotted is steps with each key that leads nowhere from n replaced by the one that is nearest to it there; nil
// if there is no such path.
func (p *Pass) correctDotted(n syntax.Node, steps []string) []string {
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
			if step = p.nearest(step, keys); step == "" {
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
