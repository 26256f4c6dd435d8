package pack

import (
	"context"
	"errors"
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
// make snapshots. Packs of which that takes long come last, so that no other pack waits for them.

// indexState is the index of a snapshot.
type indexState struct {
	whole sync.Mutex                    // of Index
	index atomic.Pointer[Index]         // so far
	left  atomic.Pointer[layered.Paths] // that changed and are not in index yet; nil for none
}

func newIndexState(x *Index, left *layered.Paths) *indexState {
	st := &indexState{}
	st.index.Store(x)
	st.left.Store(left)
	return st
}

// after is the state of a snapshot in which more paths have changed.
func (st *indexState) after(paths []string) *indexState {
	left := st.left.Load() // first: the index then has all others
	return newIndexState(st.index.Load(), left.With(paths))
}

// add is the index so far with changes. Who compares a large pack with what it said before holds up nobody else. Of the
// folders that are quick, something was left out, as from says it: if anybody has read one since, that stays.
func (st *indexState) add(changes map[string]*Entry, quick map[string]bool, from *Index) *Index {
	for {
		before := st.index.Load()
		maps.DeleteFunc(changes, func(dir string, _ *Entry) bool {
			return quick[dir] && before.Pack(dir) != from.Pack(dir)
		})
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

// BuildIndex reads the packs in dirs, but for those that take long: they say what they said before, until Index reads
// them. It calls each, which may be nil, before it reads a pack, from several goroutines, and returns nil if ctx ends
// first.
func (s *Snapshot) BuildIndex(ctx context.Context, dirs []string, each func(dir string)) *Index {
	entries, whole, before := make([]*Entry, len(dirs)), make([]bool, len(dirs)), s.IndexSoFar()
	err := parallel.Each(ctx, len(dirs), func(i int) {
		if each != nil {
			each(dirs[i])
		}
		entries[i], whole[i] = s.quickEntry(before, dirs[i])
	})
	if err != nil {
		s.GiveUpIndex()
		return nil
	}
	var left []string
	for i, dir := range dirs {
		if !whole[i] {
			left = append(left, filepath.Join(dir, MetaName))
		}
	}
	x := newIndex(slices.DeleteFunc(entries, func(e *Entry) bool { return e == nil }))
	x.left = left
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
	var left *layered.Paths
	if s.building != nil {
		left, n.building = s.building.dirty, nil
	}
	n.index = newIndexState(x, left.With(x.left))
	return n
}

// Index is the index of the packs in the workspace folders, those in editors as they are there; nil while none has been
// made.
func (s *Snapshot) Index() *Index {
	st := s.index
	if st == nil {
		return nil
	}
	st.whole.Lock()
	defer st.whole.Unlock()
	if left := st.left.Load(); left != nil {
		from := st.index.Load()
		st.add(s.changed(from, left.Set(), s.entry), nil, from)
		st.left.Store(nil)
	}
	return st.index.Load()
}

// UpdateIndex is Index without what takes long to read, and does not wait for others that read it. whole is true if
// nothing is left.
func (s *Snapshot) UpdateIndex() (x *Index, whole bool) {
	st := s.index
	if st == nil {
		return nil, true
	}
	if left := st.left.Load(); left != nil {
		from, rest, quick := st.index.Load(), []string(nil), map[string]bool{}
		changes := s.changed(from, left.Set(), func(dir string) *Entry {
			e, whole := s.quickEntry(from, dir)
			if !whole {
				rest, quick[dir] = append(rest, filepath.Join(dir, MetaName)), true
			}
			return e
		})
		st.add(changes, quick, from)
		st.left.CompareAndSwap(left, (*layered.Paths)(nil).With(rest)) // unless Index has read all
	}
	whole = s.IndexIsWhole() // first: the index then has all
	return st.index.Load(), whole
}

// IndexIsWhole reports whether Index has read all that has changed.
func (s *Snapshot) IndexIsWhole() bool { return s.index == nil || s.index.left.Load() == nil }

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
	case st.left.Load() == nil:
		return st.index.Load()
	}
	dirty := st.left.Load().Set() // first: the index then has all others
	from, own := st.index.Load(), map[string]bool{}
	changes, quick := map[string]*Entry{}, map[string]bool{}
	for path := range dirty {
		if dir != "" && disk.Within(path, dir) {
			own[path] = true
		} else if f := s.open[path]; f != nil && f.Kind == Meta && f.Text.Len() <= maxMeta {
			if dir := filepath.Dir(path); from.Pack(dir) != nil && s.listed(dir) && s.recognized(dir) && !s.insideChart(dir) {
				changes[dir], _ = s.quickEntry(from, dir)
				quick[dir] = true
			}
		}
	}
	switch {
	case len(own) == len(dirty):
		return s.Index()
	case len(own) > 0:
		read := s.changed(from, own, s.entry)
		maps.Copy(changes, read)
		for dir := range read {
			delete(quick, dir)
		}
	}
	return st.add(changes, quick, from)
}

// quickEntry is entry without what takes long: the pack.json of a large pack, and what the files of a pack mention that
// s keeps. That is what from says, which may be nil. whole is false if it left something out.
func (s *Snapshot) quickEntry(from *Index, dir string) (e *Entry, whole bool) {
	var old *Entry
	if from != nil {
		old = from.Pack(dir)
	}
	if !s.holds(dir) {
		e, err := s.entryOnDisk(dir, maxMeta)
		if errors.Is(err, disk.ErrTooLarge) {
			return old, false
		}
		return e, true
	}
	path := filepath.Join(dir, MetaName)
	f := s.open[path]
	if f == nil {
		if info := s.folders[dir].Stat(path); info == nil || info.Size() > maxMeta {
			return old, false
		}
		f = s.folders[dir].file(path, Meta)
	}
	if f == nil || f.Text.Len() > maxMeta {
		return old, false
	}
	now := *entries.Of(f, func() *Entry { return newEntry(dir, f.Root()) })
	if now.mentions = new(mentions); old != nil {
		now.mentions = old.mentions
	}
	return &now, false
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

// changed are the entries of folders that s knows more of than from, by the paths dirty, as entry reads them; nil if
// the pack has gone.
func (s *Snapshot) changed(from *Index, dirty map[string]bool, entry func(dir string) *Entry) map[string]*Entry {
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
				changes[dir] = entry(dir)
			}
		}
	}
	for dir := range same {
		if _, ok := changes[dir]; !ok {
			changes[dir] = entry(dir)
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
