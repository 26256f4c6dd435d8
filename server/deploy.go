package server

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// deployLater notes that the pack in dir is to be rendered after all other problems have been published. Only packs that an
// author is at work on are: rendering a whole workspace would take minutes.
func (d *diagnoser) deployLater(now *state, dir string) {
	if (isOpen(now, dir) || d.server.previews.shows(dir)) && !slices.Contains(d.undeployed, dir) {
		d.undeployed = append(d.undeployed, dir)
	}
}

// deploy renders the packs that wait for it, and publishes what that finds. What it does not come to before the next change
// waits for the next run.
func (d *diagnoser) deploy(ctx context.Context, now *state) {
	for len(d.undeployed) > 0 && ctx.Err() == nil {
		dir := d.undeployed[0]
		p, _ := now.PackOf(filepath.Join(dir, pack.MetaName))
		if p != nil && d.server.refreshPreview(ctx, now, p) != nil {
			return
		}
		if p != nil && isOpen(now, dir) && !now.Excluded(dir) {
			news, err := check.Deploy(ctx, now.Snapshot, p)
			if err != nil || news && d.pack(ctx, now, dir, "") != nil {
				return
			}
		}
		d.undeployed = d.undeployed[1:]
	}
}
