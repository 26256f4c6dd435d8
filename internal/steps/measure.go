package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/coverage"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/internal/packgen"
)

// measurement is what one kind of list takes, with n, 2n and 4n entries.
type measurement struct {
	blocks    *blocks
	n         int
	questions []string // in the order asked
	counts    map[string]*[3][]uint64
}

// What is counted besides the blocks.
var others = []block{{function: "(bytes searched for a byte)"}, {function: "(bytes allocated)"}}

// ask asks everything about the list l of the size with number i.
func (m *measurement) ask(l packgen.Large, i int) error {
	for range 2 { // empties pools, in which those of a small pack would find more
		runtime.GC()
	}
	var failed error
	err := askAll(l, m.n<<i, func(what string, work func()) {
		counts, err := m.count(work)
		if err != nil {
			failed = err
			return
		}
		if m.counts[what] == nil {
			m.counts[what] = &[3][]uint64{}
			m.questions = append(m.questions, what)
		}
		m.counts[what][i] = counts
	})
	return cmp.Or(failed, err)
}

// count returns the steps that work takes in each block, and others.
func (m *measurement) count(work func()) ([]uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := coverage.ClearCounters(); err != nil {
		return nil, err
	}
	began := scanned
	work()
	searched := scanned - began
	runtime.ReadMemStats(&after)
	counts, err := m.blocks.count()
	return append(counts, searched, after.TotalAlloc-before.TotalAlloc), err
}

// growth is what a block takes for each size.
type growth struct {
	block
	steps [3]uint64
}

// added is how much more the last size takes than the one before.
func (g growth) added() uint64 { return g.steps[2] - min(g.steps[1], g.steps[2]) }

// superlinear tells whether g grows faster than n log n, if the first size is n.
func (g growth) superlinear(n int) bool {
	least := uint64(20 * n) // for each entry more
	if g.line == 0 {
		least = uint64(2000 * n) // of bytes
	}
	before := g.steps[1] - min(g.steps[0], g.steps[1])
	return g.added() > least && g.added() > 3*before
}

// report says what grows too fast, the worst first.
func (m *measurement) report(list string) (lines []string) {
	all := slices.Concat(m.blocks.all, others)
	for _, question := range m.questions {
		counts := m.counts[question]
		var grown []growth
		var total [3]uint64
		for i, b := range all {
			g := growth{block: b}
			for k := range counts {
				if i < len(counts[k]) {
					g.steps[k] = counts[k][i]
				}
				if b.line > 0 {
					total[k] += g.steps[k]
				}
			}
			if g.superlinear(m.n) && explained(list, g) == "" {
				grown = append(grown, g)
			}
		}
		if len(grown) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s: %s steps", list, question, steps(total)))
			lines = append(lines, worst(grown)...)
		}
	}
	return lines
}

const most = 6 // functions that are printed

// worst is a line for each of the functions that grow most, each with its worst block.
func worst(grown []growth) (lines []string) {
	slices.SortFunc(grown, func(a, b growth) int { return cmp.Compare(b.added(), a.added()) })
	seen := map[string]bool{}
	for _, g := range grown {
		if !seen[g.function] && len(seen) < most {
			lines = append(lines, fmt.Sprintf("    %s %s:%d: %s", strings.TrimPrefix(g.function, module), g.file, g.line,
				steps(g.steps)))
		}
		seen[g.function] = true
	}
	if more := len(seen) - most; more > 0 {
		lines = append(lines, fmt.Sprintf("    and %d more functions", more))
	}
	return lines
}

const module = "github.com/pack-lsp/pack-lsp/"

func steps(n [3]uint64) string { return fmt.Sprintf("%d, %d, %d", n[0], n[1], n[2]) }
