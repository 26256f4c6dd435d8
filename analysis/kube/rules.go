package kube

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

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

// rules checks an object that could be decoded, as the validation of its kind does.
func (c *checker) rules(v *value, id ID) {
	if slices.Contains(nameless, id.Group()) || id.Kind == "Binding" || id.Kind == "Eviction" {
		return
	}
	r := ruleTable()[id.Group()+"/"+id.Kind]
	k := builtin().byID[id]
	c.objectMeta(v, r.name, k.namespaced)
	if r.object != nil {
		r.object(c, v)
	}
}

// need returns the field key of v, which has to be there and not empty.
func (c *checker) need(v *value, key, format string, args ...any) *value {
	w := v.get(key)
	if w.filled() {
		return w
	}
	c.missing(v, key, format, args...)
	return nil
}

// text checks the content of a string, if there is one, with one of the functions in names.go.
func (c *checker) text(v *value, what string, check func(string) string) {
	if v == nil || v.kind != syntax.String {
		return
	}
	if rule := check(v.text()); rule != "" {
		c.reject(v, "format", "%s is no valid %s: %s", quote(v.text()), what, rule)
	}
}

// enum checks that the string v is one of the values; an absent or empty one is left to defaults.
func (c *checker) enum(v *value, what string, values ...string) bool {
	if v == nil || v.kind != syntax.String || v.text() == "" || slices.Contains(values, v.text()) {
		return true
	}
	c.notOne(v, what, values)
	return false
}

// enumSet is enum for a field that an empty string does not leave to defaults.
func (c *checker) enumSet(v *value, what string, values ...string) bool {
	if v == nil || v.kind != syntax.String || slices.Contains(values, v.text()) {
		return true
	}
	c.notOne(v, what, values)
	return false
}

func (c *checker) notOne(v *value, what string, values []string) {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 1 {
		c.reject(v, "enum", "%s is not %s; it must be %s", describeShort(v), what, sorted[0])
		return
	}
	c.reject(v, "enum", "%s is not %s; one of %s", describeShort(v), what, strings.Join(sorted, ", "))
}

// atLeast checks a number.
func (c *checker) atLeast(v *value, lo int64) {
	if n, ok := v.int(); ok && n < lo {
		c.reject(v, "range", "%d is too small; must be at least %d", n, lo)
	}
}

// inRange checks a number.
func (c *checker) inRange(v *value, lo, hi int64) {
	if n, ok := v.int(); ok && (n < lo || n > hi) {
		c.reject(v, "range", "%d %s", n, between(lo, hi))
	}
}

// notNegative checks numbers of v.
func (c *checker) notNegative(v *value, keys ...string) {
	for _, k := range keys {
		c.atLeast(v.get(k), 0)
	}
}

// port checks a port number.
func (c *checker) port(v *value) {
	if n, ok := v.int(); ok && (n < 1 || n > 65535) {
		c.reject(v, "port", "%d is no port number, which is 1 to 65535", n)
	}
}

// portOrName checks a port number or the name of a port.
func (c *checker) portOrName(v *value) {
	if v != nil && v.kind == syntax.String {
		c.text(v, "name of a port", portName)
		return
	}
	c.port(v)
}

// intOrPercent checks a number that is not negative, or a percentage.
func (c *checker) intOrPercent(v *value) {
	switch {
	case v == nil:
	case v.kind == syntax.String && !percent(v.text()):
		c.reject(v, "percent", "%s is no percentage such as 50%%, and no whole number", describeShort(v))
	default:
		c.atLeast(v, 0)
	}
}

// amount is the number or percentage of v; absent is what it is if v is absent, and ok is false if it is not known.
func amount(v *value, absent int64) (n int64, ok bool) {
	switch {
	case v == nil:
		return absent, true
	case v.kind == syntax.String && percent(v.text()):
		x, ok := parseNumber(strings.TrimLeft(strings.TrimSuffix(v.text(), "%"), "0"))
		return x.i, ok || strings.Trim(v.text(), "0%") == ""
	}
	return v.int()
}

// atMost100Percent checks a percentage.
func (c *checker) atMost100Percent(v *value) {
	if v == nil || v.kind != syntax.String || !percent(v.text()) {
		return
	}
	if n, ok := amount(v, 0); ok && n > 100 {
		c.reject(v, "percent", "%s is more than 100%%", v.text())
	}
}

// unique reports a text that was seen before.
func (c *checker) unique(v *value, seen map[string]bool, what string) {
	if v == nil || v.kind != syntax.String || v.text() == "" {
		return
	}
	if seen[v.text()] {
		c.reject(v, "duplicate", "%s is already the %s before it", quote(v.text()), what)
	}
	seen[v.text()] = true
}

// exclusive checks that v has at most one of the fields, and returns how many it has.
func (c *checker) exclusive(v *value, what string, keys []string) (n int) {
	first := ""
	for k, w := range v.members() {
		if !slices.Contains(keys, k) || w.kind == syntax.Null {
			continue
		}
		if n++; n == 1 {
			first = k
		} else {
			c.reject(w, "exclusive", "%s already has %s; it can have only one of these", what, first)
		}
	}
	return n
}
