package pack

import (
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Snapshot is everything that is known at one moment: the texts in editors, what was read from disk, the workspace
// folders, the settings. It never changes; the methods With... return the next one, which shares with it all that stays
// the same.
type Snapshot struct {
	Folders []string  // absolute paths of the workspace folders
	Today   time.Time // the date that checks compare with

	fsys     disk.FS
	charts   *chart.Cache
	client   *Settings // what the editor says; nil if it says nothing
	open     map[string]*File
	folders  map[string]*folder // disk under packs that hold an open file, by pack folder
	configs  *configs
	previous map[string]*Pack // packs of earlier snapshots, to take over from; at most one for each folder
	packs    sync.Map         // pack folder -> func() *Pack, of packs that hold an open file
	index    *indexState      // of all packs in Folders; nil while none has been made
	building *building        // of the next index; nil while none is made
}

// NewSnapshot is the snapshot in which nothing is open and no folder is known.
func NewSnapshot(fsys disk.FS, charts *chart.Cache, today time.Time) *Snapshot {
	return &Snapshot{fsys: fsys, charts: charts, Today: today, configs: &configs{fsys: fsys}}
}

// next is a copy of s to be changed before anyone sees it. Packs in the folders dirty are made again; all, if dirty is
// nil.
func (s *Snapshot) next(dirty ...string) *Snapshot {
	n := &Snapshot{
		Folders: s.Folders, Today: s.Today, fsys: s.fsys, charts: s.charts, client: s.client, open: s.open,
		folders: s.folders,
		configs: s.configs, previous: maps.Clone(s.previous), index: s.index, building: s.building,
	}
	if n.previous == nil {
		n.previous = map[string]*Pack{}
	}
	isDirty := make(map[string]bool, len(dirty))
	for _, dir := range dirty {
		isDirty[dir] = true
	}
	for dir := range s.folders {
		s.lazy(dir) // so that n has the same pack, with all that is found in it, whoever asks for it first
	}
	s.packs.Range(func(dir, made any) bool {
		if dirty != nil && !isDirty[dir.(string)] {
			n.packs.Store(dir, made)
		}
		// A pack not made so far leaves the one before it to take over from; calling made here would do its work in a
		// notification.
		if m := made.(*lazyPack); m.done.Load() {
			n.previous[dir.(string)] = m.get()
		}
		return true
	})
	return n
}

// WithOpen opens a file in an editor.
func (s *Snapshot) WithOpen(path string, version int32, t *text.Text) *Snapshot {
	return s.withFile(path, newOpenFile(path, kindOf(path), version, t))
}

// WithChanges edits an open file. Changes to a file that is not open are an error of the editor's and change nothing.
func (s *Snapshot) WithChanges(path string, version int32, changes []text.Change, enc text.Encoding) *Snapshot {
	f := s.open[path]
	if f == nil {
		return s
	}
	return s.withFile(path, f.edited(version, text.ApplyChanges(f.Text, changes, enc)))
}

// WithClosed takes a file back from the editor: from now on the file is what is on disk, and is read again.
func (s *Snapshot) WithClosed(path string) *Snapshot {
	if s.open[path] == nil {
		return s
	}
	return s.withFile(path, nil).WithDiskChanged(path)
}

func (s *Snapshot) withFile(path string, f *File) *Snapshot {
	n := s.next(s.ownerDirs(path)...)
	n.open = maps.Clone(s.open)
	if n.open == nil {
		n.open = map[string]*File{}
	}
	if f != nil {
		n.open[path] = f
	} else {
		delete(n.open, path)
	}
	if f == nil || s.open[path] == nil {
		n.keepFolders()
	}
	if filepath.Base(path) == ConfigName {
		n.renewConfigs()
	}
	if indexed(path) {
		n.touch(path)
	}
	return n
}

// ownerDirs are the folders whose pack could contain path: every folder above it, as a manifest may be deep below its
// pack.
func (s *Snapshot) ownerDirs(path string) []string {
	dirs := []string{}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		dirs = append(dirs, dir)
		if dir == filepath.Dir(dir) {
			return dirs
		}
	}
}

// WithDiskChanged says that files were made, changed or deleted on disk. Open files keep the editor's text.
func (s *Snapshot) WithDiskChanged(paths ...string) *Snapshot {
	dirty := s.foldersWith(paths)
	if dirty == nil {
		dirty = []string{""}
	}
	n := s.next(dirty...)
	n.folders = maps.Clone(s.folders)
	for _, dir := range dirty {
		if n.folders[dir] != nil {
			n.folders[dir] = s.newFolder(dir)
		}
	}
	if s.makesPacks(paths) {
		n.keepFolders()
	}
	isConfig := func(path string) bool { return filepath.Base(path) == ConfigName }
	if slices.ContainsFunc(paths, isConfig) || s.NamesSchema(paths) {
		n.renewConfigs()
	}
	n.touch(paths...)
	return n
}

// foldersWith are the folders of disk kept that hold one of paths, or are in one. The work for each path does not
// depend on how many there are: a checkout of another branch changes tens of thousands.
func (s *Snapshot) foldersWith(paths []string) (dirs []string) {
	found, changed := map[string]bool{}, make(map[string]bool, len(paths))
	for _, path := range paths {
		changed[path] = true
		for dir := range upwards(path) {
			found[dir] = found[dir] || s.folders[dir] != nil
		}
	}
	for dir := range s.folders {
		if found[dir] || below(dir, changed) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// makesPacks reports whether a change of paths on disk can make an open file part of a pack, or of none. The work for
// each path does not depend on how many there are.
func (s *Snapshot) makesPacks(paths []string) bool {
	isMeta := func(path string) bool { return filepath.Base(path) == MetaName }
	changed := make(map[string]bool, len(paths))
	for _, path := range paths {
		changed[path] = true
	}
	inChanged := func(path string) bool { return below(filepath.Dir(path), changed) }
	return slices.ContainsFunc(paths, isMeta) || slices.ContainsFunc(slices.Collect(maps.Keys(s.open)), inChanged)
}

// upwards yields path and the folders above it.
func upwards(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for yield(path) && path != filepath.Dir(path) {
			path = filepath.Dir(path)
		}
	}
}

// WithFolders sets the workspace folders. The packs of new ones are in no index before one is made again.
func (s *Snapshot) WithFolders(folders []string) *Snapshot {
	n := s.next()
	n.Folders = folders
	n.folders = map[string]*folder{} // which links may be followed depends on the workspace
	for dir := range s.folders {
		n.folders[dir] = n.newFolder(dir)
	}
	n.keepFolders()
	n.renewConfigs()
	for _, folder := range s.Folders {
		if !slices.Contains(folders, folder) {
			n.touch(folder)
		}
	}
	return n
}

// WithSettings sets what the editor says about settings; nil for nothing. If it says what it said before, the snapshot
// stays as it is.
func (s *Snapshot) WithSettings(client *Settings) *Snapshot {
	if client.same(s.client) {
		return s
	}
	n := s.next()
	n.client = client
	n.renewConfigs()
	return n
}

// WithBase has the globs and paths in what the editor says relative to the folder base.
func (s *Snapshot) WithBase(base string) *Snapshot { return s.WithSettings(s.client.WithBase(base)) }

// WithToday sets the date that checks compare with.
func (s *Snapshot) WithToday(today time.Time) *Snapshot {
	n := s.next()
	n.Today = today
	return n
}

// NamesSchema reports whether one of paths is a pack.json schema that settings read so far name.
func (s *Snapshot) NamesSchema(paths []string) bool {
	schemas := s.configs.schemas()
	return len(schemas) > 0 && slices.ContainsFunc(paths, func(path string) bool { return schemas[path] })
}

func (s *Snapshot) settings(dir string) *Settings { return s.configs.settings(dir) }

// keepFolders drops what is kept of disk for packs that no longer hold an open file, and begins to keep it for those
// that now do.
func (s *Snapshot) keepFolders() {
	folders := map[string]*folder{}
	for path, f := range s.open {
		dir, ok := s.ownerDir(path, f.Kind)
		if !ok || folders[dir] != nil {
			continue
		}
		if folders[dir] = s.folders[dir]; folders[dir] == nil {
			folders[dir] = s.newFolder(dir)
		}
	}
	s.folders = folders
	maps.DeleteFunc(s.previous, func(dir string, _ *Pack) bool { return folders[dir] == nil })
	s.packs.Range(func(dir, _ any) bool {
		if folders[dir.(string)] == nil {
			s.packs.Delete(dir)
		}
		return true
	})
}

// packDir is the folder of the pack that a file of the given kind belongs to; false if it belongs to none.
func (s *Snapshot) packDir(path string, kind Kind) (string, bool) {
	dir, ok := s.ownerDir(path, kind)
	return dir, ok && (kind != Meta || s.recognized(dir))
}

// ownerDir is packDir, except that any pack.json makes a pack. It reads and parses no file.
func (s *Snapshot) ownerDir(path string, kind Kind) (string, bool) {
	dir := filepath.Dir(path)
	switch kind {
	case Meta:
		return dir, !s.insideChart(dir)
	case Values, Schema, Presets:
		return dir, s.isPack(dir)
	case Manifest:
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			if filepath.Base(dir) == ManifestsDir && s.isPack(filepath.Dir(dir)) {
				return filepath.Dir(dir), true
			}
		}
	}
	return "", false
}

// isPack reports whether a pack.json, open or on disk, makes dir a pack.
func (s *Snapshot) isPack(dir string) bool {
	return s.hasMeta(dir) && !s.insideChart(dir)
}

func (s *Snapshot) hasMeta(dir string) bool {
	path := filepath.Join(dir, MetaName)
	if s.open[path] != nil {
		return true
	}
	info, err := s.fsys.Stat(path)
	return err == nil && info.Mode().IsRegular() && disk.Confined(s.fsys, dir, path, s.Folders)
}

// insideChart reports whether dir is in the charts folder of a pack: what is there belongs to the chart, and a
// pack.json or values.yaml in it is not the pack's.
func (s *Snapshot) insideChart(dir string) bool {
	for up := filepath.Dir(dir); dir != up; dir, up = up, filepath.Dir(up) {
		if filepath.Base(dir) == ChartsDir && s.hasMeta(up) {
			return true
		}
	}
	return false
}

// PackDir is the folder of the pack that the file at path belongs to, or would if it existed; false if it belongs to
// none.
func (s *Snapshot) PackDir(path string) (string, bool) { return s.packDir(path, kindOf(path)) }

// Kind is what the file at path is to its pack; Other if it belongs to none, whatever its name.
func (s *Snapshot) Kind(path string) Kind {
	kind := kindOf(path)
	if kind == Config {
		return Config
	}
	if _, ok := s.packDir(path, kind); !ok {
		return Other
	}
	return kind
}

// MaxProblems is how many problems of a file of the pack in dir an editor is shown.
func (s *Snapshot) MaxProblems(dir string) int { return s.settings(dir).MaxProblems() }

// Excluded reports whether the settings leave the pack in dir out of the analysis.
func (s *Snapshot) Excluded(dir string) bool { return s.settings(dir).excludes(dir) }

// Open returns an editor's file; nil if path is not open.
func (s *Snapshot) Open(path string) *File { return s.open[path] }

// OpenFiles are the editors' files in the order of their paths.
func (s *Snapshot) OpenFiles() []*File {
	return slices.SortedFunc(maps.Values(s.open), func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
}

// PackOf returns the pack that the file at path belongs to, and the file; nil, nil if it belongs to none or does not
// exist.
func (s *Snapshot) PackOf(path string) (*Pack, *File) {
	kind := kindOf(path)
	dir, ok := s.ownerDir(path, kind)
	if !ok {
		return nil, nil
	}
	d := s.folders[dir]
	if d == nil {
		d = s.briefFolder(dir)
	}
	if kind == Meta && !s.recognizedIn(d) {
		return nil, nil
	}
	p := s.packIn(d)
	if f := p.File(path); f != nil {
		return p, f
	}
	return nil, nil
}

// InConflict says if r, a range of the file at path, touches a merge conflict. Nothing but what resolves the conflict
// may change such a range: what is right there is unknown until then.
func (s *Snapshot) InConflict(path string, r text.Range) bool {
	f := s.open[path]
	if f == nil && kindOf(path) == Config {
		f = s.ConfigFile(filepath.Dir(path))
	} else if f == nil {
		_, f = s.PackOf(path)
	}
	return f != nil && f.Path == path && f.Tree().InConflict(r)
}

// lazyPack is a pack that is made when first asked for.
type lazyPack struct {
	once sync.Once
	done atomic.Bool
	pack *Pack
	make func() *Pack
}

func (l *lazyPack) get() *Pack {
	l.once.Do(func() {
		l.pack, l.make = l.make(), nil
		l.done.Store(true)
	})
	return l.pack
}

// Pack returns the pack in dir. One that holds an open file is kept while the snapshot lives; any other is read from
// disk now and by each call.
func (s *Snapshot) Pack(dir string) *Pack {
	if s.folders[dir] == nil {
		return s.packIn(s.briefFolder(dir))
	}
	return s.lazy(dir).get()
}

// packIn is Pack, with what has been read of the folder.
func (s *Snapshot) packIn(d *folder) *Pack {
	if s.folders[d.Dir] == nil {
		return s.newPack(d.Dir, d, nil)
	}
	return s.lazy(d.Dir).get()
}

// lazy is the pack in dir, which holds an open file.
func (s *Snapshot) lazy(dir string) *lazyPack {
	v, ok := s.packs.Load(dir)
	if !ok {
		d, prev := s.folders[dir], s.previous[dir]
		v, _ = s.packs.LoadOrStore(dir, &lazyPack{make: func() *Pack { return s.newPack(dir, d, prev) }})
	}
	return v.(*lazyPack)
}

func (s *Snapshot) newPack(dir string, d *folder, prev *Pack) *Pack {
	open := map[string]*File{}
	for path, f := range s.open {
		if disk.Within(path, dir) {
			open[path] = f
		}
	}
	return newPack(&Pack{Dir: dir, Settings: s.settings(dir), Today: s.Today, open: open, folder: d, charts: s.charts},
		prev)
}
