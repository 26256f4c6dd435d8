package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// maxCycleSteps is how many packs are looked at for a way back.
const maxCycleSteps = 100

// link is a required dependency of a pack, which is the version of its name that a profile would take.
type link struct {
	from *pack.Entry
	dep  *pack.Dependency
	prev *link // that led to from; nil if from is the pack itself
}

func depsCycle(p *Pass) {
	for d, n := range otherPacks(p) {
		if d.Type != pack.Required {
			continue
		}
		back := wayBack(p, &link{from: p.Pack.Entry(), dep: d})
		if back == nil {
			continue
		}
		chain := back.chain()
		names := []string{p.Pack.Entry().Name}
		for _, l := range chain {
			names = append(names, l.dep.Name)
		}
		report := p.Report(n.Get(pack.KeyPackName).Range(),
			"required dependencies lead back to this pack: %s", strings.Join(names, " requires "))
		for _, l := range chain[1:] {
			p.relateTo(report, l.from, dependencyAt(l.dep.Index), "%s %s requires %s", l.from.Name, l.from.Version, l.dep.Name)
		}
	}
}

// wayBack is the last link of the shortest chain of required dependencies from first to the pack itself, in a version
// that they allow; nil if there is none. It follows the newest version of each pack that is in range.
func wayBack(p *Pass, first *link) *link {
	own := first.from
	seen := map[string]bool{}
	for queue := []*link{first}; len(queue) > 0 && len(seen) < maxCycleSteps; queue = queue[1:] {
		l := queue[0]
		if l.dep.Name == own.Name {
			if l != first && l.dep.Allows(own.Parsed) && (l.dep.Layer == "" || l.dep.Layer == own.Layer) {
				return l
			}
			continue
		}
		in, _, _ := inRange(p, l.dep)
		if len(in) == 0 || seen[in[0].Dir] {
			continue
		}
		next := in[0]
		seen[next.Dir] = true
		for _, d := range dependenciesOf(next) {
			if d.Type == pack.Required && d.Name != next.Name {
				queue = append(queue, &link{next, d, l})
			}
		}
	}
	return nil
}

// chain is the links up to l, from the first.
func (l *link) chain() []*link {
	var links []*link
	for ; l != nil; l = l.prev {
		links = append(links, l)
	}
	slices.Reverse(links)
	return links
}
