package check

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// filesEntryChecks are those of the paths in charts and kubeManifests.
var filesEntryChecks = []Check{
	{Code: "files/chart-missing", Severity: pack.Error, On: inMeta, Run: filesChartMissing,
		Summary: "a chart archive that is not on disk"},
	{Code: "files/manifest-missing", Severity: pack.Error, On: inMeta, Run: filesManifestMissing,
		Summary: "a manifest that is not on disk"},
	{Code: "files/path-case", Severity: pack.Error, On: inMeta, Run: filesPathCase,
		Summary: "a path whose case differs from the file on disk"},
	{Code: "files/path-escape", Severity: pack.Warning, On: inMeta, Run: filesPathEscape,
		Summary: "a path that is not plain and inside the pack's folder"},
	{Code: "files/duplicate-entry", Severity: pack.Warning, On: inMeta, Run: filesDuplicateEntry,
		Summary: "duplicate paths in a list"},
	{Code: "files/duplicate-manifest-name", Severity: pack.Warning, On: inMeta, Run: filesDuplicateManifestName,
		Summary: "two manifests that share a section of values.yaml"},
}

// fault is what is wrong with the path of an entry. An entry has at most one fault, so that it gets one report.
type fault uint8

const (
	pathFine     fault = iota
	pathMissing        // there is no such file
	pathOutside        // it names no place in the pack's folder
	pathUntidy         // a plainer path names the same file
	pathMiscased       // the file is there in another case
	pathLinked         // a link leads from it to a place that is not read
)

// fileEntry is a path in a list of pack.json.
type fileEntry struct {
	node  syntax.Node
	path  string // as written
	plain string // tidied, with slashes, in the case of the file on disk, if it exists; "" if the fault is pathOutside
	fault fault
}

// maxEntries is how many entries of a list are looked at, since each is looked for in its folder. Published packs have
// about ten at most.
const maxEntries = 1000

var entriesRead pack.Memo[[]fileEntry]

// fileEntries are the entries of the list under key that can be read.
func fileEntries(p *Pass, key string) []fileEntry {
	list := p.Pack.Root().Get(key)
	if list.Len() > maxEntries {
		p.partly()
	}
	return entriesRead.Part(p.Pack, p.Pack.JSON, key, func() []fileEntry {
		var entries []fileEntry
		if list.Kind() == syntax.Sequence {
			for n := range list.Children() {
				if s, ok := literal(n); ok && len(entries) < maxEntries {
					entries = append(entries, readFileEntry(p.Pack, n, s))
				}
			}
		}
		return entries
	})
}

func readFileEntry(p *pack.Pack, n syntax.Node, written string) fileEntry {
	e := fileEntry{node: n, path: written, plain: tidy(p.Dir, written)}
	if strings.TrimSpace(written) == "" {
		e.fault = pathMissing
		return e
	}
	if e.plain == "" {
		e.fault = pathOutside
		return e
	}
	if p.LeadsOut(e.plain) {
		e.fault = pathLinked
		return e
	}
	found := p.Find(e.plain)
	if found != "" && p.Stat(found) == nil {
		found = "" // a dangling link has a name but is not a file
	}
	switch {
	case found == "" && strings.HasPrefix(written, "/"):
		e.plain, e.fault = "", pathOutside
		return e
	case found == "":
		e.fault = pathMissing
		return e
	case isUntidy(written):
		e.fault = pathUntidy
	case found != e.plain:
		e.fault = pathMiscased
	}
	e.plain = found
	return e
}

// tidy is the path, relative to the pack's folder dir, that written means; "" if it leads out of the folder.
func tidy(dir, written string) string {
	s := strings.ReplaceAll(strings.TrimSpace(written), `\`, "/")
	if inside, ok := strings.CutPrefix(s, filepath.ToSlash(dir)+"/"); ok {
		s = inside
	}
	s = path.Clean(strings.TrimLeft(s, "/"))
	if len(s) > 1 && s[1] == ':' || s == "." || !filepath.IsLocal(filepath.FromSlash(s)) {
		return ""
	}
	return s
}

// isUntidy reports whether Palette, which unpacks packs on another machine, may read written otherwise than this one
// does.
func isUntidy(written string) bool {
	return strings.TrimSpace(written) != written || strings.Contains(written, `\`) || strings.HasPrefix(written, "/") ||
		strings.HasPrefix(written, "./") || goesUp(written)
}

func goesUp(p string) bool {
	for step := range strings.SplitSeq(strings.ReplaceAll(p, `\`, "/"), "/") {
		if step == ".." {
			return true
		}
	}
	return false
}

func filesManifestMissing(p *Pass) {
	for _, e := range fileEntries(p, pack.KeyManifests) {
		if e.fault == pathMissing {
			reportMissing(p, e, pack.KeyManifests, "")
		}
	}
}

func filesChartMissing(p *Pass) {
	for _, e := range fileEntries(p, pack.KeyCharts) {
		if e.fault == pathMissing {
			reportMissing(p, e, pack.KeyCharts, unpackedNote(p.Pack, e.plain))
		}
	}
}

// reportMissing reports an entry without a file, and offers the files that the list lacks: the likeliest first.
func reportMissing(p *Pass, e fileEntry, key, note string) {
	if e.plain == "" {
		p.Report(e.node.Range(), "this entry of %s is empty", key).Fix(p.File, "Remove this entry", edit.Remove(e.node))
		return
	}
	free := unlisted(p, key)
	near := likeliestPath(e.plain, free[:min(len(free), maxCompared)])
	hint := ""
	if near != "" && note == "" {
		hint = didYouMean(quote(near))
	}
	d := p.Report(e.node.Range(), "there is no file %s in the pack's folder%s%s", quote(e.plain), note, hint)
	if near != "" {
		d.Fix(p.File, "Change to "+quote(near), edit.Replace(e.node, edit.Quote(near)))
	}
	if key != pack.KeyCharts {
		return
	}
	for i, rel := range free {
		if rel != near && i < maxOffers {
			d.Fix(p.File, "Change to "+quote(rel), edit.Replace(e.node, edit.Quote(rel)))
		}
	}
}

// maxCompared is how many files a path is compared with.
const maxCompared = 64

// maxOffers is how many files are offered for one entry.
const maxOffers = 5

// likeliestPath is the one of paths that written is likely meant to be: a file of the same name elsewhere, or one with
// a similar path.
func likeliestPath(written string, paths []string) string {
	for _, rel := range paths {
		if strings.EqualFold(path.Base(rel), path.Base(written)) {
			return rel
		}
	}
	if near := nearest(written, paths); near != "" {
		return near
	}
	// An archive of the same chart in another version.
	for _, rel := range paths {
		if a, b := withoutVersion(archiveBase(rel)), withoutVersion(archiveBase(written)); a == b && a != "" {
			return rel
		}
	}
	return ""
}

func filesPathCase(p *Pass) {
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests} {
		for _, e := range fileEntries(p, key) {
			if e.fault == pathMiscased {
				p.Report(e.node.Range(), "on disk this is %s; paths are case-sensitive where packs are deployed", quote(e.plain)).
					SafeFix(p.File, "Change to "+quote(e.plain), edit.Replace(e.node, edit.Quote(e.plain)))
			}
		}
	}
}

// linkMessage is for a file that is not read because a link leads out of the folder.
const linkMessage = "%s is a link that leads out of the pack's folder, so the file is not pushed with the pack; " +
	"replace the link by the file"

func filesPathEscape(p *Pass) {
	for _, name := range []string{pack.ValuesName, pack.SchemaName, pack.PresetsName} {
		if p.Pack.File(filepath.Join(p.Pack.Dir, name)) == nil && p.Pack.Has(name) && p.Pack.LeadsOut(name) {
			p.Report(whole(p), linkMessage, quote(name))
		}
	}
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests} {
		for _, e := range fileEntries(p, key) {
			switch e.fault {
			case pathOutside:
				p.Report(e.node.Range(),
					"%s is outside the pack's folder, so it is not pushed with the pack; write a path inside it, such as %q",
					quote(e.path), exampleOf[key])
			case pathLinked:
				p.Report(e.node.Range(), linkMessage, quote(e.plain))
			case pathUntidy:
				p.Report(e.node.Range(), "path %s %s; write %s", quote(e.path), untidiness(e.path), quote(e.plain)).
					SafeFix(p.File, "Change to "+quote(e.plain), edit.Replace(e.node, edit.Quote(e.plain)))
			}
		}
	}
}

// exampleOf is a path as lists of paths hold it.
var exampleOf = map[string]string{pack.KeyCharts: "charts/app-1.0.0.tgz", pack.KeyManifests: "manifests/app.yaml"}

// untidiness says what is untidy about a path.
func untidiness(written string) string {
	switch {
	case strings.TrimSpace(written) != written:
		return "has spaces around it"
	case strings.Contains(written, `\`):
		return "has backslashes"
	case strings.HasPrefix(written, "/"):
		return "is absolute"
	case goesUp(written):
		return "goes up a folder"
	}
	return "begins with ./"
}

func filesDuplicateEntry(p *Pass) {
	for _, key := range []string{pack.KeyCharts, pack.KeyManifests} {
		first := map[string]syntax.Node{}
		for _, e := range fileEntries(p, key) {
			if e.plain == "" || e.fault == pathMissing {
				continue
			}
			before, seen := first[e.plain]
			if !seen {
				first[e.plain] = e.node
				continue
			}
			p.Report(e.node.Range(), "%s is listed twice in %s", quote(e.plain), key).
				Relate(p.File, before.Range(), "the first one").
				SafeFix(p.File, "Remove this entry", edit.Remove(e.node))
		}
	}
}

func filesDuplicateManifestName(p *Pass) {
	first := map[string]fileEntry{}
	for _, e := range fileEntries(p, pack.KeyManifests) {
		if e.plain == "" || e.fault == pathMissing {
			continue
		}
		key := pack.ManifestKey(e.plain)
		before, seen := first[key]
		if !seen {
			first[key] = e
			continue
		}
		if before.plain != e.plain {
			p.Report(e.node.Range(),
				"two manifests are called %s, so both get their values from manifests.%s in values.yaml; rename one", quote(key),
				key).
				Relate(p.File, before.node.Range(), "the other manifest")
		}
	}
}
