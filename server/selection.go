package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
)

// SelectionRange lists the ranges that a selection can grow to, for each position.
func (s *server) SelectionRange(
	ctx context.Context, params *protocol.SelectionRangeParams,
) ([]protocol.SelectionRange, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	selections := make([]protocol.SelectionRange, 0, len(params.Positions))
	for _, p := range params.Positions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ranges := outline.Selection(doc.Snapshot, doc.file.Path, doc.offset(s, p))
		selections = append(selections, s.can.fromSelection(doc.file.Text, p, ranges))
	}
	return selections, nil
}
