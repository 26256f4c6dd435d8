package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// checkOptions are the flags of pack-lsp check.
type checkOptions struct {
	format        string
	severity      string // findings below it do not matter
	failOn        string
	config        string // "" for the settings near the packs
	changed       string // a revision; given for HEAD, "" to check all
	baseline      string // a file; "" for none
	writeBaseline bool
	fix           string // "" for no fixes, given or fixSafe for the safe ones, fixMore for more
	diff          bool
	color         string
}

// Values of --fix.
const (
	fixSafe = "safe"
	fixMore = "all"
)

func checkCommand() *command {
	o := &checkOptions{format: "text", severity: "hint", failOn: "error", color: colorAuto}
	return &command{
		name: "check", args: "[flags] PATH...", summary: "report the problems of packs",
		about: `
Reports the problems of packs. PATH is the folder of a pack, a file in it, or a folder with packs at any depth; - reads
such names from stdin. A file that is not checked itself, such as README.md, means its pack. Dependencies are
looked up in the packs of all PATHs together.
`,
		flags: o.flags(),
		notes: `
Exit codes: 0 no finding at or above the level of --fail-on, 1 findings, 2 a usage error, or a file that cannot be fixed
or read. Files that were not checked are named on stderr. With --diff: 0 nothing to fix, 1 a diff.

Examples:
  pack-lsp check packs/thanos-17.6.0
  pack-lsp check --fail-on=warning .
  pack-lsp check --changed=origin/main .
  git diff --name-only | pack-lsp check -
  pack-lsp check --fix packs/thanos-17.6.0
  pack-lsp check --baseline=.pack-lsp-baseline.json --write-baseline .
  pack-lsp check --format=sarif . > packs.sarif
`,
		run: o.run,
	}
}

func (o *checkOptions) flags() []option {
	return []option{
		{name: "format", arg: "FORMAT", values: formatNames, into: &o.format, text: "text (default), json, sarif (2.1.0), " +
			"github (workflow annotations), gitlab (code quality), junit, or checkstyle"},
		{name: "severity", arg: "LEVEL", values: pack.SeverityNames[:4], into: &o.severity,
			text: "lowest severity that is reported and can fail the check: error, warning, information, or hint (default)"},
		{name: "fail-on", arg: "LEVEL", values: failLevels, into: &o.failOn,
			text: "lowest severity that fails the check: error (default), warning, information, hint, or never"},
		configOption(&o.config),
		{name: "changed", arg: "REV", optional: true, into: &o.changed,
			text: "only packs with files that git says have changed since HEAD, or since the branch left REV; runs git"},
		{name: "baseline", arg: "FILE", into: &o.baseline,
			text: "report nothing that FILE lists, and name what it lists and no longer occurs"},
		{name: "write-baseline", into: &o.writeBaseline, text: "write all findings to the file of --baseline"},
		{name: "fix", arg: "SET", optional: true, values: []string{fixSafe, fixMore}, into: &o.fix,
			text: "first apply all safe fixes (default), or all: for each problem its safe or preferred fix; on disk, and " +
				"list them on stderr; then report what is left"},
		{name: "diff", into: &o.diff, text: "with --fix: print what it would change, and write and report nothing"},
		{name: "color", arg: "MODE", values: []string{colorAuto, colorAlways, colorNever}, into: &o.color,
			text: "colors, links and source lines in text: auto (default: on a terminal), always, or never (no colors)"},
	}
}

// configOption is the flag --config of all commands that have settings.
func configOption(into *string) option {
	return option{name: "config", arg: "FILE", into: into,
		text: "use these settings instead of the .pack-lsp.yaml files in or above the packs"}
}

// maxGarbage is how many bytes the process may take before garbage is collected as often as needed.
const maxGarbage = 384 << 20

func (o *checkOptions) run(paths []string, s streams) int {
	if len(paths) == 0 && o.changed != "" {
		paths = []string{"."}
	}
	switch {
	case len(paths) == 0:
		return usageError(s, "check: name a pack, a file of a pack, or a folder that holds packs; see pack-lsp check --help")
	case o.diff && o.fix == "":
		return usageError(s, "check: --diff shows what --fix would change; add --fix or --fix=all")
	case o.writeBaseline && o.baseline == "":
		return usageError(s, "check: --write-baseline needs --baseline FILE")
	}
	ctx, stop := interruptible()
	defer stop()
	// A run is short and holds little: with this, 10,000 packs take 140 MB and a fifth less time. Of packs that hold much,
	// garbage must not add four times as much.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	if limit := debug.SetMemoryLimit(-1); limit > maxGarbage {
		debug.SetMemoryLimit(maxGarbage)
		defer debug.SetMemoryLimit(limit)
	}
	code, err := o.check(ctx, paths, s)
	if err != nil {
		return usageError(s, "check: %v", err)
	}
	return code
}

// check runs the check. An error is one of usage, or of something that cannot be read or written.
func (o *checkOptions) check(ctx context.Context, paths []string, s streams) (int, error) {
	started := time.Now()
	r, err := newRunner(o.config)
	if err != nil {
		return 0, err
	}
	r.keepFixes = o.format == "sarif"
	known, err := r.readBaseline(o.baseline, o.writeBaseline)
	if err != nil {
		return 0, err
	}
	named, err := readNames(paths, s.in)
	if err != nil {
		return 0, err
	}
	jobs, err := r.planIndexed(ctx, named, o.changed)
	if err != nil {
		return 0, o.withAdvice(err, named)
	}
	if !named.listed {
		r.reportOutside(s.err, "check")
	}
	var did fixes
	if o.fix != "" {
		if did, err = fix(ctx, jobs, o.fix == fixMore, o.diff); err != nil {
			return 0, err
		}
		if o.diff {
			return did.show(s)
		}
		did.report(s.err, o.fix == fixMore)
		if did.files > 0 {
			if jobs, err = r.planIndexed(ctx, named, o.changed); err != nil {
				return 0, err
			}
		}
	}
	all, err := r.run(ctx, jobs, newProgress(s.err, len(jobs)))
	if err != nil {
		return 0, err
	}
	lowest, _ := pack.ParseSeverity(o.severity)
	all = slices.DeleteFunc(all, func(f finding) bool { return f.severity < lowest })
	unread := r.reportUnread(s.err, "check", "checked")
	if o.writeBaseline {
		err := known.write(all, r, jobs, s.err)
		return exitCode(unread > 0, false), err
	}
	all = known.without(all)
	known.reportStale(s.err, r, jobs)
	rep := newReport(all, jobs, failLevel(o.failOn), r.cwd)
	write := formats[o.format]
	if t := newTerminal(s.out, o.color); t != nil && o.format == "text" {
		write = t.write
	}
	if err := write(s.out, rep); err != nil {
		return 0, fmt.Errorf("cannot write the findings: %w", err)
	}
	fmt.Fprintln(s.err, rep.summary(time.Since(started)))
	return exitCode(len(did.failed) > 0 || unread > 0, slices.ContainsFunc(all, rep.fails)), nil
}

// withAdvice is err, with what to write instead if a path that is not there may be something else.
func (o *checkOptions) withAdvice(err error, named names) error {
	var path missing
	switch {
	case !errors.As(err, &path):
		return err
	case o.changed == given:
		return fmt.Errorf("%w; if it is a revision, write --changed=%s", err, string(path))
	case len(named.paths) > 1:
		return fmt.Errorf("%w; a list that may have files of removed packs is read from stdin, with -", err)
	}
	return err
}

func exitCode(unread, found bool) int {
	switch {
	case unread:
		return exitUsage
	case found:
		return exitFindings
	}
	return exitOK
}

// planIndexed is plan with an index of all packs. If changed is not empty, only the packs that git says have changed
// remain.
func (r *runner) planIndexed(ctx context.Context, named names, changed string) ([]job, error) {
	jobs, err := r.plan(ctx, named)
	if err != nil {
		return nil, err
	}
	index(ctx, jobs)
	if changed == "" {
		return jobs, nil
	}
	if changed == given {
		changed = "HEAD"
	}
	return r.changedSince(ctx, changed, jobs)
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
