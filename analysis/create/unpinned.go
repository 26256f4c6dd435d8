package create

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// unpinned is an image of the chart that changes without notice.
type unpinned struct {
	ref  string
	code string   // of the check that reports it
	path []string // of the value that pins it, below the chart's section; nil if the chart's templates name the image
}

// words are the reason for leaving it, as a comment that silences the check.
func (u unpinned) words(d *draft) string {
	switch {
	case d.Chart == nil:
		return "# pack-lsp: ignore " + u.code + " until its manifest pins it"
	case u.path == nil:
		return "# pack-lsp: ignore " + u.code + " since only the chart can pin it"
	}
	return "# pack-lsp: ignore " + u.code + " until " + d.fullPath(need{path: u.path}) + " pins it"
}

// explainUnpinned says of images that have no version what pins them.
func (d *draft) explainUnpinned(ctx context.Context, t attempt) (bool, error) {
	changed := false
	for _, f := range t.findings {
		if f.Code != "values/image-latest" && f.Code != "values/image-no-tag" {
			continue
		}
		ref := t.pack.Values.Tree().NodeAt(f.Start).Text()
		if ref == "" || !slices.Contains(d.images, ref) || d.unpinnedAt(ref) != nil {
			continue
		}
		path, err := d.pins(ctx, ref)
		if err != nil {
			return false, err
		}
		d.unpinned = append(d.unpinned, unpinned{ref: ref, code: f.Code, path: path})
		changed = true
	}
	return changed, nil
}

func (d *draft) unpinnedAt(ref string) *unpinned {
	if i := slices.IndexFunc(d.unpinned, func(u unpinned) bool { return u.ref == ref }); i >= 0 {
		return &d.unpinned[i]
	}
	return nil
}

// maxPins is how many values are tried for one image.
const maxPins = 12

// pins is the path of the value that decides the version of an image: with another value there, the image is not
// deployed. Nil if none does.
func (d *draft) pins(ctx context.Context, ref string) ([]string, error) {
	if d.Chart == nil {
		return nil, nil
	}
	candidates := d.versionValues(ref)
	for _, path := range candidates[:min(len(candidates), maxPins)] {
		with := *d
		with.filled = true
		with.needed = append(slices.Clip(d.needed), need{path: path})
		s, dir := with.snapshot(with.files())
		deployed, err := deploy.ImagesOf(ctx, s, s.Pack(dir), nil)
		if err != nil {
			return nil, err
		}
		same := func(i deploy.Image) bool { return image.Whole(i.Ref) == image.Whole(ref) }
		if deployed.Whole && !slices.ContainsFunc(deployed.List, same) {
			return path, nil
		}
	}
	return nil, nil
}

// tagKey matches the keys of values that are the version of an image.
var tagKey = regexp.MustCompile(`(?i)(tag|version)$`)

// versionValues are the paths of values that may decide the version of an image, the most likely ones first.
func (d *draft) versionValues(ref string) [][]string {
	var sure, maybe [][]string
	var walk func(m syntax.Node, path []string)
	walk = func(m syntax.Node, path []string) {
		for pair := range m.Entries() {
			key, v := pair.Key().Text(), pair.Value().Resolve()
			at := append(slices.Clip(path), key)
			switch {
			case !plainKey.MatchString(key) || len(sure)+len(maybe) > 100*maxPins:
			case v.Kind() == syntax.Mapping:
				walk(v, at)
			case v.IsScalar() && v.Text() != "" && image.Whole(v.Text()) == image.Whole(ref) && !m.Get("tag").Exists():
				sure = append(sure, at)
			case v.IsScalar() && tagKey.MatchString(key) && (v.Text() == "" || v.Text() == "latest"):
				if name := m.Get("repository").Text(); name != "" && strings.Contains(ref, name) {
					sure = append(sure, at)
				} else {
					maybe = append(maybe, at)
				}
			}
		}
	}
	var visit func(c *chart.Chart, section []string)
	visit = func(c *chart.Chart, section []string) {
		if t := c.Values(); t != nil {
			walk(t.Root(), section)
		}
		for _, sub := range c.Subcharts {
			for _, key := range sub.Sections() {
				visit(sub, append(slices.Clip(section), key))
			}
		}
	}
	if d.sample != nil {
		walk(syntax.ParseYAML(d.sample.text).Root(), nil)
	}
	visit(d.Chart, nil)
	return append(sure, maybe...)
}

// unpinnedNotes say which images have no version.
func (d *draft) unpinnedNotes() []string {
	var notes []string
	for _, u := range d.unpinned {
		how := "no value of the chart pins it"
		switch {
		case d.Chart == nil:
			how = "pin it in its manifest"
		case u.path != nil:
			how = "set " + d.fullPath(need{path: u.path}) + " to pin it"
		}
		notes = append(notes, fmt.Sprintf("the image %s changes without notice; %s", u.ref, how))
	}
	return notes
}
