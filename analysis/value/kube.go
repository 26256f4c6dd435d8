package value

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/template"
)

var manifestTrees pack.View[*syntax.Tree]

// ManifestTree is the tree of a manifest as far as it is YAML: template actions are read as words or, on lines of their
// own, as spaces. Offsets are those of the file.
func ManifestTree(f *pack.File) *syntax.Tree {
	if !template.Holds(f) {
		return f.Tree()
	}
	return manifestTrees.Of(f, func() *syntax.Tree { return syntax.ParseYAML(withoutActions(f)) })
}

// withoutActions is the text of a manifest with other text of the same length in place of its actions.
func withoutActions(f *pack.File) string {
	src := f.Text.String()
	out := []byte(src)
	actions := template.Of(f).Parsed
	fill := func(a macro.Action, with byte) {
		for i := a.Start; i < a.End; i++ {
			if out[i] != '\n' && out[i] != '\r' {
				out[i] = with
			}
		}
	}
	for _, a := range actions {
		fill(a, ' ')
	}
	for _, a := range actions {
		line := f.Text.Line(f.Text.LineAt(a.Start))
		alone := strings.TrimSpace(string(out[line.Start:min(line.End, len(out))])) == ""
		if a.Kind != macro.Control && !alone && !strings.Contains(a.Of(src), "\n") {
			fill(a, 'x')
		}
	}
	return string(out)
}

// KubePlace is a place in an object of a manifest.
type KubePlace struct {
	Object     syntax.Node // the innermost object around the place; absent if there is none yet
	Path       []string    // from Object, or from the document if there is none
	APIVersion string      // of Object; "" if it has none
	Kind       string      // of Object; "" if it has none
	Type       kube.Type   // of what is at Path; it does not exist if that is unknown
}

// KubeAt is the place at a path of the document around byte offset off of t, a tree of a manifest.
func KubeAt(c *kube.Cluster, t *syntax.Tree, off int, path []string) KubePlace {
	n := docAt(t, off).Resolve()
	var at KubePlace
	for i := 0; ; i++ {
		version, kind := n.Get("apiVersion").Text(), n.Get("kind").Text()
		if i == 0 || version != "" && kind != "" {
			at = KubePlace{Object: n, APIVersion: version, Kind: kind, Path: path[i:]}
		}
		if i == len(path) {
			break
		}
		n = childOf(n, path[i])
	}
	at.Type = c.TypeOf(at.APIVersion, at.Kind).At(at.Path...)
	return at
}

// childOf is the value of a key, or the item of an index, in n.
func childOf(n syntax.Node, step string) syntax.Node {
	if n.Kind() != syntax.Sequence {
		return n.Get(step)
	}
	i, err := strconv.Atoi(step)
	if err != nil {
		return syntax.Node{}
	}
	return n.Index(i).Resolve()
}

// docAt is the root of the document around byte offset off; absent if the document is empty.
func docAt(t *syntax.Tree, off int) syntax.Node {
	start := 0
	end := len(t.Text)
	at := 0
	for line := range strings.Lines(t.Text) {
		if strings.HasPrefix(line, "---") {
			if at > off {
				end = at
				break
			}
			start = at
		}
		at += len(line)
	}
	for root := range t.Docs() {
		if root.Exists() && root.Start() >= start && root.Start() < end {
			return root
		}
	}
	return syntax.Node{}
}

var customKinds pack.View[[]syntax.Node]

// KubernetesVersion is the version of Kubernetes that what p deploys is checked against.
func KubernetesVersion(p *pack.Pack) kube.Version {
	if v, ok := kube.ParseVersion(p.Settings.KubernetesVersion()); ok {
		return v
	}
	return kube.Default
}

// Cluster is the API server that the pack is for, with the custom resources of its manifests.
func Cluster(p *pack.Pack) *kube.Cluster {
	c := &kube.Cluster{Version: KubernetesVersion(p)}
	var crds []syntax.Node
	for _, f := range p.ManifestFiles() {
		crds = append(crds, customKinds.Of(f, func() []syntax.Node {
			if !strings.Contains(f.Text.String(), "CustomResourceDefinition") {
				return nil
			}
			return slices.Collect(ManifestTree(f).Docs())
		})...)
	}
	c.CRDs = kube.NewCRDs(crds...)
	return c
}

// KubeSubject is what Kubernetes knows of what a cursor is on.
type KubeSubject struct {
	KubePlace
	Owner    kube.Type // the type of the mapping that has the field; it does not exist for an item of a list
	Required bool      // the field has to be given
}

// inObject is the key or scalar of an object at byte offset off; false if Kubernetes knows nothing of it.
func inObject(p *pack.Pack, f *pack.File, off int) (Subject, bool) {
	t := ManifestTree(f)
	n := t.NodeAt(off)
	path := n.Path()
	if !n.IsScalar() || n.Empty() || len(path) == 0 || n.Source() != n.Range().Of(f.Text.String()) {
		return Subject{}, false
	}
	c := Cluster(p)
	k := KubeSubject{KubePlace: KubeAt(c, t, off, path)}
	if !k.Type.Exists() || len(k.Path) == 0 {
		return Subject{}, false
	}
	last := len(k.Path) - 1
	k.Owner = c.TypeOf(k.APIVersion, k.Kind).At(k.Path[:last]...)
	if field, ok := k.Owner.Field(k.Path[last]); ok {
		k.Required = field.Required
	}
	return Subject{Kind: KubeField, Range: n.Range(), Node: n, Path: path, Kube: k}, true
}

// KubeFieldDoc is Markdown about a field of the type owner.
func KubeFieldDoc(f kube.Field, owner kube.Type) string {
	words := "A field"
	if name := owner.Name(); name != "" {
		words += " of `" + name + "`"
	}
	words += ": " + f.Type.String()
	if f.Required {
		words += ", required"
	}
	words += "."
	if values := f.Type.Values(); values != nil {
		words += " One of `" + strings.Join(values, "`, `") + "`."
	}
	if keys := f.Type.Keys(); keys != nil {
		words += " Items differ in `" + strings.Join(keys, "`, `") + "`."
	}
	return words
}
