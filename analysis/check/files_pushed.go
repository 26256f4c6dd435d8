package check

import (
	"path"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// filesPushedChecks are those of what is pushed to the registry with the pack, and of what its charts bring.
var filesPushedChecks = []Check{
	{Code: "files/stray", Severity: pack.Hint, On: inMeta, Run: filesStray,
		Summary: "files in the folder of the pack that do not belong in a registry"},
	{Code: "files/same-crd", Severity: pack.Warning, On: inMeta, Run: filesSameCRD,
		Summary: "two charts that bring the same custom resource definition"},
}

// isLeftover reports whether a file is one that an editor, a merge, or an operating system forgot.
func isLeftover(rel string) bool {
	switch base := path.Base(rel); {
	case base == ".DS_Store", base == "Thumbs.db", base == "desktop.ini", strings.HasPrefix(base, "._"):
		return true
	case strings.HasSuffix(base, "~"):
		return true
	default:
		return slices.Contains([]string{".orig", ".rej", ".bak", ".swp", ".swo", ".tmp"}, path.Ext(base))
	}
}

// isForWork reports whether a file at the root of the pack is one that people work with, and Palette does not read.
func isForWork(name string) bool {
	switch path.Ext(name) {
	case ".sh", ".bat", ".ps1", ".py", ".zip", ".tar", ".gz", ".tgz", ".7z":
		return true
	}
	return name == "Makefile"
}

func filesStray(p *Pass) {
	listed := map[string]bool{}
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests} {
		for _, e := range fileEntries(p, key) {
			listed[e.plain] = true
		}
	}
	var stray []string
	// Unpacked charts are left out: they hold many files of other people.
	for _, dir := range []string{".", pack.ChartsDir, pack.ManifestsDir} {
		for _, e := range p.Pack.List(dir) {
			rel := path.Join(dir, e.Name())
			if !e.IsDir() && !listed[rel] && (isLeftover(rel) || dir == "." && isForWork(rel)) {
				stray = append(stray, rel)
			}
		}
	}
	if len(stray) > 0 {
		p.Report(whole(p), "%s pushed with the pack, and Palette does not read %s; remove %s: %s",
			plural(len(stray), "file")+" "+isOrAre(len(stray)), itOrThem(len(stray)), itOrThem(len(stray)), enumerate(stray))
	}
}

func itOrThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// definitionsIn are the names of the custom resource definitions in the folder crds of a chart, which Helm installs as
// they are.
func definitionsIn(c *chart.Chart) []string {
	return definitionsOf.Of(c, func() []string {
		var names []string
		for file, source := range c.Sources() {
			if !strings.HasPrefix(file, "crds/") || !isManifest(file) {
				continue
			}
			for root := range syntax.ParseYAML(source).Docs() {
				if name := root.At("metadata", "name"); root.Get("kind").Text() == "CustomResourceDefinition" &&
					name.Kind() == syntax.String {
					names = append(names, name.Text())
				}
			}
		}
		return names
	})
}

var definitionsOf chart.View[[]string]

func filesSameCRD(p *Pass) {
	from := map[string]fileEntry{}
	seen := map[*chart.Chart]bool{}
	for _, e := range fileEntries(p, pack.KeyCharts) {
		c, err := p.Pack.Chart(e.plain)
		if err != nil || seen[c] {
			continue
		}
		seen[c] = true
		var same []string
		var other fileEntry
		for _, name := range definitionsIn(c) {
			if before, ok := from[name]; ok && before.plain != e.plain {
				same, other = append(same, name), before
			} else {
				from[name] = e
			}
		}
		if len(same) > 0 {
			p.Report(e.node.Range(),
				"%s brings the custom resource definitions of %s again (%s), and Helm skips what is there already",
				quote(path.Base(e.plain)), quote(path.Base(other.plain)), few(same)).
				Relate(p.File, other.node.Range(), "the other chart")
		}
	}
}
