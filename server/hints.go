package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// InlayHint lists the hints in a range.
func (s *server) InlayHint(ctx context.Context, params *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.giveViews(doc)
	in := s.can.toRange(doc.file.Text, params.Range)
	return s.can.fromHints(doc.file.Text, hover.Hints(doc.Snapshot, doc.file.Path, in)), nil
}
