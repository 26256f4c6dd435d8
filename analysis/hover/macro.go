package hover

import (
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// macroPart explains the part of an action at the cursor; "" if nothing is known of it.
func (h *hoverer) macroPart() string {
	m, w := &h.Macro, h.Macro.Word
	switch {
	case m.Place == macro.InKeyword && m.Manifest:
		return h.keyword()
	case w == nil:
		return ""
	case w.Kind == macro.Ident:
		f, ok := macro.FunctionNamed(w.Text)
		if !ok || f.Source == macro.Helm && !m.Manifest {
			return ""
		}
		h.Range = m.RangeOf(w.Range)
		return markdown.Strong(f.Name) + " · `" + f.Signature + "`\n\n" + markdown.Function(f)
	case m.Place == macro.AtSegment && w.IsField(template.Root):
		words, r := macroWords(h.snapshot, h.pack, w.Path, m.Segment)
		h.Range = m.RangeOf(r)
		return words
	case m.Place == macro.AtSegment && m.Manifest && (w.Kind == macro.Field || w.Kind == macro.Variable && w.Text == "$"):
		return h.object()
	}
	return ""
}

// object explains what Helm provides in templates; "" if the path at the cursor is none of it.
func (h *hoverer) object() string {
	m := &h.Macro
	names := template.Names(m.Word.Path[:m.Segment+1])
	doc := template.ObjectDoc(names)
	if doc == "" {
		return ""
	}
	h.Range = m.RangeOf(text.Range{Start: m.Word.Path[0].Start, End: m.Word.Path[m.Segment].End})
	return markdown.Strong("."+strings.Join(names, ".")) + " · Helm\n\n" + doc
}

// keyword explains the keyword that an action begins with.
func (h *hoverer) keyword() string {
	first, _, _ := strings.Cut(h.Macro.Action.Keyword, " ") // else if
	for _, k := range template.Keywords() {
		if k.Name == first {
			h.Range = h.Macro.RangeOf(h.Macro.Action.KeywordAt)
			return markdown.Strong(k.Name) + " · `" + k.Form + "`\n\n" + k.Doc
		}
	}
	return ""
}

// macroWords explains the segment at an index of the path of a macro. It returns the range that it explains.
func macroWords(s *pack.Snapshot, p *pack.Pack, path []macro.Segment, at int) (string, text.Range) {
	whole := text.Range{Start: path[0].Start, End: path[len(path)-1].End}
	if at == 0 || len(path) < 2 {
		words := markdown.Strong(template.Root) + " · macros of Palette\n\n" +
			"Palette replaces `{{ .spectro.… }}` when it deploys a cluster."
		return words, path[0].Range
	}
	doc := macro.FamilyNamed(path[1].Name)
	if doc.Family == macro.UnknownFamily {
		return "", whole
	}
	familyWords := markdown.Strong(doc.Name) + " · `." + template.Root + "." + doc.Form + "`\n\n" + doc.Doc
	if at == 1 {
		return familyWords, path[1].Range
	}
	rest := path[2:]
	whole.Start = rest[0].Start
	switch doc.Family {
	case macro.System:
		if v, ok := macro.SystemVariableNamed(macro.Names(rest)); ok {
			words := markdown.Strong(v.Name) + " · system variable\n\n" + v.Doc
			if v.AppOnly {
				words += "\n\nOnly app profiles resolve it."
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

// packMacroWords explains the segment at an index of path, which follows .spectro.pack in a file of p: a pack, or a
// value of one. It returns "" if neither the workspace nor Palette has that pack.
func packMacroWords(s *pack.Snapshot, p *pack.Pack, path []macro.Segment, at int) (string, text.Range) {
	name := value.PackName(s, p, path)
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
	keys := template.Names(path[last+1 : at+1])
	title := markdown.Strong(strings.Join(keys, "."))
	for _, q := range packs {
		if found := value.In(q, keys); len(found) > 0 {
			of := "this pack"
			if !own {
				of = "the pack " + markdown.Literal(q.Entry().Title())
			}
			return strings.Join([]string{
				title + " · value of " + of, markdown.Value(found[0].Owner()), setIn(q, found[0], own),
			}, "\n\n"), r
		}
	}
	if len(packs) == 0 {
		return "", r
	}
	return title + " · no value of " + markdown.Code(name) + " in this workspace\n\n" +
		"A macro is empty if the value that it names is not defined.", r
}

// packWords explains the pack that a macro names; "" if nothing is known of it.
func packWords(s *pack.Snapshot, name string, own bool) string {
	if own {
		return markdown.Strong(name) + " · this pack\n\nWhat follows is the path of a value from the root of its values."
	}
	if x := s.Index(); x != nil {
		if packs := x.Named(name).Entries(); len(packs) > 0 {
			return markdown.Pack(packs)
		}
	}
	if k, known := palette.PackNamed(name); known {
		return markdown.KnownPack(k)
	}
	return ""
}

// setIn says in a sentence where the value n of p is set; own says if p is the pack of the file.
func setIn(p *pack.Pack, n syntax.Node, own bool) string {
	words := markdown.Origin(p, value.Target{Node: n})
	if !own {
		words += " in the folder " + markdown.Code(filepath.Base(p.Dir))
	}
	return markdown.Sentence(words)
}

// templateValue explains the value at a path that a manifest uses.
func templateValue(p *pack.Pack, path []string) string {
	title := markdown.Strong(path[len(path)-1]) + " · "
	found := value.Get(p, path)
	if !found.Exists() {
		return title + "parameter\n\nvalues.yaml does not set it."
	}
	doc := title + markdown.Kind(found.Kind()) + "\n\n" + markdown.Value(found.Owner())
	if words := presetWords(value.Text{Pack: p}, path); words != "" {
		doc += "\n\n" + words
	}
	return doc
}
