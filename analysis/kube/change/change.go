// Package change knows what it means for a cluster that an object is applied again in another version: which fields
// differ, which of these changes an API server rejects, and which changes of a CustomResourceDefinition reject or cut
// objects that are there.
//
// The rules are those of k8s.io/kubernetes/pkg/apis/*/validation (the functions Validate...Update) of version 1.34.
// Nothing is reported that such a server would accept.
//
// Deliberately absent: whether one version by itself is accepted, which package kube knows.
package change

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Difference is a field that two versions of an object have differently. A node is absent if that version lacks it.
type Difference struct {
	Path          string // as Kubernetes writes it: spec.containers[app].image
	Before, After syntax.Node
}

// maxDepth bounds how deep objects are compared; Kubernetes's own types nest less than half as deep.
const maxDepth = 64

// Fields are the differences between two versions of an object: the outermost fields that are only in one of them, and
// the innermost ones that differ. Items of lists are told apart by their names if all have one.
func Fields(before, after syntax.Node) []Difference {
	var all []Difference
	compare(&all, "", before.Resolve(), after.Resolve(), 0)
	return all
}

func compare(all *[]Difference, path string, a, b syntax.Node, depth int) {
	switch {
	case Same(a, b):
	case depth < maxDepth && a.Kind() == syntax.Mapping && b.Kind() == syntax.Mapping:
		for pair := range a.Entries() {
			key := pair.Key().Text()
			compare(all, join(path, key), pair.Value().Resolve(), b.Get(key).Resolve(), depth+1)
		}
		for pair := range b.Entries() {
			if key := pair.Key().Text(); !a.Get(key).Exists() {
				compare(all, join(path, key), syntax.Node{}, pair.Value().Resolve(), depth+1)
			}
		}
	case depth < maxDepth && a.Kind() == syntax.Sequence && b.Kind() == syntax.Sequence:
		compareItems(all, path, a, b, depth)
	default:
		*all = append(*all, Difference{path, a, b})
	}
}

func compareItems(all *[]Difference, path string, a, b syntax.Node, depth int) {
	x, y := named(a), named(b)
	if x == nil || y == nil {
		for i := range max(a.Len(), b.Len()) {
			compare(all, path+"["+strconv.Itoa(i)+"]", a.Index(i).Resolve(), b.Index(i).Resolve(), depth+1)
		}
		return
	}
	for i, name := range x {
		compare(all, path+"["+name+"]", a.Index(i).Resolve(), b.Index(slices.Index(y, name)).Resolve(), depth+1)
	}
	for i, name := range y {
		if !slices.Contains(x, name) {
			compare(all, path+"["+name+"]", syntax.Node{}, b.Index(i).Resolve(), depth+1)
		}
	}
}

// named are the names of the items of a list; nil if not all have one of their own.
func named(list syntax.Node) []string {
	var names []string
	for item := range list.Children() {
		name := item.Resolve().Get("name").Text()
		if name == "" || slices.Contains(names, name) {
			return nil
		}
		names = append(names, name)
	}
	return names
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	if strings.ContainsAny(key, "./") {
		return path + "[" + key + "]"
	}
	return path + "." + key
}

// Same reports whether two values are the same to an API server. An absent one, null, and an empty mapping or list are.
func Same(a, b syntax.Node) bool { return same(a.Resolve(), b.Resolve(), 0) }

func same(a, b syntax.Node, depth int) bool {
	if empty(a) || empty(b) || depth > maxDepth {
		return empty(a) && empty(b)
	}
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case syntax.Mapping:
		for pair := range a.Entries() {
			if !same(pair.Value().Resolve(), b.Get(pair.Key().Text()).Resolve(), depth+1) {
				return false
			}
		}
		for pair := range b.Entries() {
			if !a.Get(pair.Key().Text()).Exists() && !empty(pair.Value().Resolve()) {
				return false
			}
		}
		return true
	case syntax.Sequence:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i).Resolve(), b.Index(i).Resolve(), depth+1) {
				return false
			}
		}
		return true
	}
	return a.Text() == b.Text()
}

func empty(n syntax.Node) bool {
	switch n.Kind() {
	case syntax.Null:
		return true
	case syntax.Mapping, syntax.Sequence:
		return !n.First().Exists()
	}
	return !n.Exists()
}
