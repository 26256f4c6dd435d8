package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// depsLayerChecks are those of what a profile can hold, and of the packs that Palette ships.
var depsLayerChecks = []Check{
	{Code: "deps/same-layer", Severity: pack.Warning, On: inMeta, Run: depsSameLayer,
		Summary: "two required packs of a layer that a profile has only once"},
	{Code: codeKubernetesVersion, Severity: pack.Warning, On: inMeta, Run: depsKubernetesVersion,
		Summary: "a bound that is not a version of Kubernetes"},
	{Code: "deps/known-layer", Severity: pack.Warning, On: inMeta, Workspace: true, Run: depsKnownLayer,
		Summary: "a dependency on one of Palette's packs with the wrong layer"},
	{Code: codeMisspelledPack, Severity: pack.Warning, On: inMeta, Workspace: true, Run: depsMisspelledPack,
		Summary: "a dependency whose name looks like a misspelled known pack"},
	{Code: "deps/managed-clouds", Severity: pack.Information, On: inMeta, Run: depsManagedClouds,
		Summary: "a pack for all clouds that requires the Kubernetes pack of data centers"},
}

const (
	codeKubernetesVersion = "deps/kubernetes-version"
	codeMisspelledPack    = "deps/misspelled-pack"
)

// coreLayers are the layers of which a profile has one pack (Palette's documentation, "Cluster Profiles").
var coreLayers = []string{"os", "k8s", "cni", "csi"}

func depsSameLayer(p *Pass) {
	own := p.Pack.Entry()
	first := map[string]syntax.Node{}
	names := map[string]string{}
	if slices.Contains(coreLayers, own.Layer) {
		first[own.Layer], names[own.Layer] = p.Root().Get(pack.KeyLayer), own.Name
	}
	for d, n := range otherPacks(p) {
		if d.Type != pack.Required || !slices.Contains(coreLayers, d.Layer) {
			continue
		}
		at := n.Get(pack.KeyPackName)
		before, ok := first[d.Layer]
		if known, shipped := palette.PackNamed(d.Name); shipped && known.Layer != d.Layer {
			continue // deps/known-layer
		}
		if !ok {
			first[d.Layer], names[d.Layer] = at, d.Name
			continue
		}
		if names[d.Layer] == d.Name {
			continue // deps/duplicate, deps/conflict
		}
		what := "the other required pack"
		if before == p.Root().Get(pack.KeyLayer) {
			what = "the layer of this pack"
		}
		p.Report(at.Range(), "a profile has only one pack of the layer %s, so it cannot have both %s and %s",
			d.Layer, quote(names[d.Layer]), quote(d.Name)).
			Relate(p.File, before.Range(), "%s", what)
	}
}

var (
	minorAlone   = regexp.MustCompile(`^([2-9][0-9])((?:\.[0-9]+)*)$`)
	minorWithout = regexp.MustCompile(`^1([1-9][0-9])((?:\.[0-9]+)*)$`)
)

// kubernetesBound is the version that the bound of a known pack of Kubernetes was likely meant to be, "" if that cannot
// be told; wrong says that the bound is not a version 1.x.
func kubernetesBound(dependency syntax.Node, b bound) (meant string, wrong bool) {
	name, ok := literal(dependency.Get(pack.KeyPackName))
	known, shipped := palette.PackNamed(name)
	s, written := literal(b.node)
	if !ok || !shipped || known.Layer != "k8s" || !written || !b.ok || s == "" {
		return "", false
	}
	plain := strings.TrimLeft(s, "vV")
	switch major, _, _ := strings.Cut(plain, "."); {
	case plain != s: // deps/bad-version
		return "", false
	case major == "1" || major == "0" && strings.Trim(plain, "0.") == "":
		return "", false
	case minorAlone.MatchString(plain):
		return "1." + plain, true
	case minorWithout.MatchString(plain):
		return minorWithout.ReplaceAllString(plain, "1.$1$2"), true
	}
	return "", true
}

func notKubernetes(dependency syntax.Node, b bound) bool {
	_, wrong := kubernetesBound(dependency, b)
	return wrong
}

func depsKubernetesVersion(p *Pass) {
	for _, e := range entries(p) {
		for i, b := range []bound{e.low, e.high} {
			meant, wrong := kubernetesBound(e.node, b)
			if !wrong {
				continue
			}
			hint := ""
			if meant != "" {
				hint = didYouMean(quote(meant))
			}
			p.Report(b.node.Range(), "%s %s is not a version of Kubernetes, which are all 1.x%s",
				[]string{pack.KeyMinVersion, pack.KeyMaxVersion}[i], quote(b.node.Text()), hint).write(p, b.node, meant)
		}
	}
}

func depsKnownLayer(p *Pass) {
	for d, n := range otherPacks(p) {
		at := n.Get(pack.KeyLayer)
		known, ok := palette.PackNamed(d.Name)
		if !ok || d.Layer == "" || known.Layer == d.Layer || violated(p, at) || len(p.named(d.Name)) > 0 {
			continue // one of the workspace is deps/layer-mismatch
		}
		p.Report(at.Range(), "Palette's pack %s has the layer %s; a dependency with the layer %s does not find it",
			quote(d.Name), known.Layer, d.Layer).
			Fix(p.File, "Change to "+quote(known.Layer), edit.Replace(at, edit.Quote(known.Layer)))
	}
}

// packMeant is the name of a known pack or one of the workspace that name is a slip of; "" if there is none. Short
// words of names, such as eks and aks, differ by a letter, so that only a longer word is sure to be a slip, and only
// one of many letters can have two. In a short word, a letter too many, one too few or two swapped may be a slip.
func packMeant(p *Pass, name string) (meant string, sure bool) {
	if _, known := palette.PackNamed(name); known || len(p.named(name)) > 0 {
		return "", false
	}
	meant = p.nearest(name, packNames(p))
	if meant == "" || !pack.RepositoryName.MatchString(meant) && pack.RepositoryName.MatchString(name) {
		return "", false // pack/name-chars speaks, at the pack with such a name
	}
	if fold(meant) == fold(name) {
		return meant, true
	}
	a, b := strings.Split(name, "-"), strings.Split(meant, "-")
	if len(a) != len(b) {
		return "", false
	}
	sure = true
	for i := range a {
		letters := utf8.RuneCountInString(a[i])
		if a[i] != b[i] && (letters < 5 || letters < 8 && distance(a[i], b[i], 2) > 1 ||
			strings.ContainsAny(a[i]+b[i], digits)) {
			sure = false
			if !slippedLetter(a[i], b[i]) {
				return "", false
			}
		}
	}
	return meant, sure
}

const digits = "0123456789"

// slippedLetter reports whether a is b with a letter too many or too few, or with two swapped. A digit is none: it
// counts packs.
func slippedLetter(a, b string) bool {
	if len(a) == len(b) {
		sorted := func(s string) string { return string(slices.Sorted(slices.Values([]rune(s)))) }
		return sorted(a) == sorted(b) && distance(a, b, 2) == 1
	}
	onlyDigits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(digits, r) {
				return r
			}
			return -1
		}, s)
	}
	return distance(a, b, 2) == 1 && onlyDigits(a) == onlyDigits(b)
}

// packNames are the names of all packs of the workspace, and of those of Palette.
func packNames(p *Pass) []string {
	if p.names == nil {
		p.names = slices.Clone(p.allNames())
		for _, k := range palette.Packs() {
			p.names = append(p.names, k.Name)
		}
	}
	return p.names
}

func depsMisspelledPack(p *Pass) {
	for d, n := range otherPacks(p) {
		if meant, sure := packMeant(p, d.Name); meant != "" {
			at := n.Get(pack.KeyPackName)
			report := p.Report(at.Range(), "there is no pack %s in this workspace or among the known packs of Palette%s",
				quote(d.Name), didYouMean(quote(meant))).write(p, at, meant)
			if !sure && p.severity == p.check.Severity {
				report.Severity = pack.Information
			}
		}
	}
}

func depsManagedClouds(p *Pass) {
	if !slices.Contains(p.Pack.Facts().CloudTypes, "all") {
		return
	}
	for d, n := range otherPacks(p) {
		if d.Type == pack.Required && d.Name == "kubernetes" {
			at := n.Get(pack.KeyPackName)
			p.Report(at.Range(), "clusters of managed clouds and of Edge have another pack than %s, "+
				"so this pack cannot be used there though cloudTypes has all; make the dependency optional, or list the clouds",
				quote(d.Name)).
				Relate(p.File, p.Root().Get("cloudTypes").Range(), "the clouds of this pack")
		}
	}
}
