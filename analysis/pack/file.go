// Package pack is the domain: what a pack's folder holds, the snapshot of all files at one moment, and the settings
// that apply to them. It knows no LSP and no clock, and reads disk only through a disk.FS.
//
// A pack is a folder with a pack.json. Facts about packs come from Palette's documentation ("Add a Custom Pack", "Pack
// Constraints", "Macros") unless a comment says otherwise.
//
// What always holds: a Snapshot, and a Pack, a File and an Index of it, never change. What is worked out of one is
// kept with it, and is dropped with it.
//
// Deliberately absent: what values mean, which is in package value, and what is wrong with them.
package pack

import (
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/memo"
)

// Kind is what a file is to its pack.
type Kind uint8

const (
	Other    Kind = iota // nothing that is analyzed
	Meta                 // pack.json
	Values               // values.yaml next to a pack.json
	Schema               // schema.yaml next to a pack.json
	Presets              // presets.yaml next to a pack.json
	Manifest             // a YAML file below a pack's manifests folder
	Config               // .pack-lsp.yaml
)

// Names of the files that have a fixed name.
const (
	MetaName    = "pack.json"
	ValuesName  = "values.yaml"
	SchemaName  = "schema.yaml"
	PresetsName = "presets.yaml"
	ConfigName  = ".pack-lsp.yaml"
	LogoName    = "logo.png"
	ReadmeName  = "README.md"
)

var kinds = map[string]Kind{MetaName: Meta, ValuesName: Values, SchemaName: Schema, PresetsName: Presets,
	ConfigName: Config}

// kindOf is the kind that the path's name, and for manifests its folder, stands for, whether or not a pack.json is next
// to it.
func kindOf(path string) Kind {
	if k, ok := kinds[filepath.Base(path)]; ok {
		return k
	}
	if ext := filepath.Ext(path); ext != ".yaml" && ext != ".yml" {
		return Other
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if filepath.Base(dir) == ManifestsDir {
			return Manifest
		}
		if dir == filepath.Dir(dir) {
			return Other
		}
	}
}

// File is one version of one file's text. It never changes; what is derived from it is worked out once, when first
// asked for.
type File struct {
	Path    string // absolute
	Kind    Kind
	Text    *text.Text
	Open    bool  // the text is an editor's, not the disk's
	Version int32 // of the editor's text; 0 for one read from disk

	tree func() *syntax.Tree // made once, when first asked for
	size *syntax.Size        // of the tree, shared by all versions of an editor's text

	views   memo.Results // by *View[T]
	weighed atomic.Int64 // see Weight; 0 until it was asked for

	treeSize atomic.Int64 // bytes that the tree takes; 0 while there is none
}

// newFile is a file whose last version had a tree of the given size; nil if there was none.
func newFile(path string, kind Kind, t *text.Text, size *syntax.Size) *File {
	parse := syntax.ParseYAMLOf
	if kind == Meta {
		parse = syntax.ParseJSONOf
	}
	f := &File{Path: path, Kind: kind, Text: t, size: size}
	f.tree = sync.OnceValue(func() *syntax.Tree {
		tree := parse(t.String(), size)
		f.treeSize.Store(tree.Size())
		return tree
	})
	return f
}

// newOpenFile is a file that an editor holds, in the given version.
func newOpenFile(path string, kind Kind, version int32, t *text.Text) *File {
	return (&File{Path: path, Kind: kind, size: &syntax.Size{}}).edited(version, t)
}

// edited is the open file f with another text, in the given version.
func (f *File) edited(version int32, t *text.Text) *File {
	next := newFile(f.Path, f.Kind, t, f.size)
	next.Open, next.Version = true, version
	return next
}

// Tree is the file's syntax tree.
func (f *File) Tree() *syntax.Tree { return f.tree() }

// Root is the root of the file's first document; absent if f is nil or the file is empty.
func (f *File) Root() syntax.Node {
	if f == nil {
		return syntax.Node{}
	}
	return f.Tree().Root()
}

// Base is the file's name without its folder.
func (f *File) Base() string { return filepath.Base(f.Path) }
