// Package complete is what can stand at a cursor: keys, values, paths, macros and templates, in every kind of file of a pack,
// also while the text around the cursor is half typed.
//
// Accepting an item is one edit on the line of the cursor and, perhaps, others that do not touch it. Nothing is filtered by
// what is typed; that is the editor's.
package complete

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Kind is what a completion item is, for the icon beside it.
type Kind uint8

const (
	Property Kind = iota
	Value
	Enum
	File
	Folder
	Module // a pack or chart
	Function
	Variable
)

// Item is one thing that can stand at the cursor.
type Item struct {
	Label  string
	Kind   Kind
	Detail string // a few words beside the label
	Doc    string // Markdown
	// DocOf makes the Markdown of an item whose documentation is made only when it is shown; nil where Doc is all.
	DocOf func() string
	// Filter is compared with the text of Edit's range up to the cursor; "" stands for Label.
	Filter string
	// Rank orders items, smaller first; items of one rank keep the order in which they are given.
	Rank int
	// Edit is what accepting the item does. Its range holds the cursor and lies on one line.
	Edit text.Edit
	// Snippet says that Edit.New is an LSP snippet, with $1, ${1:default} and $0, and with $, } and \ escaped. It alone may have several
	// lines, those after the first indented from the line that it is inserted in.
	Snippet bool
	// More are further edits, which neither touch nor overlap Edit.
	More []text.Edit
	// Preselect marks the one item that is most likely.
	Preselect  bool
	Deprecated bool
}

// Documentation is what is known of c, as Markdown; "" where nothing is.
func (c *Item) Documentation() string {
	if c.DocOf != nil {
		return c.DocOf()
	}
	return c.Doc
}

// Options is what the editor can show.
type Options struct {
	Snippets bool // the editor understands snippets
}

// At returns what can stand at byte offset off of the file at path.
func At(s *pack.Snapshot, path string, off int, opts Options) []Item {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	switch f.Kind {
	case pack.Meta:
		return meta(s, p, f, off, opts)
	case pack.Values:
		return values(s, p, f, off, opts)
	case pack.Schema:
		return schemaYAML(p, f, off, opts)
	case pack.Presets:
		return presets(s, p, f, off, opts)
	case pack.Manifest:
		return manifest(s, p, f, off)
	}
	return nil
}
