package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// renderOptions are the flags of pack-lsp render.
type renderOptions struct{ chart, preset string } // "" for all charts, and for no preset

func renderCommand() *command {
	o := &renderOptions{}
	return &command{
		name: "render", args: "[flags] PATH", summary: "print the YAML of all that a pack deploys",
		about: `
Prints the YAML of all that a pack deploys: its charts, rendered with the pack's values as Helm renders them, and its
manifests. PATH is the pack's folder or a file in it. Palette's macros get plausible values. Objects that only
"helm test" makes are left out. What cannot be rendered is named on stderr, with the template and the line in it.
`,
		flags: []option{
			{name: "chart", arg: "NAME", into: &o.chart, text: "only this chart"},
			{name: "preset", arg: "NAME", into: &o.preset,
				text: "the values with this preset of presets.yaml on top: its name, or GROUP:NAME"},
		},
		notes: `
Exit codes: 0 all is rendered, 1 something is not, 2 a usage error, or something that cannot be read.

Examples:
  pack-lsp render packs/thanos-17.6.0
  pack-lsp render packs/thanos-17.6.0 --chart thanos --preset high-availability | kubectl diff -f -
`,
		run: o.run,
	}
}

func (o *renderOptions) run(paths []string, s streams) int {
	if len(paths) != 1 {
		return usageError(s, "render: name one pack: its folder or a file in it; see pack-lsp render --help")
	}
	ctx, stop := interruptible()
	defer stop()
	r, err := newRunner("")
	if err != nil {
		return usageError(s, "render: %v", err)
	}
	j, err := r.planOne(ctx, paths[0])
	if err != nil {
		return usageError(s, "render: %v", err)
	}
	p, _ := j.snapshot.PackOf(filepath.Join(j.dir, pack.MetaName))
	if p == nil {
		return usageError(s, "render: %s: its pack.json cannot be read", paths[0])
	}
	v := renderer{job: j, pack: p, err: s.err}
	chosen, err := findPreset(v.pack, o.preset)
	if err != nil {
		return usageError(s, "render: %v", err)
	}
	if err := v.hasChart(o.chart); err != nil {
		return usageError(s, "render: %v", err)
	}
	out, err := v.render(ctx, o.chart, chosen)
	if err != nil {
		return usageError(s, "render: %v", err)
	}
	if _, err := io.WriteString(s.out, out); err != nil {
		return usageError(s, "render: cannot write: %v", err)
	}
	if v.problems > 0 {
		return exitFindings
	}
	return exitOK
}

// planOne finds the one pack that path names.
func (r *runner) planOne(ctx context.Context, path string) (job, error) {
	jobs, err := r.plan(ctx, names{paths: []string{path}})
	switch {
	case err != nil:
		return job{}, err
	case len(jobs) == 0 && len(r.unread) > 0:
		return job{}, r.unread[0].Err
	case len(r.outside) > 0:
		return job{}, fmt.Errorf("%s: %w", path, errNotOfPack)
	case len(jobs) == 0:
		return job{}, fmt.Errorf("%s: settings exclude this folder", path)
	case len(jobs) > 1:
		return job{}, fmt.Errorf("%s: %d packs are below this folder; name one of them", path, len(jobs))
	}
	return jobs[0], nil
}

// renderer renders one pack, and says what goes wrong.
type renderer struct {
	job
	pack     *pack.Pack
	err      io.Writer
	problems int
}

// errNoPreset is the error of findPreset if no preset has the name.
var errNoPreset = errors.New("there is no preset")

// findPreset finds a preset of p by its name, or by GROUP:NAME; nil if name is empty.
func findPreset(p *pack.Pack, name string) (*pack.Preset, error) {
	if name == "" {
		return nil, nil
	}
	presets := p.PresetList()
	var names []string
	var found []*pack.Preset
	for i := range presets {
		names = append(names, presets[i].ID())
		if presets[i].ID() == name || presets[i].Name == name {
			found = append(found, &presets[i])
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fmt.Errorf("several presets are named %q; use one of %s", name, strings.Join(names, ", "))
	case names == nil:
		return nil, fmt.Errorf("%w %q: the pack has no presets", errNoPreset, name)
	}
	return nil, fmt.Errorf("%w %q; the pack has %s", errNoPreset, name, strings.Join(names, ", "))
}

// hasChart is an error if the pack has charts, and none of that name; an archive that cannot be read may have it.
func (v *renderer) hasChart(name string) error {
	if name == "" {
		return nil
	}
	var names []string
	for _, rel := range v.pack.Facts().Charts {
		c, err := v.pack.Chart(rel)
		if err != nil || c.Name == name {
			return nil
		}
		names = append(names, c.Name)
	}
	if names == nil {
		return fmt.Errorf("there is no chart %q: the pack has no charts", name)
	}
	return fmt.Errorf("there is no chart %q; the pack has %s", name, strings.Join(names, ", "))
}

// render is what the pack deploys, with a preset if it is not nil; of one chart alone if its name is not empty.
func (v *renderer) render(ctx context.Context, chart string, preset *pack.Preset) (string, error) {
	v.unreadable()
	if v.problems > 0 {
		return "", nil // nobody knows what the values are
	}
	if preset != nil && preset.Add != nil && len(preset.Add.Tree.Errors) > 0 {
		v.problem(v.pack.Presets, preset.Node.Start(), "the preset cannot be read: "+preset.Add.Tree.Errors[0].Message)
		return "", nil
	}
	for _, rel := range v.pack.Facts().Charts {
		if _, err := v.pack.Chart(rel); err != nil {
			v.say("%s: %s", v.show(filepath.Join(v.pack.Dir, rel)), err)
		}
	}
	units, err := deploy.Units(ctx, v.snapshot, v.pack, preset)
	if err != nil {
		return "", err
	}
	if chart != "" {
		units = slices.DeleteFunc(units, func(u *deploy.Unit) bool { return u.Chart == nil || u.Name() != chart })
	}
	for _, u := range units {
		for _, e := range u.Errors {
			v.say("%s: %s", u.Where(v.pack, e), e.Message)
		}
	}
	return deploy.Write(v.pack, units), nil
}

// unreadable reports mistakes of syntax in the files that say what is deployed.
func (v *renderer) unreadable() {
	for _, f := range []*pack.File{v.pack.JSON, v.pack.Values} {
		if f != nil && len(f.Tree().Errors) > 0 {
			e := f.Tree().Errors[0]
			v.problem(f, e.Start, e.Message)
		}
	}
}

// problem reports what is wrong at a byte of a file.
func (v *renderer) problem(f *pack.File, at int, message string) {
	v.say("%s:%d: %s", v.show(f.Path), f.Text.LineAt(at)+1, message)
}

func (v *renderer) say(format string, args ...any) {
	v.problems++
	fmt.Fprintf(v.err, "pack-lsp: render: %s\n", visible(fmt.Sprintf(format, args...)))
}
