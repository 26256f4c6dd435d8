package analysis

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// hoverMacro explains the part of an action at the cursor in a file of p; nil where nothing is known of it.
func hoverMacro(s *pack.Snapshot, p *pack.Pack, m macroPlace) *HoverInfo {
	w := m.Word
	switch {
	case m.Place == macro.InKeyword && m.manifest:
		return hoverKeyword(m)
	case w == nil:
		return nil
	case w.Kind == macro.Ident:
		f, ok := macro.FunctionNamed(w.Text)
		if !ok || f.Source == macro.Helm && !m.manifest {
			return nil
		}
		return &HoverInfo{m.rangeOf(w.Range), "**" + f.Name + "** · `" + f.Signature + "`\n\n" + functionDoc(f)}
	case m.Place == macro.AtSegment && w.IsField(spectro):
		words, r := macroWords(s, p, w.Path, m.Segment)
		if words == "" {
			return nil
		}
		return &HoverInfo{m.rangeOf(r), words}
	}
	return nil
}

// hoverKeyword explains the keyword that an action begins with.
func hoverKeyword(m macroPlace) *HoverInfo {
	first, _, _ := strings.Cut(m.Action.Keyword, " ") // else if
	for _, k := range keywords {
		if k.name == first {
			return &HoverInfo{m.rangeOf(m.Action.KeywordAt), "**" + k.name + "** · `" + k.form + "`\n\n" + k.doc}
		}
	}
	return nil
}

// macroWords explains the name at an index of the path of a macro, and returns the range of what it explains.
func macroWords(s *pack.Snapshot, p *pack.Pack, path []macro.Segment, at int) (string, text.Range) {
	whole := text.Range{Start: path[0].Start, End: path[len(path)-1].End}
	if at == 0 || len(path) < 2 {
		return "**spectro** · macros of Palette\n\nPalette replaces `{{ .spectro.… }}` when it deploys a cluster.", path[0].Range
	}
	family := macro.FamilyNamed(path[1].Name)
	i := slices.IndexFunc(macro.Families(), func(f macro.FamilyDoc) bool { return f.Family == family })
	if i < 0 {
		return "", whole
	}
	doc := macro.Families()[i]
	familyWords := "**" + doc.Name + "** · `." + spectro + "." + doc.Form + "`\n\n" + doc.Doc
	if at == 1 {
		return familyWords, path[1].Range
	}
	rest := path[2:]
	whole.Start = rest[0].Start
	switch family {
	case macro.System:
		if v, ok := macro.SystemVariableNamed(macro.Names(rest)); ok {
			words := "**" + v.Name + "** · system variable\n\n" + v.Doc
			if v.AppOnly {
				words += "\n\nResolved in app profiles alone."
			}
			return words, whole
		}
	case macro.Pack:
		if words, r := packMacroWords(s, p, rest, at-2); words != "" {
			return words, r
		}
	}
	return familyWords, whole
}

// packMacroWords explains the name at an index of path, which stands behind .spectro.pack in a file of p: a pack, or a value of one; "" where
// neither the workspace nor Palette has that pack.
func packMacroWords(s *pack.Snapshot, p *pack.Pack, path []macro.Segment, at int) (string, text.Range) {
	name := packNamed(s, p, path)
	last := strings.Count(name, ".") // the index of the last segment of the name
	r := text.Range{Start: path[0].Start, End: path[max(at, last)].End}
	own := name == p.Facts().Name
	packs := []*pack.Pack{p}
	if !own {
		packs = s.PacksNamed(name)
	}
	if at <= last {
		return packWords(s, name, own), r
	}
	keys := segmentNames(path[last+1 : at+1])
	for _, q := range packs {
		if found := valuesIn(q, keys); len(found) > 0 {
			of := "this pack"
			if !own {
				of = "the pack " + q.Entry().Title()
			}
			return "**" + strings.Join(keys, ".") + "** · value of " + of + "\n\n" + valueDoc(found[0].Owner()) + "\n\n" + setIn(q, found[0], own), r
		}
	}
	if len(packs) == 0 {
		return "", r
	}
	return "**" + strings.Join(keys, ".") + "** · no value of " + codeSpan(name) + " in this workspace\n\nA macro that names a value which is not defined is empty.", r
}

// packWords says what is known of the pack that a macro names; "" where nothing is.
func packWords(s *pack.Snapshot, name string, own bool) string {
	if own {
		return "**" + name + "** · this pack\n\nWhat follows is the path of a value from the root of its values."
	}
	if x := s.Index(); x != nil {
		if packs := x.Named(name).Entries(); len(packs) > 0 {
			return packDoc(packs)
		}
	}
	if k, known := pack.KnownPackNamed(name); known {
		return knownPackDoc(k)
	}
	return ""
}

// setIn says where the value n of p is set.
func setIn(p *pack.Pack, n syntax.Node, own bool) string {
	words := ""
	if n.Tree() == p.Values.Root().Tree() {
		words = "Set in line " + strconv.Itoa(p.Values.Text.LineAt(n.Start())+1) + " of values.yaml"
	}
	for _, preset := range p.PresetList() {
		if preset.Add != nil && preset.Add.Tree == n.Tree() {
			words = "Set by the preset " + codeSpan(preset.ID()) + " alone"
		}
	}
	if !own {
		words += " in the folder " + codeSpan(filepath.Base(p.Dir))
	}
	return words + "."
}

// hoverManifestFile explains what stands at byte offset off of a manifest.
func hoverManifestFile(s *pack.Snapshot, p *pack.Pack, f *pack.File, off int) *HoverInfo {
	m, ok := manifestPlace(f, off)
	if !ok {
		return nil
	}
	if h := hoverMacro(s, p, m); h != nil {
		return h
	}
	ref, path, ok := parameterAt(f, off)
	if !ok {
		return nil
	}
	value := valueAt(p, path)
	if !value.Exists() {
		return &HoverInfo{ref, "**" + path[len(path)-1] + "** · parameter\n\nvalues.yaml does not set it."}
	}
	doc := "**" + path[len(path)-1] + "** · " + kindWord(value.Kind()) + "\n\n" + valueDoc(value.Owner())
	if words := presetWords(valuesText{pack: p}, path); words != "" {
		doc += "\n\n" + words
	}
	return &HoverInfo{ref, doc}
}

// parameterAt is the use of a value at byte offset off of a manifest: its range up to the end of the name at off, and the path of the
// value from the root of the pack's values.
func parameterAt(f *pack.File, off int) (text.Range, []string, bool) {
	for _, ref := range templateOf(f).values {
		if !ref.Touches(off) {
			continue
		}
		path := []string{pack.SectionManifests, pack.ManifestKey(f.Base())}
		end := ref.Start
		for i, s := range ref.Path {
			path = append(path, s.Name)
			if i < ref.Inherited {
				continue
			}
			if end = s.End; off <= s.End {
				break
			}
		}
		if len(path) > 2 && end > ref.Start {
			return text.Range{Start: ref.Start, End: end}, path, true
		}
	}
	return text.Range{}, nil, false
}
