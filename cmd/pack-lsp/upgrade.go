package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/upgrade"
)

// upgradeOptions are the flags of pack-lsp upgrade.
type upgradeOptions struct {
	charts, manifests, bases pathList
	to, version, format      string
	inPlace, dryRun          bool
}

func upgradeCommand() *command {
	o := &upgradeOptions{format: "text"}
	return &command{
		name: "upgrade", args: "[flags] PACK --chart FILE | --manifests PATH",
		summary: "upgrade a pack to another version of its charts or manifests",
		about: `
Makes a pack with another version of its charts or manifests, in a new folder next to the old one. PACK is the pack's
folder or a file in it. values.yaml is merged three ways: what is a copy of the old chart's defaults follows the new
ones, with their comments; what the author has set stays. A value that the new chart no longer has stays, with a comment
that says so; if it is known where the new chart has it, it moves there. The keys of schema.yaml, presets, references of
pack.json and macros follow. The version, the archive and pack.content are updated. Then the report is printed: what has
changed in the values and the images, which objects are deployed differently, and what an API server will not accept in
place of what is there.

New manifests take the places of those with the same names, whatever version is in the names. If those of the pack have
templates and the new ones have none, the templates stay. Images in the values of manifests whose tags are the version
of the pack get the new one; with --version alone, that is all that changes.
`,
		flags: []option{
			{name: "chart", arg: "FILE", into: &o.charts, text: "the archive of the new chart; it has the name of one of " +
				"the pack's charts. Repeat it for several charts"},
			{name: "manifests", arg: "PATH", into: &o.manifests, text: "a new manifest, or a folder with them; those of a " +
				"folder that the pack does not have are added. Repeat it for several files"},
			{name: "base", arg: "PATH", into: &o.bases, text: "of charts: the archive whose defaults the pack's values were " +
				"copied from, if nobody has updated them since; default: the one that the pack has. Of manifests: the file, " +
				"or a folder, that the pack's were made from. May be repeated"},
			{name: "to", arg: "DIR", into: &o.to, text: "the folder of the new pack; default: next to the old one, named " +
				"after the new version"},
			{name: "in-place", into: &o.inPlace, text: "change the pack itself"},
			{name: "version", arg: "VERSION", into: &o.version, text: "of the new pack; default: it follows that of " +
				"the chart, or of the images in the manifests"},
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
  pack-lsp upgrade packs/kubevirt-1.0.0 --manifests new/kubevirt-operator.yaml --base old/kubevirt-operator.yaml
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
	request := upgrade.Request{Dir: p.Dir, Version: o.version}
	if err := o.read(r, &request); err != nil {
		return nil, err
	}
	if err := request.Needs(p); err != nil {
		return nil, err
	}
	switch {
	case o.to != "":
		request.Dir = r.abs(o.to)
	case !o.inPlace:
		if request.Dir = upgrade.Dir(p, upgrade.Version(p, request)); request.Dir == p.Dir && !o.dryRun {
			return nil, errSameVersion
		}
	}
	if request.Dir != p.Dir && !o.dryRun {
		if err := free(request.Dir); err != nil {
			return nil, fmt.Errorf("%s: %w", j.show(request.Dir), err)
		}
	}
	return upgrade.Plan(ctx, j.snapshot, p, request)
}

// errSameVersion says that a new folder next to the old one would have the name of that.
var errSameVersion = errors.New("the version of the pack stays the same; use --in-place, or name the version of the " +
	"new pack with --version or its folder with --to")

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
	for _, m := range r.Manifests {
		if len(m.Conflicts) > 0 {
			return true
		}
	}
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
