package server

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// deployLater notes that the pack in dir is to be rendered after all other problems have been published. Only packs
// that an author works on are rendered: a whole workspace would take minutes.
func (d *diagnoser) deployLater(now *state, dir string) {
	if (isOpen(now, dir) || d.server.previews.shows(dir)) && !slices.Contains(d.undeployed, dir) {
		d.undeployed = append(d.undeployed, dir)
	}
}

// deploy renders the packs that wait for it, and publishes what that finds. Packs that are left at the next change wait
// for the next run.
func (d *diagnoser) deploy(ctx context.Context, now *state) {
	for len(d.undeployed) > 0 && ctx.Err() == nil {
		dir := d.undeployed[0]
		p, _ := now.PackOf(filepath.Join(dir, pack.MetaName))
		if p != nil && d.server.refreshPreview(ctx, now, p) != nil {
			return
		}
		if p != nil && isOpen(now, dir) && !now.Excluded(dir) {
			news, err := check.Deploy(ctx, now.Snapshot, p)
			if news {
				d.rendered = dir // this run may end before it has published that; the next one finds no news
			}
			// In the newest state: a worker may have checked this pack in the meantime, and results for an older state than its
			// own would be dropped.
			if err != nil || d.rendered == dir && d.pack(ctx, d.server.state.Load(), dir, "") != nil {
				return
			}
			d.rendered = ""
		}
		d.undeployed = d.undeployed[1:]
	}
}
