package hover

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// dependency says what the dependency that the cursor is in means, and which versions satisfy it.
func (h *hoverer) dependency() string {
	d, ok := dependencyOf(h.pack, h.Node)
	if !ok {
		return schemaValue(h.pack, h.Node)
	}
	parts := []string{"**" + d.Name + "** · " + string(d.Type), dependencyWords(&d)}
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

// dependencyOf is the dependency that the value n belongs to; false where it cannot be understood.
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
	name, where := markdown.Code(d.Name), ""
	if d.Layer != "" {
		where = " in the layer " + d.Layer
	}
	bounds := pack.BoundsWords(markdown.CodeIfAny(d.Min), markdown.CodeIfAny(d.Max))
	unbounded := d.Bounds.Unbounded()
	switch {
	case d.Type == pack.Required && unbounded:
		return "A profile with this pack must hold " + name + where + ", in any version."
	case d.Type == pack.Required:
		return "A profile with this pack must hold " + name + where + ", and its version must be " + bounds + "."
	case d.Type == pack.Optional && unbounded:
		return "A profile with this pack may hold " + name + where + " in any version. Without bounds this entry has no effect."
	case d.Type == pack.Optional:
		return "Where a profile with this pack holds " + name + where + ", its version must be " + bounds + "."
	case d.Type == pack.NotSupported && unbounded:
		return "Without bounds this entry rules out no version of " + name + "."
	case d.Type == pack.NotSupported:
		return "A profile with this pack must not hold " + name + where + " if its version is " + bounds + "."
	}
	return "What an entry of type `upgrade` means is documented nowhere. Published packs use it with their own name, presumably for the versions that one " +
		"may upgrade from or to (" + bounds + ")."
}

// satisfiers says which versions in the workspace satisfy d.
func satisfiers(x *pack.Index, d *pack.Dependency) string {
	packs := x.Named(d.Name).Entries()
	if len(packs) == 0 {
		if k, known := pack.KnownPackNamed(d.Name); known {
			return markdown.Sentence(k.Doc) + " It ships with Palette; this workspace does not hold it."
		}
		return "This workspace holds no pack of that name."
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
		return "In this workspace " + markdown.Code(d.Name) + " is a pack of the layer " + packs[0].Layer + "."
	case len(no) == 0:
		return "Satisfied in this workspace by " + markdown.Versions(yes) + "."
	case len(yes) == 0:
		return "No version in this workspace satisfies it: there is " + markdown.Versions(no) + "."
	}
	return "Satisfied in this workspace by " + markdown.Versions(yes) + "; not by " + markdown.Versions(no) + "."
}
