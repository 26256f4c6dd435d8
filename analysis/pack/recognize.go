package pack

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Other programs have files called pack.json, too. A folder with one is a pack of Palette if its pack.json says so, or
// something is next to it that only a pack has.

// besides are the files and folders that are in the folder of a pack, but not next to the pack.json of another program.
var besides = []string{ValuesName, SchemaName, PresetsName, ChartsDir, ManifestsDir}

// certainKeys are keys of Palette's pack.json that the pack.json of other programs does not have.
var certainKeys = []string{"layer", "addonType", "addonSubType", "cloudTypes", "cloudType", KeyManifests,
	"ansibleRoles"}

// ownKeys are the keys of Palette's pack.json: those of its schema, and former ones.
var ownKeys = sync.OnceValue(func() map[string]bool {
	keys := map[string]bool{}
	for _, p := range schema.Embedded().At(nil).Properties {
		keys[p.Name] = true
	}
	for _, key := range certainKeys {
		keys[key] = true
	}
	return keys
})

// manyKeys is how many of Palette's keys make a pack.json one of Palette's. Published packs have four or more.
const manyKeys = 4

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
		if s.open[filepath.Join(d.dir, name)] != nil {
			return true
		}
	}
	return isBeside(d.list(d.dir)) || s.ownMeta(d)
}

// isBeside reports whether entries of a folder are those of a pack, pack.json left out.
func isBeside(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(besides, e.Name()) })
}

// ownMeta reports whether the pack.json in d is one of Palette's, or may become one.
func (s *Snapshot) ownMeta(d *folder) bool {
	path := filepath.Join(d.dir, MetaName)
	f := s.open[path]
	if f == nil {
		f = d.file(path, Meta)
	}
	if f == nil {
		return true // nothing is known of it
	}
	if f.Text.Len() <= maxMeta {
		return isOwn(f, f.Root())
	}
	return headIsOwn.Of(f, func() bool { return isOwn(f, syntax.ParseJSON(f.Text.String()[:maxMeta]).Root()) })
}

// maxMeta is how many bytes of a pack.json tell whether it is one of Palette's, which is asked of all open ones with
// each edit. Published ones have 8 KB at most.
const maxMeta = 64 << 10

var headIsOwn View[bool]

// isOwn is ownMeta for the file f, of which root is the root, as far as it has been read.
func isOwn(f *File, root syntax.Node) bool {
	switch root.Kind() {
	case syntax.Mapping:
	case syntax.Sequence:
		return !root.First().Exists()
	default:
		return beginning(f.Text.String())
	}
	own, strange, texts := 0, 0, true
	for pair := range root.Children() {
		key, v := pair.Key().Text(), pair.Value()
		switch {
		case slices.Contains(certainKeys, key):
			return true
		case ownKeys()[key]:
			own++
		case key != "$schema" && v.Exists() && !v.Empty() && !pair.Key().Broken() && !resemblesKey(key):
			strange++
			texts = texts && v.Kind() == syntax.String
		}
	}
	// Who has the file open may be about to write the keys that decide.
	return own >= manyKeys || strange == 0 || f.Open && strange == 1 && own > 0 && texts
}

// beginning reports whether a text that is no JSON object may become a pack.json: nothing, a first word, or the fields
// of one without their brace.
func beginning(text string) bool {
	return len(strings.Fields(text)) <= 1 ||
		slices.ContainsFunc(certainKeys, func(key string) bool { return strings.Contains(text, `"`+key+`"`) })
}

// resemblesKey reports whether key is one of Palette's apart from case, its end, and one letter or two neighbors.
func resemblesKey(key string) bool {
	key = strings.ToLower(key)
	for known := range ownKeys() {
		known = strings.ToLower(known)
		if strings.HasPrefix(known, key) {
			return true
		}
		short := min(len(known), len(key))
		prefix := 0
		for prefix < short && known[prefix] == key[prefix] {
			prefix++
		}
		suffix := 0
		for suffix < short-prefix && known[len(known)-1-suffix] == key[len(key)-1-suffix] {
			suffix++
		}
		left, more := len(key)-prefix-suffix, len(known)-prefix-suffix
		swapped := left == 2 && more == 2 && key[prefix] == known[prefix+1] && key[prefix+1] == known[prefix]
		if left <= 1 && more <= 1 || swapped {
			return true
		}
	}
	return false
}
