package check

import (
	"path"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// filesChecks are those of the files that a pack has, or should have. They report in pack.json.
var filesChecks = slices.Concat(filesEntryChecks, filesUndeclaredChecks, filesPresentChecks, filesArchiveChecks)

// whole is where to report something about the pack as a whole: the value of name, or else the opening brace of
// pack.json.
func whole(p *Pass) text.Range {
	if n := p.Root().Get("name"); n.IsScalar() {
		return n.Range()
	}
	return openingBrace(p.Root())
}

// isArchive reports whether a file has the name of a chart archive.
func isArchive(rel string) bool { return archiveBase(rel) != "" }

// isManifest reports whether a file has the name of a manifest.
func isManifest(rel string) bool {
	key := pack.ManifestKey(rel)
	return key != "" && key != path.Base(rel)
}
