package server

import (
	"context"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// scanFolders checks all packs of the workspace, those of open documents at once, and shows progress.
func (d *diagnoser) scanFolders() {
	d.shown.Store(true)
	d.startScan(d.server.newProgress)
}

// rescan is scanFolders after a change of settings. It shows progress only if it replaces a scan that does: an author
// may be typing settings.
func (d *diagnoser) rescan() {
	if d.schedule.scanned() {
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
	d.schedule.scanning(+1) // first, so that the server is not idle before the scan begins
	d.mu.Lock()
	if d.rescans != nil {
		d.rescans()
	}
	ctx, cancel := context.WithCancel(d.server.base)
	d.rescans = cancel
	now := d.server.update((*pack.Snapshot).WithIndexing)
	d.mu.Unlock()
	d.schedule.show(nil) // the queued folders belong to the new scan

	var open []string
	for _, f := range now.OpenFiles() {
		if f.Kind != pack.Config {
			open = append(open, f.Path)
		}
	}
	d.edited(open...)
	d.server.spawn("scan", func(context.Context) {
		defer d.settle()
		defer d.schedule.scanning(-1)
		defer cancel()
		defer now.GiveUpIndex() // whatever happens: requests wait for it
		d.scan(ctx, now, show)
	})
}

// scan makes an index of the packs in the workspace folders of now. It has them and all known packs checked: some of
// those may be gone or excluded now.
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
		d.schedule.show(show("Checking packs", len(dirs)))
	}
	d.schedule.later(levelDisk, dirs...)
	d.schedule.later(levelIndex, "") // open packs were checked without the index
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
