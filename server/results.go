package server

import (
	"hash/maphash"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// results remembers what was found in each file, but only as much as is needed to tell clients what is new. It does not
// keep the problems themselves: package check has those of open packs at hand.
type results struct {
	server *server
	can    *capabilities

	mu      sync.Mutex
	packs   map[string]*packResult // by the folder of the pack, or the path of a settings file
	dirs    dirTree                // the keys of packs
	changed chan struct{}          // closed when something changes; nil if nobody waits
	under   map[string]uri.URI     // that problems are published under, by path
	pulled  bool                   // the client asks for the problems of the whole workspace itself
	given   map[string]given       // by path, of open documents that the client asked about: the newest text
	found   map[string]found       // by path, of open documents
	sets    uint64                 // number of results so far
	refresh bool                   // a request to ask again is about to be sent
	index   *pack.Index            // that all packs are up to date with; nil if some may not be
	// forgotten are the numbers of the snapshots in which packs were forgotten, by folder, until the server is idle.
	forgotten map[string]uint64
}

type packResult struct {
	seq   uint64 // of the newest snapshot with a result
	files map[string]*fileResult
	names []string    // of the packs that the problems depend on
	index *pack.Index // in which those were looked up; nil if there was none
	met   *pack.Index // that the pack was last checked with; unlike index, not changed before the check is done
}

// fileResult is what is known of a file. A closed file without problems has no result.
type fileResult struct {
	id      string // of the problems, see resultID
	told    string // id of the problems that were pushed to the client
	open    bool
	version int32
	count   int // of problems
}

// given is what the client got for a document.
type given struct {
	id      string // of the problems
	version int32
	seq     uint64 // of the snapshot; 0 in what was found
}

// found is the last result of an open document.
type found struct {
	given
	set uint64 // number of that result
}

// noResult is for a file that has no result and that the client was told nothing about.
func noResult() *fileResult { return &fileResult{id: resultID(nil), told: resultID(nil)} }

var seed = maphash.MakeSeed()

// resultID is the same for the same problems while the process runs.
func resultID(ds []protocol.Diagnostic) string {
	var h maphash.Hash
	h.SetSeed(seed)
	for i := range ds {
		b, err := protocol.Marshal(&ds[i])
		if err != nil {
			continue // cannot be sent either
		}
		h.Write(b)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// know makes room for the results of a pack in the snapshot seq. Results for an unknown pack are dropped: it was
// forgotten in a newer snapshot.
func (r *results) know(dir string, seq uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.forgotten[dir] > seq {
		return
	}
	if r.packs == nil {
		r.packs = map[string]*packResult{}
	}
	if r.packs[dir] == nil {
		r.dirs.add(dir)
		r.packs[dir] = &packResult{seq: seq, files: map[string]*fileResult{}}
	}
}

// at is the result for dir, unless a newer one than that of the snapshot seq is known.
func (r *results) at(dir string, seq uint64) *packResult {
	p := r.packs[dir]
	if p == nil || p.seq > seq {
		return nil
	}
	p.seq = seq
	return p
}

// set adds what was found in one file of the pack in dir, or in the settings file dir, in the snapshot now.
func (r *results) set(dir string, now *state, found check.FileFindings) {
	seq := now.seq
	ds := r.can.fromDiagnostics(found.File, shown(found.Diagnostics, now.MaxProblems(settingsDir(dir))))
	next := &fileResult{id: resultID(ds), open: found.File.Open, version: found.File.Version, count: len(ds)}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.at(dir, seq); p != nil {
		r.replace(p, found.File.Path, next, ds)
	}
}

// settingsDir is the folder whose settings apply to what is found in key, a pack or a settings file.
func settingsDir(key string) string {
	if filepath.Base(key) == pack.ConfigName {
		return filepath.Dir(key)
	}
	return key
}

// keep takes back what was found in files of the pack in dir other than those at paths.
func (r *results) keep(dir string, seq uint64, paths map[string]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.at(dir, seq); p != nil {
		for path := range p.files {
			if !paths[path] {
				r.replace(p, path, noResult(), nil)
			}
		}
	}
}

// forget takes back all that was found in the pack in dir, which is gone or excluded.
func (r *results) forget(dir string, seq uint64) {
	r.keep(dir, seq, nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.packs[dir]; p == nil || p.seq <= seq {
		delete(r.packs, dir)
		r.dirs.remove(dir)
		if r.forgotten == nil {
			r.forgotten = map[string]uint64{}
		}
		r.forgotten[dir] = max(r.forgotten[dir], seq)
	}
}

// rest says that no work is left in a snapshot before seq, which could bring back what was forgotten.
func (r *results) rest(seq uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.forgotten, func(_ string, in uint64) bool { return in <= seq })
}

// replace makes next, with the problems ds, the result for path, and tells the client what is new to it.
func (r *results) replace(p *packResult, path string, next *fileResult, ds []protocol.Diagnostic) {
	old := p.files[path]
	if next.open || next.count > 0 {
		p.files[path] = next
	} else {
		delete(p.files, path)
	}
	if old == nil {
		old = noResult()
	}
	r.sets++
	if delete(r.found, path); next.open {
		if r.found == nil {
			r.found = map[string]found{}
		}
		r.found[path] = found{given{id: next.id, version: next.version}, r.sets}
	}
	r.push(path, old, next, ds)
	g, ok := r.given[path]
	switch {
	case !ok || !next.open && g.seq > p.seq: // found before the client opened it
	case !next.open:
		delete(r.given, path)
		if g.id != next.id {
			r.askAgainLocked() // it may still be open, in a pack that is gone or excluded
		}
	case g.version == next.version && g.id != next.id:
		r.askAgainLocked()
	}
	if old.id != next.id || old.open != next.open {
		r.announceLocked()
	}
}

// now is the number of the last result.
func (r *results) now() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sets
}

// give remembers what the client got for an open document in the snapshot seq. The work on that answer began after the
// result begun. If another result for the same version has come since then, the client is asked to ask again. Answers
// may overtake each other: one for an older snapshot changes nothing.
func (r *results) give(f *pack.File, id string, seq, begun uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.given[f.Path].seq > seq {
		return
	}
	if last, ok := r.found[f.Path]; ok && last.set > begun && last.version == f.Version && last.id != id {
		r.askAgainLocked()
	}
	if r.given == nil {
		r.given = map[string]given{}
	}
	r.given[f.Path] = given{id, f.Version, seq}
}

// pushes reports whether problems of a file are pushed to the client. A client that can pull does so for open
// documents; whether it does for others shows when it first asks.
func (r *results) pushes(f *fileResult) bool {
	return !r.can.pulls || !f.open && !r.pulled
}

// push publishes ds, the problems of next, if the client has been told something else, or told of another version of
// the document: it may have moved the underlines with the edits.
func (r *results) push(path string, old, next *fileResult, ds []protocol.Diagnostic) {
	none := resultID(nil)
	next.told = none
	newVersion := false
	if r.pushes(next) {
		next.told = next.id
		newVersion = next.open && (!old.open || old.version != next.version)
	} else {
		ds = nil
	}
	switch {
	case next.told == old.told && !newVersion:
		return
	case next.told == none && old.told == none && old.open && !r.can.versions:
		return // nothing, as before, and no version to go with it
	}
	r.publish(path, next, ds)
}

func (r *results) publish(path string, f *fileResult, ds []protocol.Diagnostic) {
	u := r.can.fromPath(path)
	if before, ok := r.under[path]; ok && before != u { // the client has opened it under another name
		r.send(&protocol.PublishDiagnosticsParams{URI: before, Diagnostics: []protocol.Diagnostic{}})
	}
	delete(r.under, path)
	if len(ds) > 0 {
		if r.under == nil {
			r.under = map[string]uri.URI{}
		}
		r.under[path] = u
	}
	params := &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: ds}
	if params.Diagnostics == nil {
		params.Diagnostics = []protocol.Diagnostic{}
	}
	if f.open && r.can.versions {
		params.Version = protocol.NewOptional(f.version)
	}
	r.send(params)
}

func (r *results) send(params *protocol.PublishDiagnosticsParams) {
	if err := r.server.client.PublishDiagnostics(r.server.base, params); err != nil {
		r.server.log.Debug("publishing problems", "uri", params.URI, "error", err)
	}
}

// stopPushing takes back the problems that were pushed so far: from now on the client pulls those of the whole
// workspace.
func (r *results) stopPushing() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pulled = true
	for _, p := range r.packs {
		for path, f := range p.files {
			if none := resultID(nil); f.told != none {
				f.told = none
				r.publish(path, f, nil)
			}
		}
	}
}

// around returns the known packs that a change at path may affect: those that it is in and, if path may be a folder,
// those below it.
func (r *results) around(path string, below bool) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var dirs []string
	for dir := path; ; dir = filepath.Dir(dir) {
		if r.packs[dir] != nil {
			dirs = append(dirs, dir)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if below && filepath.Ext(path) != ".yaml" && filepath.Base(path) != pack.MetaName {
		dirs = append(dirs, r.dirs.below(path)...)
	}
	return dirs
}

// known are the folders of the known packs.
func (r *results) known() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Keys(r.packs)), func(dir string) bool {
		return filepath.Base(dir) == pack.ConfigName
	})
}

// looked notes that the problems of the pack in dir, found in the snapshot seq, depend on the packs with the given
// names as they are in the index x. It does nothing if something newer is known.
func (r *results) looked(dir string, seq uint64, x *pack.Index, names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.at(dir, seq); p != nil {
		p.names, p.index, p.met = names, x, x
	}
	if r.index != x {
		r.index = nil
	}
}

// hasMet reports whether the pack in dir was checked with the index x.
func (r *results) hasMet(dir string, x *pack.Index) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.packs[dir]
	return p != nil && p.met == x
}

// outdated returns the folders of the packs with problems that depend on packs that are different in the index x. It
// returns each once for x: the caller must check them again.
func (r *results) outdated(x *pack.Index) (dirs []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if x == nil || r.index == x {
		return nil
	}
	for dir, p := range r.packs {
		changed := func(name string) bool { return p.index.See(name) != x.See(name) }
		if filepath.Base(dir) != pack.ConfigName &&
			(p.index == nil || p.index != x && slices.ContainsFunc(p.names, changed)) {
			dirs = append(dirs, dir)
		}
		p.index = x
	}
	r.index = x
	return dirs
}

// wait returns a channel that is closed at the next change.
func (r *results) wait() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	return r.changed
}

func (r *results) announce() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.announceLocked()
}

func (r *results) announceLocked() {
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}
