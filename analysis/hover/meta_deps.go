package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// dependency says what the dependency at the cursor means, and which versions satisfy it.
func (h *hoverer) dependency() string {
	d, ok := dependencyOf(h.pack, h.Node)
	if !ok {
		return schemaValue(h.pack, h.Node)
	}
	parts := []string{markdown.Strong(d.Name) + " · " + string(d.Type), dependencyWords(&d)}
	if h.Key == pack.KeyType {
		if words := schemaValue(h.pack, h.Node); words != "" {
			parts[0] = words
		}
	}
	if x := h.snapshot.Index(); x != nil {
		parts = append(parts, satisfiers(x, &d))
	}
	return strings.Join(parts, "\n\n")
}

// dependencyOf is the dependency that the value n belongs to; false if it is not valid.
func dependencyOf(p *pack.Pack, n syntax.Node) (pack.Dependency, bool) {
	object, i := pack.ObjectOf(n), 0
	for other := range object.Parent().Children() {
		if other == object {
			break
		}
		i++
	}
	for _, d := range p.Entry().Dependencies {
		if d.Index == i {
			return d, true
		}
	}
	return pack.Dependency{}, false
}

// dependencyWords says what d means, in a sentence or two (Palette's documentation, "Pack Constraints").
func dependencyWords(d *pack.Dependency) string {
	name := markdown.Code(d.Name)
	if d.Layer != "" {
		name += " in the layer " + markdown.Literal(d.Layer)
	}
	bounds := pack.BoundsWords(markdown.CodeIfAny(d.Min), markdown.CodeIfAny(d.Max))
	unbounded := d.Bounds.Unbounded()
	switch {
	case d.Type == pack.Required && unbounded:
		return "A profile with this pack must hold " + name + ", in any version."
	case d.Type == pack.Required:
		return "A profile with this pack must hold " + name + ", and its version must be " + bounds + "."
	case d.Type == pack.Optional && unbounded:
		return "A profile with this pack may hold " + name + " in any version. Without bounds this entry has no effect."
	case d.Type == pack.Optional:
		return "If a profile with this pack holds " + name + ", its version must be " + bounds + "."
	case d.Type == pack.NotSupported && unbounded:
		return "Without bounds this entry rules out no version of " + name + "."
	case d.Type == pack.NotSupported:
		return "A profile with this pack must not hold " + name + " if its version is " + bounds + "."
	}
	return "The type `upgrade` is not documented. Published packs use it with their own name, " +
		"presumably for the versions to upgrade from or to (" + bounds + ")."
}

// satisfiers says which versions in the workspace satisfy d.
func satisfiers(x *pack.Index, d *pack.Dependency) string {
	packs := x.Named(d.Name).Entries()
	if len(packs) == 0 {
		if k, known := palette.PackNamed(d.Name); known {
			return markdown.Sentence(k.Doc) + " It ships with Palette and is not in this workspace."
		}
		return "No pack in this workspace has that name."
	}
	var yes, no []*pack.Entry
	for _, e := range packs {
		switch {
		case d.Layer != "" && e.Layer != d.Layer && e.Layer != "":
		case e.Parsed.Exists() && !d.Allows(e.Parsed):
			no = append(no, e)
		default:
			yes = append(yes, e)
		}
	}
	switch {
	case len(yes)+len(no) == 0:
		return "In this workspace " + markdown.Code(d.Name) + " is in the layer " + markdown.Literal(packs[0].Layer) + "."
	case len(no) == 0:
		return "Satisfied in this workspace by " + markdown.Versions(yes) + "."
	case len(yes) == 0:
		return "No version in this workspace satisfies it: found " + markdown.Versions(no) + "."
	}
	return "Satisfied in this workspace by " + markdown.Versions(yes) + "; not by " + markdown.Versions(no) + "."
}
