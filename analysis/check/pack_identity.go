package check

import (
	"path/filepath"
	"regexp"
	"strings"

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
	p.Report(n.Range(), "version is %s%s, but the folder is called %s; correct one of them",
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
