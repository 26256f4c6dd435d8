package newer

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// ManifestSet is new versions of manifests of a pack: files in one folder, with the same version in their names.
type ManifestSet struct {
	Paths   []string // absolute
	Version string   // that the pack gets
	Guessed bool     // nothing says that the pack gets this version
	all     []upgrade.Manifest
}

// maxSets is how many sets are read.
const maxSets = 20

// Manifests are the sets with a new version of the manifest at entry, an item of pack.json: the newest version first,
// and guessed ones last. A file is a new version of a manifest if it has its name, whatever version is in that, and an
// object of the same kind and name. Sets of older versions are not among them. A set of the version that the pack has
// is not either: it is what the pack's manifests are taken to be made from.
func Manifests(s *pack.Snapshot, p *pack.Pack, entry string) []ManifestSet {
	at := filepath.Join(p.Dir, filepath.FromSlash(entry))
	files := p.ManifestFiles()
	i := slices.IndexFunc(files, func(f *pack.File) bool { return f.Path == at })
	if i < 0 {
		return nil
	}
	target := files[i]
	var sets []ManifestSet
	bases := map[string]string{}
	for _, files := range looseSets(s, p, target) {
		set, is := setOf(s, p, target, files)
		switch {
		case is == newer:
			sets = append(sets, set)
		case is == current && len(bases) == 0:
			for _, m := range set.all {
				bases[upgrade.Unversioned(m.Name)] = m.Text
			}
		}
	}
	for _, set := range sets {
		for i := range set.all {
			set.all[i].Base = bases[upgrade.Unversioned(set.all[i].Name)]
		}
	}
	slices.SortStableFunc(sets, func(a, b ManifestSet) int {
		switch {
		case a.Guessed && !b.Guessed:
			return 1
		case b.Guessed && !a.Guessed:
			return -1
		}
		v, _ := version.Parse(a.Version)
		w, _ := version.Parse(b.Version)
		return w.Compare(v)
	})
	return sets
}

// looseManifest is a file with the name of a manifest of the pack, whatever version is in it.
type looseManifest struct {
	path string
	of   *pack.File
}

// looseSets are the loose manifests of the workspace, by folder and version: those sets that have one for target.
func looseSets(s *pack.Snapshot, p *pack.Pack, target *pack.File) [][]looseManifest {
	named := map[string]*pack.File{}
	for _, f := range p.ManifestFiles() {
		named[upgrade.Unversioned(f.Base())] = f
	}
	for _, f := range p.ManifestFiles() {
		named[f.Base()] = f
	}
	type group struct{ dir, version string }
	groups, order := map[group][]looseManifest{}, []group{}
	for _, file := range looseManifests(s, p) {
		name := filepath.Base(file)
		of := named[name]
		if of == nil {
			of = named[upgrade.Unversioned(name)]
		}
		if of == nil {
			continue
		}
		g := group{filepath.Dir(file), upgrade.VersionIn(name)}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], looseManifest{file, of})
	}
	var sets [][]looseManifest
	for _, g := range order {
		hasTarget := slices.ContainsFunc(groups[g], func(m looseManifest) bool { return m.of == target })
		if hasTarget && len(sets) < maxSets {
			sets = append(sets, groups[g])
		}
	}
	return sets
}

// age is what a set is to the pack.
type age uint8

const (
	useless age = iota // target has no new version in it, or an older one
	current            // what it deploys has the version of the pack
	newer
)

// setOf is the set of those of files that have objects of the manifests whose names they have.
func setOf(s *pack.Snapshot, p *pack.Pack, target *pack.File, files []looseManifest) (ManifestSet, age) {
	var set ManifestSet
	for _, m := range files {
		src, err := readLoose(s, p, m.path)
		if err == nil && sameObjects(m.of.Tree(), syntax.ParseYAML(src)) {
			set.Paths = append(set.Paths, m.path)
			set.all = append(set.all, upgrade.Manifest{Name: filepath.Base(m.path), Text: src})
		}
	}
	if set.all == nil {
		return set, useless
	}
	o, err := upgrade.LookAt(p, set.all)
	set.Version, set.Guessed = o.Version, o.Guessed
	to, known := version.Parse(o.Version)
	from, comparable := version.Parse(p.Facts().Version)
	switch {
	case err != nil, !o.Changes(target):
		return set, useless
	case o.Current:
		return set, current
	case o.Guessed, known && comparable && to.Compare(from) > 0:
		return set, newer
	}
	return set, useless
}

// sameObjects reports whether an object of one manifest has the kind and the name of one of the other. A name with a
// template in it may be any.
func sameObjects(a, b *syntax.Tree) bool {
	names := func(t *syntax.Tree) map[string][]string {
		byKind := map[string][]string{}
		for root := range t.Docs() {
			if kind := root.Get("kind"); kind.Kind() == syntax.String {
				byKind[kind.Text()] = append(byKind[kind.Text()], root.At("metadata", "name").Source())
			}
		}
		return byKind
	}
	others := names(b)
	for kind, own := range names(a) {
		for _, name := range own {
			for _, other := range others[kind] {
				if name == other || strings.Contains(name, "{{") || strings.Contains(other, "{{") {
					return true
				}
			}
		}
	}
	return false
}

// ManifestEdits are the edits of p for an upgrade in place to one of Manifests. The error is that of
// upgrade.ManifestsInPlace.
func ManifestEdits(ctx context.Context, s *pack.Snapshot, p *pack.Pack, set ManifestSet) ([]edit.FileEdit, error) {
	return upgrade.ManifestsInPlace(ctx, s, p, set.all)
}
