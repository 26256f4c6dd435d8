package chart

import (
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// lazy is what a chart computes when it is first needed.
type lazy struct {
	sizeOnce sync.Once
	size     int64

	valuesOnce sync.Once
	values     *syntax.Tree

	commentsOnce sync.Once
	comments     comments

	usage usage

	views sync.Map // name -> func() T: what View computed
	sized sync.Map // name -> sized, of the results of View that know their size
}

// Values is the tree of the chart's own values.yaml; nil if it has none.
func (c *Chart) Values() *syntax.Tree {
	l := &c.lazy
	l.valuesOnce.Do(func() {
		if f, ok := c.files[valuesName]; ok {
			l.values = syntax.ParseYAML(f.text)
		}
	})
	return l.values
}

// root is the root of the chart's own values; absent if it has none.
func (c *Chart) root() syntax.Node {
	if t := c.Values(); t != nil {
		return t.Root().Resolve()
	}
	return syntax.Node{}
}
