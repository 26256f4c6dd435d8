package symbol

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// subject adds the places that define a subject in f.
func (d *definer) subject(f *pack.File, sub *value.Subject) {
	switch sub.Kind {
	case value.ChartFile:
		if c, err := d.pack.Chart(sub.Node.Text()); err == nil {
			d.chartMetadata(c, c)
		}
	case value.ManifestFile:
		if m := d.pack.DiskFile(sub.Node.Text()); m != nil {
			d.add(m, text.Range{})
		}
	case value.DependencyPart:
		if sub.Key == pack.KeyPackName {
			d.packs(sub.Node.Text())
		}
	case value.Parameter:
		d.parameter(sub.Node.Text())
	case value.EnabledPresets:
		d.enabled(sub.Entry)
	case value.ConstraintPath, value.RemovedPath:
		d.valuesAt(sub.Node.Text())
	case value.Attribute, value.ChartSection, value.ManifestParams, value.ChartValue:
		d.inValues(sub)
	case value.TemplateValue:
		d.value(value.Get(d.pack, sub.Path))
	case value.MacroPart:
		d.macro(&sub.Macro)
	case value.Alias:
		d.anchor(f, sub)
	}
}

// parameter adds the values that a parameter reference can mean.
func (d *definer) parameter(ref string) {
	for _, t := range value.Param(d.pack, ref) {
		if t.Chart != nil {
			d.chartDefault(t.Path())
		} else {
			d.value(t.Node)
		}
	}
}

// enabled adds the preset that an entry of the comment of values.yaml names. entry may be nil.
func (d *definer) enabled(entry *palette.EnabledPreset) {
	for _, preset := range d.pack.PresetList() {
		if entry != nil && preset.Group == entry.Group && preset.Name == entry.Name {
			d.add(d.pack.Presets, preset.Node.Get(pack.PresetName).Range())
		}
	}
}

// inValues adds what a key or value of values.yaml or of a preset overrides, and what uses it.
func (d *definer) inValues(sub *value.Subject) {
	keys := sub.Path
	if len(keys) < 2 {
		return
	}
	if sub.Text.In != nil {
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
	case len(keys) == 3 && keys[1] == palette.AttrReleaseNameOverride && sub.IsKey():
		d.chartDefault([]string{pack.SectionCharts, keys[2]})
	}
}

// anchor adds the anchor that an alias in f refers to.
func (d *definer) anchor(f *pack.File, sub *value.Subject) {
	var at text.Range
	for _, a := range sub.Node.Tree().Anchors() {
		if a.Name == sub.Node.Text() && a.End <= sub.Node.Start() { // the last one before the alias is the one it means
			at = a.Range
		}
	}
	if at.Len() > 0 {
		d.add(f, sub.Text.Outer(at))
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

// macro adds the pack, or the value of a pack, that a macro names.
func (d *definer) macro(m *template.Cursor) {
	if m.Place != macro.AtSegment || m.Segment < 2 || m.Word == nil || !m.Word.IsField(template.Root) {
		return
	}
	if len(m.Word.Path) < 3 || macro.FamilyNamed(m.Word.Path[1].Name).Family != macro.Pack {
		return
	}
	path, at := m.Word.Path[2:], m.Segment-2
	name := value.PackName(d.snapshot, d.pack, path)
	last := strings.Count(name, ".") // the index of the last segment of the name
	own := name == d.pack.Facts().Name
	if at <= last {
		if !own {
			d.origin = m.RangeOf(text.Range{Start: path[0].Start, End: path[last].End})
			d.packs(name)
		}
		return
	}
	d.origin = m.RangeOf(text.Range{Start: m.Word.Start, End: path[at].End})
	keys := template.Names(path[last+1 : at+1])
	if !own {
		d.valueOf(name, keys)
		return
	}
	for _, n := range value.In(d.pack, keys) {
		d.value(n)
	}
}
