// Package object has what an API server sees of one object, and the faults that are found in it. Values are decoded
// once: aliases and merge keys are resolved, of duplicate keys the last one is there, and a text that is not known yet
// is Invalid.
//
// Deliberately absent: what is right for a kind, which packages kube and rules know.
package object

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

func (v Version) String() string { return "1." + strconv.Itoa(int(v.Known())) }

// Known is v, or the nearest version that the table knows.
func (v Version) Known() Version {
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
