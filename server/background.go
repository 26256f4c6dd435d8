package server

import (
	"context"
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// queue holds the folders of packs to check in the background.
type queue struct {
	limit int    // of workers
	start func() // begins a worker

	mu       sync.Mutex
	dirs     []string
	whole    map[string]bool // by folder in dirs: check all files of the pack, not only pack.json
	busy     map[string]bool // folders that a worker is checking now
	workers  int
	scans    int // running scans, which will add more folders
	progress *progress
	began    bool
}

// add queues folders for a check of all files of their packs.
func (q *queue) add(dirs ...string) { q.queue(dirs, true) }

// addMeta queues folders for a check of only their pack.json, unless they are queued already.
func (q *queue) addMeta(dirs ...string) { q.queue(dirs, false) }

func (q *queue) queue(dirs []string, whole bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.whole == nil {
		q.whole, q.busy = map[string]bool{}, map[string]bool{}
	}
	for _, dir := range dirs {
		before, queued := q.whole[dir]
		if !queued {
			q.dirs = append(q.dirs, dir)
		}
		q.whole[dir] = whole || before
	}
	for ; q.workers < min(q.limit, len(q.dirs)); q.workers++ {
		q.start()
	}
}

// next takes out a folder that no worker is checking. If there is none, ok is false and the worker ends.
func (q *queue) next() (dir string, whole, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.IndexFunc(q.dirs, func(dir string) bool { return !q.busy[dir] })
	if i < 0 { // the workers that check the remaining folders take them out later
		q.workers--
		return "", false, false
	}
	dir = q.dirs[i]
	if i == 0 {
		q.dirs = q.dirs[1:]
	} else {
		q.dirs = slices.Delete(q.dirs, i, i+1)
	}
	whole = q.whole[dir]
	delete(q.whole, dir)
	q.busy[dir] = true
	q.progress.step(dir)
	return dir, whole, true
}

// done says that the check of a folder has ended.
func (q *queue) done(dir string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, dir)
}

// scanning counts the running scans.
func (q *queue) scanning(by int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.began = true
	q.scans += by
}

// show makes p the progress for the folders that are queued from now on.
func (q *queue) show(p *progress) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.progress.end()
	q.progress = p
}

// idle reports whether all work is done, including the first scan.
func (q *queue) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.began || q.scans > 0 || q.workers > 0 || len(q.dirs) > 0 {
		return false
	}
	q.progress.end()
	q.progress = nil
	return true
}

// work checks queued packs, one after the other.
func (d *diagnoser) work(ctx context.Context) {
	for {
		dir, whole, ok := d.queue.next()
		if !ok {
			d.signal() // packs may have been checked with an older index
			d.settle()
			return
		}
		d.server.gap("queued")
		d.server.safely("background diagnostics", func() {
			if whole {
				_ = d.pack(ctx, d.server.state.Load(), dir, "") // the only error is that ctx ended
			} else {
				_ = d.meta(ctx, d.server.state.Load(), dir) // likewise
			}
		})
		d.queue.done(dir)
	}
}

// idle reports whether all changes and packs so far have been checked.
func (d *diagnoser) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.woken && d.changes.empty() && d.cancel == nil && d.queue.idle()
}

// settle tells those who wait if no more results are to come.
func (d *diagnoser) settle() {
	now := d.server.state.Load()
	if d.idle() {
		d.results.rest(now.seq)
		d.results.announce()
		d.server.refreshViews()
		d.server.memory.busy()
	}
}

// scanFolders checks all packs of the workspace, those of open documents at once, and shows progress.
func (d *diagnoser) scanFolders() {
	d.shown.Store(true)
	d.startScan(d.server.newProgress)
}

// rescan is scanFolders after a change of settings. It shows progress only if it replaces a scan that does: an author
// may be typing settings.
func (d *diagnoser) rescan() {
	if d.queue.idle() {
		d.shown.Store(false)
	}
	show := d.server.newProgress
	if !d.shown.Load() {
		show = func(string, int) *progress { return nil }
	}
	d.startScan(show)
}

// startScan begins a scan and ends the running one. show begins progress with the given number of steps.
//
// The snapshot begins its index here, under the lock that makes this scan the newest. If the scan's own goroutine did
// that, a scan that has already been ended could begin an index that nobody finishes.
func (d *diagnoser) startScan(show func(title string, total int) *progress) {
	d.queue.scanning(+1) // first, so that the server is not idle before the scan begins
	d.mu.Lock()
	if d.rescans != nil {
		d.rescans()
	}
	ctx, cancel := context.WithCancel(d.server.base)
	d.rescans = cancel
	now := d.server.update((*pack.Snapshot).WithIndexing)
	d.mu.Unlock()
	d.queue.show(nil) // the queued folders belong to the new scan

	var open []string
	for _, f := range now.OpenFiles() {
		if f.Kind != pack.Config {
			open = append(open, f.Path)
		}
	}
	d.edited(open...)
	d.server.spawn("scan", func(context.Context) {
		defer d.settle()
		defer d.queue.scanning(-1)
		defer cancel()
		d.scan(ctx, now, show)
	})
}

// scan makes an index of the packs in the workspace folders of now. It queues them and all known packs: some of those
// may be gone or excluded now.
func (d *diagnoser) scan(ctx context.Context, now *state, show func(title string, total int) *progress) {
	d.server.gap("scan")
	dirs := now.WorkspaceDirs(ctx)
	d.index(ctx, now, dirs, show)
	d.server.gap("indexed")
	if ctx.Err() != nil {
		return // a newer scan is running
	}
	d.scanConfigs(ctx, now, dirs)
	dirs = append(dirs, d.results.known()...)
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	if len(dirs) > 0 {
		d.queue.show(show("Checking packs", len(dirs)))
	}
	d.queue.add(dirs...)
	d.signal() // open packs were checked without the index
}

// index makes an index of the packs in dirs the index of the workspace.
func (d *diagnoser) index(
	ctx context.Context, now *state, dirs []string, show func(title string, total int) *progress,
) {
	var p *progress
	if len(dirs) > 0 {
		p = show("Indexing packs", len(dirs))
	}
	defer p.end()
	x := now.BuildIndex(ctx, dirs, p.step)
	d.server.gap("index built")
	d.server.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithIndex(x) })
}
