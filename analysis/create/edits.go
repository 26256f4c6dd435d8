package create

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Edits write the texts of a new pack into the folder dir; editors cannot write the other files. What exists there
// stays, except for a pack.json without content, the text of which is meta; nil if there is none.
func (r *Result) Edits(dir string, meta *pack.File, exists func(rel string) bool) []edit.FileEdit {
	var edits []edit.FileEdit
	for _, f := range r.Files {
		full := filepath.Join(dir, filepath.FromSlash(f.Path))
		switch {
		case !f.Text():
		case f.Path == pack.MetaName && meta != nil:
			all := text.Range{End: meta.Text.Len()}
			edits = append(edits, edit.FileEdit{Path: full, Edit: text.Edit{Range: all, New: string(f.Content)}})
		case !exists(f.Path):
			edits = append(edits, edit.FileEdit{Path: full, Edit: text.Edit{New: string(f.Content)}, Create: true})
		}
	}
	return edits
}

// Empty reports whether a pack.json has no content yet, so that a pack can be made there.
func Empty(meta string) bool {
	meta = strings.TrimSpace(meta)
	return meta == "" || meta == "{}"
}

// folderName matches the usual name of a pack's folder.
var folderName = regexp.MustCompile(`^(.+?)-v?([0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?)$`)

// FromFolder are answers that the name of a pack's folder suggests: a name, and perhaps a version.
func FromFolder(dir string) Answers {
	name := filepath.Base(dir)
	answers := Answers{}
	if m := folderName.FindStringSubmatch(name); m != nil {
		name = m[1]
		if version := packVersion(m[2]); versionProblem(version) == "" {
			answers[KeyVersion] = []string{version}
		}
	}
	if name = packName(name); nameProblem(name) != "" || name == "" {
		name = "my-pack"
	}
	answers[KeyName] = []string{name}
	return answers
}
