package symbol

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Define returns the places that define what a cursor at byte offset off of the file at path is on; nil if none is
// known.
func Define(s *pack.Snapshot, path string, off int) []pack.Location {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	sub := value.SubjectAt(p, f, off)
	d := definer{snapshot: s, pack: p, origin: sub.Range}
	if own := ownAt(f, off); own != nil {
		d.declared(f, own)
	} else {
		d.subject(f, &sub)
	}
	for i := range d.found {
		d.found[i].Origin = d.origin
	}
	return d.found
}

// definer collects the places that define one subject.
type definer struct {
	snapshot *pack.Snapshot
	pack     *pack.Pack
	origin   text.Range // of the subject
	found    []pack.Location
}

func (d *definer) add(f *pack.File, r text.Range) {
	d.found = append(d.found, pack.Location{Path: f.Path, Text: f.Text, Range: r})
}

// value adds the key of a value of values.yaml or of what a preset adds, or the value if it has no key.
func (d *definer) value(n syntax.Node) {
	if at, ok := value.PlaceOf(d.pack, n); ok {
		d.found = append(d.found, at)
	}
}

// valuesAt adds the values at a dotted path: those in values.yaml, or else those that presets add, or else the
// default of a chart.
func (d *definer) valuesAt(dotted string) {
	for _, n := range value.At(d.pack.Values.Root(), dotted) {
		d.value(n)
	}
	if len(d.found) > 0 {
		return
	}
	for _, root := range value.Adding(d.pack, strings.Split(dotted, ".")...) {
		for _, n := range value.At(root, dotted) {
			d.value(n)
		}
	}
	if len(d.found) == 0 {
		d.chartDefault(strings.Split(dotted, "."))
	}
}

// chartDefault adds a chart's default for the value at a path from the root of the pack's values.
func (d *definer) chartDefault(steps []string) {
	at, ok := value.ChartAt(d.pack, steps)
	if !ok {
		return
	}
	if len(steps) == 2 {
		d.chartMetadata(at.Chart, at.Chart)
		return
	}
	owner := at.Scope.Chart()
	r, ok := at.Scope.Place()
	if at.List && len(at.Items) > 0 && owner != nil && at.Items[0].Tree() == owner.Values() {
		r, ok = at.Items[0].Range(), true
		if pair := at.Items[0].Parent(); pair.Kind() == syntax.Pair {
			r = pair.Key().Range()
		}
	}
	switch sub := at.Subchart(); {
	case ok && owner != nil:
		d.chartFile(at.Chart, owner, pack.ValuesName, r)
	case sub != nil:
		d.chartMetadata(at.Chart, sub)
	}
}

// chartMetadata adds the name in the Chart.yaml of c, a chart in the archive of top.
func (d *definer) chartMetadata(top, c *chart.Chart) {
	const name = "Chart.yaml"
	if source, ok := c.File(name); ok {
		d.chartFile(top, c, name, syntax.ParseYAML(source).Root().Get("name").Range())
	}
}

// chartFile adds a place in a file of c, a chart in the archive of top. If an unpacked chart next to the archive has
// a file with the same text, it adds the place in that file.
func (d *definer) chartFile(top, c *chart.Chart, name string, r text.Range) {
	source, ok := c.File(name)
	if !ok {
		return
	}
	inner := path.Join(c.Path, name)
	for _, archive := range d.pack.Facts().Charts {
		if found, err := d.pack.Chart(archive); err != nil || found != top {
			continue
		}
		below := strings.TrimPrefix(strings.TrimPrefix(inner, top.Path), "/")
		for _, folder := range []string{top.Name, top.Name + "-" + top.Version, top.Folder} {
			f := d.pack.DiskFile(path.Join(path.Dir(archive), folder, below))
			if folder != "" && f != nil && f.Text.String() == source {
				d.add(f, r)
				return
			}
		}
		at := pack.ChartFile{Archive: filepath.Join(d.pack.Dir, filepath.FromSlash(archive)), Inner: inner}
		d.found = append(d.found, pack.Location{ChartFile: at, Text: text.New(source), Range: r})
		return
	}
}
