package server

import (
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// relations say which files of packs to check again when a file elsewhere changes: links to that file, and files with
// problems that point into it. The lock is never held during other work, so notification handlers may call all methods.
type relations struct {
	mu     sync.Mutex
	owners map[string]map[string]bool // by the file elsewhere: the paths of the files that depend on it
	known  map[string]relation        // by the path of the owner
}

// relation is what an owner, a file of a pack, depends on.
type relation struct {
	seq    uint64   // number of the snapshot that it was found in
	others []string // paths of files elsewhere; never empty in relations.known
	codes  []string // of the problems that point there
}

// set replaces the relation of owner, and returns the new files elsewhere. It ignores a relation from an older snapshot
// than the known one: a slow run must not undo what a faster one has found since.
func (r *relations) set(owner string, next relation) (news []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.known[owner]
	if old.seq > next.seq || len(old.others) == 0 && len(next.others) == 0 {
		return nil
	}
	if r.owners == nil {
		r.owners, r.known = map[string]map[string]bool{}, map[string]relation{}
	}
	for _, other := range next.others {
		if !r.owners[other][owner] {
			news = append(news, other)
		}
	}
	for _, other := range old.others {
		if delete(r.owners[other], owner); len(r.owners[other]) == 0 {
			delete(r.owners, other)
		}
	}
	delete(r.known, owner)
	for _, other := range next.others {
		if r.owners[other] == nil {
			r.owners[other] = map[string]bool{}
		}
		r.owners[other][owner] = true
	}
	if len(next.others) > 0 {
		r.known[owner] = next
	}
	return news
}

// of returns the owners that depend on paths.
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

// relate notes which files of other packs the problems of a file point into. The file belongs to the pack in dir, and
// the problems were found in the snapshot seq. Files that the same problems pointed into before stay: a file that was
// read while it was being written has nothing to point at.
func (r *relations) relate(dir string, seq uint64, found check.FileFindings) (news []string) {
	owner := found.File.Path
	next := relation{seq: seq}
	for _, d := range found.Diagnostics {
		for _, other := range d.Related {
			if path := other.File.Path; !within(path, dir) && !slices.Contains(next.others, path) {
				next.others, next.codes = append(next.others, path), append(next.codes, d.Code)
			}
		}
	}
	before := r.before(owner)
	still := func(d check.Diagnostic) bool { return slices.Contains(before.codes, d.Code) }
	if slices.ContainsFunc(found.Diagnostics, still) {
		for _, path := range before.others {
			if len(next.others) < maxRelated && !slices.Contains(next.others, path) {
				next.others = append(next.others, path)
			}
		}
		next.codes = append(next.codes, before.codes...)
	}
	slices.Sort(next.codes)
	next.codes = slices.Compact(next.codes)
	return r.set(owner, next)
}

// maxRelated limits how many files elsewhere stay in a relation after problems no longer point into them.
const maxRelated = 32

func (r *relations) before(owner string) relation {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[owner]
}

// link notes which files of p, a pack in the snapshot seq, are links, and to which files.
func (r *relations) link(seq uint64, p *pack.Pack) (news []string) {
	for path, target := range p.Links() {
		news = append(news, r.set(path, relation{seq: seq, others: []string{target}})...)
	}
	return news
}

// related has the file at path checked again if one of news, new files elsewhere that it depends on, may have changed
// since the snapshot now: the relation was not known when the change came.
func (s *server) related(now *state, path string, news []string) {
	newest := s.state.Load()
	changed := func(other string) bool { return newest.disk > now.seq || textIn(newest, other) != textIn(now, other) }
	if newest.seq != now.seq && slices.ContainsFunc(news, changed) {
		s.changedOnDisk([]string{path})
	}
}

// textIn is the text that an editor has at path; nil if none has it.
func textIn(now *state, path string) *text.Text {
	if f := now.Open(path); f != nil {
		return f.Text
	}
	return nil
}
