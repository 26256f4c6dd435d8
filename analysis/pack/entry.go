package pack

import (
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/version"
	"github.com/pack-lsp/pack-lsp/internal/intern"
)

// Entry is what other packs of the workspace depend on of a pack. It never changes, and keeps no part of the text that
// it was read from. What is not known, as it is absent, of another type, broken or a macro, is "" or left out.
type Entry struct {
	Dir                                          string // the pack's folder, absolute
	Name, DisplayName, Version, Layer, AddonType string
	Parsed                                       version.Version // of Version; none if that is no version
	Chart                                        string          // by the name of its archive; "" unless there is one
	CloudTypes                                   []string
	Dependencies                                 []Dependency // in the order of pack.json
	mentions                                     *mentions    // nil in one that is in no index
}

// Dependency is an entry of constraints.dependencies that can be understood: it names a pack and a type, and its bounds
// are versions.
type Dependency struct {
	Name   string // packName
	Layer  string // "" if it is not known
	Type   DependencyType
	Bounds version.Bounds
	Min    string // minVersion as written; "" for no bound
	Max    string // maxVersion likewise
	Index  int    // its place in constraints.dependencies, from 0
}

// DependencyType is the type of a dependency. What upgrade, which the schema allows, means is documented nowhere:
// published packs use it with their own name.
type DependencyType string

const (
	Required     DependencyType = "required"
	Optional     DependencyType = "optional"
	NotSupported DependencyType = "notSupported"
	Upgrade      DependencyType = "upgrade"
)

// Words are the bounds as they are written, for a sentence.
func (d *Dependency) Words() string { return BoundsWords(d.Min, d.Max) }

// BoundsWords is a range of versions in words, from its bounds as they are written, "" for none.
func BoundsWords(low, high string) string {
	switch {
	case low == "" && high == "":
		return "any version"
	case high == "":
		return "from " + low
	case low == "":
		return "up to " + high
	case low == high:
		return low
	}
	return low + " to " + high
}

// Allows reports whether d, if it is about a pack in a profile, lets that pack have the version v. One without bounds
// allows all (Palette's documentation, "Pack Constraints": no validation of versions then).
func (d *Dependency) Allows(v version.Version) bool {
	switch {
	case d.Bounds.Unbounded(), !v.Exists(), d.Type == Upgrade:
		return true
	case d.Type == NotSupported:
		return !d.Bounds.Contains(v)
	}
	return d.Bounds.Contains(v)
}

var entries View[*Entry]

// Entry is what other packs can depend on of p; nil if it has no pack.json.
func (p *Pack) Entry() *Entry {
	if p.JSON == nil {
		return nil
	}
	return entries.Of(p.JSON, func() *Entry { return newEntry(p.Dir, p.JSON.Root()) })
}

// MaxEntryDependencies is how many dependencies of a pack others know of. Published packs have three at most, and other
// packs wait for the index.
const MaxEntryDependencies = 2000

// newEntry reads the pack.json of the pack in dir.
func newEntry(dir string, root syntax.Node) *Entry {
	e := &Entry{
		Dir: dir, Name: wordAt(root, "name"), DisplayName: wordAt(root, "displayName"), Version: wordAt(root, "version"),
		Layer: wordAt(root, "layer"), AddonType: wordAt(root, "addonType"),
	}
	e.Parsed, _ = version.Parse(e.Version)
	for n := range root.Get("cloudTypes").Children() {
		if s, ok := literal(n); ok {
			e.CloudTypes = append(e.CloudTypes, s)
		}
	}
	if charts := root.Get(KeyCharts); charts.Len() == 1 {
		if archive, ok := literal(charts.First()); ok {
			e.Chart = intern.String(chartOfArchive(archive))
		}
	}
	list := root.At(KeyConstraints, KeyDependencies)
	if list.Kind() != syntax.Sequence {
		return e
	}
	i := 0
	for n := range list.Children() {
		if i == MaxEntryDependencies {
			break
		}
		if d, ok := newDependency(n); ok {
			d.Index = i
			e.Dependencies = append(e.Dependencies, d)
		}
		i++
	}
	return e
}

// archiveName matches the name of an archive without its extension: of the chart, and its version.
var archiveName = regexp.MustCompile(`^(.+?)-v?[0-9]+(?:\.[0-9]+)+(?:[-+].*)?$`)

// chartOfArchive is the name of a chart, told by the path of its archive.
func chartOfArchive(archive string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(path.Base(archive), ".tgz"), ".tar.gz")
	if m := archiveName.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return name
}

// traitMark begins what an index knows packs by besides their names, which cannot contain it.
const traitMark = "\x00"

// TitleTrait is what Index.Named finds packs of the layer and with the displayName of e by; "" if one is unknown.
func (e *Entry) TitleTrait() string { return e.trait("displayName", e.DisplayName) }

// ChartTrait is what Index.Named finds packs of the layer and with the only chart of e by; "" if one is unknown.
func (e *Entry) ChartTrait() string { return e.trait("chart", e.Chart) }

func (e *Entry) trait(of, value string) string {
	if value == "" || e.Layer == "" || e.Name == "" {
		return ""
	}
	return strings.Join([]string{"", of, e.Layer, value}, traitMark)
}

// keys are what an index knows e by.
func (e *Entry) keys() []string {
	var keys []string
	for _, key := range []string{e.Name, e.TitleTrait(), e.ChartTrait()} {
		if key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func newDependency(n syntax.Node) (Dependency, bool) {
	d := Dependency{
		Name: wordAt(n, KeyPackName), Layer: wordAt(n, "layer"), Type: DependencyType(wordAt(n, "type")),
		Min: wordAt(n, "minVersion"), Max: wordAt(n, "maxVersion"),
	}
	low, lowOK := BoundAt(n, "minVersion")
	high, highOK := BoundAt(n, "maxVersion")
	d.Bounds = version.Bounds{Min: low, Max: high}
	known := slices.Contains([]DependencyType{Required, Optional, NotSupported, Upgrade}, d.Type)
	return d, d.Name != "" && known && lowOK && highOK && !d.Bounds.Empty()
}

// BoundAt is the bound under key, minVersion or maxVersion, of an entry of constraints.dependencies, none if that is
// absent or ""; false if what is written is not understood.
func BoundAt(n syntax.Node, key string) (version.Version, bool) {
	if !n.Pair(key).Exists() {
		return version.Version{}, !n.Broken()
	}
	s, ok := literal(n.Get(key))
	if !ok || s == "" {
		return version.Version{}, ok
	}
	return version.Parse(s)
}

// wordAt is the string at a key of n; "" if there is none that can be understood. Words are shared by all who have the
// same.
func wordAt(n syntax.Node, key string) string {
	s, _ := literal(n.Get(key))
	return s
}

func literal(n syntax.Node) (string, bool) {
	if n.Kind() != syntax.String || n.Broken() || macro.Contains(n.Text()) {
		return "", false
	}
	return intern.String(n.Text()), true
}

// same reports whether e and f say the same, but for what they mention.
func (e *Entry) same(f *Entry) bool {
	if e == f || e == nil || f == nil {
		return e == f
	}
	a, b := *e, *f
	a.mentions, b.mentions = nil, nil
	return reflect.DeepEqual(a, b)
}

// Path is the pack.json that e was read from.
func (e *Entry) Path() string { return filepath.Join(e.Dir, MetaName) }

// Versions are the packs of one name in a workspace, newest first, and those with an unknown version last. The same
// pointer means the same packs that say the same.
type Versions struct{ All []*Entry }

// Entries are all of v; none if v is nil.
func (v *Versions) Entries() []*Entry {
	if v == nil {
		return nil
	}
	return v.All
}

func newVersions(entries []*Entry) *Versions {
	if len(entries) == 0 {
		return nil
	}
	slices.SortFunc(entries, func(a, b *Entry) int {
		if c := b.Parsed.Compare(a.Parsed); c != 0 {
			return c
		}
		return strings.Compare(a.Dir, b.Dir)
	})
	return &Versions{entries}
}
