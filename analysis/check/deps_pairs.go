package check

import (
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// dependency is an entry whose packName, type and bounds are all understood and that some version satisfies.
type dependency struct {
	node   syntax.Node
	layer  string // "" where it cannot be told
	kind   string // the type
	bounds pack.Bounds
	words  string // the bounds, for a message
}

func (d *dependency) name() syntax.Node { return d.node.Get("packName") }

// maxCompared is how many entries on one pack are compared with each other; published packs have two at most.
const maxCompared = 64

// eachPair calls compare with every entry and each earlier one on the same pack, until compare reports something about the entry.
// Entries that name different layers are looked for at different places, and so speak of different packs.
func eachPair(p *Pass, compare func(earlier, d *dependency) bool) {
	byName := map[string][]*dependency{}
	for _, e := range entries(p) {
		d, name, ok := readDependency(&e)
		if !ok {
			continue
		}
		for _, earlier := range byName[name] {
			if (earlier.layer == d.layer || earlier.layer == "" || d.layer == "") && compare(earlier, d) {
				break
			}
		}
		if len(byName[name]) < maxCompared {
			byName[name] = append(byName[name], d)
		}
	}
}

func readDependency(e *entry) (d *dependency, name string, ok bool) {
	n := e.node
	name, named := literal(n.Get("packName"))
	kind, typed := literal(n.Get("type"))
	layer, _ := literal(n.Get("layer"))
	bounds, bounded := e.bounds()
	if !named || !typed || !bounded || name == "" || bounds.Empty() {
		return nil, "", false
	}
	return &dependency{n, layer, kind, bounds, boundsInWords(n)}, name, true
}

// boundsInWords is a dependency's range of versions as it is written.
func boundsInWords(n syntax.Node) string {
	return pack.BoundsWords(n.Get(minVersion).Text(), n.Get(maxVersion).Text())
}

func depsDuplicate(p *Pass) {
	eachPair(p, func(earlier, d *dependency) bool {
		same := earlier.bounds.Within(d.bounds) && d.bounds.Within(earlier.bounds)
		if earlier.kind != d.kind || !same && !saysMore(earlier, d) {
			return false
		}
		if same {
			p.Report(d.name().Range(), "an earlier entry says the same of %s: %s, %s", quote(d.name().Text()), d.kind, d.words).
				Relate(p.File, earlier.name().Range(), "the earlier entry").
				Fix(p.File, "Remove this entry", edit.Remove(d.node))
			return true
		}
		p.Report(d.name().Range(), "two %s entries on %s overlap (%s; %s); one can say it all", d.kind, quote(d.name().Text()), earlier.words, d.words).
			Relate(p.File, earlier.name().Range(), "the other entry")
		return true
	})
}

// saysMore reports whether entries of one type with different bounds that overlap say more than one entry would. Those without bounds may
// have no effect, which is another check's, and what several entries of type upgrade mean is documented nowhere.
func saysMore(a, b *dependency) bool {
	return a.kind != typeUpgrade && a.bounds.Overlaps(b.bounds) && !a.bounds.Unbounded() && !b.bounds.Unbounded()
}

func depsConflict(p *Pass) {
	eachPair(p, func(earlier, d *dependency) bool {
		a, b := earlier, d
		if b.kind == typeRequired {
			a, b = b, a
		}
		if a.kind != typeRequired {
			return false
		}
		name := quote(d.name().Text())
		var message string
		switch {
		case b.kind == typeNotSupported && !b.bounds.Unbounded() && a.bounds.Within(b.bounds):
			message = name + " is required in " + versions(a) + ", all of which another entry rules out as notSupported (" + b.words + ")"
		case b.kind == typeRequired && !a.bounds.Overlaps(b.bounds):
			message = name + " is required in " + versions(earlier) + " and in " + versions(d) + ", but no version is in both"
		case b.kind == typeOptional && !a.bounds.Overlaps(b.bounds): // an optional entry counts where the pack is in the profile
			message = name + " is required in " + versions(a) + ", none of which the optional entry allows (" + b.words + ")"
		default:
			return false
		}
		p.Report(d.name().Range(), "%s", message).Relate(p.File, earlier.name().Range(), "the other entry")
		return true
	})
}

// versions is a dependency's range after "in".
func versions(d *dependency) string {
	if d.bounds.Unbounded() {
		return "any version"
	}
	return "versions " + d.words
}
