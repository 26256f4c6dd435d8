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
	in := s.can.toRange(doc.file.Text, params.Range)
	hints := s.can.fromHints(doc.file.Text, hover.Hints(doc.Snapshot, doc.file.Path, in))
	s.giveViews(doc)
	return hints, nil
}
