package check

import (
	"iter"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxDependencies is how many dependencies of a pack are looked up in the workspace; published packs have three at
// most.
const maxDependencies = 200

// dependencies yields the dependencies that can be understood, and their nodes.
func dependencies(p *Pass) iter.Seq2[*pack.Dependency, syntax.Node] {
	return func(yield func(*pack.Dependency, syntax.Node) bool) {
		own := p.Pack.Entry()
		node, at := p.Root().At(pack.KeyConstraints, pack.KeyDependencies).First(), 0
		for i := range own.Dependencies {
			d := &own.Dependencies[i]
			for ; at < d.Index; at++ {
				node = node.Next()
			}
			if !yield(d, node) {
				return
			}
		}
	}
}

// otherPacks yields the dependencies on other packs that can be understood, up to the limit, and their nodes.
func otherPacks(p *Pass) iter.Seq2[*pack.Dependency, syntax.Node] {
	return func(yield func(*pack.Dependency, syntax.Node) bool) {
		own, left := p.Pack.Entry().Name, maxDependencies
		for d, n := range dependencies(p) {
			if left--; left < 0 {
				p.partly()
				return
			}
			if d.Name != own && !yield(d, n) {
				return
			}
		}
	}
}

// inLayer are the packs of entries that are found in a layer; all, if that cannot be told.
func inLayer(entries []*pack.Entry, layer string) []*pack.Entry {
	if layer == "" {
		return entries
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e *pack.Entry) bool { return e.Layer != layer })
}

// inRange are the packs of the workspace that d may mean, and those of them that have a version in its bounds; known
// says that all of them have a version that can be told.
func inRange(p *Pass, d *pack.Dependency) (in, all []*pack.Entry, known bool) {
	known = true
	all = inLayer(p.named(d.Name), d.Layer)
	for _, e := range all {
		known = known && e.Parsed.Exists()
		if d.Bounds.Contains(e.Parsed) {
			in = append(in, e)
		}
	}
	return in, all, known
}

func depsUnknownPack(p *Pass) {
	for d, n := range otherPacks(p) {
		if _, known := palette.PackNamed(d.Name); known || len(p.named(d.Name)) > 0 {
			continue
		}
		if meant, _ := packMeant(p, d.Name); meant != "" && p.reports(codeMisspelledPack) {
			continue
		}
		at, s := n.Get(pack.KeyPackName), p.slip(d.Name, packNames(p))
		p.Report(at.Range(), "there is no pack %s in this workspace or among the known packs of Palette%s",
			quote(s.word), s.hint()).write(p, at, s.meant)
	}
}

func depsRangeUnsatisfied(p *Pass) {
	for d, n := range otherPacks(p) {
		if d.Type != pack.Required || d.Bounds.Unbounded() {
			continue
		}
		in, all, known := inRange(p, d)
		if len(in) > 0 || len(all) == 0 || !known {
			continue
		}
		at := n.Get(pack.KeyPackName)
		switch oldest, newest := all[len(all)-1], all[0]; {
		case newest.Parsed.Compare(d.Bounds.Min) < 0:
			at = n.Get(pack.KeyMinVersion)
		case d.Bounds.Max.Exists() && oldest.Parsed.Compare(d.Bounds.Max) > 0:
			at = n.Get(pack.KeyMaxVersion)
		}
		report := p.Report(at.Range(), "no version of %s in this workspace is in the required range (%s); there %s %s",
			quote(d.Name), d.Words(), isOrAre(len(all)), versionList(all))
		p.relateTo(report, all[0], versionOf, "the newest version")
	}
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// versionList names versions for a message, at most a few.
func versionList(entries []*pack.Entry) string {
	const most = 5
	var words []string
	seen := map[string]bool{}
	for _, e := range entries {
		if !seen[e.Version] {
			seen[e.Version] = true
			words = append(words, e.Version)
		}
	}
	if more := len(words) - most; more > 0 {
		return strings.Join(words[:most], ", ") + " and " + plural(more, "other")
	}
	return strings.Join(words, ", ")
}

// isLayer reports whether packs can have this layer. Another one is reported at the pack that has it.
func isLayer(s string) bool {
	return s == schema.LayerKernel ||
		slices.ContainsFunc(schema.Layers(), func(v schema.EnumValue) bool { return v.Value == s })
}

func depsLayerMismatch(p *Pass) {
	for d, n := range otherPacks(p) {
		at := n.Get("layer")
		named := p.named(d.Name)
		if d.Layer == "" || violated(p, at) || len(inLayer(named, d.Layer)) > 0 {
			continue
		}
		named = slices.DeleteFunc(slices.Clone(named), func(e *pack.Entry) bool { return !isLayer(e.Layer) })
		if len(named) == 0 {
			continue
		}
		var layers []string
		for _, e := range named {
			if !slices.Contains(layers, e.Layer) {
				layers = append(layers, e.Layer)
			}
		}
		report := p.Report(at.Range(),
			"%s has the layer %s in this workspace; a dependency with the layer %s does not find it",
			quote(d.Name), strings.Join(layers, " or "), d.Layer)
		p.relateTo(report, named[0], func(root syntax.Node) syntax.Node { return root.Get("layer") }, "the layer of the pack")
		for _, layer := range layers {
			report.Fix(p.File, "Change to "+quote(layer), edit.Replace(at, edit.Quote(layer)))
		}
	}
}
