package hover

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Lens is a fact that an editor shows above a line.
type Lens struct {
	text.Range                 // what it is about, on one line
	Title      string          // a few words
	Places     []pack.Location // that a click on it lists
}

// maxPlaces is how many places one lens has. Each of them reads a pack.json.
const maxPlaces = 100

// Lenses returns the lenses of a pack.json: at its name, how many packs of the workspace depend on it and how many
// versions of it there are, if there are any and several. It is nil for other files, and if the settings turn lenses
// off.
func Lenses(s *pack.Snapshot, path string) []Lens {
	p, f := s.PackOf(path)
	if f == nil || f.Kind != pack.Meta || !p.Settings.CodeLens() {
		return nil
	}
	x, own := s.Index(), p.Entry()
	if x == nil || own.Name == "" {
		return nil
	}
	at := p.Root().Get("name").Range()
	var lenses []Lens
	if dependents, names := dependentsOf(x, own); names > 0 {
		l := Lens{Range: at, Title: dependentsTitle(names)}
		for _, d := range dependents[:min(len(dependents), maxPlaces)] {
			l.place(s, d.entry.Dir, func(root syntax.Node) syntax.Node {
				return pack.DependencyNode(root, d.index).Get(pack.KeyPackName)
			})
		}
		lenses = append(lenses, l)
	}
	if versions := versionsOf(x, own.Name); len(versions) > 1 {
		l := Lens{Range: at, Title: markdown.Plural(len(versions), "version")}
		for _, e := range versions[:min(len(versions), maxPlaces)] {
			l.place(s, e.Dir, func(root syntax.Node) syntax.Node { return root.Get("version") })
		}
		lenses = append(lenses, l)
	}
	return lenses
}

func dependentsTitle(names int) string {
	if names == 1 {
		return "1 pack depends on it"
	}
	return markdown.Plural(names, "pack") + " depend on it"
}

// place adds the node that at finds in the pack.json of the pack in dir, if there is one.
func (l *Lens) place(s *pack.Snapshot, dir string, at func(root syntax.Node) syntax.Node) {
	p := s.PackIn(dir)
	if p == nil {
		return
	}
	if n := at(p.Root()); n.Exists() {
		l.Places = append(l.Places, pack.Location{Path: p.JSON.Path, Text: p.JSON.Text, Range: n.Range()})
	}
}

// dependent is a pack and the index of one of its dependencies, from 0.
type dependent struct {
	entry *pack.Entry
	index int
}

// dependentsOf returns the packs that depend on own, each with its first such dependency, and how many names they have.
func dependentsOf(x *pack.Index, own *pack.Entry) (all []dependent, names int) {
	for _, name := range x.Names() {
		if name == own.Name {
			continue
		}
		before := len(all)
		for _, e := range x.Named(name).Entries() {
			for i := range e.Dependencies { // without a copy: there may be tens of thousands in all
				if d := &e.Dependencies[i]; means(d, own) {
					all = append(all, dependent{e, d.Index})
					break
				}
			}
		}
		if len(all) > before {
			names++
		}
	}
	return all, names
}

// means reports whether d lets a profile hold e, in some version.
func means(d *pack.Dependency, e *pack.Entry) bool {
	return d.Name == e.Name && (d.Layer == "" || e.Layer == "" || d.Layer == e.Layer) &&
		(d.Type == pack.Required || d.Type == pack.Optional)
}

// versionsOf returns the packs of a name, one for each version.
func versionsOf(x *pack.Index, name string) []*pack.Entry {
	same := func(a, b *pack.Entry) bool { return a.Version == b.Version }
	named := slices.CompactFunc(slices.Clone(x.Named(name).Entries()), same)
	return slices.DeleteFunc(named, func(e *pack.Entry) bool { return e.Version == "" })
}
