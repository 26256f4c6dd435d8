package check

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// bound is minVersion or maxVersion of a dependency, as written.
type bound struct {
	node    syntax.Node // absent if the dependency does not have it
	version version.Version
	// ok says that the value is valid: a version, or no bound, which is absent or "".
	ok bool
}

// entry is a dependency with its bounds.
type entry struct {
	node      syntax.Node
	low, high bound
}

var boundsRead pack.Memo[[]entry]

// entries are the dependencies of pack.json, whose bounds are parsed once for all checks.
func entries(p *Pass) []entry {
	return boundsRead.Of(p.Pack, p.File, func() []entry {
		var all []entry
		for n := range pack.DependencyNodes(p.Root()) {
			all = append(all, entry{n, boundOf(n, pack.KeyMinVersion), boundOf(n, pack.KeyMaxVersion)})
		}
		return all
	})
}

// bounds are the versions that a dependency allows; false if that cannot be told.
func (e *entry) bounds() (version.Bounds, bool) {
	return version.Bounds{Min: e.low.version, Max: e.high.version}, e.low.ok && e.high.ok
}

func boundOf(dependency syntax.Node, key string) bound {
	version, ok := pack.BoundAt(dependency, key)
	return bound{dependency.Get(key), version, ok}
}

func depsBadVersion(p *Pass) {
	for _, e := range entries(p) {
		for i, b := range []bound{e.low, e.high} {
			if s, ok := literal(b.node); ok && s != "" {
				badVersion(p, b, []string{pack.KeyMinVersion, pack.KeyMaxVersion}[i], s)
			}
		}
	}
}

// badVersion reports the bound b of key, written s, if it is not a plain version.
func badVersion(p *Pass, b bound, key, s string) {
	n, trimmed := b.node, strings.TrimSpace(s)
	prefixed := b.ok && (s[0] == 'v' || s[0] == 'V')
	var d *Diagnostic
	switch {
	case b.ok && !prefixed:
		return
	case prefixed:
		d = p.Report(n.Range(), "%s %s begins with a %s; write only the digits", key, quote(s), s[:1])
	case trimmed == "":
		d = p.Report(n.Range(), `%s is white space; write "" for no bound, or leave it out`, key)
	case trimmed != s:
		d = p.Report(n.Range(), "%s %s has spaces around it", key, quote(s))
	case strings.ContainsAny(s, "<>=^~|,*xX "):
		d = p.Report(n.Range(), "%s %s is a range; write one version, which is included in the bounds", key, quote(s))
	default:
		d = p.Report(n.Range(),
			"%s %s is not a version; write digits with dots between them, such as 1.27 or 1.27.3", key, quote(s))
	}
	plain, safe := plainVersion(key, trimmed)
	if _, ok := version.Parse(plain); !ok && plain != "" {
		return
	}
	if safe {
		d.SafeFix(p.File, "Change to "+quote(plain), edit.Replace(n, edit.Quote(plain)))
	} else {
		d.Fix(p.File, "Change to "+quote(plain), edit.Replace(n, edit.Quote(plain)))
	}
}

// plainVersion is the bound that the author of s, without spaces around it, probably meant; safe says that no other can
// have been meant. Since bounds are inclusive, an operator that says just that can go.
func plainVersion(key, s string) (plain string, safe bool) {
	operator := "<="
	if key == pack.KeyMinVersion {
		operator = ">="
	}
	plain = strings.TrimSpace(strings.TrimPrefix(s, operator))
	plain = strings.TrimSpace(strings.TrimLeft(plain, "="))
	safe = plain == s
	if key == pack.KeyMinVersion { // 1.27.x begins at 1.27; an upper bound would need another version
		for _, wildcard := range []string{".x", ".X", ".*"} {
			for strings.HasSuffix(plain, wildcard) {
				plain, safe = strings.TrimSuffix(plain, wildcard), false
			}
		}
	}
	if rest := strings.TrimLeft(plain, "vV"); len(rest) == len(plain)-1 {
		plain = rest
	}
	return plain, safe
}

func depsMinGreaterThanMax(p *Pass) {
	for _, e := range entries(p) {
		if b, ok := e.bounds(); !ok || !b.Empty() {
			continue
		}
		low, high := e.low.node, e.high.node
		if p.reports(codeKubernetesVersion) && (notKubernetes(e.node, e.low) || notKubernetes(e.node, e.high)) {
			continue
		}
		hint := ""
		if strings.HasPrefix(low.Text(), high.Text()+".") { // 1.27.3 and 1.27: all of 1.27 was meant
			hint = " (missing parts are read as 0)"
		}
		p.Report(low.Range(), "minVersion %s is greater than maxVersion %s%s, so no version satisfies this dependency",
			quote(low.Text()), quote(high.Text()), hint).
			Relate(p.File, high.Range(), "the upper bound").
			Fix(p.File, "Swap minVersion and maxVersion", edit.Replace(low, high.Source()), edit.Replace(high, low.Source()))
	}
}

func depsNoBounds(p *Pass) {
	for _, e := range entries(p) {
		b, ok := e.bounds()
		if !ok || !b.Unbounded() || misspelled(p, e.node, pack.KeyMinVersion) || misspelled(p, e.node, pack.KeyMaxVersion) {
			continue
		}
		n := e.node.Get("type")
		switch kind, _ := literal(n); pack.DependencyType(kind) {
		case pack.Optional:
			p.Report(n.Range(), "an optional dependency without bounds has no effect; add minVersion or maxVersion")
		case pack.NotSupported:
			p.Report(n.Range(), "a notSupported dependency without bounds has no effect; add minVersion or maxVersion")
		}
	}
}
