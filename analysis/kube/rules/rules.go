// Package rules has what an API server checks of built-in kinds beyond their types, after
// k8s.io/kubernetes/pkg/apis/*/validation and k8s.io/apimachinery of version 1.34. Nothing is reported that such a
// server would accept; where versions differ, the more lenient one is followed.
//
// Deliberately absent: types. An object comes here decoded, so they have been checked.
package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// value is what a rule looks at.
type value = object.Value

// checker has the rules as methods.
type checker struct{ *object.Checker }

// kindRules are what the API server checks of the objects of one kind.
type kindRules struct {
	// name checks metadata.name; pathSegment if nil.
	name func(string) string
	// object checks the rest.
	object func(c *checker, v *value)
}

// nameless are groups whose objects are questions to the server, which have no name.
var nameless = []string{"authentication.k8s.io", "authorization.k8s.io"}

// ruleTable has the rules of each kind, by group and kind: the rules are the same for all versions of a group.
var ruleTable = sync.OnceValue(func() map[string]kindRules {
	all := map[string]kindRules{}
	for _, group := range []map[string]kindRules{
		coreRules, workloadRules, networkRules, policyRules, storageRules, webhookRules, crdRules,
	} {
		maps.Copy(all, group)
	}
	return all
})

// Check checks an object that could be decoded, as the validation of its kind does.
func Check(o *object.Checker, v *object.Value, id object.ID, namespaced bool) {
	if slices.Contains(nameless, id.Group()) || id.Kind == "Binding" || id.Kind == "Eviction" {
		return
	}
	c := &checker{o}
	r := ruleTable()[id.Group()+"/"+id.Kind]
	c.objectMeta(v, r.name, namespaced)
	if r.object != nil {
		r.object(c, v)
	}
}

// CustomMeta checks the metadata of a custom resource, whose names are DNS subdomains.
func CustomMeta(o *object.Checker, v *object.Value, namespaced bool) {
	(&checker{o}).objectMeta(v, names.DNSSubdomain, namespaced)
}

// text checks the content of a string, if there is one, with one of the functions in names.go.
func (c *checker) text(v *value, what string, check func(string) string) {
	if v == nil || v.Kind != syntax.String {
		return
	}
	if rule := check(v.Text()); rule != "" {
		c.Reject(v, "format", "%s is no valid %s: %s", object.Quote(v.Text()), what, rule)
	}
}

// enum checks that the string v is one of the values; an absent or empty one is left to defaults.
func (c *checker) enum(v *value, what string, values ...string) bool {
	if v == nil || v.Kind != syntax.String || v.Text() == "" || slices.Contains(values, v.Text()) {
		return true
	}
	c.notOne(v, what, values)
	return false
}

// enumSet is enum for a field that an empty string does not leave to defaults.
func (c *checker) enumSet(v *value, what string, values ...string) bool {
	if v == nil || v.Kind != syntax.String || slices.Contains(values, v.Text()) {
		return true
	}
	c.notOne(v, what, values)
	return false
}

func (c *checker) notOne(v *value, what string, values []string) {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 1 {
		c.Reject(v, "enum", "%s is not %s; it must be %s", v.Short(), what, sorted[0])
		return
	}
	c.Reject(v, "enum", "%s is not %s; one of %s", v.Short(), what, strings.Join(sorted, ", "))
}

// atLeast checks a number.
func (c *checker) atLeast(v *value, lo int64) {
	if n, ok := v.Int(); ok && n < lo {
		c.Reject(v, "range", "%d is too small; must be at least %d", n, lo)
	}
}

// inRange checks a number.
func (c *checker) inRange(v *value, lo, hi int64) {
	if n, ok := v.Int(); ok && (n < lo || n > hi) {
		c.Reject(v, "range", "%d %s", n, between(lo, hi))
	}
}

// notNegative checks numbers of v.
func (c *checker) notNegative(v *value, keys ...string) {
	for _, k := range keys {
		c.atLeast(v.Get(k), 0)
	}
}

// port checks a port number.
func (c *checker) port(v *value) {
	if n, ok := v.Int(); ok && (n < 1 || n > 65535) {
		c.Reject(v, "port", "%d is no port number, which is 1 to 65535", n)
	}
}

// portOrName checks a port number or the name of a port.
func (c *checker) portOrName(v *value) {
	if v != nil && v.Kind == syntax.String {
		c.text(v, "name of a port", names.PortName)
		return
	}
	c.port(v)
}

// intOrPercent checks a number that is not negative, or a percentage.
func (c *checker) intOrPercent(v *value) {
	switch {
	case v == nil:
	case v.Kind == syntax.String && !names.IsPercent(v.Text()):
		c.Reject(v, "percent", "%s is no percentage such as 50%%, and no whole number", v.Short())
	default:
		c.atLeast(v, 0)
	}
}

// amount is the number or percentage of v; absent is what it is if v is absent, and ok is false if it is not known.
func amount(v *value, absent int64) (n int64, ok bool) {
	switch {
	case v == nil:
		return absent, true
	case v.Kind == syntax.String && names.IsPercent(v.Text()):
		x, ok := object.ParseNumber(strings.TrimLeft(strings.TrimSuffix(v.Text(), "%"), "0"))
		return x.Int, ok || strings.Trim(v.Text(), "0%") == ""
	}
	return v.Int()
}

// atMost100Percent checks a percentage.
func (c *checker) atMost100Percent(v *value) {
	if v == nil || v.Kind != syntax.String || !names.IsPercent(v.Text()) {
		return
	}
	if n, ok := amount(v, 0); ok && n > 100 {
		c.Reject(v, "percent", "%s is more than 100%%", v.Text())
	}
}

// unique reports a text that was seen before.
func (c *checker) unique(v *value, seen map[string]bool, what string) {
	if v == nil || v.Kind != syntax.String || v.Text() == "" {
		return
	}
	if seen[v.Text()] {
		c.Reject(v, "duplicate", "%s is already the %s before it", object.Quote(v.Text()), what)
	}
	seen[v.Text()] = true
}

// exclusive checks that v has at most one of the fields, and returns how many it has.
func (c *checker) exclusive(v *value, what string, keys []string) (n int) {
	first := ""
	for k, w := range v.Members() {
		if !slices.Contains(keys, k) || w.Kind == syntax.Null {
			continue
		}
		if n++; n == 1 {
			first = k
		} else {
			c.Reject(w, "exclusive", "%s already has %s; it can have only one of these", what, first)
		}
	}
	return n
}

func between(lo, hi int64) string { return fmt.Sprintf("must be between %d and %d", lo, hi) }
