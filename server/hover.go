package server

import (
	"context"
	"time"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// maxRender limits how long a hover or completion may render what is deployed, to see what a value sets.
const maxRender = 50 * time.Millisecond

// Hover explains what is under the cursor; null if there is nothing to say.
func (s *server) Hover(ctx context.Context, params *protocol.HoverParams) (*protocol.Hover, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, maxRender)
	defer cancel()
	info := hover.At(ctx, doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	if info == nil {
		return nil, nil
	}
	r := s.can.fromRange(doc.file.Text, info.Range)
	return &protocol.Hover{Contents: fromMarkdown(info.Markdown, s.can.hoverMarkdown), Range: &r}, nil
}
