package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// checkOptions are the flags of pack-lsp check.
type checkOptions struct {
	format string
	failOn string
	config string // "" for the settings near the packs
	fix    bool
}

func checkCommand() *command {
	o := &checkOptions{format: "text", failOn: "error"}
	return &command{
		name: "check", args: "[flags] PATH...", summary: "report the problems of packs",
		about: `
Reports the problems of packs. PATH is the folder of a pack, a file of a pack, or a folder with packs at any depth.
Dependencies are looked up in the packs of all PATHs together.
`,
		flags: []option{
			{name: "format", arg: "FORMAT", values: formatNames, into: &o.format,
				text: "text (default), json, sarif (2.1.0), or github (workflow annotations)"},
			{name: "fail-on", arg: "LEVEL", values: failLevels, into: &o.failOn,
				text: "lowest severity that fails the check: error (default), warning, information, hint, or never"},
			configOption(&o.config),
			{name: "fix", into: &o.fix,
				text: "first apply all safe fixes, on disk, and list them on stderr; then report what is left"},
		},
		notes: `
Exit codes: 0 no finding at or above LEVEL, 1 findings, 2 wrong usage, or a file that cannot be fixed or read. Files
that were not checked are named on stderr.

Examples:
  pack-lsp check packs/thanos-17.6.0
  pack-lsp check --fail-on=warning .
  pack-lsp check --fix packs/thanos-17.6.0
  pack-lsp check --format=sarif . > packs.sarif
`,
		run: o.run,
	}
}

// configOption is the flag --config of all commands that have settings.
func configOption(into *string) option {
	return option{name: "config", arg: "FILE", into: into,
		text: "use these settings instead of the .pack-lsp.yaml files in or above the packs"}
}

func (o *checkOptions) run(paths []string, s streams) int {
	write, limit := formats[o.format], failLevel(o.failOn)
	if len(paths) == 0 {
		return usageError(s, "check: name a pack, a file of a pack, or a folder that holds packs; see pack-lsp check --help")
	}
	ctx, stop := interruptible()
	defer stop()
	started := time.Now()
	// A run is short and holds little: with this, 10,000 packs take 140 MB and a fifth less time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	r, err := newRunner(o.config)
	if err != nil {
		return usageError(s, "check: %v", err)
	}
	jobs, err := r.plan(ctx, paths)
	if err != nil {
		return usageError(s, "check: %v", err)
	}
	index(ctx, jobs)
	var did fixes
	if o.fix {
		if did, jobs, err = r.fixAll(ctx, paths, jobs); err != nil {
			return usageError(s, "check: %v", err)
		}
		did.report(s.err)
	}
	findings, err := r.run(ctx, jobs, newProgress(s.err, len(jobs)))
	if err != nil {
		return usageError(s, "check: %v", err)
	}
	if err := write(s.out, findings); err != nil {
		return usageError(s, "check: cannot write the findings: %v", err)
	}
	unread := r.reportUnread(s.err, "check", "checked")
	fmt.Fprintln(s.err, summary(len(jobs), findings, time.Since(started)))
	if len(did.failed) > 0 || unread > 0 {
		return exitUsage
	}
	if slices.ContainsFunc(findings, func(f finding) bool { return f.severity >= limit }) {
		return exitFindings
	}
	return exitOK
}

// failLevels are what --fail-on takes.
var failLevels = []string{"error", "warning", "information", "hint", "never"}

// failLevel returns the lowest severity that fails the check; for never, a value above all severities.
func failLevel(name string) pack.Severity {
	if level, ok := pack.ParseSeverity(name); ok {
		return level
	}
	return pack.Error + 1
}

func summary(packs int, findings []finding, took time.Duration) string {
	counts := map[pack.Severity]int{}
	for _, f := range findings {
		counts[f.severity]++
	}
	var parts []string
	for _, sev := range []pack.Severity{pack.Error, pack.Warning, pack.Information, pack.Hint} {
		if counts[sev] > 0 {
			parts = append(parts, plural(counts[sev], sev.String()))
		}
	}
	found := "nothing found"
	if parts != nil {
		found = strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%s checked: %s (%s)", plural(packs, "pack"), found, took.Round(time.Millisecond))
}

func plural(n int, noun string) string {
	if n == 1 || noun == "information" {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// runner checks packs.
type runner struct {
	fsys     disk.FS
	charts   *chart.Cache
	settings *pack.Settings // of --config; nil without it
	config   *pack.File     // its file
	cwd      string
	unread   []shownUnread
}

func newRunner(config string) (*runner, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("no working folder: %w", err)
	}
	r := &runner{fsys: disk.OS{}, charts: chart.NewCache(), cwd: cwd}
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

// plainError says why a path that the user named cannot be read.
func plainError(path string, err error) error {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no such file or folder", path)
	case errors.As(err, &pe):
		return fmt.Errorf("%s: %w", path, pe.Err)
	}
	return err
}

// snapshot returns the state of the disk in which the packs below the folder root are checked. It looks for settings
// files in the working folder if root is below it, else in root itself.
func (r *runner) snapshot(root string) *pack.Snapshot {
	s := pack.NewSnapshot(r.fsys, r.charts, time.Now())
	if r.config != nil {
		return s.WithSettings(r.settings)
	}
	if rel, err := filepath.Rel(r.cwd, root); err == nil && filepath.IsLocal(rel) {
		root = r.cwd
	}
	return s.WithFolders([]string{root})
}

// shownUnread is a file or folder that could not be read, and the job that needed it.
type shownUnread struct {
	pack.Unread
	job
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

// job is one pack to check, or one file of it.
type job struct {
	snapshot *pack.Snapshot
	dir      string
	file     string // "" for all files of the pack
	root     string // folder that the user named, absolute
	shown    string // the same, as the user wrote it
}

// plan finds the packs that paths name, each once.
func (r *runner) plan(ctx context.Context, paths []string) ([]job, error) {
	var jobs []job
	seen := map[string]bool{}
	for _, path := range paths {
		found, err := r.planPath(ctx, path)
		if err != nil {
			return nil, err
		}
		for _, j := range found {
			dir, err := r.fsys.EvalSymlinks(j.dir) // several links may lead to one pack
			if err != nil {
				dir = j.dir
			}
			if key := dir + "\x00" + strings.TrimPrefix(j.file, j.dir); !seen[key] {
				seen[key] = true
				jobs = append(jobs, j)
			}
		}
	}
	return jobs, ctx.Err()
}

func (r *runner) planPath(ctx context.Context, path string) ([]job, error) {
	full := r.abs(path)
	info, err := r.fsys.Stat(full)
	if err != nil {
		return nil, plainError(path, err)
	}
	if !info.IsDir() {
		s := r.snapshot(filepath.Dir(full))
		p, f := s.PackOf(full)
		if link, err := r.fsys.Lstat(full); f == nil && err == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, fmt.Errorf("%s: a link that leads out of the pack's folder, so it is not read", path)
		}
		if _, ok := s.PackDir(full); ok && f == nil {
			if _, err := disk.ReadText(r.fsys, full); err != nil {
				return nil, plainError(path, err)
			}
		}
		if f == nil {
			return nil, fmt.Errorf("%s: not a file of a pack (pack.json; values.yaml, schema.yaml or presets.yaml next to it; "+
				"manifests below it)", path)
		}
		return []job{{snapshot: s, dir: p.Dir, file: full, root: full, shown: path}}, nil
	}
	s := r.snapshot(full)
	var jobs []job
	dirs, unread := s.FindPacks(ctx, full)
	for _, u := range unread {
		r.unread = append(r.unread, shownUnread{u, job{root: full, shown: path}})
	}
	for _, dir := range dirs {
		jobs = append(jobs, job{snapshot: s, dir: dir, root: full, shown: path})
	}
	if jobs == nil && unread == nil && !s.Excluded(full) {
		return nil, fmt.Errorf("%s: no pack in this folder or below it (a pack has a pack.json)", path)
	}
	return jobs, nil
}
