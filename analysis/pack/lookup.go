package pack

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
)

// PackIn is the pack in the directory dir; nil if it is none. Nothing in a directory without a pack.json is read: those
// who look for the pack of a file ask about all directories above it.
func (s *Snapshot) PackIn(dir string) *Pack {
	if !s.isPack(dir) {
		return nil
	}
	p, _ := s.PackOf(filepath.Join(dir, MetaName))
	return p
}

// PacksNamed are the packs of the workspace that have a name, newest first; none while there is no index. They are read
// from disk unless open.
func (s *Snapshot) PacksNamed(name string) []*Pack {
	x := s.Index()
	if x == nil || name == "" {
		return nil
	}
	var packs []*Pack
	for _, e := range x.Named(name).Entries() {
		packs = append(packs, s.Pack(e.Dir))
	}
	return packs
}

// FilesOf are the files of p that are analyzed, with the open manifests that pack.json does not list.
func (s *Snapshot) FilesOf(p *Pack) []*File {
	files := p.AnalyzedFiles()
	for _, f := range s.OpenFiles() {
		if dir, ok := s.ownerDir(f.Path, f.Kind); !ok || dir != p.Dir {
			continue // before its pack is made, which takes a while if it holds much
		}
		if q, _ := s.PackOf(f.Path); q != nil && q.Dir == p.Dir && !slices.Contains(files, f) {
			files = append(files, f)
		}
	}
	return files
}

// ChartNamed is the pack's chart of that name; nil if there is none.
func (p *Pack) ChartNamed(name string) *chart.Chart {
	for _, c := range p.Charts() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// ManifestNamed is the pack's manifest whose parameters are under key in values.yaml; nil if there is none.
func (p *Pack) ManifestNamed(key string) *File {
	for _, f := range p.ManifestFiles() {
		if ManifestKey(f.Base()) == key {
			return f
		}
	}
	return nil
}

// Title is the pack's name and version, for people.
func (e *Entry) Title() string { return strings.TrimSpace(e.Name + " " + e.Version) }
