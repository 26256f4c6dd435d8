package kube

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Identity is what tells an object of a cluster apart: the same one has the same group, kind, namespace and name.
type Identity struct{ Group, Kind, Namespace, Name string }

// IdentityOf is the identity of obj; false if it has none, or nobody knows it. An object without a namespace is in the
// given one if its kind is namespaced.
func (c *Cluster) IdentityOf(obj syntax.Node, namespace string) (Identity, bool) {
	id, namespaceOf, name := identity(obj)
	if name.Text() == "" || id.Kind == "" || object.Unseen(name, c.Unknown) || object.Unseen(namespaceOf, c.Unknown) {
		return Identity{}, false
	}
	at := Identity{id.Group(), id.Kind, namespaceOf.Text(), name.Text()}
	if namespaced, ok := c.Namespaced(id.APIVersion, id.Kind); ok && !namespaced {
		at.Namespace = ""
	} else if at.Namespace == "" {
		at.Namespace = namespace
	}
	return at, true
}

// Duplicates returns a fault for each object of a release that another one before it already is. Objects without a
// namespace are in the given one if their kind is namespaced.
func (c *Cluster) Duplicates(objs []syntax.Node, namespace string) []Fault {
	seen := map[Identity]bool{}
	var faults []Fault
	for _, obj := range objs {
		at, known := c.IdentityOf(obj, namespace)
		if !known {
			continue
		}
		if seen[at] {
			faults = append(faults, Fault{
				Kind: Rejected, Rule: "duplicate-object", Steps: []string{"metadata", "name"}, Path: "metadata.name",
				Node:    obj.At("metadata", "name"),
				Message: fmt.Sprintf("an earlier object is the %s %s too", at.Kind, object.Quote(at.Name)),
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
