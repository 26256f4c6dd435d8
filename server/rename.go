package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// PrepareRename says what would be renamed at a place; null where there is nothing to rename, an error with the reason where that cannot be.
func (s *server) PrepareRename(ctx context.Context, params *protocol.PrepareRenameParams) (protocol.PrepareRenameResult, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
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

// Rename gives the thing under the cursor another name, wherever it is named.
func (s *server) Rename(ctx context.Context, params *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	edits, err := symbol.Rename(ctx, doc.Snapshot, doc.file.Path, doc.offset(s, params.Position), params.NewName)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, failed(err)
	}
	return s.workspaceEdit(doc.state, edits), nil
}

// failed is the answer to a request that asks for what cannot be, with the reason for the client's user.
func failed(err error) error {
	return jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesRequestFailed), err.Error())
}

// errChanged is the answer to a request that speaks of a text that is no longer there.
var errChanged = jsonrpc2.NewError(jsonrpc2.Code(protocol.LSPErrorCodesContentModified), "the document has changed")
