package analysis

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// hoverMacro explains the part of an action at the cursor; nil where nothing is known of it.
func hoverMacro(p *pack.Pack, m macroPlace) *HoverInfo {
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
		words, r := macroWords(p, w.Path, m.Segment)
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
func macroWords(p *pack.Pack, path []macro.Segment, at int) (string, text.Range) {
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
		if n, ok := ownValue(p, rest, at-2); ok && n.Exists() {
			return "**" + macro.Names(rest[:at-1]) + "** · value of this pack\n\n" + valueDoc(n.Owner()), text.Range{Start: rest[0].Start, End: rest[at-2].End}
		}
	}
	return familyWords, whole
}

// ownValue is the value that the names of path up to the index at lead to, where path, behind .spectro.pack, names this pack; false where
// it names another, or no value of it.
func ownValue(p *pack.Pack, path []macro.Segment, at int) (syntax.Node, bool) {
	parts := strings.Split(p.Facts().Name, ".")
	if at < len(parts) || !startsWith(path, parts) {
		return syntax.Node{}, false
	}
	for _, root := range append([]syntax.Node{p.Values.Root()}, p.Additions()...) {
		if found := pack.ValuesAt(root, macro.Names(path[len(parts):at+1])); len(found) > 0 {
			return found[0], true
		}
	}
	return syntax.Node{}, false
}

// hoverManifestFile explains what stands at byte offset off of a manifest.
func hoverManifestFile(p *pack.Pack, f *pack.File, off int) *HoverInfo {
	m, ok := manifestPlace(f, off)
	if !ok {
		return nil
	}
	if h := hoverMacro(p, m); h != nil {
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
		path := []string{sectionManifests, pack.ManifestKey(f.Base())}
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
