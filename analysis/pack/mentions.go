package pack

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/intern"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// mentions are the names of packs in the files of one. Nothing that is found in a pack depends on those of another, and
// reading texts takes ten times as long as the rest of an index, so the texts of packs that no editor has open are read
// from disk when first asked for.
type mentions struct {
	depends []string // of all dependencies, understood or not; sorted
	spots   *spots   // nil if an editor has the pack

	asked atomic.Bool // set before found is
	once  sync.Once
	read  func() []string // nil if found is set from the start
	files []string        // that read reads
	found []string        // in macros in texts, whose path may go on after the name; sorted
}

// dependsIn are the names of packs in the dependencies of a pack.json, whose root is root.
func dependsIn(root syntax.Node) []string {
	var found []string
	for n := range root.At(KeyConstraints, KeyDependencies).Children() {
		if name := n.Get(KeyPackName).Text(); name != "" {
			found = append(found, intern.String(name))
		}
	}
	slices.Sort(found)
	return slices.Clip(slices.Compact(found))
}

func (m *mentions) names() []string { return m.namesBy(m.read) }

// namesBy is names, which are read by calling read if they have not been read so far.
func (m *mentions) namesBy(read func() []string) []string {
	m.once.Do(func() {
		if m.read != nil {
			m.asked.Store(true)
			m.found = read()
		}
	})
	return m.found
}

// Learn takes the names of packs that the files of p mention from their texts, so that Naming need not read them again.
// p is the pack as a snapshot with the index x has it. If isNew is false, they may have changed since, and are read.
// Learn does nothing if x has the names already.
func (x *Index) Learn(p *Pack, isNew func() bool) {
	if x == nil {
		return
	}
	if e := x.Pack(p.Dir); e != nil && !e.mentions.asked.Load() {
		e.mentions.namesBy(func() []string {
			if !isNew() { // asked now that holds has to be false from here on
				return e.mentions.read()
			}
			return macrosOf(p)
		})
	}
}

// holds reports whether m, of an earlier look at the same pack, says what next does. It does not read disk for next.
func (m *mentions) holds(next *mentions) bool {
	if m == next {
		return true
	}
	if !slices.Equal(m.depends, next.depends) {
		return false
	}
	if next.read != nil { // if m has not been read either, it will find the same
		return m.read != nil && slices.Equal(m.files, next.files) && !m.asked.Load()
	}
	return slices.Equal(m.names(), next.found)
}

// inTexts reports whether macros may name the pack called name.
func (m *mentions) inTexts(name string) bool {
	return slices.ContainsFunc(m.names(), func(mention string) bool {
		return strings.HasPrefix(mention, name) && (len(mention) == len(name) || mention[len(name)] == '.')
	})
}

// inDependencies reports whether a dependency names the pack called name.
func (m *mentions) inDependencies(name string) bool {
	_, found := slices.BinarySearch(m.depends, name)
	return found
}

// Naming is a pack that may name another one.
type Naming struct {
	*Entry
	// Texts says that files other than pack.json may.
	Texts bool
}

// Naming returns the packs that are called name or that may name the pack of that name, in the order of their folders.
// The first call reads all texts of the workspace's packs. If ctx ends first, the error is ctx.Err().
func (x *Index) Naming(ctx context.Context, name string) ([]Naming, error) {
	var all []*Entry
	for dir := range x.dirs.Keys() {
		all = append(all, x.Pack(dir))
	}
	slices.SortFunc(all, func(a, b *Entry) int { return strings.Compare(a.Dir, b.Dir) })
	texts := make([]bool, len(all))
	err := parallel.Each(ctx, len(all), func(i int) { texts[i] = all[i].mentions.inTexts(name) })
	if err != nil {
		return nil, err
	}
	var found []Naming
	for i, e := range all {
		if texts[i] || e.Name == name || e.mentions.inDependencies(name) {
			found = append(found, Naming{e, texts[i]})
		}
	}
	return found, nil
}

// entry reads the pack in dir for the index; nil if its pack.json cannot be read.
func (s *Snapshot) entry(dir string) *Entry {
	if s.holds(dir) {
		return s.Pack(dir).entryWithMentions()
	}
	e, _ := s.entryOnDisk(dir, disk.MaxText)
	return e
}

// entryOnDisk is entry for a pack that s does not hold, whose pack.json has at most limit bytes.
func (s *Snapshot) entryOnDisk(dir string, limit int64) (*Entry, error) {
	fsys, folders := s.fsys, s.Folders
	src, info, err := disk.ReadSeen(fsys, dir, filepath.Join(dir, MetaName), folders, limit)
	if err != nil {
		return nil, err
	}
	root := syntax.ParseJSON(src).Root()
	e := newEntry(dir, root)
	names := append([]string{ValuesName, PresetsName}, manifestsIn(root)...)
	e.mentions = &mentions{depends: dependsIn(root), files: names, read: func() []string {
		return mentionsOnDisk(fsys, dir, folders, names)
	}}
	e.mentions.spots = spotsIn(src, root, chart.StampOf(info)) // a later change has another stamp
	return e, nil
}

// holds reports whether s has read the pack in dir, or an editor has its pack.json.
func (s *Snapshot) holds(dir string) bool {
	return s.open[filepath.Join(dir, MetaName)] != nil || s.folders[dir] != nil
}

// MetaFile is the pack.json of the pack in dir; nil if there is none. Other files of a pack that nobody has open are
// not read for it.
func (s *Snapshot) MetaFile(dir string) *File {
	path := filepath.Join(dir, MetaName)
	if f := s.open[path]; f != nil {
		return f
	}
	if d := s.folders[dir]; d != nil {
		return d.file(path, Meta)
	}
	src, err := disk.ReadConfined(s.fsys, dir, path, s.Folders)
	if err != nil {
		return nil
	}
	return newFile(path, Meta, text.New(src), nil)
}

// manifestsIn are the paths of the manifests that a pack.json, whose root is root, lists.
func manifestsIn(root syntax.Node) []string {
	var names []string
	for n := range root.Get(KeyManifests).Children() {
		rel := filepath.FromSlash(n.Text())
		if n.Kind() == syntax.String && filepath.IsLocal(rel) && !macro.Contains(rel) {
			names = append(names, intern.String(rel))
		}
	}
	return names
}

// mentionsOnDisk are those in the files called names of the pack in dir, as they are on disk now.
func mentionsOnDisk(fsys disk.FS, dir string, folders, names []string) []string {
	var found []string
	disk.EachConfined(fsys, dir, names, folders, func(text string) {
		found = append(found, macro.PackNames(text)...) // which keeps nothing of the text
	})
	slices.Sort(found)
	return slices.Clip(slices.Compact(found))
}

// entryWithMentions is Entry with what the pack's files mention, including manifests that only an editor knows.
func (p *Pack) entryWithMentions() *Entry {
	e := p.Entry()
	if e == nil {
		return nil
	}
	with := *e
	with.mentions = &mentions{depends: dependsIn(p.JSON.Root()), found: macrosOf(p)}
	return &with
}

var macroPacks View[[]string]

// macrosOf are the names of packs in the macros of the files of p. An edit of one file leaves those of the others.
func macrosOf(p *Pack) []string {
	var found []string
	for _, f := range slices.AppendSeq(p.AnalyzedFiles(), maps.Values(p.open)) {
		found = append(found, macroPacks.Of(f, func() []string { return macro.PackNames(f.Text.String()) })...)
	}
	slices.Sort(found)
	return slices.Clip(slices.Compact(found))
}
