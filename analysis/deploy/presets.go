package deploy

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// applyPreset is the values of a unit, below section, after a preset: what it removes is gone, and what it adds is
// merged in.
func applyPreset(vals map[string]any, section []string, preset *pack.Preset, m render.Macros) map[string]any {
	prefix := strings.Join(section, ".")
	for _, n := range preset.Remove {
		switch path := n.Text(); {
		case path == prefix || strings.HasPrefix(prefix, path+"."):
			vals = map[string]any{}
		case strings.HasPrefix(path, prefix+"."):
			vals = render.Without(vals, strings.Split(path[len(prefix)+1:], "."))
		}
	}
	if preset.Add != nil {
		vals = merged(vals, render.FromNode(preset.Add.Tree.Root().At(section...), m))
	}
	return vals
}

// concerns reports whether a preset changes the values below section.
func concerns(preset *pack.Preset, section []string) bool {
	prefix := strings.Join(section, ".")
	touches := func(n syntax.Node) bool {
		return n.Text() == prefix || strings.HasPrefix(n.Text(), prefix+".") || strings.HasPrefix(prefix, n.Text()+".")
	}
	return preset.Add != nil && preset.Add.Tree.Root().At(section...).Exists() ||
		slices.ContainsFunc(preset.Remove, touches)
}

// MaxPresets is how many presets of a pack are rendered, the first ones; published packs have ten at most.
const MaxPresets = 50

// judgePresets tries each preset by itself on top of the values. What fails then, and does not without it, is at
// what the preset adds.
func (w *work) judgePresets(d *deployer, j *judgement) {
	presets := d.pack.PresetList()
	if d.pack.Presets == nil || len(d.pack.Presets.Tree().Errors) > 0 {
		return
	}
	base := outcome{}
	for i := range presets[:min(len(presets), MaxPresets)] {
		preset := &presets[i]
		if d.ctx.Err() != nil || !concerns(preset, w.Section) || preset.Add != nil && len(preset.Add.Tree.Errors) > 0 {
			continue
		}
		var h maphash.Hash
		h.SetSeed(seed)
		maphash.WriteComparable(&h, w.inputs(d, j.digest))
		maphash.WriteComparable(&h, digestOf(preset))
		found := w.presets.get(h.Sum64(), func() ([]blamed, bool) {
			b := newBlamer(d, w, j)
			if base.counts == nil {
				base = b.read(j.rendered)
			}
			b.vals = applyPreset(j.vals, w.Section, preset, render.DefaultMacros)
			b.first = d.with(w, j.vals, preset)
			return w.blamePreset(d, b, preset, base), d.ctx.Err() == nil
		})
		for _, f := range found {
			d.find(Finding{
				Code: f.code, File: d.pack.Presets, Range: lineOf(d.pack.Presets, w.inPreset(preset, f.path)),
				Message: "with this preset, " + f.message,
			})
		}
	}
}

// blamePreset is what fails with a preset and does not without it. It stops at the first: what else fails most likely
// has the same cause.
func (w *work) blamePreset(d *deployer, b *blamer, preset *pack.Preset, base outcome) []blamed {
	if e := limitOf(b.first); e != nil {
		return []blamed{{code: TooLarge, message: limitWords(e)}}
	}
	full := b.read(b.first)
	alt := full
	if d.hasMacros(w, preset) {
		other := w.otherwise(d)
		vals := applyPreset(other.values(d, render.OtherMacros), w.Section, preset, render.OtherMacros)
		alt = b.read(other.render(d.ctx, vals, nil))
	}
	var units []override
	for _, f := range full.failures {
		if full.counts[f.key] <= base.counts[f.key] || alt.counts[f.key] <= base.counts[f.key] || f.code == UnknownField {
			continue
		}
		if units == nil {
			units = b.overrides()
		}
		path := b.culprit(f, full, units)
		found := b.describe(f, path, full)
		for i := range found {
			found[i].path = path
		}
		return found
	}
	return nil
}

// digestOf is a digest of what a preset does.
func digestOf(preset *pack.Preset) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, n := range preset.Remove {
		h.WriteString(n.Text())
		h.WriteByte(0)
	}
	h.WriteByte(0)
	if preset.Add != nil {
		h.WriteString(preset.Add.Text)
	}
	return max(h.Sum64(), 1)
}

// inPreset is where a failure stands that comes with a preset: at the value at a path below the unit's section, if the
// preset adds it, or else at the key of what it adds.
func (w *work) inPreset(preset *pack.Preset, path []string) text.Range {
	if preset.Add != nil {
		r := locate(preset.Add.Tree.Root().At(w.Section...), path)
		if r.Len() > 0 && preset.Add.Exact() {
			return preset.Add.OuterRange(r)
		}
	}
	if key := preset.Node.Pair(pack.PresetAdd).Key(); key.Exists() {
		return key.Range()
	}
	return preset.Node.First().Range()
}
