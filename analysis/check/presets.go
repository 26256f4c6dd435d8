package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// presetsChecks are those of presets.yaml, and of the comment in values.yaml that names presets.
var presetsChecks = []Check{
	{Code: "presets/shape", Severity: pack.Error, On: inPresets, Run: presetsShape,
		Summary: "a presets.yaml or preset with a missing key or a value of the wrong type"},
	{Code: "presets/duplicate-name", Severity: pack.Error, On: inPresets, Run: presetsDuplicateName,
		Summary: "duplicate preset names"},
	{Code: "presets/add-yaml", Severity: pack.Error, On: inPresets, Run: presetsAddYAML,
		Summary: "an addition that is not valid YAML or has duplicate keys"},
	{Code: "presets/add-root", Severity: pack.Warning, On: inPresets, Run: presetsAddRoot,
		Summary: "an addition to a section that the pack does not have"},
	{Code: "presets/add-type", Severity: pack.Information, On: inPresets, Run: presetsAddType,
		Summary: "an addition whose type differs from that of the value it replaces"},
	{Code: "presets/remove-unresolved", Severity: pack.Hint, On: inPresets, Run: presetsRemoveUnresolved,
		Summary: "a path to remove that does not exist"},
	{Code: "presets/single-in-group", Severity: pack.Off, On: inPresets, Run: presetsSingleInGroup,
		Summary: "a group with one preset, which cannot be switched off"},
	{Code: "presets/enabled-unknown", Severity: pack.Information, On: inValues, Text: true, Run: presetsEnabledUnknown,
		Summary: "an unknown enabled preset"},
	{Code: "presets/enabled-two-in-group", Severity: pack.Warning, On: inValues, Run: presetsEnabledTwoInGroup,
		Summary: "two enabled presets in one group"},
}

var inPresets = []pack.Kind{pack.Presets}

func presetsShape(p *Pass) {
	root := p.Root().Resolve()
	if root.Broken() || root.Kind() == syntax.Invalid && root.Exists() {
		return
	}
	const wanted = "presets.yaml must be a mapping with the key presets, a list"
	if root.Kind() != syntax.Mapping {
		if len(p.File.Tree().Errors) == 0 && root.Exists() {
			p.Report(firstLine(p, root), wanted)
		}
		return
	}
	pair := root.Pair(pack.PresetsKey)
	list := pair.Value().Resolve()
	switch {
	case !pair.Exists():
		key := root.First().Key()
		p.Report(key.Range(), wanted).rename(p, key, nearest(key.Text(), []string{pack.PresetsKey}))
	case pair.Broken(), list.Broken(), list.Kind() == syntax.Invalid, list.Kind() == syntax.Null:
	case list.Kind() != syntax.Sequence:
		p.Report(pair.Key().Range(), "presets must be a list, not a %s", kindName(list))
	default:
		for item := range list.Children() {
			presetShape(p, item)
		}
	}
}

// isWord says if the value of a key of a preset is a word or more for people.
func isWord(k pack.PresetKey) bool { return k.Kind == syntax.String && k.Name != pack.PresetAdd }

func presetShape(p *Pass, item syntax.Node) {
	entry := item.Resolve()
	if entry.Kind() != syntax.Mapping {
		if entry.Kind() != syntax.Invalid && !entry.Broken() {
			p.Report(dash(item), "a preset must be a mapping with the keys name, displayName, group, remove and add")
		}
		return
	}
	var lacking []string
	for _, key := range pack.PresetKeys() {
		v := entry.Get(key.Name)
		switch {
		case !v.Exists():
			lacking = append(lacking, key.Name)
		case v.Broken(), v.Kind() == syntax.Invalid, v.Kind() == key.Kind:
		case isWord(key) && (v.Kind() == syntax.Bool || v.Kind() == syntax.Number): // read as what is written
		case v.Kind() == syntax.Null:
			if key.Name == pack.PresetName || key.Name == pack.PresetGroup {
				p.Report(relatedTo(v), "%s has no value", key.Name)
			}
		default:
			wrongPresetType(p, key.Name, v, key.Kind)
		}
	}
	if lacking != nil && !entry.Broken() {
		reportLacking(p, item, entry, lacking)
	}
	if remove := entry.Get(pack.PresetRemove); remove.Kind() == syntax.Sequence {
		for path := range remove.Children() {
			if v := path.Resolve(); v.Kind() == syntax.Mapping || v.Kind() == syntax.Sequence {
				p.Report(firstLine(p, path), "remove lists dotted paths such as charts.app.ingress, not a %s", kindName(v))
			}
		}
	}
}

// reportLacking reports keys that a preset does not have, at a key that may be meant as one of them, or at its first
// key.
func reportLacking(p *Pass, item, entry syntax.Node, lacking []string) {
	for pair := range entry.Children() {
		key := pair.Key()
		_, known := pack.PresetKeyNamed(key.Text())
		if s := newSlip(key.Text(), lacking); s.meant != "" && !known {
			p.Report(key.Range(), "unknown key %s in a preset%s", quote(s.word), s.hint()).rename(p, key, s.meant)
			lacking = slices.DeleteFunc(lacking, func(name string) bool { return name == s.meant })
		}
	}
	if len(lacking) == 0 {
		return
	}
	at := entry.First().Key().Range()
	if !entry.First().Exists() {
		at = dash(item)
	}
	p.Report(at, "the preset has no %s", strings.Join(lacking, " and no "))
}

func wrongPresetType(p *Pass, name string, v syntax.Node, want syntax.Kind) {
	owner := v.Owner()
	switch {
	case name == pack.PresetAdd:
		d := p.Report(owner.Key().Range(),
			"add must be a string that holds YAML, not a %s; write it as a block: add: |", kindName(v))
		if colon := colonAfter(owner); v.Kind() == syntax.Mapping && v.Style() == syntax.Block && v == owner.Value() &&
			colon >= 0 {
			d.Fix(p.File, "Make it a block scalar", text.Edit{Range: text.Range{Start: colon + 1, End: colon + 1}, New: " |"})
		}
	case name == pack.PresetRemove && v.Kind() == syntax.String && v == owner.Value() && v.Style() != syntax.Literal &&
		v.Style() != syntax.Folded:
		list := "[" + v.Source() + "]"
		if strings.TrimSpace(v.Text()) == "" {
			list = "[]"
		}
		p.Report(v.Range(), "remove must be a list of dotted paths").
			Fix(p.File, "Make it a list", edit.Replace(v, list))
	case name == pack.PresetRemove:
		p.Report(firstLine(p, v), "remove must be a list of dotted paths, not a %s", kindName(v))
	default:
		p.Report(firstLine(p, v), "%s must be a %s, not a %s", name, want, kindName(v))
	}
}

// colonAfter is the byte offset of the colon after a pair's key, if the colon ends the line; -1 otherwise.
func colonAfter(pair syntax.Node) int {
	src, at := pair.Tree().Text, pair.Key().End()
	if at >= len(src) || src[at] != ':' {
		return -1
	}
	line, _, _ := strings.Cut(src[at+1:], "\n")
	if strings.TrimSpace(line) != "" {
		return -1
	}
	return at
}

func presetsDuplicateName(p *Pass) {
	first := map[string]syntax.Node{}
	for _, preset := range p.Pack.PresetList() {
		name := preset.Node.Get(pack.PresetName)
		if preset.Name == "" {
			continue
		}
		before, seen := first[preset.Name]
		if !seen {
			first[preset.Name] = name
			continue
		}
		p.Report(name.Range(), "duplicate preset name %s", quote(preset.Name)).
			Relate(p.File, before.Range(), "the other preset")
	}
}

func presetsSingleInGroup(p *Pass) {
	count := map[string]int{}
	for _, preset := range p.Pack.PresetList() {
		count[preset.Group]++
	}
	for _, preset := range p.Pack.PresetList() {
		group := preset.Node.Get(pack.PresetGroup)
		if preset.Group != "" && count[preset.Group] == 1 && !holdsMacro(group) {
			p.Report(group.Range(), "the group %s has only this preset, so users cannot switch it off", quote(preset.Group))
		}
	}
}

func presetsRemoveUnresolved(p *Pass) {
	values := p.Pack.Values
	if unsettled(values) || additionsBroken(p.Pack) {
		return
	}
	removed := p.Pack.PresetChanges().Removed
	if !p.looksUp(len(removed)) {
		return
	}
	search := value.NewSearch()
	for _, n := range removed {
		path := n.Text()
		if path == "" || n.Broken() || holdsMacro(n) || strings.ContainsAny(path, "[]$") || value.Has(p.Pack, path) ||
			p.sectionElsewhere(strings.Split(path, ".")) {
			continue
		}
		to, hint := meantPath(p, search, path)
		d := p.Report(n.Range(),
			"neither values.yaml nor a preset has the value %s, so nothing is removed%s", quotePath(path), hint)
		if to != "" {
			d.Fix(p.File, "Change to "+to, edit.Rewrite(n, to))
		}
	}
}
