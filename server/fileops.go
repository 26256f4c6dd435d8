package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// WillRenameFiles returns the edits to make before manifests, chart archives or folders with them are renamed.
func (s *server) WillRenameFiles(
	ctx context.Context, params *protocol.RenameFilesParams,
) (*protocol.WorkspaceEdit, error) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	var renames []symbol.FileRename
	for _, f := range params.Files {
		from, ok := toPath(uri.URI(f.OldURI))
		to, alsoOK := toPath(uri.URI(f.NewURI))
		if ok && alsoOK {
			renames = append(renames, symbol.FileRename{Old: from, New: to})
		}
	}
	edits, err := symbol.RenameFiles(ctx, now.Snapshot, renames)
	if err != nil {
		return nil, err
	}
	return s.workspaceEdit(now, edits), nil
}
