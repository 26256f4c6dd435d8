package server

import (
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// editCapabilities are what the client can ask to be found and changed across files.
type editCapabilities struct {
	prepares        bool // asks what can be renamed before it asks for a new name
	resolvesActions bool // can ask for the edit of a code action later
	renamesFiles    bool // asks what else to change before it renames files
}

func editCapabilitiesOf(c protocol.ClientCapabilities) editCapabilities {
	workspace, doc := orZero(c.Workspace), orZero(c.TextDocument)
	action := orZero(doc.CodeAction)
	return editCapabilities{
		prepares:        orZero(orZero(doc.Rename).PrepareSupport),
		resolvesActions: orZero(action.DataSupport) && slices.Contains(action.ResolveSupport.Properties, "edit"),
		renamesFiles:    orZero(orZero(workspace.FileOperations).WillRename),
	}
}

// offerEdits adds what is found and changed across files to what the client is offered.
func (can *editCapabilities) offerEdits(offered *protocol.ServerCapabilities) {
	yes := protocol.Boolean(true)
	offered.ReferencesProvider = yes
	offered.DocumentHighlightProvider = yes
	offered.WorkspaceSymbolProvider = yes
	offered.RenameProvider = yes
	if can.prepares { // others would take the options for no
		prepare := true
		offered.RenameProvider = &protocol.RenameOptions{PrepareProvider: &prepare}
	}
	if can.renamesFiles {
		offered.Workspace.FileOperations = &protocol.FileOperationOptions{WillRename: renameFilters()}
	}
}

// workspaceEdit converts edits; nil where there are none, or the client cannot apply them.
func (s *server) workspaceEdit(now *state, edits []edit.FileEdit) *protocol.WorkspaceEdit {
	if len(edits) == 0 {
		return nil
	}
	texts := map[string]editedFile{}
	for _, e := range edits {
		if _, known := texts[e.Path]; known {
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

// fileToEdit is the file of a pack, or the settings file, at path; nil where there is none.
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

// editedFile is what there is to know about a file to edit.
type editedFile struct {
	text    *text.Text
	open    bool
	version int32 // where it is open
}
