// Package complete is completion: keys, values, paths, macros and templates, in every file of a pack, even if the text
// around the cursor is half typed.
//
// What always holds: an item is one edit on the line of the cursor, and sometimes others that do not touch it.
//
// Deliberately absent: filtering by the typed text, which the editor does.
package complete

import (
	"context"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Kind is the kind of an item, which editors show as an icon.
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

// Item is a completion at the cursor.
type Item struct {
	Label  string
	Kind   Kind
	Detail string // a few words next to the label
	Doc    string // Markdown
	// DocOf makes the Markdown when it is shown; nil if Doc is all there is.
	DocOf func() string
	// Filter is compared with the text from the start of Edit's range to the cursor; "" means Label.
	Filter string
	// Rank sorts items, smaller first; items of the same rank stay in order.
	Rank int
	// Edit is the change. Its range contains the cursor and is on one line.
	Edit text.Edit
	// Snippet says that Edit.New is an LSP snippet, with $1, ${1:default} and $0, and with $, } and \ escaped. Only a
	// snippet can have several lines; those after the first are indented from the line that it is inserted in.
	Snippet bool
	// More are further edits, which do not touch or overlap Edit.
	More []text.Edit
	// Preselect marks the most likely item.
	Preselect  bool
	Deprecated bool
}

// Documentation is the documentation of c as Markdown; "" if there is none.
func (c *Item) Documentation() string {
	if c.DocOf != nil {
		return c.DocOf()
	}
	return c.Doc
}

// Options is what the editor supports.
type Options struct {
	Snippets bool // the editor understands snippets

	ctx      context.Context // of what may be left out if there is no time for it
	snapshot *pack.Snapshot
}

// At returns the completions at byte offset off of the file at path; nil if it is neither a file of a pack nor a
// settings file. What Kubernetes allows for a value is found by rendering the pack; it is left out if ctx ends before.
func At(ctx context.Context, s *pack.Snapshot, path string, off int, opts Options) []Item {
	if f := s.Config(path); f != nil {
		return config(f, off, opts)
	}
	opts.ctx, opts.snapshot = ctx, s
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	if items, in := ignoring(f, off); in {
		return items
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
		return manifest(s, p, f, off, opts)
	}
	return nil
}
