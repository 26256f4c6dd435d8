package check

import (
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// dependency is an entry that is understood in full.
type dependency struct {
	*pack.Dependency
	name syntax.Node // its packName
}

// maxSameName is how many entries on one pack are compared with each other; published packs have two at most.
const maxSameName = 64

// eachPair calls compare with every entry and each earlier one on the same pack, until compare reports something about
// the entry. Entries that name different layers are looked for at different places, and so speak of different packs.
func eachPair(p *Pass, compare func(earlier, d dependency) bool) {
	byName := map[string][]dependency{}
	for d, n := range dependencies(p) {
		entry := dependency{d, n.Get(pack.KeyPackName)}
		same := byName[d.Name]
		for _, earlier := range same {
			if (earlier.Layer == d.Layer || earlier.Layer == "" || d.Layer == "") && compare(earlier, entry) {
				break
			}
		}
		if len(same) < maxSameName {
			byName[d.Name] = append(same, entry)
		}
	}
}

func depsDuplicate(p *Pass) {
	eachPair(p, func(earlier, d dependency) bool {
		same := earlier.Bounds.Within(d.Bounds) && d.Bounds.Within(earlier.Bounds)
		if earlier.Type != d.Type || !same && !saysMore(earlier, d) {
			return false
		}
		if same {
			p.Report(d.name.Range(), "duplicate entry for %s: %s, %s", quote(d.Name), d.Type, d.Words()).
				Relate(p.File, earlier.name.Range(), "the earlier entry").
				Fix(p.File, "Remove this entry", edit.Remove(d.name.Owner().Parent()))
			return true
		}
		p.Report(d.name.Range(),
			"two %s entries for %s overlap (%s; %s); write one entry", d.Type, quote(d.Name), earlier.Words(), d.Words()).
			Relate(p.File, earlier.name.Range(), "the other entry")
		return true
	})
}

// saysMore reports whether entries of one type with different bounds that overlap say more than one entry would. Those
// without bounds may have no effect, which is another check's, and what several entries of type upgrade mean is
// documented nowhere.
func saysMore(a, b dependency) bool {
	return a.Type != pack.Upgrade && a.Bounds.Overlaps(b.Bounds) && !a.Bounds.Unbounded() && !b.Bounds.Unbounded()
}

func depsConflict(p *Pass) {
	eachPair(p, func(earlier, d dependency) bool {
		a, b := earlier, d
		if b.Type == pack.Required {
			a, b = b, a
		}
		if !contradict(a.Dependency, b.Dependency) {
			return false
		}
		name := quote(d.Name)
		var message string
		switch b.Type {
		case pack.NotSupported:
			message = name + " is required in " + versions(a) + ", all of which another entry rules out as notSupported (" +
				b.Words() + ")"
		case pack.Required:
			message = name + " is required in " + versions(earlier) + " and in " + versions(d) + ", but no version is in both"
		case pack.Optional: // checked if the pack is in the profile
			message = name + " is required in " + versions(a) + ", none of which the optional entry allows (" + b.Words() + ")"
		default:
			return false
		}
		p.Report(d.name.Range(), "%s", message).Relate(p.File, earlier.name.Range(), "the other entry")
		return true
	})
}

// versions is a dependency's range after "in".
func versions(d dependency) string {
	if d.Bounds.Unbounded() {
		return "any version"
	}
	return "versions " + d.Words()
}
