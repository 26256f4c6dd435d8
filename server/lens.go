package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// showReferences is a command of clients that shows places: its arguments are the URI of a document, a position in it, and Locations.
// A client says that it has the command in the list "commands" of its initializationOptions; others show lenses that do nothing.
const showReferences = "packLsp.showReferences"

// CodeLens lists what is shown above lines.
func (s *server) CodeLens(ctx context.Context, params *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.giveViews(doc.state)
	return s.can.fromLenses(doc.file, hover.Lenses(doc.Snapshot, doc.file.Path, s.can.showsReferences)), nil
}
