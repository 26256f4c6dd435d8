package server

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// SignatureHelp shows how the function around the cursor is called; null if it is at no argument.
func (s *server) SignatureHelp(
	ctx context.Context, params *protocol.SignatureHelpParams,
) (*protocol.SignatureHelp, error) {
	doc, ok := s.document(ctx, params.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	all, active := hover.Signatures(doc.Snapshot, doc.file.Path, doc.offset(s, params.Position))
	return s.can.fromSignatures(all, active), nil
}
