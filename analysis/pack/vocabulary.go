package pack

import (
	"iter"
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// The sections of values.yaml: its top-level keys that Palette and the pack's charts and manifests read.
const (
	SectionPack      = "pack"
	SectionCharts    = "charts"
	SectionManifests = "manifests"
)

// Sections are the sections of values.yaml, in the usual order.
func Sections() []string { return []string{SectionPack, SectionCharts, SectionManifests} }

// Keys of pack.json that code refers to. The schema has all of them.
const (
	KeyCharts       = "charts"        // paths of chart archives
	KeyManifests    = "kubeManifests" // paths of manifests
	KeyConstraints  = "constraints"
	KeyDependencies = "dependencies"            // of constraints
	KeyResources    = "resources"               // of constraints
	KeyPackName     = "packName"                // of a dependency
	KeyMinVersion   = "minVersion"              // of a dependency
	KeyMaxVersion   = "maxVersion"              // of a dependency
	KeyType         = "type"                    // of a dependency or a resource
	KeyLayer        = "layer"                   // of the pack or a dependency
	KeyComponents   = "components"              // of a resource
	KeySchedule     = "scheduleType"            // of a component
	KeyRequestRef   = "resourceRequestParamRef" // of a component: the path of a value
	KeyReplicaRef   = "replicaCountParamRef"    // of a component: the path of a value
)

// RefKeys are the keys of a component that refer to values.
func RefKeys() []string { return []string{KeyRequestRef, KeyReplicaRef} }

// The directories in which the files that pack.json lists usually are.
const (
	ChartsDir    = "charts"
	ManifestsDir = "manifests"
)

// Place is a set of places in pack.json: keys and indices with slashes between them, * for any one step.
type Place string

// The places in pack.json that code asks about.
const (
	PlaceChart      Place = KeyCharts + "/*"
	PlaceManifest   Place = KeyManifests + "/*"
	PlaceDependency Place = KeyConstraints + "/" + KeyDependencies + "/*"
	PlaceResource   Place = KeyConstraints + "/" + KeyResources + "/*"
	PlaceComponent  Place = PlaceResource + "/" + KeyComponents + "/*"
	Anywhere        Place = "**"
)

// Key is the place of a member of the object at p.
func (p Place) Key(name string) Place { return p + "/" + Place(name) }

// Has reports whether path, as syntax.Node.Path returns it, is one of the places of p. "" is only the root.
func (p Place) Has(path []string) bool {
	switch p {
	case Anywhere:
		return true
	case "":
		return len(path) == 0
	}
	i := 0
	for want := range strings.SplitSeq(string(p), "/") {
		if i >= len(path) || want != "*" && want != path[i] {
			return false
		}
		i++
	}
	return i == len(path)
}

// HasAny is the one of keys whose member of the object at p is at path; false if none is.
func (p Place) HasAny(path []string, keys ...string) (key string, ok bool) {
	for _, key := range keys {
		if p.Key(key).Has(path) {
			return key, true
		}
	}
	return "", false
}

// DependencyNodes are the objects in constraints.dependencies below root, the root of a pack.json.
func DependencyNodes(root syntax.Node) iter.Seq[syntax.Node] {
	return objects(root.At(KeyConstraints, KeyDependencies))
}

// DependencyNode is the i-th entry of constraints.dependencies, from 0, whatever its kind; absent if there are fewer.
func DependencyNode(root syntax.Node, i int) syntax.Node {
	return root.At(KeyConstraints, KeyDependencies).Index(i)
}

// ResourceNodes are the objects in constraints.resources below root, the root of a pack.json.
func ResourceNodes(root syntax.Node) iter.Seq[syntax.Node] {
	return objects(root.At(KeyConstraints, KeyResources))
}

// ComponentNodes are the objects in the components of a resource.
func ComponentNodes(resource syntax.Node) iter.Seq[syntax.Node] {
	return objects(resource.Get(KeyComponents))
}

// ResourceOf is the resource that an object in its components belongs to.
func ResourceOf(component syntax.Node) syntax.Node { return ObjectOf(component.Parent()) }

// ObjectOf is the object one of whose members has the value n.
func ObjectOf(n syntax.Node) syntax.Node { return n.Owner().Parent() }

// objects yields the objects in list, if it is a list.
func objects(list syntax.Node) iter.Seq[syntax.Node] {
	return func(yield func(syntax.Node) bool) {
		if list.Kind() != syntax.Sequence {
			return
		}
		for n := range list.Children() {
			if n.Kind() == syntax.Mapping && !yield(n) {
				return
			}
		}
	}
}

// RepositoryName matches the names that a pack can have: a component of the name of a repository (OCI distribution
// specification 1.1, "Pulling manifests").
var RepositoryName = regexp.MustCompile(`^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$`)

// Section is a section of values.yaml, for those who write one.
type Section struct {
	Name    string
	Doc     string // Markdown, a few sentences
	Snippet string // what follows the colon, in the form of Attribute.Snippet
}

var sections = []Section{
	{SectionPack, "What Palette itself reads: the namespace, the images and charts that the pack needs, labels, install " +
		"order.",
		"\n  ${1:namespace}: $2"},
	{SectionCharts, "Values for the pack's charts, each below the name that its Chart.yaml gives. They are merged over " +
		"the chart's own values; a key that a chart does not know is silently ignored.", "\n  $1"},
	{SectionManifests, "Values for the pack's manifests, each below the manifest's file name without `.yaml`. In the " +
		"manifest that section is the root: `.Values.x` is `manifests.<name>.x`.", "\n  $1"},
}

// SectionNamed is the section of values.yaml of that name; false if there is none.
func SectionNamed(name string) (Section, bool) {
	for _, s := range sections {
		if s.Name == name {
			return s, true
		}
	}
	return Section{}, false
}

// PresetKey is a key of an entry of presets.yaml.
type PresetKey struct {
	Name    string
	Kind    syntax.Kind // of its value
	Type    string      // the same in words
	Doc     string      // Markdown, a sentence or two
	Snippet string      // what follows the colon, in the form of Attribute.Snippet
}

// PresetKeys are the keys of an entry of presets.yaml; each entry has all of them.
func PresetKeys() []PresetKey { return presetKeys }

// PresetsDoc documents the top-level key of presets.yaml.
const PresetsDoc = "Named sets of changes to values.yaml that users select in Palette. Of the presets of one group, " +
	"one can be selected at a time."

var presetKeys = []PresetKey{
	{PresetName, syntax.String, "string", "The preset's name, unique in the file. With the group before it, the " +
		"comment `" + palette.EnabledDirective + "` of values.yaml names the preset.", " $1"},
	{PresetDisplayName, syntax.String, "string", "What Palette shows for the preset.", " $1"},
	{PresetGroup, syntax.String, "string", "Of the presets of one group, one can be selected at a time.", " $1"},
	{PresetRemove, syntax.Sequence, "list of paths",
		"Dotted paths, from the root of values.yaml, of what the preset deletes from the values.", " [$1]"},
	{PresetAdd, syntax.String, "YAML as text", "What the preset merges into the values: a text that holds " +
		"YAML, from the root of values.yaml.", " |\n  $1"},
}

// PresetKeyNamed is the key of an entry of presets.yaml of that name; false if there is none.
func PresetKeyNamed(name string) (PresetKey, bool) {
	for _, k := range presetKeys {
		if k.Name == name {
			return k, true
		}
	}
	return PresetKey{}, false
}

// SchemaKeyDoc documents the one key of an entry of schema.yaml.
const SchemaKeyDoc = "What the value must look like, as a template: clauses between `{{` and `}}`, with `|` between " +
	"them."
