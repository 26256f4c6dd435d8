package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// isPreset reports whether an entry of the comment in values.yaml names preset. Groups and names may hold colons
// themselves.
func isPreset(e palette.EnabledPreset, preset pack.Preset) bool {
	return e.Group == preset.Group && e.Name == preset.Name || e.Source == preset.ID()
}

func presetsEnabledUnknown(p *Pass) {
	enabled := p.Pack.EnabledPresets()
	if enabled == nil || p.Pack.Presets != nil && len(p.Pack.Presets.Tree().Errors) > 0 {
		return
	}
	presets := p.Pack.PresetList()
	if p.Pack.Presets != nil && p.Pack.Presets.Root().Get(pack.PresetsKey).Kind() != syntax.Sequence {
		return // presets/shape
	}
	if slices.ContainsFunc(presets, func(preset pack.Preset) bool { return preset.Name == "" || preset.Group == "" }) {
		return // presets/shape; it may be the one that is meant
	}
	var ids []string
	for _, preset := range presets[:min(len(presets), maxKeys)] {
		ids = append(ids, preset.ID())
	}
	for i, e := range enabled.Entries {
		if slices.ContainsFunc(presets, func(preset pack.Preset) bool { return isPreset(e, preset) }) {
			continue
		}
		if p.Pack.Presets == nil {
			p.Report(e.Range, "preset %s does not exist: the pack has no presets.yaml", quote(e.Source)).
				Fix(p.File, "Remove it", removeEnabled(enabled, i))
			continue
		}
		s := p.slip(e.Source, ids)
		isMeant := func(e palette.EnabledPreset) bool { return e.Source == s.meant }
		d := p.Report(e.Range, "presets.yaml has no preset %s%s", quote(s.word), s.hint())
		if s.meant != "" && !slices.ContainsFunc(enabled.Entries, isMeant) {
			d.Fix(p.File, "Replace with "+s.meant, text.Edit{Range: e.Range, New: s.meant})
		}
		d.Fix(p.File, "Remove it", removeEnabled(enabled, i))
	}
}

// removeEnabled takes an entry out of the comment, together with a comma next to it.
func removeEnabled(enabled *palette.EnabledPresets, i int) text.Edit {
	r := enabled.Entries[i].Range
	switch {
	case i > 0:
		r.Start = enabled.Entries[i-1].End
	case len(enabled.Entries) > 1:
		r.End = enabled.Entries[1].Start
	default:
		r.Start = enabled.List.Start
	}
	return text.Edit{Range: r}
}

func presetsEnabledTwoInGroup(p *Pass) {
	enabled := p.Pack.EnabledPresets()
	if enabled == nil {
		return
	}
	first := map[string]int{}
	for i, e := range enabled.Entries {
		if e.Group == "" || !slices.ContainsFunc(p.Pack.PresetList(), func(preset pack.Preset) bool {
			return isPreset(e, preset)
		}) {
			continue // presets/enabled-unknown
		}
		at, seen := first[e.Group]
		if !seen {
			first[e.Group] = i
			continue
		}
		before := enabled.Entries[at]
		p.Report(e.Range, "%s and %s are in one group; only one preset of a group can be enabled",
			quote(e.Source), quote(before.Source)).
			Relate(p.File, before.Range, "the other preset of the group").
			Fix(p.File, "Keep only "+before.Source, removeEnabled(enabled, i)).
			Fix(p.File, "Keep only "+e.Source, removeEnabled(enabled, at))
	}
}
