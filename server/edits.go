package server

import (
	"path/filepath"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// workspaceEdit converts edits; nil if there are none, or the client cannot apply them.
func (s *server) workspaceEdit(now *state, edits []edit.FileEdit) *protocol.WorkspaceEdit {
	if len(edits) == 0 {
		return nil
	}
	texts := map[string]editedFile{}
	for _, e := range edits {
		if _, known := texts[e.Path]; known {
			continue
		}
		if e.From != "" {
			continue
		}
		if e.Create {
			texts[e.Path] = editedFile{text: text.New("")}
			continue
		}
		f := fileToEdit(now, e.Path)
		if f == nil {
			return nil
		}
		texts[e.Path] = editedFile{text: f.Text, open: f.Open, version: f.Version}
	}
	return s.can.fromEdits(edits, texts)
}

// fileToEdit is the file of a pack, or the settings file, at path; nil if there is none.
func fileToEdit(now *state, path string) *pack.File {
	if f := now.Open(path); f != nil {
		return f
	}
	if config := now.ConfigFile(filepath.Dir(path)); config != nil && config.Path == path {
		return config
	}
	_, f := now.PackOf(path)
	return f
}

// editedFile describes a file to edit.
type editedFile struct {
	text    *text.Text
	open    bool
	version int32 // if it is open
}
