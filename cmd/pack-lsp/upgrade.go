package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
)

// upgradeOptions are the flags of pack-lsp upgrade.
type upgradeOptions struct {
	chart, base, to, version, format string
	inPlace, dryRun                  bool
}

func upgradeCommand() *command {
	o := &upgradeOptions{format: "text"}
	return &command{
		name: "upgrade", args: "[flags] PACK --chart FILE", summary: "upgrade a pack to another version of its chart",
		about: `
Makes a pack with another version of one of its charts, in a new folder next to the old one. PACK is the pack's folder
or a file in it. values.yaml is merged three ways: what is a copy of the old chart's defaults follows the new ones, with
their comments; what the author has set stays. A value that the new chart no longer has stays, with a comment that says
so; if it is known where the new chart has it, it moves there. The keys of schema.yaml, presets, references of pack.json
and macros follow. The version, the archive and pack.content are updated. Then the report is printed: what has
changed in the values and the images, which objects are deployed differently, and what an API server will not accept in
place of what is there. A pack of manifests has no chart to upgrade.
`,
		flags: []option{
			{name: "chart", arg: "FILE", into: &o.chart, text: "the archive of the new chart; it has the name of one of " +
				"the pack's charts"},
			{name: "base", arg: "FILE", into: &o.base, text: "the archive whose defaults the pack's values were copied from, " +
				"if nobody has updated them since; default: the one that the pack has"},
			{name: "to", arg: "DIR", into: &o.to, text: "the folder of the new pack; default: next to the old one, named " +
				"after the new version"},
			{name: "in-place", into: &o.inPlace, text: "change the pack itself"},
			{name: "version", arg: "VERSION", into: &o.version, text: "of the new pack; default: it follows the chart's"},
			{name: "dry-run", into: &o.dryRun, text: "print the report, and write nothing"},
			{name: "format", arg: "FORMAT", into: &o.format, values: []string{"text", "json", "markdown"},
				text: "of the report: text (default); json; or markdown, for a pull request"},
		},
		notes: `
Exit codes: 0 all is well, 1 something needs a look: a value that the new chart does not have, an object that has to be
deleted first, a definition that changes incompatibly, or a new problem; 2 a usage error, or something that cannot be
read or written.

Examples:
  pack-lsp upgrade packs/thanos-17.6.0 --chart ~/Downloads/thanos-17.7.0.tgz
  pack-lsp upgrade . --chart thanos-17.7.0.tgz --in-place --format markdown > report.md
`,
		run: o.run,
	}
}

func (o *upgradeOptions) run(paths []string, s streams) int {
	switch {
	case len(paths) != 1:
		return usageError(s, "upgrade: name one pack: its folder or a file in it; see pack-lsp upgrade --help")
	case o.to != "" && o.inPlace:
		return usageError(s, "upgrade: use either --to or --in-place")
	}
	ctx, stop := interruptible()
	defer stop()
	r, err := newRunner("")
	if err != nil {
		return usageError(s, "upgrade: %v", err)
	}
	j, err := r.planOne(ctx, paths[0])
	if err != nil {
		return usageError(s, "upgrade: %v", err)
	}
	p, _ := j.snapshot.PackOf(filepath.Join(j.dir, pack.MetaName))
	if p == nil {
		return usageError(s, "upgrade: %s: its pack.json cannot be read", paths[0])
	}
	result, err := o.plan(ctx, r, j, p)
	if err != nil {
		return usageError(s, "upgrade: %v", err)
	}
	if err := o.write(p, result); err != nil {
		return usageError(s, "upgrade: %v", err)
	}
	where := j.show(result.Dir)
	if o.dryRun {
		where = ""
	}
	if code := writeOut(s, "upgrade", upgradeFormats[o.format](result.Report, where)); code != exitOK {
		return code
	}
	if needsLook(result.Report) {
		return exitFindings
	}
	return exitOK
}

// plan works out the new pack.
func (o *upgradeOptions) plan(ctx context.Context, r *runner, j job, p *pack.Pack) (*upgrade.Result, error) {
	if err := upgrade.HasChart(p); err != nil {
		return nil, err
	}
	if o.chart == "" {
		return nil, errors.New("name the archive of the new chart with --chart")
	}
	data, c, err := readChart(r, o.chart)
	if err != nil {
		return nil, err
	}
	var base *chart.Chart
	if o.base != "" {
		if _, base, err = readChart(r, o.base); err != nil {
			return nil, err
		}
	}
	request := upgrade.Request{
		Base: base, Name: filepath.Base(o.chart), Data: data, Chart: c, Dir: p.Dir, Version: o.version,
	}
	switch {
	case o.to != "":
		request.Dir = r.abs(o.to)
	case !o.inPlace:
		request.Dir = upgrade.Dir(p, upgrade.Version(p, request))
	}
	if request.Dir != p.Dir && !o.dryRun {
		if err := free(request.Dir); err != nil {
			return nil, fmt.Errorf("%s: %w", j.show(request.Dir), err)
		}
	}
	return upgrade.Plan(ctx, j.snapshot, p, request)
}

// readChart reads the archive at a path that the user has named.
func readChart(r *runner, path string) ([]byte, *chart.Chart, error) {
	data, err := os.ReadFile(r.abs(path))
	if err != nil {
		return nil, nil, plainError(path, err)
	}
	c, err := chart.Parse(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return data, c, nil
}

var errTaken = errors.New("the folder is there already; name another one with --to")

// free reports whether dir can become a new folder: nothing is there, or an empty folder.
func free(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return errTaken
	}
	return nil
}

// write writes the new pack, unless only the report is asked for.
func (o *upgradeOptions) write(p *pack.Pack, result *upgrade.Result) error {
	switch {
	case o.dryRun:
		return nil
	case result.Dir == p.Dir:
		return changeFolder(p, result)
	}
	return copyFolder(p.Dir, result)
}

// needsLook reports whether the author has to look at something.
func needsLook(r *upgrade.Report) bool {
	for _, v := range r.Values {
		if v.Kind == upgrade.Unknown || v.Kind == upgrade.Pinned {
			return true
		}
	}
	for _, ref := range r.References {
		if ref.To == "" {
			return true
		}
	}
	for _, o := range r.Objects {
		if len(o.Immutable) > 0 {
			return true
		}
	}
	return len(r.CRDs)+len(r.Findings)+len(r.Failures) > 0
}

// dotted is a path of a value as people write it.
func dotted(path []string) string { return strings.Join(path, ".") }
