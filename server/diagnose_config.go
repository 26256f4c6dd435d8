package server

import (
	"context"
	"maps"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// config finds the problems of the settings file at path. If its settings have changed since the last check, it checks
// all packs again. A change of only its text does not do that: an author may be typing. But it has made the packs
// again, so what open ones deploy is to be rendered again.
func (d *diagnoser) config(ctx context.Context, now *state, path string) error {
	if err := d.configProblems(ctx, now, path, d.applies(now, path)); err != nil {
		return err
	}
	if d.sawConfig(path, seenConfig{now.Config(path), now.seq}) {
		d.rescan()
		return nil
	}
	for _, f := range now.OpenFiles() {
		if dir, ok := now.PackDir(f.Path); ok {
			d.deployLater(now, dir)
		}
	}
	return nil
}

// seenConfig is a settings file as it was in a snapshot; nil for none.
type seenConfig struct {
	file *pack.File
	seq  uint64 // of the snapshot
}

// sawConfig remembers the settings file at path as the one that packs are checked with, unless a newer one is known. It
// reports whether its settings differ from those before.
func (d *diagnoser) sawConfig(path string, now seenConfig) (changed bool) {
	d.server.gap("config")
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.configs == nil {
		d.configs = map[string]seenConfig{}
	}
	before, known := d.configs[path]
	if known && before.seq > now.seq {
		return false
	}
	d.configs[path] = now
	return !known || !pack.SameSettings(before.file, now.file)
}

// configProblems finds only the problems of the settings file at path. If it is gone, or used says that no pack is left
// that it applies to, it takes back what was found before.
func (d *diagnoser) configProblems(ctx context.Context, now *state, path string, used bool) error {
	f := now.Config(path)
	if f == nil || !used && !f.Open {
		d.results.forget(path, now.seq)
		return nil
	}
	found, err := check.Diagnose(ctx, now.Snapshot, path)
	if err != nil {
		return err
	}
	d.results.know(path, now.seq)
	d.results.set(path, now, check.FileFindings{File: f, Diagnostics: found})
	return nil
}

// applies reports whether the settings file at path applies to a workspace folder or a known pack.
func (d *diagnoser) applies(now *state, path string) bool {
	here := func(dir string) bool {
		f := now.ConfigFile(dir)
		return f != nil && f.Path == path
	}
	return slices.ContainsFunc(now.Folders, here) || d.results.anyIn(filepath.Dir(path), here)
}

// packKnown finds the problems of the settings file that applies to the pack in dir, if that file is not known yet:
// clients do not say what is in a folder that was moved here.
func (d *diagnoser) packKnown(ctx context.Context, now *state, dir string) error {
	f := now.ConfigFile(dir)
	if f == nil || d.results.knows(f.Path) {
		return nil
	}
	return d.configProblems(ctx, now, f.Path, true)
}

// packGone takes back the problems of the settings files that applied only to the pack in dir, which is gone.
func (d *diagnoser) packGone(ctx context.Context, now *state, dir string) error {
	for up := dir; ; up = filepath.Dir(up) {
		path := filepath.Join(up, pack.ConfigName)
		if d.results.knows(path) && !d.applies(now, path) {
			if err := d.configProblems(ctx, now, path, false); err != nil {
				return err
			}
		}
		if up == filepath.Dir(up) {
			return nil
		}
	}
}

// scanConfigs finds the problems of the settings files that apply to the packs in dirs and to the workspace folders,
// and of open ones.
func (d *diagnoser) scanConfigs(ctx context.Context, now *state, dirs []string) {
	paths := map[string]bool{}
	for _, path := range d.results.knownConfigs() {
		paths[path] = false
	}
	for _, dir := range slices.Concat(now.Folders, dirs) {
		if f := now.ConfigFile(dir); f != nil {
			paths[f.Path] = true
		}
	}
	for path, used := range paths {
		if ctx.Err() != nil || d.configProblems(ctx, now, path, used) != nil {
			return // a newer scan is running
		}
		d.sawConfig(path, seenConfig{now.Config(path), now.seq})
	}
}

// anyIn reports whether holds is true of the folder of a known pack in dir or below it.
func (r *results) anyIn(dir string, holds func(dir string) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for known := range r.dirs.in(dir) {
		if filepath.Base(known) != pack.ConfigName && holds(known) {
			return true
		}
	}
	return false
}

// knows reports whether there is a result for the pack in dir, or the settings file dir.
func (r *results) knows(dir string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.packs[dir] != nil
}

// knownConfigs are the paths of the known settings files.
func (r *results) knownConfigs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Keys(r.packs)), func(path string) bool {
		return filepath.Base(path) != pack.ConfigName
	})
}
