package server

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// diagnoser keeps the problems of all files up to date. One goroutine, run, checks the packs that an author works on,
// at once and again after each change. A few workers check those that are only on disk, and leave a processor to run.
type diagnoser struct {
	server  *server
	results results
	queue   queue
	shown   atomic.Bool // the running scan shows progress
	links   relations   // to files elsewhere
	related relations   // to files of other packs, from problems that point into them

	mu      sync.Mutex
	changes changes               // since the last run began
	woken   bool                  // a run is to follow
	cancel  context.CancelFunc    // of the current run; nil between runs
	rescans context.CancelFunc    // of the running scan
	configs map[string]seenConfig // that packs were last checked with, by path
	wake    chan struct{}

	rendered   string   // the folder of the pack whose findings of rendering are yet to be published
	undeployed []string // folders of packs that run is yet to render
}

func newDiagnoser(s *server) *diagnoser {
	d := &diagnoser{server: s, wake: make(chan struct{}, 1)}
	d.results.server, d.results.can = s, &s.can
	d.queue.limit = max(1, runtime.GOMAXPROCS(0)-1)
	d.queue.start = func() { s.spawn("background diagnostics", d.work) }
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

// changed cancels the current run, which does not know of the change, and wakes the next one.
func (d *diagnoser) changed(paths []string, disk bool) {
	d.server.memory.busy()
	d.mu.Lock()
	for _, path := range paths {
		d.changes.add(change{path, disk})
	}
	if d.cancel != nil {
		d.cancel()
	}
	d.mu.Unlock()
	d.signal()
}

// signal wakes the next run. The diagnoser is not idle before that ends.
func (d *diagnoser) signal() {
	d.mu.Lock()
	d.woken = true
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default: // it is awake already
	}
}

// run checks changes as they come, until ctx ends.
func (d *diagnoser) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		}
		d.server.safely("diagnostics", func() { d.runOnce(ctx) })
		d.mu.Lock()
		d.cancel = nil
		d.mu.Unlock()
		d.settle()
	}
}

// runOnce checks the changes so far. Those that are left at the next change wait for the run after it.
func (d *diagnoser) runOnce(ctx context.Context) {
	d.mu.Lock()
	changes := d.changes.take()
	d.woken = false
	ctx, cancel := context.WithCancel(ctx)
	d.cancel = cancel
	d.mu.Unlock()
	defer cancel()

	now := d.server.state.Load() // after taking the changes, so that it has them all
	d.server.gap("run")
	done := map[string]bool{}
	for i, c := range changes {
		if d.look(ctx, now, c, done) != nil {
			d.putBack(changes[i:])
			return
		}
	}
	outdated := d.reconsider(now)
	d.server.gap("outdated")
	for i, dir := range outdated {
		if d.pack(ctx, now, dir, "") != nil {
			for _, dir := range outdated[i:] {
				d.results.lookAgain(dir) // in the next run
			}
			return
		}
	}
	d.deploy(ctx, now)
}

// reconsider finds the packs with problems that depend on other packs that have changed. It queues those that are only
// on disk, and returns those that an author works on.
func (d *diagnoser) reconsider(now *state) (open []string) {
	for _, dir := range d.results.outdated(now.Index()) {
		if isOpen(now, dir) {
			open = append(open, dir)
		} else {
			d.queue.addMeta(dir)
		}
	}
	return open
}

// putBack queues changes as older than the new ones. It does not wake the next run: the new changes did, and without
// any there is no next run.
func (d *diagnoser) putBack(changes []change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes.putBack(changes)
}

// look checks the packs that c affects and that are not done.
func (d *diagnoser) look(ctx context.Context, now *state, c change, done map[string]bool) error {
	if filepath.Base(c.path) == pack.ConfigName {
		return d.config(ctx, now, c.path)
	}
	for _, dir := range d.dirsOf(ctx, now, c) {
		if done[dir] {
			continue
		}
		if c.disk && !isOpen(now, dir) {
			d.queue.add(dir)
		} else if err := d.pack(ctx, now, dir, c.path); err != nil {
			return err
		}
		d.deployLater(now, dir)
		done[dir] = true
	}
	return nil
}

// dirsOf are the folders of the packs that c affects, because its file is part of them or was before.
func (d *diagnoser) dirsOf(ctx context.Context, now *state, c change) []string {
	var dirs []string
	if dir, ok := now.PackDir(c.path); ok {
		dirs = append(dirs, dir)
	} else if filepath.Base(c.path) == pack.MetaName {
		dirs = append(dirs, filepath.Dir(c.path))
	}
	more := d.results.around(c.path, c.disk)
	if dirs == nil && c.disk && inFolders(c.path, now.Folders) {
		if info, err := d.server.opts.FS.Stat(c.path); err == nil && info.IsDir() {
			// A folder that was moved here: clients do not say what is in it.
			more = append(more, now.PacksBelow(ctx, c.path)...)
		}
	}
	for _, dir := range more {
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// isOpen reports whether a document of the pack in dir is open.
func isOpen(now *state, dir string) bool {
	return slices.ContainsFunc(now.OpenFiles(), func(f *pack.File) bool {
		if !within(f.Path, dir) {
			return false
		}
		p, _ := now.PackOf(f.Path)
		return p != nil && p.Dir == dir
	})
}

// pack finds the problems of the pack in dir, beginning with the file first. If the pack is gone, excluded, or outside
// the workspace and not open, it takes back what was found before.
func (d *diagnoser) pack(ctx context.Context, now *state, dir, first string) error {
	p, _ := now.PackOf(filepath.Join(dir, pack.MetaName))
	if p == nil || now.Excluded(dir) || !inFolders(dir, now.Folders) && !isOpen(now, dir) {
		d.server.gap("forget")
		d.results.forget(dir, now.seq)
		return d.packGone(ctx, now, dir)
	}
	d.server.gap("know")
	d.results.know(dir, now.seq)
	if err := d.packKnown(ctx, now, dir); err != nil {
		return err
	}
	var paths, looked []string
	err := check.DiagnoseFiles(ctx, now.Snapshot, p, first, func(found check.FileFindings) {
		paths, looked = append(paths, found.File.Path), append(looked, found.Looked...)
		d.server.gap("set")
		d.server.related(now, found.File.Path, d.related.relate(dir, now.seq, found))
		d.results.set(dir, now, found)
	})
	d.server.related(now, filepath.Join(dir, pack.MetaName), d.links.link(now.seq, p))
	if err == nil {
		d.results.keep(dir, now.seq, paths)
		d.server.gap("looked")
		d.results.looked(dir, now.seq, now.Index(), looked)
	}
	return err
}

// meta finds the problems of the pack.json in dir, for a pack that only a change of the index affects. It does nothing
// if the pack has been checked with that index since.
func (d *diagnoser) meta(ctx context.Context, now *state, dir string) error {
	if d.results.hasMet(dir, now.Index()) {
		return nil
	}
	p, f := now.PackOf(filepath.Join(dir, pack.MetaName))
	if p == nil || now.Excluded(dir) {
		return d.pack(ctx, now, dir, "")
	}
	found, err := check.DiagnoseFile(ctx, now.Snapshot, p, f)
	if err == nil {
		d.server.gap("meta")
		d.server.related(now, found.File.Path, d.related.relate(dir, now.seq, found))
		d.results.set(dir, now, found)
		d.results.looked(dir, now.seq, now.Index(), found.Looked)
	}
	return err
}
