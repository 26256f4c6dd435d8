package analysis

import (
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// CompletionKind is what a completion item is, for the icon beside it.
type CompletionKind uint8

const (
	PropertyItem CompletionKind = iota
	ValueItem
	EnumItem
	FileItem
	FolderItem
	ModuleItem // a pack or chart
	FunctionItem
	VariableItem
)

// Completion is one thing that can stand at the cursor.
type Completion struct {
	Label  string
	Kind   CompletionKind
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
func (c *Completion) Documentation() string {
	if c.DocOf != nil {
		return c.DocOf()
	}
	return c.Doc
}

// CompleteOptions is what the editor can show.
type CompleteOptions struct {
	Snippets bool // the editor understands snippets
}

// Complete returns what can stand at byte offset off of the file at path.
func Complete(s *pack.Snapshot, path string, off int, opts CompleteOptions) []Completion {
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	switch f.Kind {
	case pack.Meta:
		return completeMeta(s, p, f, off, opts)
	case pack.Values:
		return completeValues(s, p, f, off, opts)
	case pack.Schema:
		return completeSchema(p, f, off, opts)
	case pack.Presets:
		return completePresets(s, p, f, off, opts)
	case pack.Manifest:
		return completeManifest(s, p, f, off)
	}
	return nil
}
