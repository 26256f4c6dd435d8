package server

import (
	"context"
	"slices"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// queue holds the folders of packs whose problems are to be found in the background.
type queue struct {
	limit int    // of workers
	start func() // begins a worker

	mu       sync.Mutex
	dirs     []string
	whole    map[string]bool // of dirs: all files of the pack are meant, not pack.json alone
	busy     map[string]bool // that a worker is at work on
	workers  int
	scans    int // scans under way, which will add more
	progress *progress
	began    bool
}

// add queues folders, for all files of their packs.
func (q *queue) add(dirs ...string) { q.queue(dirs, true) }

// addMeta queues folders, for their pack.json alone where they are not queued yet.
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

// next takes out a folder that no worker is at work on; ok is false where there is none, and the worker ends.
func (q *queue) next() (dir string, whole, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.IndexFunc(q.dirs, func(dir string) bool { return !q.busy[dir] })
	if i < 0 { // whoever is at work on those that are left takes them out then
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

// done says that the work on a folder has ended.
func (q *queue) done(dir string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, dir)
}

// scanning counts the scans under way.
func (q *queue) scanning(by int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.began = true
	q.scans += by
}

// show has p told of what is queued from now on.
func (q *queue) show(p *progress) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.progress.end()
	q.progress = p
}

// idle reports whether all is done, the first scan among it.
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

// work finds the problems of queued packs, one after the other.
func (d *diagnoser) work(ctx context.Context) {
	for {
		dir, whole, ok := d.queue.next()
		if !ok {
			d.signal() // packs may have been looked at with an index that is not the newest
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

// idle reports whether all changes and packs so far have been looked at.
func (d *diagnoser) idle() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.woken && d.changes.empty() && d.cancel == nil && d.queue.idle()
}

// settle tells those who wait that nothing more is to be expected, if that is so.
func (d *diagnoser) settle() {
	now := d.server.state.Load()
	if d.idle() {
		d.results.rest(now.seq)
		d.results.announce()
		d.server.refreshViews()
		d.server.memory.busy()
	}
}

// scanFolders has all packs of the workspace looked at, those of open documents at once, and shows progress.
func (d *diagnoser) scanFolders() {
	d.shown.Store(true)
	d.startScan(d.server.newProgress)
}

// rescan is scanFolders for when settings changed. It shows progress only in place of a scan that does: an author may be typing settings.
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

// startScan begins a scan, which ends the one under way. show begins the progress of so many steps.
//
// The snapshot begins its index here, under the same lock that makes this scan the newest: were it left to the scan's
// own goroutine, one that has been ended already could begin an index that nobody finishes.
func (d *diagnoser) startScan(show func(title string, total int) *progress) {
	d.queue.scanning(+1) // before anything else, so that nobody takes the time until the scan begins for rest
	d.mu.Lock()
	if d.rescans != nil {
		d.rescans()
	}
	ctx, cancel := context.WithCancel(d.server.base)
	d.rescans = cancel
	now := d.server.update((*pack.Snapshot).WithIndexing)
	d.mu.Unlock()
	d.queue.show(nil) // what is queued belongs to the new scan

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

// scan makes an index of the packs in the workspace folders of now, which began it. It queues them, and those known so
// far, of which some may be gone or no longer be wanted.
func (d *diagnoser) scan(ctx context.Context, now *state, show func(title string, total int) *progress) {
	d.server.gap("scan")
	dirs := now.WorkspaceDirs(ctx)
	d.index(ctx, now, dirs, show)
	d.server.gap("indexed")
	if ctx.Err() != nil {
		return // a newer scan is under way
	}
	d.scanConfigs(ctx, now, dirs)
	dirs = append(dirs, d.results.known()...)
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	if len(dirs) > 0 {
		d.queue.show(show("Checking packs", len(dirs)))
	}
	d.queue.add(dirs...)
	d.signal() // open packs were looked at without the index
}

// index makes an index of the packs in dirs, from now on the workspace's.
func (d *diagnoser) index(ctx context.Context, now *state, dirs []string, show func(title string, total int) *progress) {
	var p *progress
	if len(dirs) > 0 {
		p = show("Indexing packs", len(dirs))
	}
	defer p.end()
	x := now.BuildIndex(ctx, dirs, p.step)
	d.server.gap("index built")
	d.server.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithIndex(x) })
}
