package kube

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Duplicates returns a fault for each object of a release that another one before it already is: the same group, kind,
// namespace and name. Objects without a namespace lie in the given one if their kind is namespaced.
func (c *Cluster) Duplicates(objs []syntax.Node, namespace string) []Fault {
	type key struct{ group, kind, namespace, name string }
	seen := map[key]bool{}
	var faults []Fault
	for _, obj := range objs {
		id, namespaceOf, name := identity(obj)
		if name.Text() == "" || id.Kind == "" || object.Unseen(name, c.Unknown) || object.Unseen(namespaceOf, c.Unknown) {
			continue
		}
		at := key{id.Group(), id.Kind, namespaceOf.Text(), name.Text()}
		if namespaced, ok := c.Namespaced(id.APIVersion, id.Kind); ok && !namespaced {
			at.namespace = ""
		} else if at.namespace == "" {
			at.namespace = namespace
		}
		if seen[at] {
			faults = append(faults, Fault{
				Kind: Rejected, Rule: "duplicate-object", Steps: []string{"metadata", "name"}, Path: "metadata.name",
				Node:    name,
				Message: fmt.Sprintf("an earlier object is the %s %s too", id.Kind, object.Quote(name.Text())),
			})
		}
		seen[at] = true
	}
	return faults
}

// identity reads what tells an object apart.
func identity(obj syntax.Node) (id ID, namespace, name syntax.Node) {
	id = ID{APIVersion: obj.Get("apiVersion").Text(), Kind: obj.Get("kind").Text()}
	return id, obj.At("metadata", "namespace"), obj.At("metadata", "name")
}
