package check

import (
	"maps"
	"slices"
	"sync"
	"weak"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// workspace runs the checks that look at other packs.
type workspace struct {
	snapshot *pack.Snapshot
	index    *pack.Index
	looked   map[string]bool
}

// lookout is what a check of the workspace found, and what it looked at.
type lookout struct {
	found  []*Diagnostic
	looked map[string]pack.Seen
}

// newWorkspace is nil if s has no index, or checks of the workspace do not report in f, a file of p. If prompt is set,
// others may have changed since the index was made, see pack.Snapshot.PromptIndex.
func newWorkspace(s *pack.Snapshot, p *pack.Pack, f *pack.File, prompt bool) *workspace {
	if f.Kind != pack.Meta {
		return nil // before the index is updated, which may take as long as checking a file
	}
	x := s.PromptIndex(p.Dir)
	if !prompt {
		x = s.Index()
	}
	if x == nil {
		return nil
	}
	return &workspace{snapshot: s, index: x, looked: map[string]bool{}}
}

// find is what pass finds, now or when it last saw the same. w is nil if the check is not one of the workspace.
func (w *workspace) find(pass *Pass) []*Diagnostic {
	c := pass.check
	if !c.Workspace || w == nil {
		run := func() []*Diagnostic {
			c.Run(pass)
			return pass.found
		}
		if !pass.Pack.Kept() {
			return run()
		}
		return c.found.Of(pass.Pack, pass.File, run)
	}
	look := func() lookout {
		pass.Snapshot, pass.index, pass.looked = w.snapshot, w.index, map[string]pack.Seen{}
		c.Run(pass)
		return lookout{pass.found, pass.looked}
	}
	var result lookout
	if pass.Pack.Kept() {
		result = c.lookout.While(pass.Pack, pass.File, w.holds, look)
	} else {
		result = look()
	}
	for name := range result.looked {
		w.looked[name] = true
	}
	return result.found
}

// findings are those that all are in the file f; w may be nil.
func (w *workspace) findings(f *pack.File, all []Diagnostic) FileFindings {
	if w == nil {
		return FileFindings{File: f, Diagnostics: all}
	}
	return FileFindings{f, all, slices.Sorted(maps.Keys(w.looked)), w.index}
}

// holds reports whether another look would find the same, and at the same places of other files.
func (w *workspace) holds(before lookout) bool {
	for name, seen := range before.looked {
		if w.index.See(name) != seen {
			return false
		}
	}
	for _, d := range before.found {
		for _, r := range d.Related {
			if open := w.snapshot.Open(r.File.Path); open != r.File && (open != nil || r.File.Open) {
				return false
			}
		}
	}
	return true
}

// see is the index of the workspace, for a look for name, which it notes.
func (p *Pass) see(name string) *pack.Index {
	p.looked[name] = p.index.See(name)
	return p.index
}

// named are the packs of the workspace that have a name or trait; none without an index.
func (p *Pass) named(name string) []*pack.Entry {
	if name == "" || p.index == nil {
		return nil
	}
	return p.see(name).Named(name).Entries()
}

// allNames are the names of all packs of the workspace.
func (p *Pass) allNames() []string { return p.see("").Names() }

// maxRelated is from how many bytes on no place is looked for in the pack.json of another pack: finding one takes as
// long as parsing all of it.
const maxRelated = 1 << 20

// relateTo adds the place in the pack.json of e that at finds, if it does, as having to do with d.
func (p *Pass) relateTo(d *Diagnostic,
	e *pack.Entry, at func(root syntax.Node) syntax.Node, format string, args ...any) {
	f := p.File
	if e.Dir != p.Pack.Dir {
		if f = metas.fileOf(p.Snapshot, e); f == nil || f.Text.Len() > maxRelated {
			return
		}
	}
	if n := at(f.Root()); n.Exists() {
		d.Relate(f, n.Range(), format, args...)
	}
}

// metas are the pack.json that were read last since other packs have to do with them.
var metas metaFiles

// metaFiles keeps long files as long as they are in use: thousands of packs may have to do with one of them. Short ones
// are parsed sooner than a weak pointer tells what it points to while garbage is collected.
type metaFiles struct {
	mu sync.Mutex
	of map[*pack.Entry]weak.Pointer[pack.File]
}

const (
	maxMetas = 64       // files that are kept
	longMeta = 64 << 10 // bytes from which on one is
)

// fileOf is the pack.json of e; nil if it cannot be read.
func (m *metaFiles) fileOf(s *pack.Snapshot, e *pack.Entry) *pack.File {
	if !s.AsIndexed(e) {
		return s.MetaFile(e.Dir)
	}
	m.mu.Lock()
	kept := m.of[e]
	m.mu.Unlock()
	if f := kept.Value(); f != nil { // without the lock, since it may wait
		return f
	}
	f := s.MetaFile(e.Dir)
	if f == nil || f.Text.Len() < longMeta || !s.AsIndexed(e) {
		return f
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil || len(m.of) >= maxMetas {
		m.of = map[*pack.Entry]weak.Pointer[pack.File]{}
	}
	m.of[e] = weak.Make(f)
	return f
}

// versionOf is the version in a pack.json, or else its name.
func versionOf(root syntax.Node) syntax.Node {
	if v := root.Get("version"); v.Exists() {
		return v
	}
	return root.Get("name")
}

// dependencyAt finds the packName of the i-th dependency, from 0.
func dependencyAt(i int) func(root syntax.Node) syntax.Node {
	return func(root syntax.Node) syntax.Node {
		return pack.DependencyNode(root, i).Get(pack.KeyPackName)
	}
}
