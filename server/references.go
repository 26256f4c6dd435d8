package server

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// References finds all places that name the thing under the cursor.
func (s *server) References(ctx context.Context, params *protocol.ReferenceParams) ([]protocol.Location, error) {
	if at, ok := toChartFile(params.TextDocument.URI); ok {
		return s.referencesInChart(ctx, at, params)
	}
	doc, ok := s.packDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	s.diagnoser.schedule.searching(+1)
	defer s.diagnoser.schedule.searching(-1)
	off := doc.offset(s, params.Position)
	found, err := symbol.References(ctx, doc.Snapshot, doc.file.Path, off, params.Context.IncludeDeclaration)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	locations := make([]protocol.Location, 0, len(found))
	for _, l := range s.withCached(doc.state, found) {
		if l.Path != "" || s.can.chartFiles {
			locations = append(locations, s.can.fromPlace(l))
		}
	}
	return locations, nil
}

// referencesInChart answers for a position in a file of a chart archive.
func (s *server) referencesInChart(
	ctx context.Context, at pack.ChartFile, params *protocol.ReferenceParams,
) ([]protocol.Location, error) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	offset := func(t *text.Text) int { return s.can.offset(t, params.Position) }
	found, err := symbol.ReferencesInChart(ctx, now.Snapshot, at, offset, params.Context.IncludeDeclaration)
	if err != nil {
		return nil, err
	}
	var locations []protocol.Location
	for _, l := range found {
		locations = append(locations, s.can.fromPlace(l))
	}
	return locations, nil
}

// DocumentHighlight finds the places in the document that name the thing under the cursor.
func (s *server) DocumentHighlight(
	ctx context.Context, params *protocol.DocumentHighlightParams,
) ([]protocol.DocumentHighlight, error) {
	if at, ok := toChartFile(params.TextDocument.URI); ok {
		now := s.state.Load()
		jsonrpc2.Async(ctx)
		s.memory.busy()
		offset := func(t *text.Text) int { return s.can.offset(t, params.Position) }
		found, source := symbol.HighlightsInChart(now.Snapshot, at, offset)
		return s.can.fromHighlights(source, found), nil
	}
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	found := symbol.Highlights(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	return s.can.fromHighlights(doc.file.Text, found), nil
}

// fromHighlights converts places in a text.
func (can *capabilities) fromHighlights(t *text.Text, found []symbol.Highlight) []protocol.DocumentHighlight {
	var highlights []protocol.DocumentHighlight
	for _, h := range found {
		kind := protocol.DocumentHighlightKindRead
		if h.Write {
			kind = protocol.DocumentHighlightKindWrite
		}
		highlights = append(highlights, protocol.DocumentHighlight{Range: can.fromRange(t, h.Range), Kind: kind})
	}
	return highlights
}
