package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Which files have changed is asked of git itself. To read its files without it would mean to read the index, packed
// objects with deltas, the syntax of revisions and .gitignore in all their versions, and would still be slower: git
// keeps the times of files in its index. Only --changed runs git; the server never runs anything.

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
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("%q is not a revision of git", rev)
	}
	out, err := runGit(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	top := filepath.FromSlash(strings.TrimSuffix(strings.TrimSuffix(string(out), "\n"), "\r"))
	diff := []string{"diff", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "-z"}
	if rev != "HEAD" {
		diff = append(diff, "--merge-base") // what others have changed since is not ours
	}
	tracked, err := runGit(ctx, top, append(diff, rev, "--")...)
	if err != nil {
		return nil, err
	}
	others, err := runGit(ctx, top, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	folders := map[string]bool{}
	for name := range bytes.SplitSeq(append(tracked, others...), []byte{0}) {
		if len(name) == 0 {
			continue
		}
		path := filepath.Join(top, filepath.FromSlash(string(name)))
		if filepath.Base(path) == pack.ConfigName {
			folders[path] = true
		}
		for up := filepath.Dir(path); !folders[up]; up = filepath.Dir(up) {
			folders[up] = true
			if up == top {
				break
			}
		}
	}
	return folders, nil
}

// runGit runs git in the folder dir and returns what it prints. No settings of a repository make it run anything else.
func runGit(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("--changed runs git, which is not installed")
	case errors.As(err, &exit) && len(exit.Stderr) > 0:
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], first)
	case err != nil:
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}
