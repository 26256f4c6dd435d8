package pack

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unique"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// mentions are the names of packs in the texts of one: those of all dependencies, understood or not, and of macros, whose path may go on
// behind the name. Nothing that is found in a pack depends on those of another, and reading them takes ten times as long as the rest of an
// index, so those of packs that no editor has open are read from disk when first asked for.
type mentions struct {
	asked atomic.Bool // set before read is called
	once  sync.Once
	read  func() []string // nil where found is set from the start
	found []string        // in their order
}

// mentionsIn are those of a pack.json, whose root is root, and of texts.
func mentionsIn(root syntax.Node, texts []string) []string {
	var found []string
	for n := range root.At(KeyConstraints, KeyDependencies).Children() {
		if name := n.Get(KeyPackName).Text(); name != "" {
			found = append(found, unique.Make(name).Value())
		}
	}
	for _, text := range texts {
		found = appendMacroPacks(found, text)
	}
	slices.Sort(found)
	return slices.Compact(found)
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

func (m *mentions) names() []string {
	m.once.Do(func() {
		if m.read != nil {
			m.asked.Store(true)
			m.found = m.read()
		}
	})
	return m.found
}

// holds reports whether m, of an earlier look at the same pack, says what next does. It does not read disk for next.
func (m *mentions) holds(next *mentions) bool {
	if next.read != nil { // where m has not been read either it will find the same
		return m.read != nil && !m.asked.Load()
	}
	return slices.Equal(m.names(), next.found)
}

// have reports whether name is among them.
func (m *mentions) have(name string) bool {
	return slices.ContainsFunc(m.names(), func(mention string) bool {
		return strings.HasPrefix(mention, name) && (len(mention) == len(name) || mention[len(name)] == '.')
	})
}

// Naming are the packs that are called name or whose texts may name the pack of that name, in the order of their folders. The first call
// reads all texts of the workspace's packs.
func (x *Index) Naming(name string) []*Entry {
	var all []*Entry
	for dir := range x.dirs.keys() {
		all = append(all, x.Pack(dir))
	}
	slices.SortFunc(all, func(a, b *Entry) int { return strings.Compare(a.Dir, b.Dir) })
	named := make([]bool, len(all))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
				named[i] = all[i].Name == name || all[i].mentions.have(name)
			}
		})
	}
	workers.Wait()
	var found []*Entry
	for i, e := range all {
		if named[i] {
			found = append(found, e)
		}
	}
	return found
}

// entry reads the pack in dir for the index; nil where its pack.json cannot be read.
func (s *Snapshot) entry(dir string) *Entry {
	if s.open[filepath.Join(dir, MetaName)] != nil || s.folders[dir] != nil {
		return s.Pack(dir).entryWithMentions()
	}
	fsys, folders := s.fsys, s.Folders
	src, err := readConfined(fsys, dir, filepath.Join(dir, MetaName), folders)
	if err != nil {
		return nil
	}
	e := newEntry(dir, syntax.ParseJSON(src).Root())
	e.mentions = &mentions{read: func() []string { return mentionsOnDisk(fsys, dir, folders) }}
	return e
}

// mentionsOnDisk are those of the pack in dir, as its files are on disk now.
func mentionsOnDisk(fsys FS, dir string, folders []string) []string {
	src, err := readConfined(fsys, dir, filepath.Join(dir, MetaName), folders)
	if err != nil {
		return nil
	}
	root := syntax.ParseJSON(src).Root()
	names := []string{ValuesName, PresetsName}
	for n := range root.Get(KeyManifests).Children() {
		if rel := filepath.FromSlash(n.Text()); n.Kind() == syntax.String && filepath.IsLocal(rel) && !macro.Contains(rel) {
			names = append(names, rel)
		}
	}
	var texts []string
	for _, name := range names {
		if text, err := readConfined(fsys, dir, filepath.Join(dir, name), folders); err == nil {
			texts = append(texts, text)
		}
	}
	return mentionsIn(root, texts)
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
	with := *e
	with.mentions = &mentions{found: mentionsIn(p.JSON.Root(), texts)}
	return &with
}
