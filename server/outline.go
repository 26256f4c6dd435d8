package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
)

// DocumentSymbol is the outline of a document.
func (s *server) DocumentSymbol(
	ctx context.Context, params *protocol.DocumentSymbolParams,
) (protocol.DocumentSymbolResult, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return s.can.fromSymbols(doc.file, outline.Symbols(doc.Snapshot, doc.file.Path)), nil
}
