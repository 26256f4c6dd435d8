package main

import (
	"context"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/git"
)

// changedSince are the jobs whose packs have files that have changed since rev, a revision of git.
func (r *runner) changedSince(ctx context.Context, rev string, jobs []job) ([]job, error) {
	var kept []job
	changed := map[string]map[string]bool{} // folder of the user -> folders with changes in them at any depth
	for _, j := range jobs {
		dirs, ok := changed[j.root]
		if !ok {
			var err error
			if dirs, err = changedFolders(ctx, j.root, rev); err != nil {
				return nil, err
			}
			changed[j.root] = dirs
		}
		dir, err := r.fsys.EvalSymlinks(j.dir)
		if err != nil {
			dir = j.dir
		}
		if dirs[dir] || dirs[r.settingsOf(j)] {
			kept = append(kept, j)
		}
	}
	return kept, nil
}

// settingsOf is the path of the .pack-lsp.yaml for a job, without links; "" if there is none.
func (r *runner) settingsOf(j job) string {
	f := j.snapshot.ConfigFile(j.dir)
	if f == nil {
		return ""
	}
	if path, err := r.fsys.EvalSymlinks(f.Path); err == nil {
		return path
	}
	return f.Path
}

// changedFolders are the folders that hold changed files at any depth, and the paths of changed settings files, all
// absolute and without links. The repository is that of the folder dir.
func changedFolders(ctx context.Context, dir, rev string) (map[string]bool, error) {
	root, paths, err := git.Changed(ctx, dir, rev)
	if err != nil {
		return nil, err
	}
	folders := map[string]bool{}
	for _, path := range paths {
		if filepath.Base(path) == pack.ConfigName {
			folders[path] = true
		}
		for up := filepath.Dir(path); !folders[up]; up = filepath.Dir(up) {
			folders[up] = true
			if up == root {
				break
			}
		}
	}
	return folders, nil
}
