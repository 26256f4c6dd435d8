// Package git asks git which files have changed. It is the only package that runs another program, and only the command
// line may import it: the server runs nothing.
//
// To read what has changed without git would mean to read its index, packed objects with deltas, revisions and
// .gitignore, in all their versions. It would also be slower: git keeps the times of files in its index.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Changed returns the root of the repository that the folder dir is in, absolute and without links, and the absolute
// paths of the files in it that have changed since the revision rev: committed, staged or not, new, or removed. For a
// rev other than HEAD, it is since the present branch left it. Files that are ignored are left out.
func Changed(ctx context.Context, dir, rev string) (root string, paths []string, err error) {
	if strings.HasPrefix(rev, "-") {
		return "", nil, fmt.Errorf("%q is not a revision of git", rev)
	}
	out, err := run(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return "", nil, err
	}
	root = filepath.FromSlash(strings.TrimSuffix(strings.TrimSuffix(string(out), "\n"), "\r"))
	diff := []string{"diff", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "-z"}
	if rev != "HEAD" {
		diff = append(diff, "--merge-base") // what others have changed since is not ours
	}
	tracked, err := run(ctx, root, append(diff, rev, "--")...)
	if err != nil {
		return "", nil, err
	}
	others, err := run(ctx, root, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return "", nil, err
	}
	for name := range bytes.SplitSeq(append(tracked, others...), []byte{0}) {
		if len(name) > 0 {
			paths = append(paths, filepath.Join(root, filepath.FromSlash(string(name))))
		}
	}
	return root, paths, nil
}

// run runs git in the folder dir and returns what it prints. It starts no monitor of files, and
// takes no locks.
func run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed")
	case errors.As(err, &exit) && len(exit.Stderr) > 0:
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], first)
	case err != nil:
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}
