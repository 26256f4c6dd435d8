package server

import (
	"context"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// deployLater has the packs in dirs rendered after all other problems of open packs have been published. Only packs
// that an author works on are rendered: a whole workspace would take minutes.
func (d *diagnoser) deployLater(open map[string]bool, dirs []string) {
	for _, dir := range dirs {
		if open[dir] || d.server.previews.shows(dir) {
			d.schedule.later(levelDeployed, dir)
		}
	}
}

// deploy renders p, the pack in dir, nil for none, and publishes what that finds. An edit of the pack ends it; what has
// been found by then is published with the problems after that edit.
func (d *diagnoser) deploy(ctx context.Context, now *state, p *pack.Pack, dir string) error {
	if p == nil {
		return nil
	}
	if err := d.server.refreshPreview(ctx, now, p); err != nil {
		return err
	}
	if !openDirs(now)[dir] || now.Excluded(dir) {
		return nil
	}
	for _, part := range []func(context.Context, *pack.Snapshot, *pack.Pack) (bool, error){
		check.DeployValues, check.Deploy,
	} {
		if news, err := part(ctx, now.Snapshot, p); err != nil {
			return err
		} else if err := d.deployed(ctx, p, news); err != nil {
			return err
		}
	}
	return nil
}

// deployed publishes what was found about what p deploys, if that is news.
func (d *diagnoser) deployed(ctx context.Context, p *pack.Pack, news bool) error {
	if err := ctx.Err(); err != nil { // what an edit has ended publishes nothing, since the problems may be newer by now
		if news {
			d.schedule.later(levelEdited, p.Dir)
		}
		return err
	}
	latest := d.server.state.Load()
	made, _ := latest.PackOf(filepath.Join(p.Dir, pack.MetaName))
	if made != p {
		d.schedule.later(levelDeployed, p.Dir) // made again meanwhile: what was rendered is not known of this one
	}
	if !news {
		return nil
	}
	if latest.Excluded(p.Dir) {
		made = nil
	}
	return d.pack(ctx, latest, made, p.Dir, "")
}
