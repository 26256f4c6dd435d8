package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func kernelLayerUsed(p *Pass) {
	layers := []syntax.Node{p.Root().Get("layer")}
	for d := range pack.DependencyNodes(p.Root()) {
		layers = append(layers, d.Get("layer"))
	}
	for _, n := range layers {
		if layer, ok := literal(n); ok && layer == schema.LayerKernel && !violated(p, n) {
			p.Report(n.Range(), `layer "kernel" is accepted by the pack schema, but not documented; `+
				"the documented layers are os, k8s, cni, csi, addon")
		}
	}
}

// unusualAddonType is the addonType of an add-on that can be read and is not one of usual; ok is false for any other
// pack, and if the schema in force rejects the value.
func unusualAddonType(p *Pass, usual []string) (n syntax.Node, category string, ok bool) {
	n = p.Root().Get("addonType")
	category, ok = literal(n)
	return n, category, ok && category != "" && p.Pack.Facts().Layer == schema.LayerAddon &&
		!slices.Contains(usual, category) && !violated(p, n)
}

func missingAddonType(p *Pass) {
	root := p.Root()
	if p.Pack.Facts().Layer != schema.LayerAddon {
		return
	}
	n := root.Get("addonType")
	empty := n.Kind() == syntax.String && n.Text() == "" && !n.Broken() && !violated(p, n)
	usual := usualAddonTypes(p)
	var d *Diagnostic
	switch {
	case empty:
		d = p.Report(n.Range(), "addonType is empty, so Palette does not list this add-on; write its category %s",
			oneOf(usual))
	case lacks(p, "addonType"):
		d = p.Report(openingBrace(root),
			"addonType is missing, so Palette does not list this add-on; add its category %s", oneOf(usual)).
			Relate(p.File, root.Get("layer").Range(), "the layer")
	default:
		return
	}
	for _, category := range usual {
		value := edit.Quote(category)
		if empty {
			d.Fix(p.File, "Write "+value, edit.Replace(n, value))
		} else {
			d.Fix(p.File, `Insert "addonType": `+value, insertField(root, "addonType", value))
		}
	}
}

func addonTypeOnCoreLayer(p *Pass) {
	layer, pair := p.Root().Get("layer"), p.Root().Pair("addonType")
	name, ok := literal(layer)
	if category, isText := literal(pair.Value()); !ok || !isText || pair.Key().Broken() || category == "" ||
		name == schema.LayerAddon || name == "" || violated(p, layer) {
		return
	}
	p.Report(pair.Key().Range(),
		"addonType is only for packs of the layer addon; this pack has the layer %s", quote(name)).
		Relate(p.File, layer.Range(), "the layer").
		Fix(p.File, "Remove addonType", edit.Remove(pair))
}

func addonTypeNearMiss(p *Pass) {
	usual := usualAddonTypes(p)
	n, category, ok := unusualAddonType(p, usual)
	if s := newSlip(category, usual); ok && s.meant != "" {
		p.Report(n.Range(), "addonType %s makes a new category in Palette%s", quote(category), s.hint()).
			write(p, n, s.meant)
	}
}

func addonTypeUnknown(p *Pass) {
	usual := usualAddonTypes(p)
	if n, category, ok := unusualAddonType(p, usual); ok && nearest(category, usual) == "" {
		p.Report(n.Range(), "unknown addonType %s; write a documented one, so that Palette lists this add-on %s",
			quote(category), oneOf(usual))
	}
}

// usualAddonTypes are the types that the schema in force allows, or else the usual ones.
func usualAddonTypes(p *Pass) []string {
	if allowed := allowedAt(p, "addonType"); allowed != nil {
		return valuesOf(allowed)
	}
	return schema.AddonTypeNames()
}
