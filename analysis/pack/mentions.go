package pack

import (
	"path/filepath"
	"slices"
	"strings"
	"unique"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Naming are the packs that are called name or whose texts may name the pack of that name, in the order of their folders.
func (x *Index) Naming(name string) []*Entry {
	var found []*Entry
	for dir := range x.dirs.keys() {
		if e := x.Pack(dir); e.Name == name || e.mentions(name) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *Entry) int { return strings.Compare(a.Dir, b.Dir) })
	return found
}

func (e *Entry) mentions(name string) bool {
	return slices.ContainsFunc(e.Mentions, func(m string) bool {
		return strings.HasPrefix(m, name) && (len(m) == len(name) || m[len(name)] == '.')
	})
}

// withMentions is e, which root was read into, with what root and texts mention.
func (e *Entry) withMentions(root syntax.Node, texts []string) *Entry {
	var found []string
	for n := range root.At("constraints", "dependencies").Children() {
		if name := n.Get("packName").Text(); name != "" {
			found = append(found, unique.Make(name).Value())
		}
	}
	for _, text := range texts {
		found = appendMacroPacks(found, text)
	}
	slices.Sort(found)
	with := *e
	with.Mentions = slices.Compact(found)
	return &with
}

// appendMacroPacks adds what follows .spectro.pack. in text: the name of a pack, which may hold dots, and a path.
func appendMacroPacks(found []string, text string) []string {
	const before = "spectro.pack."
	for {
		_, rest, ok := strings.Cut(text, before)
		if !ok {
			return found
		}
		end := strings.IndexAny(rest, " \t\r\n}|)\"'`")
		if end < 0 {
			end = len(rest)
		}
		if end > 0 {
			found = append(found, unique.Make(rest[:end]).Value())
		}
		text = rest[end:]
	}
}

// entry reads the pack in dir; nil where its pack.json cannot be read.
func (s *Snapshot) entry(dir string) *Entry {
	path := filepath.Join(dir, MetaName)
	if s.open[path] != nil || s.folders[dir] != nil {
		return s.Pack(dir).entryWithMentions()
	}
	src, err := readConfined(s.fsys, dir, path, s.Folders)
	if err != nil {
		return nil
	}
	root := syntax.ParseJSON(src).Root()
	names := []string{ValuesName, PresetsName}
	for n := range root.Get("kubeManifests").Children() {
		if rel := filepath.FromSlash(n.Text()); n.Kind() == syntax.String && filepath.IsLocal(rel) && !macro.Contains(rel) {
			names = append(names, rel)
		}
	}
	var texts []string
	for _, name := range names {
		if text, err := readConfined(s.fsys, dir, filepath.Join(dir, name), s.Folders); err == nil {
			texts = append(texts, text)
		}
	}
	return newEntry(dir, root).withMentions(root, texts)
}

// entryWithMentions is Entry with what the pack's files mention, manifests that only an editor knows among them.
func (p *Pack) entryWithMentions() *Entry {
	e := p.Entry()
	if e == nil {
		return nil
	}
	var texts []string
	for _, f := range p.AnalysedFiles() {
		texts = append(texts, f.Text.String())
	}
	for _, f := range p.open {
		texts = append(texts, f.Text.String())
	}
	return e.withMentions(p.JSON.Root(), texts)
}
