package upgrade

import (
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Report says what an upgrade changes. Lists are in a fixed order.
type Report struct {
	Pack PackVersions `json:"pack"`
	// Charts are those that are upgraded.
	Charts []ChartVersions `json:"charts"`
	// Manifests are all of the pack, if some are upgraded.
	Manifests []ManifestChange `json:"manifests,omitempty"`
	// Values are the values of the chart that are not as they were.
	Values []ValueChange `json:"values"`
	// References are the names of values in other places of the pack.
	References []Reference `json:"references"`
	// Images are the changes of pack.content.images.
	Images     []ImageChange  `json:"images"`
	Objects    []ObjectChange `json:"objects"`
	Kubernetes Kubernetes     `json:"kubernetes"`
	CRDs       []CRDChange    `json:"crds"`
	// Findings are the problems that the pack did not have before.
	Findings []Finding `json:"findings"`
	// Failures say what could not be rendered after the upgrade, and could before.
	Failures []string `json:"failures"`
	Notes    []string `json:"notes"`
	// Filled are the paths of the values that whoever uses the pack must set, before or after. To render what is
	// deployed, a text is in their place.
	Filled []string `json:"filled,omitempty"`
}

// PackVersions are those of the pack. Guessed says that the pack's version does not follow the chart's, so that the new
// one is a guess.
type PackVersions struct {
	Name    string `json:"name"`
	From    string `json:"from"`
	To      string `json:"to"`
	Guessed bool   `json:"guessed,omitempty"`
}

// ChartVersions are those of the chart and of the application in it.
type ChartVersions struct {
	Name    string `json:"name"`
	From    string `json:"from"`
	To      string `json:"to"`
	AppFrom string `json:"appFrom,omitempty"`
	AppTo   string `json:"appTo,omitempty"`
	// KubeFrom and KubeTo are the versions of Kubernetes that Chart.yaml demands, "" for any.
	KubeFrom string `json:"kubeFrom,omitempty"`
	KubeTo   string `json:"kubeTo,omitempty"`
}

// ManifestChange is what has become of a manifest.
type ManifestChange struct {
	File string `json:"file"`
	// Change is replaced, merged (it has what is new, and the author's templates), added, same (the new one is), or kept
	// (no new one was named).
	Change    string     `json:"change"`
	Conflicts []Conflict `json:"conflicts,omitempty"`
}

// Conflict is a place where the author and the new version of a manifest have changed the same lines.
type Conflict struct {
	// Line is the first of the author's lines, from 1; 0 if it is a template that has no place in the new version.
	Line int `json:"line,omitempty"`
	// Text is the first of the lines that the new version has there, or the template.
	Text string `json:"text"`
}

// ChangeKind is what has become of a value.
type ChangeKind string

const (
	Followed ChangeKind = "followed" // was a copy of the old default, and is one of the new default
	Added    ChangeKind = "added"    // a new default, since the pack holds a copy of all of them
	Removed  ChangeKind = "removed"  // was a copy of a default that is gone
	Kept     ChangeKind = "kept"     // is the author's, and the default has changed
	Moved    ChangeKind = "moved"    // is the author's, and has another place now
	Unknown  ChangeKind = "unknown"  // is the author's, and the new chart does not have it
	Pinned   ChangeKind = "pinned"   // is the author's, and the version of the old chart
	Default  ChangeKind = "default"  // the pack does not set it, and its default has changed
	Unset    ChangeKind = "unset"    // only the new manifest uses it, and the pack does not set it
)

// ValueChange is what has become of one value of a chart or manifest. What the texts of a manifest have in the place of
// a template is the default of the value that the template gives.
type ValueChange struct {
	Kind     ChangeKind `json:"kind"`
	Chart    string     `json:"chart,omitempty"`
	Manifest string     `json:"manifest,omitempty"` // the name of its section
	Path     []string   `json:"path"`               // from the root of the section
	Preset   bool       `json:"preset,omitempty"`   // a preset adds it
	To       []string   `json:"to,omitempty"`       // where it is now (Moved), or may be (Unknown)
	Value    string     `json:"value,omitempty"`    // the author's, in short
	Old      string     `json:"old,omitempty"`      // default, in short
	New      string     `json:"new,omitempty"`      // default, in short
}

// Reference is a path of a value in schema.yaml, presets.yaml, pack.json or a macro. To is "" if it leads nowhere now.
type Reference struct {
	File string `json:"file"`
	From string `json:"from"`
	To   string `json:"to,omitempty"`
}

// ImageChange is an image that gets another version, is new (From is ""), or is gone (To is "").
type ImageChange struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// ObjectChange is an object that is deployed differently.
type ObjectChange struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`   // with the namespace before it, if that is not the one of the release
	Change string `json:"change"` // added, removed, changed; relabeled if only labels with versions have changed
	// Fields are the fields that have changed; those that an API server does not allow to change are in Immutable.
	Fields    []string `json:"fields,omitempty"`
	Immutable []string `json:"immutable,omitempty"`
}

// Kubernetes is the versions that the pack deploys to.
type Kubernetes struct {
	// Before and After are the minor versions for which everything can be rendered and no API is missing, as far as this
	// program knows versions. Nil if there is none: something cannot be rendered with the values that the pack has, or
	// needs an API that no version has.
	Before []string `json:"before"`
	After  []string `json:"after"`
}

// CRDChange is an incompatible change of a CustomResourceDefinition.
type CRDChange struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// Finding is a problem of the new pack.
type Finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"` // from 1
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

func newReport(p *pack.Pack) *Report {
	return &Report{
		Charts: []ChartVersions{},
		Values: []ValueChange{}, References: []Reference{}, Images: []ImageChange{}, Objects: []ObjectChange{},
		CRDs: []CRDChange{}, Findings: []Finding{}, Failures: []string{}, Notes: []string{},
		Pack: PackVersions{Name: p.Facts().Name, From: p.Facts().Version, To: p.Facts().Version},
	}
}

// kubeVersion is what Chart.yaml demands of Kubernetes.
func kubeVersion(c *chart.Chart) string {
	src, _ := c.File("Chart.yaml")
	return syntax.ParseYAML(src).Root().Get("kubeVersion").Text()
}

// defaults adds the defaults that have changed below the values that the pack sets.
func (u *upgrade) defaults() {
	section := u.p.Values.Root().At(pack.SectionCharts, u.old.Name).Resolve()
	u.changedDefaults(section, u.old.Defaults(), u.new.Defaults(), nil)
}

func (u *upgrade) changedDefaults(v syntax.Node, o, n chart.Scope, path []string) {
	if len(path) >= maxDepth {
		return
	}
	for _, key := range o.Keys() {
		was, is := o.Child(key), n.Child(key)
		set := v.Get(key).Resolve()
		both := was.Value().Kind() == syntax.Mapping && is.Value().Kind() == syntax.Mapping
		switch here := pathTo(path, key); {
		case !hasDefault(was) || !hasDefault(is):
		case both && (!set.Exists() || set.Kind() == syntax.Mapping):
			u.changedDefaults(set, was, is, here)
		case !set.Exists() && !defaults.Same(was.Value(), is.Value()):
			u.report.Values = append(u.report.Values, ValueChange{
				Kind: Default, Chart: u.new.Name, Path: here, Old: short(was.Value()), New: short(is.Value()),
			})
		}
	}
}
