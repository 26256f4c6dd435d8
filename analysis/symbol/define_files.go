package symbol

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// meta defines what entries of pack.json name: files, and values.
func (d *definer) meta(f *pack.File, off int) {
	n := f.Tree().NodeAt(off)
	keys := n.Path()
	if n.Kind() != syntax.String || len(keys) == 0 || n.Parent().Key() == n {
		return
	}
	d.origin = n.Range()
	switch {
	case pack.PlaceChart.Has(keys):
		if c, err := d.pack.Chart(n.Text()); err == nil {
			d.chartMetadata(c, c)
		}
	case pack.PlaceManifest.Has(keys):
		if m := d.pack.DiskFile(n.Text()); m != nil {
			d.add(m, text.Range{})
		}
	case pack.PlaceDependency.Key(pack.KeyPackName).Has(keys):
		d.packs(n.Text())
	default:
		if _, ok := pack.PlaceComponent.HasAny(keys, pack.RefKeys()...); ok {
			d.paramRef(n.Text())
		}
	}
}

// paramRef adds the values that a resource's reference can mean.
func (d *definer) paramRef(ref string) {
	for _, t := range value.Param(d.pack, ref) {
		if t.Chart != nil {
			d.chartDefault(t.Path())
		} else {
			d.value(t.Node)
		}
	}
}

// enabled defines the preset that the comment of values.yaml names.
func (d *definer) enabled(e *pack.EnabledPresets, off int) {
	for _, entry := range e.Entries {
		if !entry.Touches(off) {
			continue
		}
		d.origin = entry.Range
		for _, preset := range d.pack.PresetList() {
			if preset.Group == entry.Group && preset.Name == entry.Name {
				d.add(d.pack.Presets, preset.Node.Get(pack.PresetName).Range())
			}
		}
	}
}

// value.Text defines what stands at byte offset off of v, which is all of f or a part of it.
func (d *definer) valuesText(v value.Text, f *pack.File, off int) {
	if m, ok := template.At(v.Tree, v.Tree.CursorAt(off), off); ok {
		d.macro(v, m)
		return
	}
	n := v.Tree.NodeAt(off)
	d.origin = v.Outer(n.Range())
	if n.Kind() == syntax.Alias {
		d.anchor(v, f, n)
		return
	}
	keys := n.Path()
	if !n.IsScalar() || n.Empty() || len(keys) < 2 {
		return
	}
	if v.In != nil {
		if own := d.pack.Values.Root().At(keys...); own.Exists() {
			d.value(own)
		}
	}
	switch {
	case keys[0] == pack.SectionCharts:
		d.chartDefault(keys)
	case keys[0] == pack.SectionManifests && len(keys) == 2:
		if m := d.pack.ManifestNamed(keys[1]); m != nil {
			d.add(m, text.Range{})
		}
	case keys[0] == pack.SectionManifests:
		d.uses(keys)
	case len(keys) == 3 && keys[1] == pack.AttrReleaseNameOverride && n.Parent().Key() == n:
		d.chartDefault([]string{pack.SectionCharts, keys[2]})
	}
}

// anchor adds the anchor that the alias n refers to.
func (d *definer) anchor(v value.Text, f *pack.File, n syntax.Node) {
	var at text.Range
	for _, a := range v.Tree.Anchors() {
		if a.Name == n.Text() && a.End <= n.Start() { // the last one before the alias counts
			at = a.Range
		}
	}
	if at.Len() > 0 {
		d.add(f, v.Outer(at))
	}
}

// uses adds the places in a manifest that use a parameter.
func (d *definer) uses(keys []string) {
	f := d.pack.ManifestNamed(keys[1])
	if f == nil {
		return
	}
	for _, ref := range template.Of(f).Uses(keys[2:]) {
		d.add(f, ref.Range)
	}
}

// macro defines the pack, or the value of a pack, that a macro names.
func (d *definer) macro(v value.Text, m template.Cursor) {
	if m.Place != macro.AtSegment || m.Word == nil || !m.Word.IsField(template.Root) || len(m.Word.Path) < 3 || m.Word.Path[1].Name != "pack" || m.Segment < 2 {
		return
	}
	path, at := m.Word.Path[2:], m.Segment-2
	name := value.PackName(d.snapshot, d.pack, path)
	last := strings.Count(name, ".") // the index of the last segment of the name
	own := name == d.pack.Facts().Name
	if at <= last {
		if !own {
			d.origin = v.Outer(m.RangeOf(text.Range{Start: path[0].Start, End: path[last].End}))
			d.packs(name)
		}
		return
	}
	d.origin = v.Outer(m.RangeOf(text.Range{Start: m.Word.Start, End: path[at].End}))
	keys := template.Names(path[last+1 : at+1])
	if !own {
		d.valueOf(name, keys)
		return
	}
	for _, n := range value.In(d.pack, keys) {
		d.value(n)
	}
}

// schema defines the path of a constraint.
func (d *definer) schema(f *pack.File, off int) {
	n := f.Tree().NodeAt(off)
	if n.Kind() == syntax.Alias {
		d.origin = n.Range()
		d.anchor(value.Text{Tree: f.Tree()}, f, n)
		return
	}
	if keys := n.Path(); len(keys) == 1 && n.Parent().Key() == n {
		d.origin = n.Range()
		d.valuesAt(n.Text())
	}
}

// presets defines what a preset removes, and what stands in what it adds.
func (d *definer) presets(f *pack.File, off int) {
	if v, inner, ok := value.AdditionAt(d.pack, off); ok {
		d.valuesText(v, f, inner)
		return
	}
	n := f.Tree().NodeAt(off)
	keys := n.Path()
	switch {
	case n.Kind() == syntax.Alias:
		d.origin = n.Range()
		d.anchor(value.Text{Tree: f.Tree()}, f, n)
	case n.Kind() == syntax.String && len(keys) == 4 && keys[2] == pack.PresetRemove:
		d.origin = n.Range()
		d.valuesAt(n.Text())
	}
}

// manifest defines the parameter, or the macro, at byte offset off of a manifest.
func (d *definer) manifest(f *pack.File, off int) {
	if r, keys, ok := template.ParameterAt(f, off); ok {
		d.origin = r
		if n := value.Get(d.pack, keys); n.Exists() {
			d.value(n)
		}
		return
	}
	if m, ok := template.InManifest(f, off); ok {
		d.macro(value.Text{Pack: d.pack, Tree: f.Tree()}, m)
		return
	}
	if n := f.Tree().NodeAt(off); n.Kind() == syntax.Alias {
		d.origin = n.Range()
		d.anchor(value.Text{Tree: f.Tree()}, f, n)
	}
}
