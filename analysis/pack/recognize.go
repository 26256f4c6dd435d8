package pack

import (
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Other programs have files called pack.json, too. A folder with one is a pack of Palette if its pack.json says so, or
// something is next to it that only a pack has.

// besides are the files and folders that are in the folder of a pack, but not next to the pack.json of another program.
var besides = []string{ValuesName, SchemaName, PresetsName, ChartsDir, ManifestsDir}

// recognized reports whether the folder dir, which has a pack.json, is a pack of Palette. One that an author is just
// beginning is.
func (s *Snapshot) recognized(dir string) bool {
	d := s.folders[dir]
	if d == nil {
		d = s.briefFolder(dir)
	}
	return s.recognizedIn(d)
}

// recognizedIn is recognized for what has been read of the folder.
func (s *Snapshot) recognizedIn(d *folder) bool {
	for _, name := range besides {
		if s.open[filepath.Join(d.Dir, name)] != nil {
			return true
		}
	}
	return isBeside(d.List(d.Dir)) || s.ownMeta(d)
}

// isBeside reports whether entries of a folder are those of a pack, pack.json left out.
func isBeside(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(besides, e.Name()) })
}

// ownMeta reports whether the pack.json in d is one of Palette's, or may become one.
func (s *Snapshot) ownMeta(d *folder) bool {
	path := filepath.Join(d.Dir, MetaName)
	f := s.open[path]
	if f == nil {
		f = d.head(path, maxMeta)
	}
	switch {
	case f == nil:
		return true // nothing is known of it
	case f.Text.Len() <= maxMeta:
		return schema.IsPack(f.Root(), f.Text.String(), f.Open)
	}
	return headIsOwn.Of(f, func() bool {
		head := f.Text.String()[:maxMeta]
		return schema.IsPack(syntax.ParseJSON(head).Root(), head, f.Open)
	})
}

// maxMeta is how many bytes of a pack.json tell whether it is one of Palette's, which is asked of all open ones with
// each edit. Published ones have 8 KB at most.
const maxMeta = 64 << 10

var headIsOwn View[bool]
