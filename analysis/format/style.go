package format

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// style is how a YAML file is indented, in columns.
type style struct {
	unit int // from a key to the keys under it
	list int // from a key to the dashes under it
}

const (
	defaultUnit = 2
	widestUnit  = 8 // more is no step but a slip
	dashWidth   = 2 // from a dash to what is after it
)

// styleOf is what most of the file does; if it has no nested keys, what the editor wants. Lists under keys are indented
// if half of them are.
func styleOf(t *text.Text, tree *syntax.Tree, opts Options) style {
	var units, lists [widestUnit + 1]int
	columnOf := func(n syntax.Node) int {
		start := t.Line(t.LineAt(n.Start())).Start
		return contentAfterDashes(tree.Text, start, n.Start()) - start
	}
	for n := range tree.All() {
		v := n.Value()
		if v.Style() != syntax.Block || v.Start() < n.Key().End() {
			continue
		}
		step := columnOf(v) - columnOf(n)
		switch {
		case step < 0 || step > widestUnit:
		case v.Kind() == syntax.Mapping && step > 1:
			units[step]++
		case v.Kind() == syntax.Sequence && step != 1:
			lists[step]++
		}
	}
	s := style{unit: most(units[:]), list: most(lists[:])}
	if s.unit == 0 {
		s.unit = defaultUnit
		if n := len(opts.Unit); n > 1 && n <= widestUnit && strings.Trim(opts.Unit, " ") == "" {
			s.unit = n
		}
	}
	if indented := most(lists[1:]) + 1; lists[0] <= total(lists[1:]) {
		s.list = s.unit
		if lists[indented] > 0 {
			s.list = indented
		}
	}
	return s
}

// most is the index of the largest count, the first of several; 0 if all are 0.
func most(counts []int) int {
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return best
}

func total(counts []int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// contentAfterDashes is where the text of the line that begins at start begins, after the dashes of items; at most the
// byte offset end.
func contentAfterDashes(src string, start, end int) int {
	for i := start; i < end; i++ {
		if c := src[i]; !isBlank(c) && (c != '-' || i+1 == end || !isBlank(src[i+1])) {
			return i
		}
	}
	return end
}
