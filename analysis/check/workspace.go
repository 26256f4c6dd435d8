package check

import (
	"context"
	"maps"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Findings is what all checks found in one file.
type Findings struct {
	Diagnostics []Diagnostic // in the order of the text
	// Looked are the names of the packs of the workspace that they depend on, in their order; "" stands for the set of all names.
	Looked []string
}

// RunIn is Run with the checks that look at other packs of the workspace, where s has an index. What they found is kept as long as
// another look at the same packs would see the same.
func RunIn(ctx context.Context, s *pack.Snapshot, p *pack.Pack, f *pack.File) (Findings, error) {
	var w *workspace
	if x := s.Index(); x != nil && f.Kind == pack.Meta {
		w = &workspace{snapshot: s, index: x, looked: map[string]bool{}}
	}
	found, err := run(ctx, p, f, w)
	if err != nil || w == nil {
		return Findings{Diagnostics: found}, err
	}
	return Findings{found, slices.Sorted(maps.Keys(w.looked))}, nil
}

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

// find is what pass finds, now or when it last looked and saw the same.
func (w *workspace) find(pass *Pass) []*Diagnostic {
	result := pass.check.lookout.While(pass.Pack, pass.File, w.holds, func() lookout {
		pass.Snapshot, pass.looked = w.snapshot, map[string]pack.Seen{}
		pass.check.Run(pass)
		return lookout{pass.found, pass.looked}
	})
	for name := range result.looked {
		w.looked[name] = true
	}
	return result.found
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
	x := p.Snapshot.Index()
	p.looked[name] = x.See(name)
	return x
}

// named are the packs of the workspace that have a name.
func (p *Pass) named(name string) []*pack.Entry {
	if name == "" {
		return nil
	}
	return p.see(name).Named(name).Entries()
}

// allNames are the names of all packs of the workspace.
func (p *Pass) allNames() []string { return p.see("").Names() }

// relateTo adds the place in the pack.json of e that at finds, if it does, as having to do with d.
func (p *Pass) relateTo(d *Diagnostic, e *pack.Entry, at func(root syntax.Node) syntax.Node, format string, args ...any) {
	f := p.File
	if e.Dir != p.Pack.Dir {
		f = p.Snapshot.Pack(e.Dir).JSON
	}
	if n := at(f.Root()); n.Exists() {
		d.Relate(f, n.Range(), format, args...)
	}
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
