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
	grown     map[string][]growth // what grows too fast, by question
}

// What is counted besides the blocks.
var others = []block{{function: "(bytes searched for a byte)"}, {function: "(bytes allocated)"}}

// measure asks everything about l with n, 2n and 4n entries; only questions of only if it is not nil.
func measure(b *blocks, l packgen.Large, n int, only map[string][]growth) (*measurement, error) {
	m := &measurement{blocks: b, n: n, counts: map[string]*[3][]uint64{}, grown: map[string][]growth{}}
	for i := range 3 {
		for range 2 { // empties pools, in which those of a small pack would find more
			runtime.GC()
		}
		var failed error
		err := askAll(l, n<<i, func(what string, work func()) {
			switch {
			case failed != nil:
			case only == nil || only[what] != nil:
				failed = m.count(what, i, work)
			case slices.Contains(needed, what):
				work()
			}
		})
		if err := cmp.Or(failed, err); err != nil {
			return nil, err
		}
	}
	for _, question := range m.questions {
		if grown := unexplained(m.growing(question, only)); len(grown) > 0 {
			m.grown[question] = grown
		}
	}
	return m, nil
}

// count counts the steps that work takes, which answers a question for the size with number i.
func (m *measurement) count(question string, i int, work func()) error {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := coverage.ClearCounters(); err != nil {
		return err
	}
	began := scanned
	work()
	searched := scanned - began
	runtime.ReadMemStats(&after)
	counts, err := m.blocks.count()
	if m.counts[question] == nil {
		m.counts[question] = &[3][]uint64{}
		m.questions = append(m.questions, question)
	}
	m.counts[question][i] = append(counts, searched, after.TotalAlloc-before.TotalAlloc)
	return err
}

// growth is what a block takes for each size.
type growth struct {
	block
	steps [3]uint64
}

// added is how much more the last size takes than the one before.
func (g growth) added() uint64 { return g.steps[2] - min(g.steps[1], g.steps[2]) }

// superlinear tells whether g grows faster than n log n, if the first size is n. Twice as many entries must add more
// than 2.7 times as much. Four times as many must take more than 4.5 times as much, since what is done less for long
// lists may begin with a lot. Ten times as much is not the square or the cube of anything: it begins at some length.
func (g growth) superlinear(n int) bool {
	least, most := uint64(50*n), 45*g.steps[0] // 25 for each entry more
	if g.line == 0 {                           // bytes, which are allocated by powers of two
		least, most = uint64(2000*n), 80*g.steps[0]
	}
	if g.steps[1] < g.steps[0] {
		return false
	}
	before := g.steps[1] - g.steps[0]
	return g.added() > least && 10*g.added() > 27*before && g.added() < 10*before && 10*g.steps[2] > most
}

// growing are the blocks that grow too fast while a question is answered; only those of only if it is not nil.
func (m *measurement) growing(question string, only map[string][]growth) (grown []growth) {
	counts := m.counts[question]
	for i, b := range slices.Concat(m.blocks.all, others) {
		g := growth{block: b}
		for k := range counts {
			if i < len(counts[k]) {
				g.steps[k] = counts[k][i]
			}
		}
		before := func(o growth) bool { return o.block == b }
		if g.superlinear(m.n) && (only == nil || slices.ContainsFunc(only[question], before)) {
			grown = append(grown, g)
		}
	}
	return grown
}

// report says what grows too fast, the worst first.
func (m *measurement) report(list string) (lines []string) {
	for _, question := range m.questions {
		if grown := m.grown[question]; grown != nil {
			lines = append(lines, fmt.Sprintf("%s of %d, %d, %d: %s", list, m.n, 2*m.n, 4*m.n, question))
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
