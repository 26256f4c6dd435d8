package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
)

// References finds all places that name the thing under the cursor.
func (s *server) References(ctx context.Context, params *protocol.ReferenceParams) ([]protocol.Location, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	off := doc.offset(s, params.Position)
	found, err := symbol.References(ctx, doc.Snapshot, doc.file.Path, off, params.Context.IncludeDeclaration)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	locations := make([]protocol.Location, 0, len(found))
	for _, l := range found {
		if l.Text == nil {
			locations = append(locations, s.can.fromSpot(l.Path, l.Spot))
		} else {
			locations = append(locations, s.can.fromLocation(l.Path, l.Text, l.Range))
		}
	}
	return locations, nil
}

// DocumentHighlight finds the places in the document that name the thing under the cursor.
func (s *server) DocumentHighlight(
	ctx context.Context, params *protocol.DocumentHighlightParams,
) ([]protocol.DocumentHighlight, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	var highlights []protocol.DocumentHighlight
	for _, h := range symbol.Highlights(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position)) {
		kind := protocol.DocumentHighlightKindRead
		if h.Write {
			kind = protocol.DocumentHighlightKindWrite
		}
		r := s.can.fromRange(doc.file.Text, h.Range)
		highlights = append(highlights, protocol.DocumentHighlight{Range: r, Kind: kind})
	}
	return highlights, nil
}
