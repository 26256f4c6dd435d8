package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
)

// FoldingRanges lists the lines that can be folded. All folds are whole lines, which every client can show.
func (s *server) FoldingRanges(
	ctx context.Context, params *protocol.FoldingRangeParams,
) ([]protocol.FoldingRange, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return fromFolds(outline.Folding(doc.Snapshot, doc.file.Path, s.can.folds)), nil
}
