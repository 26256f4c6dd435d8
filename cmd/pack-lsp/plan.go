package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// job is one pack to check, or some files of it.
type job struct {
	snapshot *pack.Snapshot
	dir      string
	files    []string // absolute; nil for all files of the pack
	root     string   // absolute folder that fixes must not lead out of: the one that the user named, or the pack's
	// keepFixes says that findings have the changes of their fixes.
	keepFixes bool
	base      string // absolute folder that paths are shown relative to; "" to show absolute ones
}

// show returns an absolute path in the way that the user names paths.
func (j job) show(path string) string {
	if j.base != "" {
		if rel, err := filepath.Rel(j.base, path); err == nil {
			path = rel
		}
	}
	return filepath.ToSlash(path)
}

// has reports whether the file at path, of the pack, is one to check.
func (j job) has(path string) bool { return j.files == nil || slices.Contains(j.files, path) }

// plan finds the packs that names name, each once.
func (r *runner) plan(ctx context.Context, names names) ([]job, error) {
	r.snapshots, r.outside, r.unread = map[string]*pack.Snapshot{}, nil, nil
	var jobs []job
	at := map[string]int{} // folder of a pack -> index in jobs
	for _, path := range names.paths {
		found, err := r.planPath(ctx, path, names)
		if err != nil {
			return nil, err
		}
		for _, j := range found {
			dir, err := r.fsys.EvalSymlinks(j.dir) // several links may lead to one pack
			if err != nil {
				dir = j.dir
			}
			j.keepFixes = r.keepFixes
			if i, ok := at[dir]; !ok {
				at[dir] = len(jobs)
				jobs = append(jobs, j)
			} else {
				jobs[i].merge(j)
			}
		}
	}
	return jobs, ctx.Err()
}

// merge adds what is to be checked of the same pack.
func (j *job) merge(other job) {
	switch {
	case j.files == nil:
	case other.files == nil:
		j.files, j.root = nil, other.root
	default:
		for _, file := range other.files {
			rel, err := filepath.Rel(other.dir, file)
			if file = filepath.Join(j.dir, rel); err == nil && !slices.Contains(j.files, file) {
				j.files = append(j.files, file)
			}
		}
	}
}

// planPath finds the packs that path names: the pack of a file, or the packs in a folder. Files that are of no pack are
// added to r.outside.
func (r *runner) planPath(ctx context.Context, path string, names names) ([]job, error) {
	full := r.abs(path)
	info, err := r.fsys.Stat(full)
	switch {
	case err == nil && info.IsDir():
		return r.planFolder(ctx, path, full)
	case err == nil && filepath.Base(full) == pack.ConfigName:
		return r.planSettings(ctx, path, full)
	case err == nil:
		return r.planFile(path, full)
	}
	if dir, ok := r.packAround(filepath.Dir(full)); ok && names.removed {
		return r.wholePack(path, dir), nil
	}
	if names.listed && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return nil, plainError(path, err)
}

// wholePack is the pack in the folder dir, for a path in it.
func (r *runner) wholePack(path, dir string) []job {
	s := r.snapshot(dir)
	if s.Excluded(dir) {
		return nil
	}
	return []job{{snapshot: s, dir: dir, root: dir, base: r.base(path)}}
}

func (r *runner) planFile(path, full string) ([]job, error) {
	s := r.snapshot(filepath.Dir(full))
	dir, analyzed := s.PackDir(full)
	if analyzed {
		s = r.snapshot(dir)
	}
	p, f := s.PackOf(full)
	switch {
	case f != nil && s.Excluded(p.Dir):
		return nil, nil
	case f != nil:
		return []job{{snapshot: s, dir: p.Dir, files: []string{full}, root: p.Dir, base: r.base(path)}}, nil
	}
	if link, err := r.fsys.Lstat(full); err == nil && link.Mode()&fs.ModeSymlink != 0 && analyzed {
		return nil, fmt.Errorf("%s: a link that leads out of the pack's folder, so it is not read", path)
	}
	if analyzed {
		if _, err := disk.ReadText(r.fsys, full); err != nil {
			return nil, plainError(path, err)
		}
	}
	if dir, ok := r.packAround(filepath.Dir(full)); ok {
		return r.wholePack(path, dir), nil
	}
	r.outside = append(r.outside, path)
	return nil, nil
}

// packAround is the nearest folder of a pack that dir is, or is in; false if there is none.
func (r *runner) packAround(dir string) (string, bool) {
	for up := filepath.Dir(dir); ; dir, up = up, filepath.Dir(up) {
		meta := filepath.Join(dir, pack.MetaName)
		if _, err := r.fsys.Stat(meta); err == nil {
			if _, f := r.snapshot(dir).PackOf(meta); f != nil {
				return dir, true
			}
		}
		if up == dir {
			return "", false
		}
	}
}

// planSettings are the packs in the folder of a settings file, whose findings depend on it.
func (r *runner) planSettings(ctx context.Context, path, full string) ([]job, error) {
	dir := filepath.Dir(full)
	if around, ok := r.packAround(dir); ok {
		return r.wholePack(path, around), nil
	}
	dirs, unread := r.findPacks(ctx, path, dir)
	if dirs == nil && !unread {
		r.outside = append(r.outside, path)
	}
	return dirs, nil
}

func (r *runner) planFolder(ctx context.Context, path, full string) ([]job, error) {
	jobs, unread := r.findPacks(ctx, path, full)
	if jobs != nil || unread || r.snapshot(full).Excluded(full) {
		return jobs, nil
	}
	if dir, ok := r.packAround(full); ok {
		return r.wholePack(path, dir), nil
	}
	if _, err := os.Stat(filepath.Join(full, pack.MetaName)); err == nil {
		return nil, fmt.Errorf("%s: the pack.json in this folder belongs to another program; it has no keys of a pack", path)
	}
	return nil, fmt.Errorf("%s: no pack in this folder or below it (a pack has a pack.json)", path)
}

// findPacks are the packs below the folder full. unread says that something on the way could not be read.
func (r *runner) findPacks(ctx context.Context, path, full string) (jobs []job, unread bool) {
	s := r.snapshot(full)
	dirs, missed := s.FindPacks(ctx, full)
	for _, u := range missed {
		r.unread = append(r.unread, shownUnread{u, job{base: r.base(path)}})
	}
	for _, dir := range dirs {
		jobs = append(jobs, job{snapshot: s, dir: dir, root: full, base: r.base(path)})
	}
	return jobs, missed != nil
}

// base is the folder that paths are shown relative to for a path that the user names.
func (r *runner) base(path string) string {
	if filepath.IsAbs(path) {
		return ""
	}
	return r.cwd
}

// snapshot returns the state of the disk in which the packs below the folder root are checked. It looks for settings
// files in the working folder if root is below it, else in root itself.
func (r *runner) snapshot(root string) *pack.Snapshot {
	if rel, err := filepath.Rel(r.cwd, root); err == nil && filepath.IsLocal(rel) {
		root = r.cwd
	}
	if r.snapshots[root] == nil {
		s := pack.NewSnapshot(r.fsys, r.charts, r.today)
		if r.config != nil {
			s = s.WithSettings(r.settings)
		} else {
			s = s.WithFolders([]string{root})
		}
		r.snapshots[root] = s
	}
	return r.snapshots[root]
}

// kept is s with the files of the pack in dir as they are read now. A pack without open files is read again each time,
// and edits for one text must not be made to another that somebody has saved in the meantime.
func kept(s *pack.Snapshot, dir string) *pack.Snapshot {
	f := s.Pack(dir).JSON
	if f == nil {
		return s
	}
	return s.WithOpen(f.Path, f.Version, f.Text)
}
