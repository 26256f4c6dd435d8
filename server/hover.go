package server

import (
	"context"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// maxRender limits how long a hover or completion may render what is deployed, to see what a value sets.
const maxRender = 50 * time.Millisecond

// Hover explains what is under the cursor; null if there is nothing to say.
func (s *server) Hover(ctx context.Context, params *protocol.HoverParams) (*protocol.Hover, error) {
	if at, ok := toChartFile(params.TextDocument.URI); ok {
		return s.hoverInChart(ctx, at, params.Position), nil
	}
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
	return s.can.fromHover(doc.file.Text, info), nil
}

// hoverInChart answers for a position in a file of a chart archive; null if nothing is known.
func (s *server) hoverInChart(ctx context.Context, at pack.ChartFile, position protocol.Position) *protocol.Hover {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	offset := func(t *text.Text) int { return s.can.offset(t, position) }
	info, source := hover.InChart(ctx, now.Snapshot, at, offset)
	if info == nil {
		return nil
	}
	return s.can.fromHover(source, info)
}

func (can *capabilities) fromHover(t *text.Text, info *hover.Info) *protocol.Hover {
	r := can.fromRange(t, info.Range)
	return &protocol.Hover{Contents: fromMarkdown(info.Markdown, can.hoverMarkdown), Range: &r}
}
