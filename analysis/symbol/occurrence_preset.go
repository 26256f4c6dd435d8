package symbol

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// presetNames adds the names and groups of presets: where presets.yaml defines them, and where the comment
// enabled-presets in values.yaml names them.
func (w *occurrenceWalker) presetNames() {
	if w.kinds&(presetSymbol|groupSymbol) == 0 {
		return
	}
	switch w.file.Kind {
	case pack.Presets:
		for _, preset := range w.pack.PresetList() {
			w.presetPart(preset.Node.Pair(pack.PresetName).Value(), presetOf(preset.Group, preset.Name))
			w.presetPart(preset.Node.Pair(pack.PresetGroup).Value(), symbol{kind: groupSymbol, name: preset.Group})
		}
	case pack.Values:
		if e := w.pack.EnabledPresets(); e != nil && w.file == w.pack.Values {
			for _, entry := range e.Entries {
				w.enabled(entry)
			}
		}
	}
}

func presetOf(group, name string) symbol {
	return symbol{kind: presetSymbol, name: name, path: []string{group}}
}

// presetPart adds the scalar n of presets.yaml, which says what sym is called.
func (w *occurrenceWalker) presetPart(n syntax.Node, sym symbol) {
	if n.IsScalar() && sym.name != "" && n.Text() == sym.name {
		w.scalar(occurrence{symbol: sym, node: n, hi: len(n.Text()), declares: true})
	}
}

// enabled adds the parts of an entry of the comment.
func (w *occurrenceWalker) enabled(entry palette.EnabledPreset) {
	add := func(sym symbol, start int) {
		r := text.Range{Start: start, End: start + len(sym.name)}
		w.add(occurrence{symbol: sym, Range: r, inner: r, form: asEnabled})
	}
	add(presetOf(entry.Group, entry.Name), entry.End-len(entry.Name))
	if entry.Group != "" {
		add(symbol{kind: groupSymbol, name: entry.Group}, entry.Start+strings.Index(entry.Source, entry.Group))
	}
}

// presetTaken reports whether renaming sym, a preset or group of p, to name would make it the same as another one.
func presetTaken(p *pack.Pack, sym symbol, name string) bool {
	for _, preset := range p.PresetList() {
		if sym.kind == groupSymbol && preset.Group == name ||
			sym.kind == presetSymbol && preset.Name == name && preset.Group == sym.path[0] {
			return true
		}
	}
	return false
}
