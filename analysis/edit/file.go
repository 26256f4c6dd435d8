package edit

import (
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FileEdit is an edit of a file of the pack, or the creation of one, or the move of a file into it.
type FileEdit struct {
	Path string // absolute
	Edit text.Edit
	// Create makes a new file of Edit.New in place of editing one.
	Create bool
	// From is the absolute path of a file that is moved to Path, a new one; "" for an edit.
	From string
}
