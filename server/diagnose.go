package server

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// diagnoser keeps the problems of all files up to date. One goroutine, run, finds out which packs a change concerns.
// The schedule has these checked, each pack by itself, so that none waits for another.
type diagnoser struct {
	server   *server
	results  results
	schedule *schedule
	shown    atomic.Bool // the running scan shows progress
	links    relations   // to files elsewhere
	related  relations   // to files of other packs, from problems that point into them

	turn       sync.Mutex // of handle and outdated
	mu         sync.Mutex
	changes    changes               // that are yet to be handed to the schedule
	woken      bool                  // run is to look at them
	handling   bool                  // it does
	completing bool                  // packs are being read that take long
	rescans    context.CancelFunc    // of the running scan
	configs    map[string]seenConfig // that packs were last checked with, by path
	wake       chan struct{}
}

func newDiagnoser(s *server) *diagnoser {
	d := &diagnoser{server: s, wake: make(chan struct{}, 1)}
	d.results.server, d.results.can = s, &s.can
	d.schedule = newSchedule(s.base, func(work func()) {
		s.spawn("diagnostics", func(context.Context) { work() })
	})
	d.schedule.run, d.schedule.rest, d.schedule.full = d.do, d.settle, fullMemory
	return d
}

// edited says that documents were opened, edited or closed.
func (d *diagnoser) edited(paths ...string) {
	if owners := d.related.of(paths); len(owners) > 0 {
		d.changed(owners, true) // as after a change on disk: files that are not open can wait
	}
	d.changed(paths, false)
}

// onDisk says that files were created, changed or deleted on disk.
func (d *diagnoser) onDisk(paths ...string) { d.changed(paths, true) }

func (d *diagnoser) changed(paths []string, disk bool) {
	d.server.memory.busy()
	d.mu.Lock()
	for _, path := range paths {
		d.changes.add(change{path, disk})
	}
	d.woken = true
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default: // it is awake already
	}
}

// run hands changes to the schedule as they come, until ctx ends.
func (d *diagnoser) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		}
		d.server.safely("diagnostics", d.handle)
		d.mu.Lock()
		d.handling = false
		d.mu.Unlock()
		d.settle()
	}
}

// handle has the packs checked that the changes so far concern. It does no work that depends on what is in a pack.
func (d *diagnoser) handle() {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.mu.Lock()
	changes := d.changes.take()
	d.woken, d.handling = false, true
	d.mu.Unlock()
	now := d.server.state.Load() // after taking the changes, so that it has them all
	var edits []edited
	var dirs, onDisk []string
	for _, c := range changes {
		if filepath.Base(c.path) == pack.ConfigName {
			edits = append(edits, edited{c.path, []string{c.path}})
			continue
		}
		of := d.dirsOf(now, c)
		if dirs = append(dirs, of...); c.disk {
			onDisk = append(onDisk, of...)
		} else {
			edits = append(edits, edited{c.path, of})
		}
	}
	d.schedule.atOnce(edits)
	open := openDirs(now)
	d.changedOnDisk(open, onDisk)
	d.deployLater(open, dirs)
	d.schedule.later(levelIndex, "")
}

// changedOnDisk has the packs in dirs checked, those of open documents before the others.
func (d *diagnoser) changedOnDisk(open map[string]bool, dirs []string) {
	var others []string
	for _, dir := range dirs {
		if open[dir] {
			d.schedule.later(levelEdited, dir)
		} else {
			others = append(others, dir)
		}
	}
	d.schedule.later(levelDisk, others...)
}

// do does a job of the schedule. It is false if ctx ended first.
func (d *diagnoser) do(ctx context.Context, j *job) bool {
	d.server.gap("job " + j.key)
	ctx, yield := context.WithCancel(ctx)
	defer yield()
	now, p, end, err := d.server.memory.begin(ctx, background{
		rank: int(j.level), yield: yield,
		pack:  func(now *state) *pack.Pack { return d.packOf(now, j) },
		aside: func(wait func()) { d.schedule.aside(j, wait) },
	})
	if err != nil {
		return false
	}
	defer end()
	err = d.doWith(ctx, now, p, j)
	return err == nil || ctx.Err() == nil
}

// packOf is the pack whose files j is about; nil if there is none.
func (d *diagnoser) packOf(now *state, j *job) *pack.Pack {
	if j.level == levelIndex || filepath.Base(j.key) == pack.ConfigName {
		return nil
	}
	if j.level != levelDeployed && now.Excluded(j.key) { // a preview is shown all the same
		return nil
	}
	if j.level == levelDisk && !j.whole && d.results.hasMet(j.key, now.PromptIndex(j.key)) {
		return nil
	}
	p, _ := now.PackOf(filepath.Join(j.key, pack.MetaName))
	return p
}

// doWith does a job that is about p, nil for no pack, whose memory has been taken.
func (d *diagnoser) doWith(ctx context.Context, now *state, p *pack.Pack, j *job) error {
	switch {
	case j.level == levelIndex:
		d.reconsider()
		return nil
	case j.level == levelDeployed:
		return d.deploy(ctx, now, p, j.key)
	case j.level == levelDisk && !j.whole:
		return d.meta(ctx, now, p, j.key)
	case filepath.Base(j.key) == pack.ConfigName:
		return d.config(ctx, now, j.key)
	}
	return d.pack(ctx, now, p, j.key, j.first)
}

// reconsider has the packs checked again whose problems depend on other packs that have changed: first on those that
// are known without reading any, then on all but those that take long to read. Another goroutine reads these, and
// another look follows.
func (d *diagnoser) reconsider() {
	now := d.server.state.Load()
	d.recheck(now.PromptIndex(""))
	x, whole := now.UpdateIndex()
	d.recheck(x)
	if !whole {
		d.completeIndex()
	}
}

// recheck has the packs checked again that the index x has outdated.
func (d *diagnoser) recheck(x *pack.Index) {
	outdated := d.outdated(x)
	d.server.gap("outdated")
	open := openDirs(d.server.state.Load())
	var onDisk []string
	for _, dir := range outdated {
		if open[dir] {
			d.schedule.later(levelEdited, dir)
		} else {
			onDisk = append(onDisk, dir)
		}
	}
	d.schedule.meta(onDisk...)
}

// completeIndex has the packs read that take long, unless that is being done. No job of the schedule waits for it.
func (d *diagnoser) completeIndex() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.completing {
		return
	}
	d.completing = true
	d.schedule.scanning(+1) // so that the server is not idle
	d.server.spawn("index", func(context.Context) {
		defer d.settle()
		defer d.schedule.scanning(-1)
		panics := true // if it does, the next change has them read again
		defer func() {
			if panics {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.completing = false
			}
		}()
		for d.incomplete() {
			d.server.gap("complete")
			d.server.state.Load().Index()
			d.schedule.later(levelIndex, "")
		}
		d.schedule.later(levelIndex, "") // a request may have read them before, and the last look may not know
		panics = false
	})
}

// incomplete reports whether packs are left that take long to read. If none are, nobody reads them any more.
func (d *diagnoser) incomplete() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.completing = !d.server.state.Load().IndexIsWhole() && d.server.base.Err() == nil
	return d.completing
}

// outdated returns the packs that the index x has outdated. If changes are yet to be handled, there are none: that is
// done again after the work that those ask for, which may be all that these packs need.
func (d *diagnoser) outdated(x *pack.Index) []string {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.mu.Lock()
	woken := d.woken
	d.mu.Unlock()
	if woken {
		return nil
	}
	return d.results.outdated(x)
}

// idle reports whether all changes and packs so far have been checked.
func (d *diagnoser) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.woken && !d.handling && d.changes.empty() && d.schedule.idle()
}

// settle tells those who wait if no more results are to come.
func (d *diagnoser) settle() {
	d.server.memory.forget()
	now := d.server.state.Load()
	if d.idle() {
		d.results.rest(now.seq)
		d.results.announce()
		d.server.refreshViews()
		d.server.memory.busy()
	}
}

// dirsOf are the folders of the packs that c affects, because its file is part of them or was before.
func (d *diagnoser) dirsOf(now *state, c change) []string {
	var dirs []string
	if dir, ok := now.PackDir(c.path); ok {
		dirs = append(dirs, dir)
	} else if filepath.Base(c.path) == pack.MetaName {
		dirs = append(dirs, filepath.Dir(c.path))
	}
	if dirs == nil && c.disk && inFolders(c.path, now.Folders) {
		if info, err := d.server.opts.FS.Stat(c.path); err == nil && info.IsDir() {
			d.newFolder(now, c.path)
		}
	}
	for _, dir := range d.results.around(c.path, c.disk) {
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// newFolder has the packs checked in a folder that was moved here: clients do not say what is in it.
func (d *diagnoser) newFolder(now *state, dir string) {
	d.schedule.scanning(+1)
	d.server.spawn("new folder", func(ctx context.Context) {
		defer d.settle()
		defer d.schedule.scanning(-1)
		open, dirs := openDirs(now), now.PacksBelow(ctx, dir)
		d.changedOnDisk(open, dirs)
		d.deployLater(open, dirs)
	})
}

// openDirs are the folders of the packs that a document is open of.
func openDirs(now *state) map[string]bool {
	dirs := map[string]bool{}
	for _, f := range now.OpenFiles() {
		if dir, ok := now.PackDir(f.Path); ok {
			dirs[dir] = true
		}
	}
	return dirs
}

// pack finds the problems of p, the pack in dir, beginning with the file first. If p is nil, since the pack is gone or
// excluded, or if it is outside the workspace and not open, it takes back what was found before.
func (d *diagnoser) pack(ctx context.Context, now *state, p *pack.Pack, dir, first string) error {
	if p == nil || !inFolders(dir, now.Folders) && !openDirs(now)[dir] {
		d.server.gap("forget")
		d.results.forget(dir, now.seq)
		return d.packGone(ctx, now, dir)
	}
	d.server.gap("know")
	d.results.know(dir, now.seq)
	if err := d.packKnown(ctx, now, dir); err != nil {
		return err
	}
	paths := map[string]bool{}
	var looked []string
	x := now.PromptIndex(dir)
	err := check.DiagnoseFiles(ctx, now.Snapshot, p, first, func(found check.FileFindings) {
		paths[found.File.Path], looked = true, append(looked, found.Looked...)
		if found.Index != nil {
			x = found.Index
		}
		d.server.gap("set " + dir)
		d.server.related(now, found.File.Path, d.related.relate(dir, now.seq, found))
		d.results.set(dir, now, found)
	})
	d.server.related(now, filepath.Join(dir, pack.MetaName), d.links.link(now.seq, p))
	if err == nil {
		x.Learn(p, func() bool { return d.server.state.Load().seq == now.seq }) // it has been read
		d.results.keep(dir, now.seq, paths)
		d.server.gap("looked")
		d.results.looked(dir, now.seq, x, looked)
	}
	return err
}

// meta finds the problems of the pack.json of p, the pack in dir that only a change of the index affects. It does
// nothing if the pack has been checked with that index since.
func (d *diagnoser) meta(ctx context.Context, now *state, p *pack.Pack, dir string) error {
	if d.results.hasMet(dir, now.PromptIndex(dir)) {
		return nil
	}
	if p == nil {
		if q, _ := now.PackOf(filepath.Join(dir, pack.MetaName)); q != nil && !now.Excluded(dir) {
			return nil // it had been when the job began; the index has changed since, and is looked at again
		}
		return d.pack(ctx, now, nil, dir, "")
	}
	found, err := check.DiagnoseFilePromptly(ctx, now.Snapshot, p, p.JSON)
	if err == nil {
		d.server.gap("meta")
		d.server.related(now, found.File.Path, d.related.relate(dir, now.seq, found))
		d.results.set(dir, now, found)
		d.results.looked(dir, now.seq, found.Index, found.Looked)
	}
	return err
}
