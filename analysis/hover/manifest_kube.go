package hover

import (
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// kubeField explains a field of a Kubernetes object, or the kind of one.
func (h *hoverer) kubeField() string {
	k := &h.Kube
	name := k.Path[len(k.Path)-1]
	if len(k.Path) == 1 && (name == "kind" || name == "apiVersion") {
		return h.kind()
	}
	var heading string // as Kubernetes writes paths
	for i, step := range k.Path {
		switch {
		case value.IsIndex(step):
			heading += "[" + step + "]"
		case i > 0:
			heading += "." + step
		default:
			heading = step
		}
	}
	if !k.Owner.Exists() || value.IsIndex(name) {
		return markdown.Strong(heading) + " · " + k.Type.String()
	}
	f := kube.Field{Name: name, Type: k.Type, Required: k.Required}
	words := markdown.Strong(heading) + " · " + k.Type.String()
	return words + "\n\n" + value.KubeFieldDoc(f, k.Owner)
}

// kind explains the kind of an object.
func (h *hoverer) kind() string {
	k := &h.Kube
	words := markdown.Strong(k.Kind) + " · " + markdown.Code(k.APIVersion)
	if namespaced, ok := value.Cluster(h.pack).Namespaced(k.APIVersion, k.Kind); ok && namespaced {
		return words + "\n\nIt is in a namespace."
	}
	return words + "\n\nThere is one for the whole cluster."
}
