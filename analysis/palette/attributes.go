package palette

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Attribute is a key that Palette itself reads, below pack: in values.yaml or below another attribute.
type Attribute struct {
	Name    string
	Kind    syntax.Kind // of its value
	Type    string      // the same in words
	Doc     string      // Markdown, a few sentences
	Example string      // a whole entry, key and value, without indentation of its own
	// Snippet is what follows the colon, with a space or line end before it, in the form of an LSP snippet.
	Snippet  string
	Children []Attribute // of a mapping with fixed keys, or of the items of a sequence of mappings; nil if keys are free
}

// Attributes are the keys below pack: in values.yaml that are documented or that published packs use.
func Attributes() []Attribute { return attributes }

// AttributeAt is the attribute at a path below pack:, such as content, images; nil if there is none. Indices of
// sequences are not part of the path.
func AttributeAt(path ...string) *Attribute {
	level := attributes
	var found *Attribute
	for _, step := range path {
		i := slices.IndexFunc(level, func(a Attribute) bool { return a.Name == step })
		if i < 0 {
			return nil
		}
		found = &level[i]
		level = found.Children
	}
	return found
}

// AttributeNames are the names of attributes of one level.
func AttributeNames(level []Attribute) []string {
	names := make([]string, len(level))
	for i, a := range level {
		names[i] = a.Name
	}
	return names
}

// Names of attributes that more than one place refers to.
const (
	AttrNamespace           = "namespace"
	AttrContent             = "content"
	AttrImages              = "images" // of content
	AttrContentCharts       = "charts" // of content
	AttrNamespaceLabels     = "namespaceLabels"
	AttrAnnotations         = "namespaceAnnotations"
	AttrMoreNamespaces      = "additionalNamespaces"
	AttrReleaseNameOverride = "releaseNameOverride"
	AttrInstallPriority     = "spectrocloud.com/install-priority"
	AttrDisplayName         = "spectrocloud.com/display-name"
)

var attributes = []Attribute{
	{
		Name: AttrNamespace, Kind: syntax.String, Type: "string",
		Doc: "The namespace that charts and manifests of the pack are installed in. Palette creates it if it does not " +
			"exist, and uses `default` if the key is left out. Removing the pack's layer from a profile removes the namespace " +
			"too.\n\nLower-case letters, digits and hyphens, at most 63 characters.",
		Example: "namespace: monitoring",
		Snippet: " ${1:namespace}",
	},
	{
		Name: AttrContent, Kind: syntax.Mapping, Type: "mapping",
		Doc: "What the pack needs from elsewhere: the container images that are mirrored for air-gapped installations and " +
			"scanned, and where its charts come from.",
		Example: "content:\n  images:\n    - image: docker.io/library/nginx:1.27.0",
		Snippet: "\n  images:\n    - image: ${1:registry/repository:tag}",
		Children: []Attribute{
			{
				Name: "images", Kind: syntax.Sequence, Type: "list of mappings",
				Doc: "Every container image that the pack runs, one entry each with the key `image`. They are mirrored for " +
					"air-gapped installations; an image that is missing here cannot be pulled there.",
				Example: "images:\n  - image: docker.io/library/nginx:1.27.0",
				Snippet: "\n  - image: ${1:registry/repository:tag}",
				Children: []Attribute{{
					Name: "image", Kind: syntax.String, Type: "string",
					Doc:     "The reference of an image, complete with registry host and tag or digest.",
					Example: "image: docker.io/library/nginx:1.27.0",
					Snippet: " ${1:registry/repository:tag}",
				}},
			},
			{
				Name: "charts", Kind: syntax.Sequence, Type: "list of mappings",
				Doc: "Where the charts of the pack were published. Information for people; what is installed are the archives " +
					"that `pack.json` lists.",
				Example: "charts:\n  - repo: https://charts.example.com\n    name: app\n    version: 1.2.3",
				Snippet: "\n  - repo: ${1:https://}\n    name: ${2:chart}\n    version: ${3:version}",
				Children: []Attribute{
					{
						Name: "repo", Kind: syntax.String, Type: "string", Example: "repo: https://charts.example.com",
						Snippet: " ${1:https://}",
						Doc:     "Address of the chart repository: `https://`, or `oci://` for a registry.",
					},
					{Name: "name", Kind: syntax.String, Type: "string", Doc: "The chart's name, as in its Chart.yaml.",
						Example: "name: app", Snippet: " ${1:chart}"},
					{Name: "version", Kind: syntax.String, Type: "string", Doc: "The chart's version, as in its Chart.yaml.",
						Example: "version: 1.2.3", Snippet: " ${1:version}"},
				},
			},
		},
	},
	{
		Name: AttrNamespaceLabels, Kind: syntax.Mapping, Type: "mapping of namespaces to strings",
		Doc: "Labels for namespaces of the pack. The key is a namespace, the value one string of `key=value` pairs, " +
			"separated by commas.",
		Example: "namespaceLabels:\n  monitoring: \"team=platform,tier=infra\"",
		Snippet: "\n  ${1:namespace}: \"${2:key}=${3:value}\"",
	},
	{
		Name: AttrAnnotations, Kind: syntax.Mapping, Type: "mapping of namespaces to strings",
		Doc:     "Annotations for namespaces of the pack, in the same form as `namespaceLabels`.",
		Example: "namespaceAnnotations:\n  monitoring: \"owner=platform\"",
		Snippet: "\n  ${1:namespace}: \"${2:key}=${3:value}\"",
	},
	{
		Name: AttrMoreNamespaces, Kind: syntax.String, Type: "string",
		Doc:     "A further namespace that Palette creates for the pack, in addition to `namespace`.",
		Example: "additionalNamespaces: monitoring-agents",
		Snippet: " ${1:namespace}",
	},
	{
		Name: AttrReleaseNameOverride, Kind: syntax.Mapping, Type: "mapping of chart names to strings",
		Doc: "The names of Helm releases. The key is the name of a chart as in its Chart.yaml, the value the name of its " +
			"release. Without it a release is called `<pack name>-<chart name>`. Helm allows 53 characters.",
		Example: "releaseNameOverride:\n  prometheus: monitoring",
		Snippet: "\n  ${1:chart}: ${2:release}",
	},
	{
		Name: AttrInstallPriority, Kind: syntax.String, Type: "string that holds an integer",
		Doc: "When the pack is installed relative to the others of its profile: lower numbers first, equal ones together, " +
			"negative ones allowed, 0 if the key is left out. Packs are removed in the reverse order. The number has to be " +
			"written as a string.",
		Example: "spectrocloud.com/install-priority: \"10\"",
		Snippet: " \"${1:0}\"",
	},
	{
		Name: AttrDisplayName, Kind: syntax.String, Type: "string",
		Doc: "A name for this use of the pack, unique in a profile, by which one profile can hold the same pack more than " +
			"once.",
		Example: "spectrocloud.com/display-name: second-proxy",
		Snippet: " ${1:name}",
	},
	{
		Name: "podCIDR", Kind: syntax.String, Type: "string",
		Doc:     "Address range of pods, in Kubernetes packs.",
		Example: "podCIDR: \"192.168.0.0/16\"",
		Snippet: " \"${1:192.168.0.0/16}\"",
	},
	{
		Name: "serviceClusterIpRange", Kind: syntax.String, Type: "string",
		Doc:     "Address range of services, in Kubernetes packs.",
		Example: "serviceClusterIpRange: \"10.96.0.0/12\"",
		Snippet: " \"${1:10.96.0.0/12}\"",
	},
	{
		Name: "serviceDomain", Kind: syntax.String, Type: "string",
		Doc:     "DNS domain of services, in Kubernetes packs.",
		Example: "serviceDomain: \"cluster.local\"",
		Snippet: " \"${1:cluster.local}\"",
	},
}
