// Package kube knows what a Kubernetes API server makes of an object: the types of all built-in kinds, and the faults
// for which it would reject the object.
//
// The types are made by internal/kubegen from the OpenAPI documents of k8s.io/kubernetes. What the server checks beyond
// types is written here as rules, after k8s.io/kubernetes/pkg/apis/*/validation and k8s.io/apimachinery of version
// 1.34. Nothing is reported that such a server would accept; where versions differ, the more lenient one is followed.
//
// Deliberately absent: descriptions of fields, which would be most of the table, and whatever needs a cluster:
// admission controllers, quotas, and definitions of custom resources that are not part of the pack.
//
//go:generate go -C ../../internal/kubegen run . -o ../../analysis/kube/types.gz
package kube

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// The vocabulary of objects is that of package object.
type (
	Version   = object.Version
	Fault     = object.Fault
	FaultKind = object.FaultKind
	ID        = object.ID
)

// Versions that the table of types knows, and the one that packs are held against if nothing else is asked for.
const (
	Oldest  = object.Oldest
	Newest  = object.Newest
	Default = object.Default
)

// Kinds of faults.
const (
	Rejected     = object.Rejected
	UnknownField = object.UnknownField
	DuplicateKey = object.DuplicateKey
	RemovedAPI   = object.RemovedAPI
	UnknownKind  = object.UnknownKind
)

// ParseVersion reads a version such as 1.34, v1.34.1 or 1.34.1-eks-123; ok is false for anything else.
func ParseVersion(s string) (v Version, ok bool) { return object.ParseVersion(s) }

// Cluster is the API server that objects are meant for. The zero Cluster is the newest version without custom
// resources. It is safe for concurrent use once made.
type Cluster struct {
	Version Version
	CRDs    *CRDs // may be nil
	// Unknown reports whether the server will see another text than that of the scalar n, for example because it is a
	// macro. Nothing is said about the content of such a value. May be nil.
	Unknown func(n syntax.Node) bool
}

// value is a value of an object.
type value = object.Value

// checker is one run over one object.
type checker struct {
	*object.Checker
	cluster *Cluster
}

// newChecker returns a checker for one object. It must be freed.
func newChecker(c *Cluster) *checker {
	return &checker{object.NewChecker(c.Version, c.Unknown), c}
}

// Validate returns the faults of one object, in the order in which the server looks: what cannot be decoded, then, if
// all could be, what the rules of its kind say. A List is validated item by item. An absent or empty node has no
// faults.
func (c *Cluster) Validate(obj syntax.Node) []Fault {
	k := newChecker(c)
	defer k.Free()
	root := k.Read(obj)
	if root == nil {
		return nil
	}
	k.object(root)
	return k.Faults
}

// object validates one object, or each item of a list of objects.
func (c *checker) object(v *value) {
	if v.Kind != syntax.Mapping {
		c.Reject(v, "type", "is %s, not a Kubernetes object", v.Describe())
		return
	}
	id, ok := c.identify(v)
	if !ok {
		return
	}
	if items := v.Get("items"); strings.HasSuffix(id.Kind, "List") && (items != nil || id.Kind == "List") {
		for _, item := range items.List() {
			if item.Kind == syntax.Mapping {
				before := c.Rejected
				c.Base, c.Rejected = item, false // one that is rejected says nothing about the next
				c.object(item)
				c.Rejected = c.Rejected || before
			}
		}
		return
	}
	c.APIVersion = id.APIVersion
	if t, crd := c.cluster.typeOf(id); t != nil {
		if crd != nil {
			c.custom(v, t, crd)
		} else {
			c.builtin(v, t, id)
		}
		return
	}
	c.unserved(v, id)
}

// identify reads the apiVersion and kind of v, and reports those that are missing.
func (c *checker) identify(v *value) (id ID, ok bool) {
	ok = true
	for _, f := range []struct {
		name string
		to   *string
	}{{"apiVersion", &id.APIVersion}, {"kind", &id.Kind}} {
		switch w := v.Get(f.name); {
		case w == nil, w.Kind == syntax.String && w.Text() == "":
			c.Missing(v, f.name, "an object must have %s", object.Article(f.name))
			ok = false
		case w.Kind == syntax.Invalid:
			ok = false
		case w.Kind != syntax.String:
			c.Reject(w, "type", "%s", wrongType(w, "text"))
			ok = false
		default:
			*f.to = w.Text()
		}
	}
	if ok && strings.Count(id.APIVersion, "/") > 1 {
		c.Reject(v.Get("apiVersion"), "api-version",
			"%q is no apiVersion: it is a version such as v1, or a group and a version such as apps/v1",
			id.APIVersion)
		ok = false
	}
	return id, ok
}
