package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// filesUndeclaredChecks are those of files that pack.json does not list.
var filesUndeclaredChecks = []Check{
	{Code: "files/undeclared-chart", Severity: pack.Hint, On: inMeta, Run: filesUndeclaredChart,
		Summary: "a chart archive that pack.json does not list"},
	{Code: "files/undeclared-manifest", Severity: pack.Hint, On: inMeta, Run: filesUndeclaredManifest,
		Summary: "a manifest that pack.json does not list"},
	{Code: "files/no-content", Severity: pack.Warning, On: inMeta, Run: filesNoContent,
		Summary: "a pack that deploys nothing"},
}

var unlistedFiles pack.Memo[[]string]

// unlisted are the files on disk that could be in the list under key, and do not.
func unlisted(p *Pass, key string) []string {
	return unlistedFiles.Part(p.Pack, p.Pack.JSON, key, func() []string {
		listed := map[string]bool{}
		for _, e := range fileEntries(p, key) {
			listed[e.plain] = true
		}
		return slices.DeleteFunc(onDisk(p.Pack, key), func(rel string) bool { return listed[rel] })
	})
}

// onDisk are the files that could be in the list under key. Archives deeper in the folder charts are subcharts of
// charts unpacked there.
func onDisk(p *pack.Pack, key string) []string {
	if key == pack.KeyManifests {
		return p.Files(pack.ManifestsDir, isManifest)
	}
	var archives []string
	for _, e := range p.List(pack.ChartsDir) {
		if rel := pack.ChartsDir + "/" + e.Name(); !e.IsDir() && isArchive(rel) {
			archives = append(archives, rel)
		}
	}
	return archives
}

func filesUndeclaredChart(p *Pass) {
	reportUndeclared(p, pack.KeyCharts, "chart archive")
}

func filesUndeclaredManifest(p *Pass) {
	reportUndeclared(p, pack.KeyManifests, "manifest")
}

// reportUndeclared reports the files that the list under key does not have: all at once, since they share the place. If
// an entry of the list is missing on disk, the files are offered there; if nothing is deployed at all, that is
// reported.
func reportUndeclared(p *Pass, key, noun string) {
	root := p.Root()
	list := root.Get(key)
	if root.Kind() != syntax.Mapping || root.Broken() || list.Broken() ||
		list.Exists() && (list.Kind() != syntax.Sequence || holdsError(list)) || misspelled(p, root, key) || contentless(p) {
		return
	}
	entries := fileEntries(p, key)
	if len(entries) == maxEntries || slices.ContainsFunc(entries, func(e fileEntry) bool { return e.fault != pathFine }) {
		return
	}
	free := slices.DeleteFunc(slices.Clone(unlisted(p, key)), func(rel string) bool { return isSpare(p.Pack, rel) })
	if len(free) == 0 {
		return
	}
	at := whole(p)
	if list.Exists() {
		at = root.Pair(key).Key().Range()
	}
	var d *Diagnostic
	if len(free) == 1 {
		d = p.Report(at, "%s %s is not listed in %s, so Palette does not deploy it", noun, quote(free[0]), key)
	} else {
		d = p.Report(at, "%d %ss are not listed in %s, so Palette does not deploy them: %s",
			len(free), noun, key, enumerate(free))
	}
	offerListing(p, d, key, free)
}

// isSpare says if the archive at rel holds a chart that a listed archive holds as well: another version or a backup of
// it.
func isSpare(p *pack.Pack, rel string) bool {
	if !isArchive(rel) {
		return false
	}
	spare, err := p.Chart(rel)
	return err == nil && slices.ContainsFunc(p.Charts(), func(c *chart.Chart) bool { return c.Name == spare.Name })
}

// enumerate lists paths for a message, not too many.
func enumerate(paths []string) string {
	shown := slices.Clone(paths[:min(len(paths), maxOffers)])
	if more := len(paths) - len(shown); more > 0 {
		shown = append(shown, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(shown, ", ")
}

// offerListing offers to put files into the list under key: all at once, then each.
func offerListing(p *Pass, d *Diagnostic, key string, files []string) {
	if len(files) > 1 {
		d.Fix(p.File, fmt.Sprintf("Add all %d to %s", len(files), key), listFiles(p.Root(), key, files)...)
	}
	for i, rel := range files {
		if i < maxOffers {
			d.Fix(p.File, "Add "+quote(rel)+" to "+key, listFiles(p.Root(), key, []string{rel})...)
		}
	}
}

// listFiles puts files at the end of the list under key of pack.json, which is made if it does not exist.
func listFiles(root syntax.Node, key string, files []string) []text.Edit {
	quoted := make([]string, len(files))
	for i, rel := range files {
		quoted[i] = edit.Quote(rel)
	}
	list := root.Get(key)
	if list.First().Exists() {
		edits := make([]text.Edit, len(files))
		for i, member := range quoted {
			edits[i] = edit.Append(list, member)
		}
		return edits
	}
	members := strings.Join(quoted, ", ")
	if list.Exists() {
		return []text.Edit{edit.Append(list, members)}
	}
	return []text.Edit{edit.Append(root, edit.Quote(key)+": ["+members+"]")}
}

// contentless says if the pack deploys nothing. Packs of the layers os and k8s need no charts or manifests of their
// own, and of a layer that is absent or unknown that cannot be told.
func contentless(p *Pass) bool {
	root := p.Root()
	switch p.Pack.Facts().Layer {
	case "addon", "cni", "csi":
	default:
		return false
	}
	if root.Broken() {
		return false
	}
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests, "ansibleRoles"} {
		list := root.Get(key)
		if misspelled(p, root, key) ||
			root.Pair(key).Exists() && (list.Kind() != syntax.Sequence || list.Broken() || list.First().Exists()) {
			return false
		}
	}
	return true
}

func filesNoContent(p *Pass) {
	if !contentless(p) {
		return
	}
	at := whole(p)
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests} {
		if pair := p.Root().Pair(key); pair.Exists() {
			at = pair.Range()
		}
	}
	d := p.Report(at, "this pack deploys nothing; list chart archives in charts, or manifests in kubeManifests")
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests} {
		if free := unlisted(p, key); len(free) > 0 {
			offerListing(p, d, key, free)
		}
	}
}
