// Package kube knows what a Kubernetes API server makes of an object: the types of all built-in kinds, and the faults
// for which it would reject the object.
//
// The types are made by internal/kubegen from the OpenAPI documents of k8s.io/kubernetes. What the server checks beyond
// types is written here as rules, after k8s.io/kubernetes/pkg/apis/*/validation and k8s.io/apimachinery of version
// 1.34. Nothing is reported that such a server would accept; where versions differ, the more lenient one is followed.
//
//go:generate go -C ../../internal/kubegen run . -o ../../analysis/kube/types.gz
package kube

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Version is a minor version of Kubernetes 1: Version(34) is 1.34. The zero Version stands for Newest.
type Version uint8

// Oldest and Newest are the versions that the table of types knows. An older or newer one is taken for the nearest of
// them.
const (
	Oldest Version = 31
	Newest Version = 37
	// Default is the version that packs are held against if nothing else is asked for.
	Default Version = 34
)

func (v Version) String() string { return "1." + strconv.Itoa(int(v.known())) }

// known is v, or the nearest version that the table knows.
func (v Version) known() Version {
	if v == 0 {
		return Newest
	}
	return min(max(v, Oldest), Newest)
}

// ParseVersion reads a version such as 1.34, v1.34.1 or 1.34.1-eks-123; ok is false for anything else.
func ParseVersion(s string) (v Version, ok bool) {
	major, rest, found := strings.Cut(strings.TrimPrefix(s, "v"), ".")
	minor := rest
	if i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		minor = rest[:i]
	}
	n, err := strconv.ParseUint(minor, 10, 8)
	if !found || major != "1" || err != nil || n == 0 {
		return 0, false
	}
	return Version(n), true
}

// FaultKind says what the API server does about a Fault.
type FaultKind uint8

const (
	// Rejected is a fault for which the API server does not take the object.
	Rejected FaultKind = iota
	// UnknownField is a field that the type does not have. The server drops it with a warning.
	UnknownField
	// DuplicateKey is a key that stands twice in one mapping. The last one wins, and the server warns if it sees the
	// text.
	DuplicateKey
	// RemovedAPI is an apiVersion of a built-in group that the server does not serve, no longer or not yet.
	RemovedAPI
	// UnknownKind is a kind that is neither built in nor in Cluster.CRDs. Its object is ignored.
	UnknownKind
)

func (k FaultKind) String() string {
	return [...]string{"rejected", "unknown field", "duplicate key", "removed API", "unknown kind"}[k]
}

// Fault is one thing that is wrong with an object.
type Fault struct {
	Kind FaultKind
	// Rule names what was broken, for example "enum" or "pod/volume-mount"; it does not change with the text of the
	// object.
	Rule string
	// Steps lead from the object to what is wrong, which may be a field that is missing: keys, and indices of lists in
	// decimal.
	Steps []string
	// Path is Steps as the API server prints it: spec.template.spec.containers[0].image. Empty for the object itself.
	Path string
	// Node is the value that is wrong; the key of a field that is unknown; the mapping that lacks a field.
	Node syntax.Node
	// Message says what is wrong and what would be right, without the path.
	Message string
}

// String is the fault as one line, path first.
func (f Fault) String() string {
	if f.Path == "" {
		return f.Message
	}
	return f.Path + ": " + f.Message
}

// Cluster is the API server that objects are meant for. The zero Cluster is the newest version without custom
// resources. It is safe for concurrent use once made.
type Cluster struct {
	Version Version
	CRDs    *CRDs // may be nil
	// Unknown reports whether the server will see another text than that of the scalar n, for example because it is a
	// macro. Nothing is said about the content of such a value. May be nil.
	Unknown func(n syntax.Node) bool
}

// Validate returns the faults of one object, in the order in which the server looks: what cannot be decoded, then, if
// all could be, what the rules of its kind say. A List is validated item by item. An absent or empty node has no
// faults.
func (c *Cluster) Validate(obj syntax.Node) []Fault {
	k := newChecker(c)
	defer k.arena.free()
	root := k.read(obj)
	if root == nil {
		return nil
	}
	k.object(root)
	return k.faults
}

// object validates one object, or each item of a list of objects.
func (c *checker) object(v *value) {
	if v.kind != syntax.Mapping {
		c.reject(v, "type", "is %s, not a Kubernetes object", v.describe())
		return
	}
	id, ok := c.identify(v)
	if !ok {
		return
	}
	if items := v.get("items"); strings.HasSuffix(id.Kind, "List") && (items != nil || id.Kind == "List") {
		for _, item := range items.list() {
			if item.kind == syntax.Mapping {
				before := c.rejected
				c.base, c.rejected = item, false // one that is rejected says nothing about the next
				c.object(item)
				c.rejected = c.rejected || before
			}
		}
		return
	}
	c.apiVersion = id.APIVersion
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
		switch w := v.get(f.name); {
		case w == nil, w.kind == syntax.String && w.text() == "":
			c.missing(v, f.name, "an object must have %s", article(f.name))
			ok = false
		case w.kind == syntax.Invalid:
			ok = false
		case w.kind != syntax.String:
			c.reject(w, "type", "%s", wrongType(w, "text"))
			ok = false
		default:
			*f.to = w.text()
		}
	}
	if ok && strings.Count(id.APIVersion, "/") > 1 {
		c.reject(v.get("apiVersion"), "api-version",
			"%q is no apiVersion: it is a version such as v1, or a group and a version such as apps/v1",
			id.APIVersion)
		ok = false
	}
	return id, ok
}

// ID is the kind of an object.
type ID struct {
	APIVersion string // v1, apps/v1
	Kind       string
}

// Group is the API group; empty for the core group.
func (id ID) Group() string {
	group, _, found := strings.Cut(id.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}

func (id ID) String() string { return fmt.Sprintf("%s %s", id.APIVersion, id.Kind) }
