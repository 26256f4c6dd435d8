package server

import (
	"context"
	"maps"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// config finds the problems of the settings file at path. Where it says other things than when it was last looked at, all packs are looked at
// again, and not where only its text has changed: it may be typed in.
func (d *diagnoser) config(ctx context.Context, now *state, path string) error {
	if err := d.configProblems(ctx, now, path); err != nil {
		return err
	}
	if d.sawConfig(path, seenConfig{now.Config(path), now.seq}) {
		d.rescan()
	}
	return nil
}

// seenConfig is a settings file, nil for none, as a snapshot had it.
type seenConfig struct {
	file *pack.File
	seq  uint64 // of the snapshot
}

// sawConfig remembers the settings file at path as what the packs are looked at with, unless a newer snapshot is. It
// reports whether it says other things than the one before.
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

// configProblems finds the problems of the settings file at path alone. Where there is none, what was found before is taken back.
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

// scanConfigs finds the problems of the settings files that are in force for the packs in dirs and for the workspace folders, and of those known.
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
			return // a newer scan is under way
		}
		d.sawConfig(path, seenConfig{now.Config(path), now.seq})
	}
}

// knownConfigs are the paths of the known settings files.
func (r *results) knownConfigs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Keys(r.packs)), func(path string) bool { return filepath.Base(path) != pack.ConfigName })
}
