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
// all packs again. A change of only its text does not do that: an author may be typing.
func (d *diagnoser) config(ctx context.Context, now *state, path string) error {
	if err := d.configProblems(ctx, now, path); err != nil {
		return err
	}
	if d.sawConfig(path, seenConfig{now.Config(path), now.seq}) {
		d.rescan()
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

// configProblems finds only the problems of the settings file at path. If it is gone, it takes back what was found
// before.
func (d *diagnoser) configProblems(ctx context.Context, now *state, path string) error {
	f := now.Config(path)
	if f == nil {
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

// scanConfigs finds the problems of the known settings files, and of those that apply to the packs in dirs and to the
// workspace folders.
func (d *diagnoser) scanConfigs(ctx context.Context, now *state, dirs []string) {
	paths := map[string]bool{}
	for _, path := range d.results.knownConfigs() {
		paths[path] = true
	}
	for _, dir := range slices.Concat(now.Folders, dirs) {
		if f := now.ConfigFile(dir); f != nil {
			paths[f.Path] = true
		}
	}
	for path := range paths {
		if ctx.Err() != nil || d.configProblems(ctx, now, path) != nil {
			return // a newer scan is running
		}
		d.sawConfig(path, seenConfig{now.Config(path), now.seq})
	}
}

// knownConfigs are the paths of the known settings files.
func (r *results) knownConfigs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Keys(r.packs)), func(path string) bool {
		return filepath.Base(path) != pack.ConfigName
	})
}
