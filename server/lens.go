package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// showReferences is a command of clients that shows places. Its arguments are the URI of a document, a position in it,
// and a list of Location. A client that has the command names it in the list "commands" of its initializationOptions.
// For other clients, lenses do nothing.
const showReferences = "packLsp.showReferences"

// CodeLens lists the lenses of a document.
func (s *server) CodeLens(ctx context.Context, params *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.giveViews(doc)
	return s.can.fromLenses(doc.file, hover.Lenses(doc.Snapshot, doc.file.Path, s.can.showsReferences)), nil
}
