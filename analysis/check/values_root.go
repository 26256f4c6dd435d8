package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// valuesRootChecks are those of the keys at the root and directly below pack.
var valuesRootChecks = []Check{
	{Code: "values/unknown-root-key", Severity: pack.Information, On: inValues, Run: unknownRootKey,
		Summary: "an unknown top-level key in values.yaml"},
	{Code: "values/unknown-pack-attr", Severity: pack.Information, On: inValues, Run: unknownPackAttribute,
		Summary: "an unknown key under pack"},
	{Code: "values/install-priority-type", Severity: pack.Warning, On: inValues, Run: installPriorityType,
		Summary: "an install priority that is not an integer in quotes"},
}

func unknownRootKey(p *Pass) {
	root := p.Root().Resolve()
	if root.Kind() != syntax.Mapping {
		return
	}
	// In packs of the layers os and k8s, Palette reads keys that depend on the distribution, such as stages and cluster of
	// Edge. If the name is absent or wrong, it is unknown which macros refer to the pack.
	facts := p.Pack.Facts()
	open := facts.Layer == "os" || facts.Layer == "k8s" || !pack.RepositoryName.MatchString(facts.Name)
	stray := map[syntax.Node]bool{} // what is missing there is the section charts around them
	for _, pair := range strayKeys(p) {
		stray[pair] = true
	}
	var unknown []syntax.Node // the keys that are not like one of those that Palette reads
	for pair := range root.Entries() {
		key := pair.Key()
		switch name := key.Text(); {
		case slices.Contains(rootKeys, name), stray[pair], pair.Broken(), holdsMacro(key), p.referredTo(name), p.stores(pair):
		case name == palette.AttrNamespace && namespaceMisplaced(p, pair):
		default:
			s := newSlip(name, rootKeys)
			if open && s.meant == "" {
				continue
			}
			if s.meant == "" {
				unknown = append(unknown, key)
				continue
			}
			p.Report(key.Range(), "unknown top-level key %s%s", quote(name), s.hint()).rename(p, key, s.meant).
				asWarning(p, s)
		}
	}
	reportUnknownRoot(p, unknown)
}

// reportUnknownRoot reports top-level keys. So many are one mistake, such as the values of a chart that cannot be read.
func reportUnknownRoot(p *Pass, keys []syntax.Node) {
	const many = 5
	if len(keys) < many {
		for _, key := range keys {
			p.Report(key.Range(), "unknown top-level key %s", quote(key.Text()))
		}
		return
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = key.Text()
	}
	p.Report(keys[0].Range(), "%d unknown top-level keys: %s; Palette reads pack, charts, and manifests",
		len(keys), few(names))
}

// dashboardPrefix is the start of keys that describe a dashboard in Palette's own packs (observed).
const dashboardPrefix = "palette.config.dashboard"

func unknownPackAttribute(p *Pass) {
	known := palette.AttributeNames(palette.Attributes())
	content := palette.AttributeNames(palette.AttributeAt(palette.AttrContent).Children)
	var sections []syntax.Node // values/charts-under-pack
	if p.reports("values/charts-under-pack") {
		sections = chartsInPack(p)
	}
	for pair := range p.at(pack.SectionPack).Entries() {
		if name := pair.Key().Text(); !slices.Contains(displaced, name) && name != "k8sHardening" && name != "palette" &&
			!strings.HasPrefix(name, dashboardPrefix) && !slices.Contains(sections, pair) {
			unknownAttribute(p, pair, known, pack.SectionPack)
		}
	}
	for pair := range p.at(pack.SectionPack, palette.AttrContent).Entries() {
		if pair.Key().Text() != palette.AttrNamespace {
			unknownAttribute(p, pair, content, pack.SectionPack+"."+palette.AttrContent)
		}
	}
}

func unknownAttribute(p *Pass, pair syntax.Node, known []string, where string) {
	key := pair.Key()
	name := key.Text()
	if slices.Contains(known, name) || pair.Broken() || holdsMacro(key) || p.stores(pair) ||
		p.referredTo(pack.SectionPack, name) {
		return
	}
	s := slip{word: name, known: known, meant: nearestAttribute(name, known)}
	p.Report(key.Range(), "unknown key %s under %s%s", quote(name), where, s.hint()).rename(p, key, s.meant).
		asWarning(p, s)
}

// nearestAttribute is the known name that name is likely a misspelling of, with or without the part before its slash.
func nearestAttribute(name string, known []string) string {
	if n := nearest(name, known); n != "" {
		return n
	}
	_, short, found := strings.Cut(name, "/")
	if !found {
		short = name
	}
	for _, k := range known {
		if _, tail, ok := strings.Cut(k, "/"); ok && nearest(short, []string{tail}) != "" {
			return k
		}
	}
	return ""
}

func installPriorityType(p *Pass) {
	n := p.at(pack.SectionPack, palette.AttrInstallPriority)
	switch {
	case !n.Exists(), n.Kind() == syntax.Null, n.Kind() == syntax.Invalid, n.Broken(), holdsMacro(n):
	case !isInteger(strings.TrimPrefix(n.Text(), "-")) || !n.IsScalar():
		p.Report(firstLine(p, n), `the install priority must be an integer in quotes, such as "10"`)
	case n.Kind() != syntax.String:
		p.Report(n.Range(), "the install priority must be a string; write %s", edit.Quote(n.Source())).
			SafeFix(p.File, "Quote "+n.Source(), edit.QuoteScalar(n))
	}
}

func isInteger(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
