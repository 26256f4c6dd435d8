package check

import (
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// packIdentityChecks are those of a pack's name and version against its folder and chart.
var packIdentityChecks = []Check{
	{Code: "pack/folder-version", Severity: pack.Warning, On: inMeta, Run: folderVersion,
		Summary: "a version that differs from the one in the name of the folder"},
	{Code: "pack/name-version", Severity: pack.Warning, On: inMeta, Run: nameVersion,
		Summary: "a name that ends in a version"},
	{Code: "pack/other-name", Severity: pack.Information, On: inMeta, Workspace: true, Run: otherName,
		Summary: "a pack with the displayName or the chart of one that has another name"},
}

// versionAtEnd matches a name and the version at its end.
var versionAtEnd = regexp.MustCompile(`^(.*?[^-_])[-_]+[vV]?([0-9]+(?:\.[0-9]+)+(?:[-+][0-9A-Za-z.+-]+)?)$`)

// folderSaysOther returns the version in pack.json, and the one in the name of the folder if it is another version.
func folderSaysOther(p *Pass) (n syntax.Node, own, folder string, ok bool) {
	n, own, ok = packVersion(p)
	if !ok || tagProblem(own) != "" {
		return n, own, "", false
	}
	m := versionAtEnd.FindStringSubmatch(filepath.Base(p.Pack.Dir))
	if m == nil {
		return n, own, "", false
	}
	a, known := version.Parse(strings.TrimLeft(own, "vV"))
	b, readable := version.Parse(m[2])
	return n, own, m[2], known && readable && a.Compare(b) != 0
}

func folderVersion(p *Pass) {
	n, own, folder, ok := folderSaysOther(p)
	if !ok {
		return
	}
	hint := ""
	for _, c := range p.Pack.Charts() {
		if strings.TrimPrefix(c.Version, "v") == own {
			hint = ", the version of its chart"
		}
	}
	p.Report(n.Range(), "version is %s%s, but the folder is named %s; correct one of them",
		quote(own), hint, quote(filepath.Base(p.Pack.Dir))).write(p, n, folder)
}

func nameVersion(p *Pass) {
	n := p.Root().Get("name")
	name, ok := literal(n)
	if !ok {
		return
	}
	if m := versionAtEnd.FindStringSubmatch(name); m != nil {
		d := p.Report(n.Range(), "name %s ends in a version, so every version becomes a pack of its own; write %s",
			quote(name), quote(m[1]))
		d.Fix(p.File, "Write "+quote(m[1]), edit.Replace(n, edit.Quote(m[1])))
	}
}

// otherName reports a pack that looks like a version of another one. Of two such packs, it is the one whose name fewer
// versions have.
func otherName(p *Pass) {
	own := p.Pack.Entry()
	for i, t := range []struct{ trait, key, value, what string }{
		{own.TitleTrait(), "displayName", own.DisplayName, "displayName"},
		{own.ChartTrait(), pack.KeyCharts, own.Chart, "chart"},
	} {
		for _, e := range onesOf[i].in(p, t.trait) {
			if e.Name == own.Name || !usualName(p, e, own) ||
				t.trait == own.ChartTrait() && strings.Contains(own.Name, own.Chart) {
				continue // a distribution of its own has a name such as "vendor-chart"
			}
			d := p.Report(p.Root().Get("name").Range(),
				"%s %s is that of the pack %s, too; all versions of a pack have one name", t.what, quote(t.value), quote(e.Name)).
				write(p, p.Root().Get("name"), e.Name)
			p.relateTo(d, e, func(root syntax.Node) syntax.Node { return root.Get(t.key) }, "%s of the other pack", t.key)
			return
		}
	}
}

// onesOf has the packs of the last displayName, and of the last chart, that otherName has looked for.
var onesOf [2]onePerName

// onePerName has the first pack of each name in a list. All versions of a pack, which may be thousands, ask for those
// of the same list.
type onePerName struct{ last atomic.Pointer[namedOnce] }

type namedOnce struct {
	of      *pack.Versions
	entries []*pack.Entry
}

// in are those of the packs that have a trait, in their order.
func (f *onePerName) in(p *Pass, trait string) []*pack.Entry {
	if trait == "" || p.index == nil {
		return nil
	}
	of := p.see(trait).Named(trait)
	if last := f.last.Load(); last != nil && last.of == of {
		return last.entries
	}
	found := &namedOnce{of: of}
	seen := map[string]bool{}
	for _, e := range of.Entries() {
		if !seen[e.Name] {
			seen[e.Name] = true
			found.entries = append(found.entries, e)
		}
	}
	f.last.Store(found)
	return found.entries
}

// usualName says if the name of e is the usual one of the two: more versions have it or, of as many, it is that of the
// chart, or else comes first.
func usualName(p *Pass, e, own *pack.Entry) bool {
	a, b := len(p.named(e.Name)), len(p.named(own.Name))
	switch {
	case a != b:
		return a > b
	case own.Chart != "" && (e.Name == own.Chart) != (own.Name == own.Chart):
		return e.Name == own.Chart
	}
	return e.Name < own.Name
}
