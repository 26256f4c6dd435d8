package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// Hover explains what is under the cursor; null where there is nothing to say.
func (s *server) Hover(ctx context.Context, params *protocol.HoverParams) (*protocol.Hover, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	info := hover.At(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	if info == nil {
		return nil, nil
	}
	r := s.can.fromRange(doc.file.Text, info.Range)
	return &protocol.Hover{Contents: fromMarkdown(info.Markdown, s.can.hoverMarkdown), Range: &r}, nil
}
