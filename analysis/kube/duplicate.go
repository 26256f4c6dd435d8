package kube

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Duplicates returns a fault for each object of a release that another one before it already is: the same group, kind,
// namespace and name. Objects without a namespace lie in the given one if their kind is namespaced.
func (c *Cluster) Duplicates(objs []syntax.Node, namespace string) []Fault {
	type key struct{ group, kind, namespace, name string }
	seen := map[key]bool{}
	var faults []Fault
	for _, obj := range objs {
		k := checker{cluster: c}
		v := k.read(obj)
		id := ID{v.str("apiVersion"), v.str("kind")}
		name := v.at("metadata", "name")
		if name.text() == "" || id.Kind == "" {
			continue
		}
		ns := v.at("metadata", "namespace")
		if ns != nil && !ns.known() {
			continue
		}
		at := key{id.Group(), id.Kind, ns.text(), name.text()}
		if namespaced, ok := c.Namespaced(id.APIVersion, id.Kind); ok && !namespaced {
			at.namespace = ""
		} else if at.namespace == "" {
			at.namespace = namespace
		}
		if seen[at] {
			faults = append(faults, Fault{
				Kind: Rejected, Rule: "duplicate-object", Steps: []string{"metadata", "name"}, Path: "metadata.name",
				Node:    name.node,
				Message: fmt.Sprintf("the %s %s already stands before this one", id.Kind, quote(name.text())),
			})
		}
		seen[at] = true
	}
	return faults
}
