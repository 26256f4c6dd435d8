package edit

import (
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FileEdit is an edit of a file of the pack, or the creation of one.
type FileEdit struct {
	Path string // absolute
	Edit text.Edit
	// Create makes a new file of Edit.New in place of editing one.
	Create bool
}
