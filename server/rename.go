package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// PrepareRename returns what would be renamed at a position; null if there is nothing to rename, an error with the
// reason if it cannot be renamed.
func (s *server) PrepareRename(
	ctx context.Context, params *protocol.PrepareRenameParams,
) (protocol.PrepareRenameResult, error) {
	doc, ok := s.packDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	target, err := symbol.PrepareRename(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	switch {
	case err != nil:
		return nil, failed(err)
	case target == nil:
		return nil, nil
	}
	return s.can.fromRenameTarget(doc.file.Text, target), nil
}

// Rename renames the thing under the cursor at all places that name it.
func (s *server) Rename(ctx context.Context, params *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	doc, ok := s.packDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.diagnoser.schedule.searching(+1)
	defer s.diagnoser.schedule.searching(-1)
	edits, err := symbol.Rename(ctx, doc.Snapshot, doc.file.Path, doc.offset(s, params.Position), params.NewName)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, failed(err)
	}
	return s.workspaceEdit(doc.state, edits), nil
}

// failed is the answer to a request that cannot be fulfilled, with the reason for the user.
func failed(err error) error {
	return jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesRequestFailed), err.Error())
}

// errChanged is the answer to a request about a text that has changed since.
var errChanged = jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesContentModified), "the document has changed")
