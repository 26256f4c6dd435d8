package server

import (
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// relations says which files of packs have to be looked at again when a file elsewhere changes: those that are links to it, and those whose
// problems point into it. Its lock is never held while anything else is done, so that notifications may ask.
type relations struct {
	mu     sync.Mutex
	owners map[string]map[string]bool // by the file elsewhere
	others map[string][]string        // by owner: a file's path
}

// set makes others the files elsewhere that owner depends on. It reports whether some of them are new.
func (r *relations) set(owner string, others []string) (news bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(others) == 0 && r.others[owner] == nil {
		return false
	}
	news = slices.ContainsFunc(others, func(other string) bool { return !r.owners[other][owner] })
	if r.owners == nil {
		r.owners, r.others = map[string]map[string]bool{}, map[string][]string{}
	}
	for _, other := range r.others[owner] {
		if delete(r.owners[other], owner); len(r.owners[other]) == 0 {
			delete(r.owners, other)
		}
	}
	delete(r.others, owner)
	for _, other := range others {
		if r.owners[other] == nil {
			r.owners[other] = map[string]bool{}
		}
		r.owners[other][owner] = true
	}
	if len(others) > 0 {
		r.others[owner] = others
	}
	return news
}

// of are the owners that depend on paths.
func (r *relations) of(paths []string) (owners []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		for owner := range r.owners[path] {
			owners = append(owners, owner)
		}
	}
	return owners
}

// relate notes which files of other packs the problems of a file of the pack in dir point into.
func (r *relations) relate(dir string, found analysis.FileProblems) (news bool) {
	var others []string
	for _, d := range found.Diagnostics {
		for _, other := range d.Related {
			if path := other.File.Path; !within(path, dir) && !slices.Contains(others, path) {
				others = append(others, path)
			}
		}
	}
	return r.set(found.File.Path, others)
}

// link notes which files of p are links, and to what.
func (r *relations) link(p *pack.Pack) (news bool) {
	for path, target := range p.Links() {
		news = r.set(path, []string{target}) || news
	}
	return news
}

// related has the file at path looked at again where its relations are news and something has changed since the snapshot now: had it been one of
// the files elsewhere, nobody would have known of the relation.
func (s *server) related(now *state, path string, news bool) {
	if news && s.state.Load().seq != now.seq {
		s.changedOnDisk([]string{path})
	}
}
