package pack

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/internal/layered"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// An index is made once, which takes a while, and then follows the snapshots: each has the index of an earlier one and
// the paths that changed since, and works its own out when first asked, since reading and parsing are not for those who
// make snapshots.

// indexState is the index of a snapshot.
type indexState struct {
	dirty *layered.Paths // that changed since the index that it began with

	once sync.Once
	done atomic.Bool // index has all of dirty

	index atomic.Pointer[Index] // so far
}

func newIndexState(x *Index, dirty *layered.Paths) *indexState {
	st := &indexState{dirty: dirty}
	st.index.Store(x)
	return st
}

// after is the state of a snapshot in which more paths have changed.
func (st *indexState) after(paths []string) *indexState {
	if st.done.Load() {
		return newIndexState(st.index.Load(), (*layered.Paths)(nil).With(paths))
	}
	return newIndexState(st.index.Load(), st.dirty.With(paths))
}

// add is the index so far with changes. Who compares a large pack with what it said before holds up nobody else.
func (st *indexState) add(changes map[string]*Entry) *Index {
	for {
		before := st.index.Load()
		if after := before.with(changes); st.index.CompareAndSwap(before, after) {
			return after
		}
	}
}

// building is the making of an index. Snapshots carry along what has changed since it began.
type building struct {
	*making
	dirty *layered.Paths
}

// making is shared by all snapshots since an index was begun.
type making struct {
	end  sync.Once
	done chan struct{} // closed when index is set
	made *Index        // nil if it has been given up
}

func (m *making) give(x *Index) {
	m.end.Do(func() {
		m.made = x
		close(m.done)
	})
}

// WithIndexing begins the making of an index: BuildIndex of the snapshot returned makes it, and WithIndex of a later
// one takes it over, with all that changed meanwhile. Until then the index made before is used. If nothing changes
// meanwhile, it can be left out.
func (s *Snapshot) WithIndexing() *Snapshot {
	n := s.next("")
	n.building = &building{making: &making{done: make(chan struct{})}}
	return n
}

// WorkspaceDirs are the folders of all packs in the workspace folders, those that only an editor has so far among them,
// in their order.
func (s *Snapshot) WorkspaceDirs(ctx context.Context) []string {
	var dirs []string
	for _, folder := range s.Folders {
		dirs = append(dirs, s.PacksBelow(ctx, folder)...)
	}
	slices.Sort(dirs)
	return s.distinct(slices.Compact(dirs))
}

// distinct is dirs without those that are another one of them, reached by a link: a pack is not a duplicate of itself.
// A single workspace folder reaches each folder once, as links are not followed.
func (s *Snapshot) distinct(dirs []string) []string {
	if len(s.Folders) < 2 {
		return dirs
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(dirs, func(dir string) bool {
		real, err := s.fsys.EvalSymlinks(dir)
		if err != nil {
			return false // only an editor has it so far
		}
		again := seen[real]
		seen[real] = true
		return again
	})
}

// BuildIndex reads the packs in dirs. It calls each, which may be nil, before it reads a pack, from several goroutines,
// and returns nil if ctx ends first.
func (s *Snapshot) BuildIndex(ctx context.Context, dirs []string, each func(dir string)) *Index {
	entries := make([]*Entry, len(dirs))
	err := parallel.Each(ctx, len(dirs), func(i int) {
		if each != nil {
			each(dirs[i])
		}
		entries[i] = s.entry(dirs[i])
	})
	if err != nil {
		s.GiveUpIndex()
		return nil
	}
	x := newIndex(slices.DeleteFunc(entries, func(e *Entry) bool { return e == nil }))
	if x.build = s.building; s.building != nil {
		s.building.give(x)
	}
	return x
}

// GiveUpIndex has nobody wait any longer for the index that s has begun. It does nothing after BuildIndex.
func (s *Snapshot) GiveUpIndex() {
	if s.building != nil {
		s.building.give(nil)
	}
}

// Indexed is s with an index. While the first one is being made it waits for that, and if none is, it makes one. If ctx
// ends first, the error is ctx.Err().
func (s *Snapshot) Indexed(ctx context.Context) (*Snapshot, error) {
	if s.index == nil && s.building != nil {
		select {
		case <-ctx.Done():
		case <-s.building.done:
			s = s.WithIndex(s.building.made)
		}
	}
	if s.index == nil && ctx.Err() == nil {
		s = s.WithIndexing()
		s = s.WithIndex(s.BuildIndex(ctx, s.WorkspaceDirs(ctx), nil))
	}
	return s, ctx.Err()
}

// WithIndex takes over an index that BuildIndex made. If another has been begun or taken over since, the snapshot stays
// as it is.
func (s *Snapshot) WithIndex(x *Index) *Snapshot {
	switch {
	case x == nil, s.building == nil && s.index != nil:
		return s
	case s.building != nil && (x.build == nil || x.build.making != s.building.making):
		return s
	}
	n := s.next("")
	n.index = newIndexState(x, nil)
	if s.building != nil {
		n.index.dirty, n.building = s.building.dirty, nil
	}
	return n
}

// Index is the index of the packs in the workspace folders, those in editors as they are there; nil while none has been
// made.
func (s *Snapshot) Index() *Index {
	st := s.index
	if st == nil {
		return nil
	}
	st.once.Do(func() {
		st.add(s.changed(st.index.Load(), st.dirty.Set()))
		st.done.Store(true)
	})
	return st.index.Load()
}

// IndexSoFar is Index without what has changed since an index was last asked for, which may take a while to read.
func (s *Snapshot) IndexSoFar() *Index {
	if s.index == nil {
		return nil
	}
	return s.index.index.Load()
}

// PromptIndex is Index for the checks of the pack in dir, "" for none. What other packs say may be what they have said
// before their last changes, so that nobody waits until these have been read, which for some takes longer than all
// checks. Only what editors have in small pack.json is always new. Index has all sometime; Seen tells whether a look
// finds something else then.
func (s *Snapshot) PromptIndex(dir string) *Index {
	st := s.index
	switch {
	case st == nil:
		return nil
	case st.done.Load():
		return st.index.Load()
	}
	from, own, changes, dirty := st.index.Load(), map[string]bool{}, map[string]*Entry{}, st.dirty.Set()
	for path := range dirty {
		if dir != "" && disk.Within(path, dir) {
			own[path] = true
		} else if f := s.open[path]; f != nil && f.Kind == Meta && f.Text.Len() <= maxMeta {
			if e := s.promptEntry(from, filepath.Dir(path)); e != nil {
				changes[e.Dir] = e
			}
		}
	}
	switch {
	case len(own) == len(dirty):
		return s.Index()
	case len(own) > 0:
		maps.Copy(changes, s.changed(from, own))
	}
	return st.add(changes)
}

// promptEntry is what others depend on of the pack in dir, whose pack.json an editor has, with the mentions that from
// has; nil if it is not a pack in both.
func (s *Snapshot) promptEntry(from *Index, dir string) *Entry {
	old := from.Pack(dir)
	if old == nil || !s.listed(dir) || !s.recognized(dir) || s.insideChart(dir) {
		return nil
	}
	f := s.open[filepath.Join(dir, MetaName)]
	now := *entries.Of(f, func() *Entry { return newEntry(dir, f.Root()) })
	now.mentions = old.mentions
	return &now
}

// touch notes that paths have changed. It is called before anyone sees s.
func (s *Snapshot) touch(paths ...string) {
	paths = slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return isPackFile(p) && !indexed(p) })
	if len(paths) == 0 {
		return
	}
	if s.building != nil {
		s.building = &building{s.building.making, s.building.dirty.With(paths)}
	}
	if s.index != nil {
		s.index = s.index.after(paths)
	}
}

// indexed reports whether what the pack's file at path says is in the index.
func indexed(path string) bool {
	switch kindOf(path) {
	case Meta, Values, Presets, Manifest:
		return true
	}
	return false
}

// isPackFile reports whether path must be that of a file of a pack, not of a folder.
func isPackFile(path string) bool {
	switch name := filepath.Base(path); {
	case kinds[name] != Other, name == LogoName, name == ReadmeName, IsArchiveName(name):
		return true
	}
	return kindOf(path) != Other
}

// changed are the entries of folders that s knows more of than from, by the paths dirty; nil if there is no pack any
// more.
func (s *Snapshot) changed(from *Index, dirty map[string]bool) map[string]*Entry {
	changes, roots := map[string]*Entry{}, map[string]bool{}
	same := map[string]bool{} // packs that were and are
	for path := range dirty {
		if filepath.Base(path) != MetaName {
			if dir, ok := s.packDir(path, kindOf(path)); ok && from.Pack(dir) != nil {
				same[dir] = true
			} else if ok && s.listed(dir) {
				roots[dir] = true // its pack.json alone was no pack
			}
			if !isPackFile(path) {
				roots[path] = true
			}
			if dir := filepath.Dir(path); filepath.Base(path) == ManifestsDir && from.Pack(dir) != nil {
				same[dir] = true
			}
			continue
		}
		switch dir := filepath.Dir(path); {
		case (from.Pack(dir) != nil) != (s.hasMeta(dir) && s.listed(dir) && s.recognized(dir)):
			roots[dir] = true // a pack comes or goes, and what is below its folder may be others' now
		case from.Pack(dir) != nil:
			same[dir] = true
		}
	}
	if len(roots) > 0 {
		for dir := range from.dirs.Keys() {
			if below(dir, roots) {
				changes[dir] = nil
			}
		}
		for root := range roots {
			if up := filepath.Dir(root); up != root && below(up, roots) {
				continue // the one above it does
			}
			for _, dir := range s.PacksBelow(context.Background(), root) {
				changes[dir] = s.entry(dir)
			}
		}
	}
	for dir := range same {
		if _, ok := changes[dir]; !ok {
			changes[dir] = s.entry(dir)
		}
	}
	return changes
}

// below reports whether dir is or is below one of roots.
func below(dir string, roots map[string]bool) bool {
	for ; !roots[dir]; dir = filepath.Dir(dir) {
		if dir == filepath.Dir(dir) {
			return false
		}
	}
	return true
}

// PacksBelow are the folders at and below root that belong to the workspace and hold a pack, even if only an editor has
// it so far.
func (s *Snapshot) PacksBelow(ctx context.Context, root string) []string {
	var dirs []string
	for _, folder := range s.Folders {
		switch {
		case disk.Within(root, folder):
			dirs = append(dirs, s.PackDirs(ctx, root)...)
		case disk.Within(folder, root):
			dirs = append(dirs, s.PackDirs(ctx, folder)...)
		}
	}
	if !slices.Contains(s.Folders, root) {
		dirs = slices.DeleteFunc(dirs, func(dir string) bool { return !s.listed(dir) })
	}
	for path, f := range s.open {
		if dir := filepath.Dir(path); f.Kind == Meta && disk.Within(dir, root) && s.listed(dir) && s.recognized(dir) {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// listed reports whether a pack in dir would belong to the workspace: the rules of PackDirs, from the nearest workspace
// folder down.
func (s *Snapshot) listed(dir string) bool {
	for _, folder := range s.Folders {
		if disk.Within(dir, folder) && s.reached(folder, dir) {
			return true
		}
	}
	return false
}

func (s *Snapshot) reached(folder, dir string) bool {
	for ; dir != folder; dir = filepath.Dir(dir) {
		name, up := filepath.Base(dir), filepath.Dir(dir)
		if strings.HasPrefix(name, ".") || name == "node_modules" || s.Excluded(dir) ||
			(name == ChartsDir || name == ManifestsDir) && s.hasMeta(up) {
			return false
		}
	}
	return !s.Excluded(folder)
}
