package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/outline"
)

// DocumentLink lists the links of a document to files and pages.
func (s *server) DocumentLink(
	ctx context.Context, params *protocol.DocumentLinkParams,
) ([]protocol.DocumentLink, error) {
	doc, ok := s.textDocument(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return s.can.fromLinks(doc.file.Text, outline.Links(doc.Snapshot, doc.file.Path)), nil
}
