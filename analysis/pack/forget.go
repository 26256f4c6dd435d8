package pack

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/internal/memo"
)

// Briefed is what was worked out for a pack as a whole, of which some is worth keeping when the rest is dropped.
type Briefed interface {
	// Brief is what to keep, for the pack to, which is the same with other files; false for nothing. It must hold nothing
	// of the files of the pack before.
	Brief(to *Pack) (brief any, ok bool)
}

// Size is about how many bytes the pack keeps in memory that can be made again: trees as far as they have been made,
// what was worked out of these, and charts.
func (p *Pack) Size() int64 {
	n := int64(0)
	for _, f := range p.files() {
		n += f.kept()
	}
	for _, of := range p.memo.all() {
		for _, v := range of.Done() {
			n += memo.Size(v)
		}
	}
	charts := map[*chart.Chart]bool{}
	p.last.Range(func(_, v any) bool {
		if c, ok := v.(*chart.Chart); !ok {
			n += memo.Size(v)
		} else if !charts[c] {
			charts[c] = true
			n += c.Held()
		}
		return true
	})
	return n
}

// chartAt is where a kept pack notes which chart it has, since what is worked out holds it. It is the path as in
// pack.json.
type chartAt string

// files are the files of the pack that have been read, each once.
func (p *Pack) files() map[string]*File {
	files := map[string]*File{}
	p.folder.files.Range(func(path, read any) bool {
		if f := read.(func() *File)(); f != nil {
			files[path.(string)] = f
		}
		return true
	})
	maps.Copy(files, p.open)
	return files
}

// kept is about how many bytes the file keeps in memory besides its text.
func (f *File) kept() int64 {
	n := f.treeSize.Load()
	for _, v := range f.views.Done() {
		n += memo.Size(v)
	}
	return n
}

func (m *memos) all() map[*File]*memo.Results {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.files)
}

// WithForgotten drops what was worked out for the packs in dirs, with the trees of their files: all that can be made
// again from the texts, except for what is Briefed. The memory is free as soon as nobody uses a snapshot before.
func (s *Snapshot) WithForgotten(dirs ...string) *Snapshot {
	kept := s.Kept()
	dirs = slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool { return s.folders[dir] == nil })
	if len(dirs) == 0 {
		return s
	}
	n := s.next(dirs...)
	n.open, n.folders = maps.Clone(s.open), maps.Clone(s.folders)
	for _, dir := range dirs {
		n.folders[dir] = s.folders[dir].forgotten()
	}
	for path, f := range s.open {
		if dir, ok := s.ownerDir(path, f.Kind); ok && slices.Contains(dirs, dir) {
			n.open[path] = f.forgotten()
		}
	}
	for _, dir := range dirs {
		delete(n.previous, dir)
		before := kept[dir]
		if before == nil {
			continue // it has not been made
		}
		p := n.newPack(dir, n.folders[dir], nil)
		p.id = before.id
		p.takeBrief(before)
		made := &lazyPack{pack: p}
		made.once.Do(func() { made.done.Store(true) })
		n.packs.Store(dir, made)
	}
	return n
}

// Alone is s, of which nothing has been worked out but for the pack in dir: who uses it for long keeps nothing else in
// memory that others drop meanwhile. "" is for no pack.
func (s *Snapshot) Alone(dir string) *Snapshot {
	others := maps.Clone(s.folders)
	delete(others, dir)
	return s.WithForgotten(slices.Collect(maps.Keys(others))...)
}

// ID is the same for p and what WithForgotten leaves of it.
func (p *Pack) ID() any { return p.id }

// Kept are the packs that the snapshot keeps, by their folders, as far as they have been made.
func (s *Snapshot) Kept() map[string]*Pack {
	all := map[string]*Pack{}
	s.packs.Range(func(dir, made any) bool {
		if l := made.(*lazyPack); l.done.Load() && s.folders[dir.(string)] != nil {
			all[dir.(string)] = l.get()
		}
		return true
	})
	return all
}

// takeBrief takes over what of before is worth keeping.
func (p *Pack) takeBrief(before *Pack) {
	of := p.memo.of(nil)
	for key, v := range before.memo.of(nil).Done() {
		if b, ok := v.(Briefed); ok {
			if brief, ok := b.Brief(p); ok {
				of.Set(key, brief)
			}
		}
	}
}

// forgotten is d with the same texts, of which nothing has been worked out.
func (d *folder) forgotten() *folder {
	n := &folder{Folder: d.Folder}
	d.files.Range(func(path, read any) bool {
		f := read.(func() *File)()
		if f != nil {
			f = f.forgotten()
		}
		n.files.Store(path, func() *File { return f })
		return true
	})
	return n
}

// forgotten is f with nothing worked out.
func (f *File) forgotten() *File {
	next := newFile(f.Path, f.Kind, f.Text, f.size)
	next.Open, next.Version = f.Open, f.Version
	return next
}

// Same is the file of p that has the text of f, a file of p made before; nil if there is none.
func (p *Pack) Same(f *File) *File {
	next := p.File(f.Path)
	if next == nil && f.Kind == Manifest {
		if rel, err := filepath.Rel(p.Dir, f.Path); err == nil {
			next = p.manifest(filepath.ToSlash(rel))
		}
	}
	if next == nil || next.Text != f.Text {
		return nil
	}
	return next
}
