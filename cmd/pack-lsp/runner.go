package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// runner checks packs.
type runner struct {
	fsys     disk.FS
	charts   *chart.Cache
	settings *pack.Settings // of --config; nil without it
	config   *pack.File     // its file
	cwd      string
	// keepFixes says that findings have the changes of their fixes.
	keepFixes bool
	today     time.Time

	// What plan has found: the state of the disk by the folder that it is for, and what it could not plan.
	snapshots map[string]*pack.Snapshot
	outside   []string // paths as the user wrote them, of files that are of no pack
	unread    []shownUnread
}

func newRunner(config string) (*runner, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("no working folder: %w", err)
	}
	r := &runner{fsys: disk.OS{}, charts: chart.NewCache(), cwd: cwd, today: time.Now()}
	if config == "" {
		return r, nil
	}
	if r.config, r.settings, err = pack.ReadSettings(r.fsys, r.abs(config)); err != nil {
		return nil, plainError(config, err)
	}
	return r, nil
}

func (r *runner) abs(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(r.cwd, path)
}

// missing is the error that there is nothing at a path.
type missing string

func (m missing) Error() string { return string(m) + ": no such file or folder" }

// plainError says why a path that the user named cannot be read.
func plainError(path string, err error) error {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missing(path)
	case errors.As(err, &pe):
		return fmt.Errorf("%s: %w", path, pe.Err)
	}
	return err
}

// shownUnread is a file or folder that could not be read, and the job that needed it.
type shownUnread struct {
	pack.Unread
	job
}

// errNotOfPack says that a file is of no pack.
var errNotOfPack = errors.New("not a file of a pack")

// reportOutside names the files that are of no pack.
func (r *runner) reportOutside(w io.Writer, command string) {
	for _, path := range r.outside {
		fmt.Fprintf(w, "pack-lsp: %s: %s: %v\n", command, visible(path), errNotOfPack)
	}
}

// reportUnread prints what could not be read, and returns how many files and folders that are. A check that is silent
// about files that it skipped would pass broken packs.
func (r *runner) reportUnread(w io.Writer, command, done string) int {
	seen := map[string]bool{}
	for _, u := range r.unread {
		if seen[u.Path] {
			continue
		}
		seen[u.Path] = true
		err := u.Err
		if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
			err = pe.Err
		}
		message := strings.TrimPrefix(err.Error(), u.Path+": ")
		fmt.Fprintf(w, "pack-lsp: %s: %s was not %s: %s\n", command, visible(u.show(u.Path)), done, visible(message))
	}
	return len(seen)
}
