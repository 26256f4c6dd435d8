package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// drifting are the fields that all versions of a pack share.
var drifting = []struct {
	key string
	of  func(*pack.Entry) string
}{
	{"displayName", func(e *pack.Entry) string { return e.DisplayName }},
	{"layer", func(e *pack.Entry) string { return e.Layer }},
	{"addonType", func(e *pack.Entry) string { return e.AddonType }},
}

// maxSiblings is how many versions of a pack are compared, the newest.
const maxSiblings = 500

func nameDrift(p *Pass) {
	own := p.Pack.Entry()
	siblings := p.named(own.Name)
	siblings = siblings[:min(len(siblings), maxSiblings)]
	for _, field := range drifting {
		n, value := p.Root().Get(field.key), field.of(own)
		usual := usualValue(withKnown(p, siblings, field.key, field.of), field.of)
		if value == "" || usual == nil || field.of(usual) == value || violated(p, n) {
			continue
		}
		if field.key == "addonType" &&
			(own.Layer != usual.Layer ||
				nearest(value, usualAddonTypes(p)) != "" && nearest(value, usualAddonTypes(p)) != value) {
			continue // of another layer, or a misspelled known type: either has its own report
		}
		d := p.Report(n.Range(), "%s is %s here, but %s in %s %s; all versions of a pack should have the same",
			field.key, quote(value), quote(field.of(usual)), usual.Name, usual.Version).
			Fix(p.File, "Change to "+quote(field.of(usual)), edit.Replace(n, edit.Quote(field.of(usual))))
		p.relateTo(d, usual, func(root syntax.Node) syntax.Node { return root.Get(field.key) },
			"%s of %s %s", field.key, usual.Name, usual.Version)
	}
}

// withKnown are those of siblings whose value of a field is in the enum of the schema in force, if it has one: another
// pack's slip is reported there.
func withKnown(p *Pass, siblings []*pack.Entry, key string, of func(*pack.Entry) string) []*pack.Entry {
	allowed := valuesOf(allowedAt(p, key))
	if len(allowed) == 0 {
		return siblings
	}
	return slices.DeleteFunc(slices.Clone(siblings), func(e *pack.Entry) bool {
		return of(e) != "" && !slices.Contains(allowed, of(e))
	})
}

// usualValue is the newest of siblings, which are sorted by version, with the most frequent value; if there are
// several, with that of the oldest sibling. It is nil if none has a value.
func usualValue(siblings []*pack.Entry, of func(*pack.Entry) string) *pack.Entry {
	count, newest := map[string]int{}, map[string]*pack.Entry{}
	for _, e := range siblings {
		v := of(e)
		count[v]++
		if newest[v] == nil {
			newest[v] = e
		}
	}
	best := ""
	for i := len(siblings) - 1; i >= 0; i-- {
		if v := of(siblings[i]); v != "" && (best == "" || count[v] > count[best]) {
			best = v
		}
	}
	return newest[best]
}

func duplicateIdentity(p *Pass) {
	own := p.Pack.Entry()
	if own.Version == "" {
		return
	}
	siblings := p.named(own.Name) // the newest first
	from, _ := slices.BinarySearchFunc(siblings, own.Parsed, func(e *pack.Entry, v version.Version) int {
		return v.Compare(e.Parsed)
	})
	for _, e := range siblings[from:] {
		if e.Parsed.Compare(own.Parsed) != 0 {
			return
		}
		if e.Version != own.Version || e.Dir == own.Dir {
			continue
		}
		d := p.Report(versionOf(p.Root()).Range(),
			"another folder has %s %s, too; in a registry, one replaces the other", own.Name, own.Version)
		p.relateTo(d, e, versionOf, "the other pack")
		return
	}
}
