package object

import (
	"fmt"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// maxFaults is how many faults of one object are told.
const maxFaults = 1000

// Checker is one run over one object: what is known of the cluster, and the faults found so far.
type Checker struct {
	// Version is one that the table of types knows.
	Version Version
	// APIVersion is that of the object.
	APIVersion string
	// Unknown is that of the Cluster; may be nil.
	Unknown func(n syntax.Node) bool
	// Base is the object if it is an item of a list; nil otherwise.
	Base *Value
	// Broken says that the text has syntax errors, so that members may be missing.
	Broken bool
	// Rejected says that a fault was found for which the server rejects the object.
	Rejected bool
	Faults   []Fault

	arena *arena
}

// NewChecker returns a checker for one object. Free it after use.
func NewChecker(v Version, unknown func(syntax.Node) bool) *Checker {
	return &Checker{Version: v.Known(), Unknown: unknown, arena: arenas.Get().(*arena)}
}

// Free gives back the memory of the object. No value of it may be used after that.
func (c *Checker) Free() { c.arena.free() }

// Fork returns a checker for the same object that has found nothing yet. It cannot Read, and is not freed.
func (c *Checker) Fork() *Checker {
	return &Checker{Version: c.Version, Unknown: c.Unknown, Base: c.Base}
}

// Report adds a fault at v, whose node is n.
func (c *Checker) Report(v *Value, kind FaultKind, rule string, n syntax.Node, format string, args ...any) {
	c.Rejected = c.Rejected || kind == Rejected
	if len(c.Faults) >= maxFaults {
		return
	}
	c.Faults = append(c.Faults, Fault{Kind: kind, Rule: rule, Steps: v.Steps(c.Base), Path: v.Path(c.Base), Node: n,
		Message: fmt.Sprintf(format, args...)})
}

// Reject adds a fault at v for which the server rejects the object. Nothing is said about what is not known.
func (c *Checker) Reject(v *Value, rule, format string, args ...any) {
	if v == nil || v.Kind == syntax.Invalid {
		return
	}
	c.Report(v, Rejected, rule, v.Node, format, args...)
}

// Missing adds a fault about the field key, which the mapping v lacks.
func (c *Checker) Missing(v *Value, key, format string, args ...any) {
	if v == nil || v.Kind == syntax.Invalid {
		return
	}
	if w := v.Child(key); w != nil {
		c.Report(w, Rejected, "required", w.Node, format, args...)
		return
	}
	c.Rejected = true
	if len(c.Faults) >= maxFaults {
		return
	}
	c.Faults = append(c.Faults, Fault{Kind: Rejected, Rule: "required", Steps: append(v.Steps(c.Base), key),
		Path: JoinKey(v.Path(c.Base), key), Node: v.Node, Message: fmt.Sprintf(format, args...)})
}

// Unseen reports whether the server will see another text than that of the scalar n, as unknown says, or since the
// text has a syntax error.
func Unseen(n syntax.Node, unknown func(syntax.Node) bool) bool {
	return n.IsScalar() && (n.Broken() || unknown != nil && unknown(n))
}

// Need returns the field key of v, which has to be there and not empty.
func (c *Checker) Need(v *Value, key, format string, args ...any) *Value {
	w := v.Get(key)
	if w.Filled() {
		return w
	}
	c.Missing(v, key, format, args...)
	return nil
}
