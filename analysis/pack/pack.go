package pack

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Pack is a pack's folder at one moment. It never changes.
type Pack struct {
	Dir     string // absolute
	JSON    *File  // pack.json; nil if it is absent or cannot be read
	Values  *File  // values.yaml; nil likewise
	Schema  *File  // schema.yaml; nil likewise
	Presets *File  // presets.yaml; nil likewise

	// Settings are those in force for the pack.
	Settings *Settings
	// Today is the date that checks compare with.
	Today time.Time

	open   map[string]*File // the editors' files below Dir, by path
	folder *folder
	charts *chart.Cache
	facts  func() *Facts
	memo   memos
	last   *lasting

	share func() *share // see takeShare
	id    *byte         // see ID
}

// Facts is what pack.json says, as far as the other files of the pack depend on it.
type Facts struct {
	Name, DisplayName, Version, Layer, AddonType string
	CloudTypes                                   []string
	Charts, Manifests                            []string // paths as written
	Dependencies                                 []string // names of the packs that constraints.dependencies lists
	// Shape is the keys of pack.json, each with the kind of its value and whether it could be read in full: what cannot be
	// seen in the rest is absent for sure only in a pack.json that is whole.
	Shape string
}

// newPack makes p, whose unexported fields and settings are set, complete, and takes over from prev (nil: nothing) what
// has not changed.
func newPack(p, prev *Pack) *Pack {
	p.JSON, p.Values = p.file(MetaName, Meta), p.file(ValuesName, Values)
	p.Schema, p.Presets = p.file(SchemaName, Schema), p.file(PresetsName, Presets)
	p.facts = sync.OnceValue(func() *Facts {
		facts := factsOf(p.JSON.Root())
		if prev != nil && p.JSON != prev.JSON {
			if old := prev.facts(); reflect.DeepEqual(old, facts) {
				return old
			}
		}
		return facts
	})
	if prev != nil && prev.JSON == p.JSON {
		p.facts = prev.facts
	}
	p.share, p.id = p.lazyShare(prev), new(byte)
	if p.last = new(lasting); prev != nil {
		p.last = prev.last
	}
	p.memo.carry(p, prev)
	return p
}

func (p *Pack) file(name string, kind Kind) *File {
	full := filepath.Join(p.Dir, name)
	if f := p.open[full]; f != nil {
		return f
	}
	return p.folder.file(full, kind)
}

func factsOf(root syntax.Node) *Facts {
	str := func(key string) string {
		if n := root.Get(key); n.Kind() == syntax.String {
			return n.Text()
		}
		return ""
	}
	list := func(key string) (items []string) {
		for n := range root.Get(key).Children() {
			if n.Kind() == syntax.String {
				items = append(items, n.Text())
			}
		}
		return items
	}
	var dependencies []string
	for dep := range root.At(KeyConstraints, KeyDependencies).Children() {
		if name := dep.Get(KeyPackName); name.Kind() == syntax.String {
			dependencies = append(dependencies, name.Text())
		}
	}
	return &Facts{
		Name: str("name"), DisplayName: str("displayName"), Version: str("version"), Layer: str("layer"),
		AddonType:  str("addonType"),
		CloudTypes: list("cloudTypes"), Charts: list(KeyCharts), Manifests: list(KeyManifests),
		Dependencies: dependencies, Shape: shapeOf(root),
	}
}

func shapeOf(root syntax.Node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %t", root.Kind(), root.Broken())
	for pair := range root.Children() {
		v := pair.Value()
		fmt.Fprintf(&b, "\n%q %v %t %t %t", pair.Key().Text(), v.Kind(), v.First().Exists(), pair.Broken(), v.Broken())
	}
	return b.String()
}

// Kept reports whether a snapshot keeps the pack, since it holds an open file. What is worked out for another one is
// asked for once, so only what several need is worth keeping.
func (p *Pack) Kept() bool { return !p.folder.Brief }

// Facts is what pack.json says. The same pointer means the same facts.
func (p *Pack) Facts() *Facts { return p.facts() }

// Root is the root of pack.json.
func (p *Pack) Root() syntax.Node { return p.JSON.Root() }

// List returns the entries of a folder of the pack, rel with slashes; nil if there is none or rel leads out of the
// pack.
func (p *Pack) List(rel string) []fs.DirEntry {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return nil
	}
	return p.folder.List(p.folder.Abs(rel))
}

// Stat returns what is known of a file of the pack, rel with slashes; nil if there is none or rel leads out of the
// pack. Links are followed, but not out of the pack.
func (p *Pack) Stat(rel string) fs.FileInfo {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return nil
	}
	return p.folder.Stat(p.folder.Abs(rel))
}

// Find looks for rel, ignoring case, and returns the path as it is on disk, with slashes; "" if there is none.
func (p *Pack) Find(rel string) string {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return ""
	}
	found := ""
	for step := range strings.SplitSeq(path.Clean(rel), "/") {
		name := p.folder.Named(p.folder.Abs(found), step)
		if name == "" {
			return ""
		}
		found = path.Join(found, name)
	}
	return found
}

// Has reports whether rel is on disk in just this case. On file systems that ignore case, Stat does not tell.
func (p *Pack) Has(rel string) bool { return p.Find(rel) == path.Clean(rel) }

// Files yields the paths, with slashes, of the regular files below the folder rel that keep accepts, at most a few
// thousand of them, in the order of their names. Links to folders are not followed.
func (p *Pack) Files(rel string, keep func(rel string) bool) []string {
	var out []string
	var walk func(rel string, depth int)
	walk = func(rel string, depth int) {
		for _, e := range p.List(rel) {
			name := path.Join(rel, e.Name())
			switch {
			case len(out) >= maxFiles:
				return
			case e.IsDir() && depth < maxDepth:
				walk(name, depth+1)
			case !e.IsDir() && keep(name):
				out = append(out, name)
			}
		}
	}
	walk(rel, 0)
	return out
}

const (
	maxFiles = 5000 // no pack in the field has a tenth of that
	maxDepth = 16
)

// Chart reads the chart archive at rel, a path with slashes as in pack.json. The error says in plain words why it
// cannot be used; fs.ErrNotExist is among them.
func (p *Pack) Chart(rel string) (*chart.Chart, error) {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return nil, fs.ErrNotExist
	}
	if p.share().charts[rel] {
		return nil, errTooManyCharts
	}
	return p.readChart(rel)
}

func (p *Pack) readChart(rel string) (*chart.Chart, error) {
	c, err := p.charts.Read(p.folder.FS, p.folder.Abs(rel), p.Stat(rel))
	if err == nil && p.Kept() {
		p.last.Store(chartAt(rel), c)
	}
	return c, err
}

// Charts are the charts of the archives that pack.json lists and that can be read, in its order.
func (p *Pack) Charts() []*chart.Chart {
	var charts []*chart.Chart
	for _, rel := range p.Facts().Charts {
		if c, err := p.Chart(rel); err == nil {
			charts = append(charts, c)
		}
	}
	return charts
}

// IsArchiveName reports whether a file's name is that of a chart archive, as helm package writes.
func IsArchiveName(name string) bool {
	return strings.HasSuffix(name, ".tgz") || strings.HasSuffix(name, ".tar.gz")
}

// ManifestKey is the key below manifests: in values.yaml that holds the parameters of the manifest at path: its base
// name without .yaml (observed in published packs).
func ManifestKey(manifest string) string {
	base := path.Base(strings.ReplaceAll(manifest, `\`, "/"))
	return strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml")
}

// File returns the file of the pack at an absolute path, the editor's text before the disk's; nil if there is none.
func (p *Pack) File(full string) *File {
	for _, f := range []*File{p.JSON, p.Values, p.Schema, p.Presets} {
		if f != nil && f.Path == full {
			return f
		}
	}
	if f := p.open[full]; f != nil {
		return f
	}
	if kind := kindOf(full); kind == Manifest && disk.Within(full, p.Dir) {
		return p.folder.file(full, kind)
	}
	return nil
}

// ManifestFiles are the manifests that pack.json lists and that can be read, in its order, as far as there is room for
// them in memory.
func (p *Pack) ManifestFiles() []*File {
	var files []*File
	for _, rel := range p.Facts().Manifests {
		if f := p.manifest(rel); f != nil && !p.share().manifests[rel] {
			files = append(files, f)
		}
	}
	return files
}

// manifest is the manifest at rel, a path with slashes as in pack.json; nil if it cannot be read.
func (p *Pack) manifest(rel string) *File {
	if !filepath.IsLocal(filepath.FromSlash(rel)) {
		return nil
	}
	full := p.folder.Abs(rel)
	if f := p.open[full]; f != nil {
		return f
	}
	return p.folder.file(full, Manifest)
}

// AnalyzedFiles are the files of the pack that problems can be reported in: those that exist of pack.json, values.yaml,
// schema.yaml, presets.yaml, and the listed manifests.
func (p *Pack) AnalyzedFiles() []*File {
	var files []*File
	seen := map[*File]bool{nil: true}
	for _, f := range append([]*File{p.JSON, p.Values, p.Schema, p.Presets}, p.ManifestFiles()...) {
		if !seen[f] {
			seen[f] = true
			files = append(files, f)
		}
	}
	return files
}
