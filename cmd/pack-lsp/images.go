package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/internal/parallel"
)

// imagesOptions are the flags of pack-lsp images.
type imagesOptions struct {
	format string
	preset string // "" for none
	all    bool   // presets
	config string // "" for the settings near the packs
}

func imagesCommand() *command {
	o := &imagesOptions{format: "text"}
	return &command{
		name: "images", args: "[flags] PATH...", summary: "print the container images that packs deploy",
		about: `
Prints the container images that packs deploy, each once, with its registry host, sorted: what to mirror for clusters
without internet access. The charts and manifests of each pack are rendered with its values. PATH is as in pack-lsp
check.
`,
		flags: []option{
			{name: "format", arg: "FORMAT", values: []string{"text", "json"}, into: &o.format,
				text: "text (default): one image per line; or json: also which chart, template, object and preset it is from"},
			{name: "preset", arg: "NAME", into: &o.preset,
				text: "with this preset on top of the values, in the packs that have it: its name, or GROUP:NAME"},
			{name: "all-presets", into: &o.all, text: "with the values, and also with each preset on top of them"},
			configOption(&o.config),
		},
		notes: `
In json, an image is certain if a container has it. Others are named by a field called image of a custom resource, or
depend on what is in the cluster. An image that depends on a macro is not printed, but named on stderr.

Exit codes: 0 all images are known, 1 something cannot be rendered or depends on a macro, so that images may be
missing, 2 a usage error, or something that cannot be read. What is missing is named on stderr.

Examples:
  pack-lsp images packs/thanos-17.6.0
  pack-lsp images --all-presets --format=json .
`,
		run: o.run,
	}
}

func (o *imagesOptions) run(paths []string, s streams) int {
	write := imageFormats[o.format]
	switch {
	case o.all && o.preset != "":
		return usageError(s, "images: use either --preset or --all-presets")
	case len(paths) == 0:
		return usageError(s, "images: name a pack, or a folder that holds packs; see pack-lsp images --help")
	}
	ctx, stop := interruptible()
	defer stop()
	r, err := newRunner(o.config)
	if err != nil {
		return usageError(s, "images: %v", err)
	}
	jobs, err := r.plan(ctx, names{paths: paths})
	if err != nil {
		return usageError(s, "images: %v", err)
	}
	if r.reportOutside(s.err, "images"); len(jobs) == 0 && len(r.outside) > 0 {
		return exitUsage
	}
	packs, err := r.images(ctx, jobs, *o)
	if err != nil {
		return usageError(s, "images: %v", err)
	}
	list := newImageList(packs)
	if err := write(s.out, list.images); err != nil {
		return usageError(s, "images: cannot write the images: %v", err)
	}
	for _, line := range list.unknown {
		fmt.Fprintf(s.err, "pack-lsp: images: %s\n", visible(line))
	}
	switch {
	case r.reportUnread(s.err, "images", "read") > 0:
		return exitUsage
	case len(list.unknown) > 0:
		return exitFindings
	}
	return exitOK
}

// packImages are the images of one pack.
type packImages struct {
	pack string // as the user would write it
	deploy.Images
}

// images are the images of the packs of jobs, in their order.
func (r *runner) images(ctx context.Context, jobs []job, o imagesOptions) ([]packImages, error) {
	packs := make([]packImages, len(jobs))
	errs := make([]error, len(jobs))
	var having atomic.Int64
	err := parallel.Each(ctx, len(jobs), func(i int) {
		j := jobs[i]
		p := j.snapshot.Pack(j.dir)
		packs[i].pack = j.show(j.dir)
		preset, err := findPreset(p, o.preset)
		switch {
		case err != nil && !errors.Is(err, errNoPreset):
			errs[i] = fmt.Errorf("%s: %w", packs[i].pack, err)
			return
		case preset != nil:
			having.Add(1)
		}
		if o.all {
			packs[i].Images, errs[i] = deploy.AllImagesOf(ctx, j.snapshot, p)
		} else {
			packs[i].Images, errs[i] = deploy.ImagesOf(ctx, j.snapshot, p, preset)
		}
	})
	if err != nil {
		return nil, err
	}
	for i, j := range jobs {
		if errs[i] != nil {
			return nil, errs[i]
		}
		for _, u := range j.snapshot.Unread(j.dir) {
			r.unread = append(r.unread, shownUnread{u, j})
		}
	}
	if o.preset != "" && having.Load() == 0 {
		return nil, fmt.Errorf("no pack has a preset %q", o.preset)
	}
	return packs, nil
}

// imageList is the images of all packs, and why some are missing.
type imageList struct {
	images  []jsonImage
	unknown []string
}

type jsonImage struct {
	Image   string            `json:"image"`
	Certain bool              `json:"certain"`
	From    []jsonImageSource `json:"from"`
}

type jsonImageSource struct {
	Pack      string   `json:"pack"`
	Chart     string   `json:"chart,omitempty"`
	Manifest  string   `json:"manifest,omitempty"`
	Template  string   `json:"template,omitempty"`
	Object    string   `json:"object"`
	Container string   `json:"container,omitempty"` // of a workload
	Presets   []string `json:"presets,omitempty"`   // with which it is deployed, if it is not without any
	Test      bool     `json:"test,omitempty"`      // only helm test runs it
}

func newImageList(packs []packImages) imageList {
	var list imageList
	at := map[string]*jsonImage{} // by the whole reference
	for _, p := range packs {
		for _, why := range p.Unknown {
			list.unknown = append(list.unknown, p.pack+": images may be missing: "+why)
		}
		known := deploy.Images{}
		for _, i := range p.List {
			switch {
			case i.Macro:
				list.unknown = append(list.unknown,
					fmt.Sprintf("%s: image of %s depends on a macro, so it is not printed: %s", p.pack, i.Object, i.Ref))
			case image.Problem(i.Ref) != "":
				list.unknown = append(list.unknown,
					fmt.Sprintf("%s: image of %s is not valid: %s: %q", p.pack, i.Object, image.Problem(i.Ref), i.Ref))
			default:
				known.List = append(known.List, i)
			}
		}
		for _, d := range image.Collect(known).Images {
			if at[d.Full] == nil {
				at[d.Full] = &jsonImage{Image: d.Ref}
			}
			at[d.Full].add(p.pack, d.Sources)
		}
	}
	for _, full := range slices.Sorted(maps.Keys(at)) {
		list.images = append(list.images, *at[full])
	}
	return list
}

// add adds objects of a pack that run the image.
func (i *jsonImage) add(dir string, sources []deploy.Image) {
	slices.SortFunc(sources, deploy.Image.Compare)
	for _, s := range sources {
		from := jsonImageSource{Pack: dir, Template: s.Template, Object: s.Object, Container: s.Container,
			Presets: s.Presets, Test: s.Test}
		if s.Unit.Chart != nil {
			from.Chart = s.Unit.Name()
		} else {
			from.Manifest, from.Template = s.Template, ""
		}
		i.Certain = i.Certain || !s.Custom && !s.Open
		i.From = append(i.From, from)
	}
}

// imageFormats write images, by the names that --format takes.
var imageFormats = map[string]func(io.Writer, []jsonImage) error{
	"text": writeImagesText,
	"json": writeImagesJSON,
}

func writeImagesText(w io.Writer, images []jsonImage) error {
	var b strings.Builder
	for _, i := range images {
		b.WriteString(i.Image + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeImagesJSON writes one array, one image per line.
func writeImagesJSON(w io.Writer, images []jsonImage) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteString("[")
	for n, i := range images {
		b.WriteString([...]string{"\n ", ",\n "}[min(n, 1)])
		if err := enc.Encode(i); err != nil {
			return err
		}
	}
	b.WriteString("]\n")
	_, err := io.WriteString(w, escapeJSON(strings.ReplaceAll(b.String(), "\n,", ",")))
	return err
}
