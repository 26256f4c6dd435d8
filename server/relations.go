package server

import (
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// relations says which files of packs have to be looked at again when a file elsewhere changes: those that are links to it, and those whose
// problems point into it. Its lock is never held while anything else is done, so that notifications may ask.
type relations struct {
	mu     sync.Mutex
	owners map[string]map[string]bool // by the file elsewhere
	others map[string][]string        // by owner: a file's path
	codes  map[string][]string        // of the problems that point elsewhere, by owner
}

// set makes others the files elsewhere that owner depends on. It returns those that are new.
func (r *relations) set(owner string, others []string) (news []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(others) == 0 && r.others[owner] == nil {
		return nil
	}
	for _, other := range others {
		if !r.owners[other][owner] {
			news = append(news, other)
		}
	}
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

// relate notes which files of other packs the problems of a file of the pack in dir point into, or did when the same were found before: a
// file that was read while it was being written holds nothing to point at.
func (r *relations) relate(dir string, found check.FileFindings) (news []string) {
	owner := found.File.Path
	var others, codes []string
	for _, d := range found.Diagnostics {
		for _, other := range d.Related {
			if path := other.File.Path; !within(path, dir) && !slices.Contains(others, path) {
				others, codes = append(others, path), append(codes, d.Code)
			}
		}
	}
	before := r.before(owner)
	if slices.ContainsFunc(found.Diagnostics, func(d check.Diagnostic) bool { return slices.Contains(before.codes, d.Code) }) {
		for _, path := range before.others {
			if len(others) < maxRelated && !slices.Contains(others, path) {
				others = append(others, path)
			}
		}
		codes = append(codes, before.codes...)
	}
	slices.Sort(codes)
	news = r.set(owner, others)
	r.mu.Lock()
	defer r.mu.Unlock()
	if delete(r.codes, owner); len(others) > 0 {
		if r.codes == nil {
			r.codes = map[string][]string{}
		}
		r.codes[owner] = slices.Compact(codes)
	}
	return news
}

// maxRelated is up to how many files those are remembered that problems pointed into before.
const maxRelated = 32

type relatedBefore struct{ others, codes []string }

func (r *relations) before(owner string) relatedBefore {
	r.mu.Lock()
	defer r.mu.Unlock()
	return relatedBefore{r.others[owner], r.codes[owner]}
}

// link notes which files of p are links, and to what.
func (r *relations) link(p *pack.Pack) (news []string) {
	for path, target := range p.Links() {
		news = append(news, r.set(path, []string{target})...)
	}
	return news
}

// related has the file at path looked at again where it depends on news, files elsewhere, and one of them may have changed since the snapshot
// now: when it did, nobody knew of the relation.
func (s *server) related(now *state, path string, news []string) {
	newest := s.state.Load()
	changed := func(other string) bool { return newest.disk > now.seq || newest.Open(other) != now.Open(other) }
	if newest.seq != now.seq && slices.ContainsFunc(news, changed) {
		s.changedOnDisk([]string{path})
	}
}
