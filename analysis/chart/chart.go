// Package chart reads Helm chart archives in memory: what a chart is called, which values it has, what they mean, and
// which of them its templates use. Nothing is unpacked to disk, and no archive, however hostile, takes more than the
// limits in archive.go.
//
// Facts about charts are those of Helm 3 (https://helm.sh/docs/topics/charts).
//
// Deliberately absent: rendering, which is in package render, and all that is known of packs.
package chart

import (
	"io"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Chart is one chart with the charts inside it. It never changes; what takes time is worked out when first asked for.
type Chart struct {
	Metadata
	Folder    string   // the archive's top folder, which may have another name than the chart; "" if there is none
	Path      string   // the chart's folder in the archive, such as "thanos/charts/minio"; "" at the top without a folder
	Schema    string   // text of SchemaName; "" without one
	Subcharts []*Chart // sorted by the path they lie at

	parent *Chart // nil for the archive's own chart
	// sections are the keys of the parent's values that hold the chart's: its aliases if the parent declares any, or else
	// its name.
	sections []string
	files    files // by path from the chart's folder
	lazy
}

// Parse reads a chart archive of size bytes, -1 where the size is not known. Its error is an *Error; Err is what r
// said, if that failed.
func Parse(r io.Reader, size int64) (*Chart, error) {
	if size > maxCompressed {
		return nil, errorf(TooLarge, "it is larger than %d MiB", maxCompressed>>20)
	}
	return parseArchive(r, newBudget(), 0)
}

func parseArchive(r io.Reader, b *budget, depth int) (*Chart, error) {
	all, err := unpack(r, b)
	if err != nil {
		return nil, err
	}
	top, ok := topFolder(all)
	if !ok {
		return nil, errorf(NoMetadata, "it holds no Chart.yaml at its top or in its top folder")
	}
	c, err := assemble(all.below(top), top, b, depth)
	if err != nil {
		return nil, err
	}
	c.Folder = top
	return c, nil
}

// topFolder is the folder that holds Chart.yaml: none before any other, as `tar -C chart .` packs.
func topFolder(all files) (string, bool) {
	if _, ok := all[metadataName]; ok {
		return "", true
	}
	found, ok := "", false
	for name := range all {
		if dir, base := path.Split(name); base == metadataName && strings.Count(dir, "/") == 1 {
			if dir = path.Clean(dir); !ok || dir < found {
				found, ok = dir, true
			}
		}
	}
	return found, ok
}

// below are the files in dir, by their path from there.
func (f files) below(dir string) files {
	if dir == "" {
		return f
	}
	out := files{}
	for name, text := range f {
		if rest, ok := strings.CutPrefix(name, dir+"/"); ok {
			out[rest] = text
		}
	}
	return out
}

// assemble makes a chart of the files of its folder, whose path in the archive is at.
func assemble(all files, at string, b *budget, depth int) (*Chart, error) {
	meta, err := parseMetadata(all[metadataName].text, all[requirementsName].text)
	if err != nil {
		return nil, err
	}
	if b.charts--; b.charts < 0 {
		return nil, errorf(TooLarge, "it holds more than %d charts", maxCharts)
	}
	c := &Chart{Metadata: *meta, Path: at, Schema: all[SchemaName].text, files: files{}}
	inner := map[string]files{} // unpacked subcharts by folder
	var packed []string
	for name, text := range all {
		rest, isSub := strings.CutPrefix(name, chartsDir+"/")
		if !isSub {
			c.files[name] = text
			continue
		}
		if folder, file, ok := strings.Cut(rest, "/"); !ok && packedSubchart(name) {
			packed = append(packed, name)
		} else if ok && folder[0] != '_' && folder[0] != '.' { // Helm skips these
			if inner[folder] == nil {
				inner[folder] = files{}
			}
			inner[folder][file] = text
		}
	}
	if depth >= maxNesting {
		return c, nil
	}
	for _, folder := range slices.Sorted(maps.Keys(inner)) { // the first that is wrong is reported
		sub := inner[folder]
		if _, ok := sub[metadataName]; !ok {
			continue
		}
		s, err := assemble(sub, path.Join(at, chartsDir, folder), b, depth+1)
		if err != nil {
			return nil, inside(err, path.Join(chartsDir, folder))
		}
		c.Subcharts = append(c.Subcharts, s)
	}
	slices.Sort(packed)
	for _, name := range packed {
		s, err := parseArchive(strings.NewReader(all[name].text), b, depth+1)
		if err != nil {
			return nil, inside(err, name)
		}
		s.relocate(path.Join(at, name))
		c.Subcharts = append(c.Subcharts, s)
	}
	slices.SortFunc(c.Subcharts, func(a, b *Chart) int { return strings.Compare(a.Path, b.Path) })
	c.adopt()
	return c, nil
}

// relocate puts the chart of a nested archive, and those inside it, at their place in the outer one.
func (c *Chart) relocate(archive string) {
	c.Path = path.Join(archive, c.Path)
	for _, s := range c.Subcharts {
		s.relocate(archive)
	}
}

// File is the text of a file of the chart by its path from the chart's folder: Chart.yaml, values.yaml, a template.
// False if there is none, and for a template that holds no template actions.
func (c *Chart) File(name string) (string, bool) {
	f, ok := c.files[name]
	return f.text, ok && f.text != "" && !f.inert
}

// Source is the text of any file of the chart by its path from the chart's folder, as Helm gives it to templates.
// False if there is none.
func (c *Chart) Source(name string) (string, bool) {
	f, ok := c.files[name]
	return f.text, ok
}

// Sources yields the path from the chart's folder and the text of all files of the chart, without those of its
// subcharts, in the order of their paths.
func (c *Chart) Sources() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, name := range slices.Sorted(maps.Keys(c.files)) {
			if !yield(name, c.files[name].text) {
				return
			}
		}
	}
}

// Size is about how many bytes the chart and those in it take in memory, with the trees of their values.
func (c *Chart) Size() int64 {
	c.lazy.sizeOnce.Do(func() { c.lazy.size = c.measure() })
	return c.lazy.size
}

func (c *Chart) measure() int64 {
	n := int64(4096) + text.Weight(c.files[valuesName].text)
	for name, f := range c.files {
		n += int64(len(name) + len(f.text) + 64)
	}
	for _, s := range c.Subcharts {
		n += s.Size()
	}
	return n
}

// inside says of an error that the nested archive or chart at name is at fault.
func inside(err error, name string) error {
	if e, ok := err.(*Error); ok {
		copied := *e
		copied.Inside = path.Join(name, e.Inside)
		return &copied
	}
	return err
}
